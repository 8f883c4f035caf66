"""Tables as rows of cells: those drawn with box characters, such as Keras's summary of a model,
and those of HTML, where a cell may reach over several rows and columns.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
MOST = 100  # rows or columns over which a cell may reach

TABLE = re.compile(r"^[ \t]*[┏┌╔].*\n((?:[ \t]*[┃│║┡├╠┣╞].*\n)+)[ \t]*[┗└╚].*$\n?", re.MULTILINE)
BAR = re.compile(r"[┃│║]")


@dataclass(frozen=True)
class Box:
    """A table: its first row and the other rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column: is every cell that isn't empty a number?"""
        return tuple(
            all(re.fullmatch(r"[\d,.]+", row[i]) for row in self.rows if row[i])
            for i in range(len(self.head))
        )


def spread(rows: Iterable[Iterable[tuple[T, str, str]]], empty: T) -> list[list[T]]:
    """HTML's rows of (content, rowspan, colspan) as rows of equal length.

    `empty` fills the places over which a cell reaches, and the ends of short rows.
    """
    grid: list[list[T]] = []
    below: Counter[int] = Counter()  # column -> rows that a cell from above still covers
    for cells in rows:
        row: list[T] = []
        for content, down, across in cells:
            _skip(row, below, empty)
            for place in range(_span(across)):
                below[len(row)] = _span(down) - 1
                row.append(empty if place else content)
        _skip(row, below, empty)
        if row:
            grid.append(row)
    width = max(map(len, grid), default=0)
    return [row + [empty] * (width - len(row)) for row in grid]


def _skip(row: list[T], below: Counter[int], empty: T) -> None:
    while below[len(row)] > 0:
        below[len(row)] -= 1
        row.append(empty)


def _span(text: str) -> int:
    return min(max(int(text), 1), MOST) if text.isdecimal() else 1


def segments(text: str) -> list[str | Box]:
    """`text` split into runs of plain lines and tables, in order."""
    result: list[str | Box] = []
    start = 0
    for found in TABLE.finditer(text):
        box = _read(found.group(1).splitlines())
        if box is not None:
            result += [text[start : found.start()].strip("\n"), box]
            start = found.end()
    result.append(text[start:].strip("\n"))
    return [part for part in result if isinstance(part, Box) or part.strip()]


def _read(lines: list[str]) -> Box | None:
    """The table that has these lines between its top and its bottom, or None."""
    rows: list[list[str]] = []
    fresh = True
    for line in map(str.strip, lines):
        if not BAR.match(line):
            fresh = True
            continue
        cells = [cell.strip() for cell in BAR.split(line)[1:-1]]
        if fresh or len(cells) != len(rows[-1]):
            rows.append(cells)
        else:  # Keras wraps a long cell over several lines
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        fresh = False
    if len(rows) < 2 or len({len(row) for row in rows}) != 1:
        return None
    return Box(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))
