"""Tables drawn with box characters, such as Keras's summary of a model: find and read them."""

import re
from dataclasses import dataclass

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
