"""Forecasting: windows of a series, rolling origin, direct and recursive forecasts."""

from itertools import pairwise

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas
from rnn_tutorial.style import MUTED

_CELL, _LEFT = 25, 140  # the width of a week, and where the series begins


def draw_forecast_windows() -> Canvas:
    """A series, and three windows of eight values with three targets each."""
    c = Canvas(height=246)
    weeks, reads, ahead = 21, 8, 3
    c.cells(_LEFT + weeks * _CELL / 2, 182, [0.06] * weeks, MUTED, cell=(_CELL, 22))
    for k, y in enumerate((128, 98, 68)):
        start = _LEFT + k * _CELL
        c.cells(start + reads * _CELL / 2, y, [0.2] * reads, INPUT, cell=(_CELL, 22))
        edge = start + reads * _CELL
        c.cells(edge + ahead * _CELL / 2, y, [0.3] * ahead, OUTPUT, cell=(_CELL, 22))
    origin = _LEFT + reads * _CELL
    c.line((origin, 214), (origin, 112), dashed=True)
    c.label(origin, 227, "origin of window 1")
    begin, edge = _LEFT + 2 * _CELL, _LEFT + (2 + reads) * _CELL
    c.brace((edge - 2, 50), (begin, 50), "read")
    c.brace((edge + ahead * _CELL, 50), (edge + 2, 50), "forecast")
    c.rows((182, "the series"), (128, "window 1"), (98, "window 2"), (68, "window 3"))
    return c.centred()


def draw_rolling_origin() -> Canvas:
    """Five trainings: what each learns from, chooses its epoch by, and is tested on."""
    c = Canvas(height=262)
    left, year, height = 130, 12.4, 20

    def at(date: float) -> float:
        return left + (date - 1958) * year

    def bar(y: float, start: float, stop: float, color: str) -> None:
        middle, width = (at(start) + at(stop)) / 2, (stop - start) * year - 3
        c.box(middle, y, width, height, "", color, radius=3)

    for k, start in enumerate((1991, 1993, 1995, 1997, 1999)):
        y = 232 - 32 * k
        c.label(14, y, f"training {k + 1}", ha="left")
        bar(y, 1958, start - 3, INPUT)
        bar(y, start - 3, start, MUTED)
        bar(y, start, start + 2, OUTPUT)
    c.line((at(1958), 80), (at(2002), 80), color=MUTED, width=1.2)
    for date in (1960, 1970, 1980, 1990, 2000):
        c.line((at(date), 80), (at(date), 75), color=MUTED, width=1.2)
        c.label(at(date), 62, str(date))
    for x, words, color in (
        (at(1958), "learn from", INPUT), (at(1972), "choose the epoch", MUTED),
        (at(1989), "test", OUTPUT),
    ):  # fmt: skip
        c.box(x + 12, 26, 24, 16, "", color, radius=3)
        c.label(x + 32, 26, words, ha="left")
    return c.centred()


def draw_direct_recursive() -> Canvas:
    """All steps at once, or one step again and again."""
    c = Canvas(height=286)
    low, middle, high, width = 50, 132, 214, 48
    c.panel(14, 266, "a", "direct")
    c.panel(346, 266, "b", "recursive")
    left = (40, 118, 196)
    right = (370, 448, 526, 604, 682)
    for xs, last in ((left, 3), (right, 3)):
        for k, x in enumerate(xs[:last]):
            c.box(x, low, width, 34, f"$X_{k + 1}$", INPUT, size=17)
    for k, x in enumerate((118, 196, 274)):
        c.box(x, high, width, 34, f"$Y_{k + 1}$", OUTPUT, size=17)
        c.arrow((196, middle + 17), (x, high - 18), color=OUTPUT)
    for k, (x, after) in enumerate(pairwise(right[2:])):
        bend = x + width / 2 + 11
        points = (x + width / 2, high), (bend, high), (bend, low), (after - width / 2 - 1, low)
        c.arrow(*points, color=OUTPUT, dashed=True, halo=True)
        c.box(after, low, width, 34, f"$Y_{k + 1}$", OUTPUT, size=17, dashed=True)
    for k, x in enumerate(right[2:]):
        c.arrow((x, middle + 17), (x, high - 18), color=OUTPUT)
        c.box(x, high, width, 34, f"$Y_{k + 1}$", OUTPUT, size=17)
    for xs in (left, right):
        for k, x in enumerate(xs):
            c.arrow((x, low + 17), (x, middle - 18), color=INPUT if k < 3 else OUTPUT)
            c.box(x, middle, width, 34, f"$Z_{k + 1}$", HIDDEN, size=17)
        for x, after in pairwise(xs):
            c.arrow((x + width / 2, middle), (after - width / 2 - 1, middle), color=HIDDEN)
    return c.centred()
