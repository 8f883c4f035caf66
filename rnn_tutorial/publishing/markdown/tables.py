"""Tables drawn with box characters, as Keras prints a model's summary: found and read."""

import re
from dataclasses import dataclass

TOP = "┏┌╔"
BOTTOM = "┗└╚"
RULES = "┡├╠┣╞"
BAR = re.compile(r"[┃│║]")


@dataclass(frozen=True)
class Box:
    """A table: its first row, the others, and which columns hold numbers alone."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column: is every filled cell a number?"""
        return tuple(
            all(re.fullmatch(r"[\d,.]+", row[i]) for row in self.rows if row[i])
            for i in range(len(self.head))
        )


def segments(text: str) -> list[str | Box]:
    """`text` cut into runs of plain lines and tables, in order."""
    result: list[str | Box] = []
    plain: list[str] = []
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        end = _end(lines, place)
        box = _read(lines[place : end + 1]) if end else None
        if box is None:
            plain.append(lines[place])
            place += 1
            continue
        _flush(plain, result)
        result.append(box)
        place = end + 1
    _flush(plain, result)
    return result


def _flush(plain: list[str], result: list[str | Box]) -> None:
    block = "\n".join(plain).strip("\n")
    if block.strip():
        result.append(block)
    plain.clear()


def _end(lines: list[str], start: int) -> int:
    """The last line of a table that begins at `start`, or 0."""
    if not lines[start].strip().startswith(tuple(TOP)):
        return 0
    for place in range(start + 1, len(lines)):
        line = lines[place].strip()
        if line.startswith(tuple(BOTTOM)):
            return place
        if not line or line[0] not in RULES + "┃│║":
            return 0
    return 0


def _read(lines: list[str]) -> Box | None:
    rows: list[list[str]] = []
    fresh = True
    for line in lines[1:]:
        line = line.strip()
        if not BAR.match(line[0]):
            fresh = True
            continue
        cells = [cell.strip() for cell in BAR.split(line)[1:-1]]
        if fresh or len(cells) != len(rows[-1]):
            rows.append(cells)
        else:  # Keras wraps a long cell over lines
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        fresh = False
    if len(rows) < 2 or len({len(row) for row in rows}) != 1:
        return None
    return Box(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))
