"""Texts in files as people have them: CSV, TSV, JSON Lines, or a text file with one per line."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rnn_tutorial.errors import TutorialError

COLUMNS = ("text", "review", "sentence", "comment", "content", "body")  # names of a text column
MAX_TEXT = 1 << 20  # characters, or bytes of a file; IMDB's longest review has 14 thousand
JSON, CSV = (".jsonl", ".ndjson", ".json"), (".csv", ".tsv")


def read_texts(content: str, name: str, column: str | None = None) -> list[tuple[str, str]]:
    """The texts in a file's content. Blank lines are left out, blank cells are not.

    name: the file's; its ending tells the format. column: the column of the texts; if None, the
    only one, or the one whose name is in COLUMNS.

    Returns:
        (place, text) pairs; the place is "line 3" or, below the names of a table, "row 3".

    Raises:
        TutorialError: there is no text, or none can be found in the table.
    """
    if Path(name).suffix.lower() in (*JSON, *CSV):
        found = list(_cells(list(read_rows(content, name)), name, column))
        kind = "row"
    else:
        if column is not None:
            raise TutorialError(
                f"--text {column} names a column, but {name} has lines: give a file that ends in "
                f"{', '.join((*CSV, *JSON))}."
            )
        # Not splitlines: it also breaks lines at other characters, which may be part of a text.
        lines = enumerate(content.replace("\r\n", "\n").split("\n"), start=1)
        found, kind = [(number, line) for number, line in lines if line.strip()], "line"
    if not found:
        raise TutorialError(f"{name} has no review: write one review per {kind}.")
    return [(f"{kind} {number}", text) for number, text in found]


def read_rows(content: str, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table's content, by the names of the columns. name: the file's.

    Raises TutorialError if it can't be read, or a row has not one value for each column.
    """
    ending = Path(name).suffix.lower()
    yield from _json_rows(content, name) if ending in JSON else _csv_rows(content, name, ending)


def _csv_rows(content: str, name: str, ending: str) -> Iterator[dict[str, Any]]:
    head = content.partition("\n")[0]
    delimiter = "\t" if ending == ".tsv" else max(",;\t", key=head.count)
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


def _cells(
    rows: Sequence[dict[str, Any]], name: str, column: str | None
) -> Iterator[tuple[int, str]]:
    if not rows:
        return
    chosen = _choose(list(map(str, rows[0])), name, column)
    for number, row in enumerate(rows, start=1):
        text = row.get(chosen)
        if not isinstance(text, str):
            raise TutorialError(
                f"{name}, row {number} has no text in the column {chosen!r}: complete or remove it."
            )
        yield number, text


def _choose(names: list[str], name: str, column: str | None) -> str:
    """The name of the column that holds the texts."""
    shown = ", ".join(names)
    if column is not None:
        if column not in names:
            raise TutorialError(f"{name} has no column {column!r}: choose one of {shown:.300}.")
        return column
    known = [n for n in names if n.strip().lower() in COLUMNS]
    chosen = names if len(names) == 1 else known
    if len(chosen) != 1:
        raise TutorialError(
            f"{name} has the columns {shown:.300}, and which one holds the reviews is not clear: "
            "choose it with --text NAME. Its first row must name the columns."
        )
    return chosen[0]
