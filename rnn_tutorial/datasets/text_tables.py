"""Labelled reviews in a table: CSV, TSV, JSON Lines or parquet."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.tables import COLUMNS, read_rows
from rnn_tutorial.datasets.vocabulary import split_words
from rnn_tutorial.errors import TutorialError

LABEL_COLUMNS = ("label", "sentiment", "polarity", "class", "target")
HALF_COLUMNS = ("split", "type", "set")
LABELS = {"0": 0, "neg": 0, "negative": 0, "false": 0, "1": 1, "pos": 1, "positive": 1, "true": 1}
HALVES = {"train": "train", "test": "test", "validation": "train", "valid": "train", "val": "train"}
UNLABELLED = ("unsup", "unsupervised", "unlabelled", "unlabeled")  # reviews to leave out
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")


class Review(NamedTuple):
    """half: "train", "test", or "" where the source has no halves."""

    half: str
    label: int
    text: str


def read_table(file: Path, half: str, config: DataConfig, notices: list[str]) -> Iterator[Review]:
    """The labelled rows of a table. half: of the whole table, or "" if a column may say it."""
    rows = list(_rows(file, notices))
    names = list(rows[0]) if rows else []
    text = _find_column(file, names, config.text, COLUMNS, "text")
    label = _find_column(file, names, config.label, LABEL_COLUMNS, "label")
    values = [str(row[label]).strip().lower() for row in rows]
    labels = _read_labels(file, label, values, config.positive_from)
    split = next((n for n in names if n.lower() in HALF_COLUMNS), None)
    halves = [str(row[split]).strip().lower() if split else "" for row in rows]
    if set(halves) - set(HALVES) - set(UNLABELLED):  # some other column called "type"
        halves = [""] * len(rows)
    for number, (row, known, stated) in enumerate(zip(rows, labels, halves, strict=True), start=1):
        if not isinstance(row[text], str) or not split_words(row[text]):
            raise TutorialError(f"{file}, row {number}: {text!r} has no words. Remove the row.")
        if known is not None and stated not in UNLABELLED:
            yield Review(half or HALVES.get(stated, ""), known, row[text])


def _rows(file: Path, notices: list[str]) -> Iterator[dict[str, Any]]:
    if file.suffix.lower() == ".parquet":
        return iter(_parquet_rows(file))
    return read_rows(decode(file.read_bytes(), file.name, notices), str(file))


def _parquet_rows(file: Path) -> list[dict[str, Any]]:
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise TutorialError(
            f"{file} needs the package pyarrow: run `pip install pyarrow`, or save the reviews as "
            "CSV."
        ) from None
    try:
        rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    except Exception as error:  # a damaged file can fail in a dozen ways
        reason = ascii(" ".join(str(error).split()))[1:-1] or type(error).__name__
        raise TutorialError(f"{file} can't be read as parquet ({reason:.200}).") from None
    return rows


def _find_column(
    file: Path, names: list[str], asked: str | None, usual: tuple[str, ...], kind: str
) -> str:
    """The column that was asked for, or the only one with a usual name."""
    for wanted in (asked,) if asked else usual:
        for name in names:
            if name == asked or name.lower() == wanted:
                return name
    found = ", ".join(repr(name) for name in names) or "no rows"
    raise TutorialError(
        f"{file} has no {kind} column{f' {asked!r}' if asked else ''} (it has {found:.200}): give "
        f"its name with --{kind} NAME."
    )


def _read_labels(
    file: Path, column: str, values: list[str], positive_from: float | None
) -> list[int | None]:
    """0 or 1 for each value, None for a review without a label. values: in lower case."""
    kinds = {value: _read_label(value, positive_from) for value in set(values)}
    if {value for value, label in kinds.items() if label is None} <= {*UNLABELLED, "-1"}:
        return [kinds[value] for value in values]
    found = sorted(kinds)
    shown = ", ".join(repr(value) for value in found[:6]) + (", ..." if found[6:] else "")
    advice = "labels are 0 or 1, neg or pos, negative or positive, false or true"
    if positive_from is None and all(_number(value) is not None for value in kinds):
        advice += "; for ratings, give the lowest positive rating with --positive-from NUMBER"
    raise TutorialError(f"{file} has the labels {shown:.120} in the column {column!r}: {advice}.")


def _read_label(value: str, positive_from: float | None) -> int | None:
    number = _number(value)
    if positive_from is not None:
        return None if number is None else int(number >= positive_from)
    if number is not None and number in (0, 1):  # pandas writes 1.0 where a column has a gap
        return int(number)
    return LABELS.get(value)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def decode(content: bytes, name: str, notices: list[str]) -> str:
    """The text of UTF-8 (with or without a mark), UTF-16 with a mark, Windows-1252 or Latin-1.

    `notices` gets a sentence where the encoding was guessed: no file says that it is Latin-1.
    """
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16" if marked else "utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:  # five bytes have no letter in Windows-1252; Latin-1 has a character for every byte
        text, encoding = content.decode("latin-1"), "latin-1"
    guessed = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(encoding)
    notice = f"{name} is not UTF-8; it was read as {guessed}."
    if guessed and notice not in notices:
        notices.append(notice)
    return text
