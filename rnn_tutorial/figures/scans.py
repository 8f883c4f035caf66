"""A linear recurrence computed by an associative scan."""

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, Canvas
from rnn_tutorial.figures.geometry import Point, towards
from rnn_tutorial.style import MUTED

_BOX = 54, 30
_STAGES = (46, 108, 170, 232, 294, 356)  # heights of the steps and of each stage
# (column, stage) -> label, and from where the two parts come that are joined: the earlier first.
_JOINS: dict[tuple[int, int], tuple[str, tuple[int, int], tuple[int, int]]] = {
    (2, 1): ("$Z_2$", (1, 0), (2, 0)),
    (4, 1): ("3–4", (3, 0), (4, 0)),
    (6, 1): ("5–6", (5, 0), (6, 0)),
    (8, 1): ("7–8", (7, 0), (8, 0)),
    (4, 2): ("$Z_4$", (2, 1), (4, 1)),
    (8, 2): ("5–8", (6, 1), (8, 1)),
    (8, 3): ("$Z_8$", (4, 2), (8, 2)),
    (6, 4): ("$Z_6$", (4, 2), (6, 1)),
    (3, 5): ("$Z_3$", (2, 1), (3, 0)),
    (5, 5): ("$Z_5$", (4, 2), (5, 0)),
    (7, 5): ("$Z_7$", (6, 4), (7, 0)),
}


def _at(place: tuple[int, int]) -> Point:
    column, stage = place
    return 70 + 76 * column, _STAGES[stage]


def draw_parallel_scan() -> Canvas:
    """Eight steps of a linear recurrence, joined in five stages."""
    c = Canvas(height=392)
    half = _BOX[1] / 2
    for place, (_, earlier, later) in _JOINS.items():
        (x, y), (x0, y0), (x1, y1) = _at(place), _at(earlier), _at(later)
        steep = y - y0 > 2 * (x - x0)
        end = (x - 15, y - half - 1) if steep else (x - _BOX[0] / 2 - 1, y)
        start = towards((x0 + 12, y0 + half), end, 1)
        c.arrow(start, end, color=HIDDEN if earlier == (1, 0) or _is_state(earlier) else MUTED)
        c.arrow((x1, y1 + half), (x, y - half - 1), color=MUTED)
    for column in range(1, 9):
        c.box(*_at((column, 0)), *_BOX, str(column), INPUT, size=15)
    for place, (words, _, _) in _JOINS.items():
        c.box(*_at(place), *_BOX, words, HIDDEN if "Z" in words else MUTED, size=15)
    rows = ("steps", "stage 1", "stage 2", "stage 3", "stage 4", "stage 5")
    c.rows(*zip(_STAGES, rows, strict=True))
    return c.centred()


def _is_state(place: tuple[int, int]) -> bool:
    return place in _JOINS and "Z" in _JOINS[place][0]
