"""Labelled reviews in a table: which column holds the label, and what it means."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.tables import TEXT_COLUMNS, find_column, read_rows, read_texts
from rnn_tutorial.datasets.vocabulary import split_words
from rnn_tutorial.errors import TutorialError

LABEL_COLUMNS = ("label", "sentiment", "polarity", "class", "target")
HALF_COLUMNS = ("split", "type", "set")
LABELS = {"0": 0, "neg": 0, "negative": 0, "false": 0, "1": 1, "pos": 1, "positive": 1, "true": 1}
HALVES = {"train": "train", "test": "test", "validation": "train", "valid": "train", "val": "train"}
UNLABELLED = ("unsup", "unsupervised", "unlabelled", "unlabeled")  # reviews to leave out


class Review(NamedTuple):
    """half: "train", "test", or "" where the source has no halves."""

    half: str
    label: int
    text: str


def read_table(file: Path, half: str, config: DataConfig, notices: list[str]) -> Iterator[Review]:
    """The labelled rows of a table. half: of the whole table, or "" if a column may say it.

    Raises TutorialError for a table that can't be read, and for a row without words or label.
    notices: see `tables.decode`.
    """
    name = str(file)
    rows = read_rows(file.read_bytes(), name, notices)
    text = find_column(rows, name, config.text, TEXT_COLUMNS, "text")
    label = find_column(rows, name, config.label, LABEL_COLUMNS, "label")
    texts = read_texts(rows, name, text)
    labels = _read_labels(name, label, [_plain(row.get(label)) for row in rows], config)
    split = next((column for column in rows[0] if column.lower() in HALF_COLUMNS), None)
    halves = [_plain(row.get(split)) if split else "" for row in rows]
    if set(halves) - set(HALVES) - set(UNLABELLED):  # some other column called "type"
        halves = [""] * len(rows)
    for number, (found, known, stated) in enumerate(zip(texts, labels, halves, strict=True), 1):
        if not split_words(found):
            raise TutorialError(f"{name}, row {number}: {text!r} has no words. Remove the row.")
        if known is not None and stated not in UNLABELLED:
            yield Review(half or HALVES.get(stated, ""), known, found)


def _plain(value: object) -> str:
    return str(value).strip().lower()


def _read_labels(name: str, column: str, values: list[str], config: DataConfig) -> list[int | None]:
    """0 or 1 for each value, None for a review without a label. values: in lower case."""
    kinds = {value: _read_label(value, config.positive_from) for value in set(values)}
    if {value for value, label in kinds.items() if label is None} <= {*UNLABELLED, "-1"}:
        return [kinds[value] for value in values]
    found = sorted(kinds)
    shown = ", ".join(repr(value) for value in found[:6]) + (", ..." if found[6:] else "")
    advice = "labels are 0 or 1, neg or pos, negative or positive, false or true"
    if config.positive_from is None and all(_number(value) is not None for value in kinds):
        advice += "; for ratings, give the lowest positive rating with --positive-from NUMBER"
    raise TutorialError(f"{name} has the labels {shown:.120} in the column {column!r}: {advice}.")


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
