"""Tables and text files as people have them: their rows, their columns, the texts in them.

Every command that reads such a file reads it here, so that all accept the same files.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnn_tutorial.errors import TutorialError

TEXT_COLUMNS = ("text", "review", "sentence", "comment", "content", "body")
MAX_TEXT = 1 << 20  # characters, or bytes of a file; IMDB's longest review has 14 thousand
JSON, CSV = (".jsonl", ".ndjson", ".json"), (".csv", ".tsv")
SUFFIXES = (*CSV, *JSON, ".parquet")


def numbered_texts(
    content: bytes, name: str, column: str | None, notices: list[str]
) -> list[tuple[str, str]]:
    """The texts of a table, or the lines of any other file. Blank lines are left out.

    name: the file's; its ending tells whether it is a table. column: of the table's texts; if
    None, the only column, or the one that `find_column` finds. notices: see `decode`.

    Returns (place, text) pairs; the place is "line 3" or, below the names of a table, "row 3".
    Raises TutorialError if there is no text, or none can be found in the table.
    """
    if Path(name).suffix.lower() in SUFFIXES:
        rows = read_rows(content, name, notices)
        only = next(iter(rows[0])) if len(rows[0]) == 1 else None
        chosen = find_column(rows, name, column or only, TEXT_COLUMNS, "text")
        return [(f"row {n}", text) for n, text in enumerate(read_texts(rows, name, chosen), 1)]
    if column is not None:
        raise TutorialError(
            f"--text {column} names a column, but {name} has lines: give a file that ends in "
            f"{', '.join(SUFFIXES)}."
        )
    # Not splitlines: it also breaks lines at other characters, which may be part of a text.
    lines = decode(content, name, notices).replace("\r\n", "\n").split("\n")
    found = [(f"line {n}", line) for n, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise TutorialError(f"{name} has no review: write one review per line.")
    return found


def read_rows(content: bytes, name: str, notices: list[str]) -> list[dict[str, Any]]:
    """The rows of a table, by the names of its columns. name: the file's.

    Raises TutorialError if it can't be read, has no rows, or a row of a CSV or TSV file has not
    one value for each column. notices: see `decode`.
    """
    suffix = Path(name).suffix.lower()
    if suffix == ".parquet":
        rows = _parquet_rows(content, name)
    else:
        text = decode(content, name, notices)
        rows = list(_json_rows(text, name) if suffix in JSON else _csv_rows(text, name, suffix))
    if not rows:
        raise TutorialError(f"{name} has no review: write one review per row.")
    return rows


def find_column(
    rows: list[dict[str, Any]], name: str, asked: str | None, usual: tuple[str, ...], kind: str
) -> str:
    """The column that was asked for, or the only one with a usual name.

    name: the file's. kind: "text" or "label", the option that names the column.
    """
    names = list(rows[0])
    shown = ", ".join(map(repr, names))
    if asked is not None:
        if asked not in names:
            raise TutorialError(
                f"{name} has no column {asked!r}: choose one of {shown:.300} with --{kind} NAME."
            )
        return asked
    known = [column for column in names if column.strip().lower() in usual]
    if len(known) != 1:
        first = " Its first row must name the columns." if name.lower().endswith(CSV) else ""
        raise TutorialError(
            f"{name} has the columns {shown:.300}, and which one holds the {kind}s is not clear: "
            f"choose it with --{kind} NAME.{first}"
        )
    return known[0]


def read_texts(rows: list[dict[str, Any]], name: str, column: str) -> list[str]:
    """The texts in a column. Raises TutorialError for a row that has none there."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row.get(column), str):
            raise TutorialError(
                f"{name}, row {number} has no text in the column {column!r}: complete or remove it."
            )
    return [row[column] for row in rows]


def decode(content: bytes, name: str, notices: list[str]) -> str:
    """The text of UTF-8 (with or without a mark), UTF-16 with a mark, Windows-1252 or Latin-1.

    `notices` gets a sentence where the encoding was guessed: no file says that it is Latin-1.
    Raises TutorialError for what is not text, such as a picture.
    """
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and b"\0" in content:
        raise TutorialError(
            f"{name} is not text (byte {content.index(0):,} is 0): save it as UTF-8 text."
        )
    for encoding in ("utf-16" if marked else "utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:  # five bytes have no letter in Windows-1252; Latin-1 has a character for every byte
        text, encoding = content.decode("latin-1"), "latin-1"
    guessed = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(encoding)
    notice = f"{Path(name).name} is not UTF-8; it was read as {guessed}."
    if guessed and notice not in notices:
        notices.append(notice)
    return text


def _csv_rows(content: str, name: str, suffix: str) -> Iterator[dict[str, Any]]:
    head = content.partition("\n")[0]
    delimiter = "\t" if suffix == ".tsv" else max(",;\t", key=head.count)
    before = csv.field_size_limit(MAX_TEXT)
    try:
        rows = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
        for row in rows:
            if None in row or None in row.values():
                raise csv.Error(f"line {rows.line_num} has not one value for each column")
            yield row
    except csv.Error as error:
        raise TutorialError(f"{name} can't be read as a table ({error}): save it again.") from None
    finally:
        csv.field_size_limit(before)


def _json_rows(content: str, name: str) -> Iterator[dict[str, Any]]:
    """Objects, one per line, or a list of objects."""
    is_list = content.lstrip().startswith("[")
    lines = [content] if is_list else [line for line in content.split("\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            rows = json.loads(line)
            for row in rows if is_list else [rows]:
                if not isinstance(row, dict):
                    raise ValueError(f"it holds a {type(row).__name__}, not an object")
                yield row
        except (ValueError, RecursionError) as error:
            reason = " ".join(str(error).split())
            raise TutorialError(
                f"{name} is not JSON Lines (row {number}: {reason:.80}): write an object per line, "
                'such as {"text": "A fine film"}.'
            ) from None


def _parquet_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise TutorialError(
            f"{name} needs the package pyarrow: run `pip install pyarrow`, or save the reviews as "
            "CSV."
        ) from None
    try:
        rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(content)).to_pylist()
    except Exception as error:  # a damaged file can fail in a dozen ways
        reason = ascii(" ".join(str(error).split()))[1:-1] or type(error).__name__
        raise TutorialError(f"{name} can't be read as parquet ({reason:.200}).") from None
    return rows
