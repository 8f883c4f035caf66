"""The input of an RNN: matrices, batches, words and frames."""

from typing import Any

from matplotlib.patches import Circle, Rectangle

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas
from rnn_tutorial.figures.geometry import Point
from rnn_tutorial.style import INK, MUTED, PAPER

# Shades of a made-up vector: only their variety matters.
_SHADES = (0.55, 0.15, 0.35, 0.75, 0.08, 0.45, 0.25, 0.65, 0.12, 0.5, 0.3, 0.7)
_CODE: dict[str, Any] = {"size": 13, "family": "DejaVu Sans Mono", "ha": "right"}


def _shades(count: int, start: int = 0) -> list[float]:
    return [_SHADES[(start + 5 * i) % len(_SHADES)] for i in range(count)]


def draw_rnn39() -> Canvas:
    """(a) The rows of one sample go into successive steps; (b) a batch is a 3-D tensor."""
    c = Canvas(height=350)
    _sample(c)
    _batch(c)
    return c.centred()


def _sample(c: Canvas) -> None:
    c.panel(14, 330, "a", "one sample: time × features")
    rows, names = (254, 204, 154, 76), ("1", "2", "3", "T")
    for k, (y, name) in enumerate(zip(rows, names, strict=True)):
        c.label(42, y, f"$X_{name}$", size=16, ha="left")
        strip = c.cells(142, y, _shades(6, 3 * k), INPUT, cell=(22, 22))
        step = c.box(320, y, 92, 28, f"step ${name}$", HIDDEN, size=15)
        c.arrow((strip.right[0] + 3, y), (step.left[0] - 1, y), color=INPUT)
        c.label(241, y + 14, "$U$", size=16)
    for above, below in ((rows[0], rows[1]), (rows[1], rows[2])):
        c.arrow((320, above - 14), (320, below + 15), color=HIDDEN)
        c.label(328, (above + below) / 2, "$W$", size=15, ha="left")
    c.line((320, 140), (320, 132), color=HIDDEN)
    c.arrow((320, 100), (320, 91), color=HIDDEN)
    for x in (142, 320):
        c.dots(x, 116, vertical=True, gap=8)
    c.brace((76, 271), (208, 271), "features", depth=9)
    c.arrow((30, 266), (30, 64), color=MUTED, width=1.3)
    c.label(18, 165, "time", rotation=90)
    c.label(142, 18, "shape $(T,\\ d)$")
    c.label(320, 18, "one RNN, $T$ steps")


def _batch(c: Canvas) -> None:
    c.panel(416, 330, "b", "a batch: samples × time × features")
    x, y, shift = 530, 148, 20
    for k in range(4, -1, -1):  # the furthest sheet first
        at = x + k * shift, y + k * shift * 0.72
        if k:
            size = 6 * 20, 7 * 20
            corner = at[0] - size[0] / 2, at[1] - size[1] / 2
            c.add(Rectangle(corner, *size, fc=PAPER, ec="none", lw=0))
            c.add(Rectangle(corner, *size, fc=(INPUT, 0.16), ec=INPUT, lw=1))
        else:
            shades = [shade for row in range(7) for shade in _shades(6, 3 * row)]
            c.cells(*at, shades, INPUT, cell=(20, 20), rows=7)
    c.arrow((456, 218), (456, 78), color=MUTED, width=1.3)
    c.label(444, 148, "time", rotation=90)
    c.arrow((470, 64), (590, 64), color=MUTED, width=1.3)
    c.label(530, 50, "features")
    c.arrow((604, 74), (604 + 4 * shift, 74 + 4 * shift * 0.72), color=MUTED, width=1.3)
    c.label(652, 90, "samples", ha="left")
    c.label(560, 18, "shape $(B,\\ T,\\ d)$")


def draw_rnn40() -> Canvas:
    """A review's words through the embedding and 500 steps to one sigmoid."""
    c = Canvas(height=470)
    xs, words, ends = (236, 336, 436, 640), ("this", "film", "was", "great"), ("1", "2", "3", "500")
    y_word, y_hot, y_table, y_vector, y_state, y_out = 26, 80, 150, 222, 300, 394
    for k, (x, word, name) in enumerate(zip(xs, words, ends, strict=True)):
        c.label(x, y_word, word, size=16)
        hot = [0.0] * 8
        hot[(3, 6, 1, 4)[k]] = 0.85
        c.cells(x, y_hot, hot, MUTED, cell=(9, 12))
        c.cells(x, y_vector, _shades(8, 4 * k), INPUT, cell=(9, 12))
        c.box(x, y_state, 62, 34, f"$Z_{{{name}}}$", HIDDEN, size=17)
        c.arrow((x, y_word + 12), (x, y_hot - 8), color=MUTED)
        c.arrow((x, y_hot + 8), (x, y_table - 19), color=MUTED)
        c.arrow((x, y_table + 19), (x, y_vector - 8), color=INPUT)
        c.arrow((x, y_vector + 8), (x, y_state - 18), color=INPUT)
    c.box(438, y_table, 474, 36, "table of 10,000 × 32, the same at every step", INPUT)
    for left, right in ((267, 304), (367, 404), (561, 608)):
        c.arrow((left, y_state), (right, y_state), color=HIDDEN)
    c.line((467, y_state), (515, y_state), color=HIDDEN)
    for y in (y_word, y_hot, y_vector, y_state):
        c.dots(538, y)
    c.box(640, y_out, 92, 34, "sigmoid", OUTPUT)
    c.arrow((640, y_state + 17), (640, y_out - 18), color=OUTPUT)
    c.arrow((640, y_out + 17), (640, y_out + 42), color=OUTPUT)
    c.label(640, y_out + 54, "P(positive)")
    stages = "words as tokens", "one-hot vectors", "embedding", "word vectors", "32 hidden units"
    heights = y_word, y_hot, y_table, y_vector, y_state, y_out
    c.rows(*zip(heights, (*stages, "one output unit"), strict=True), x=12, linespacing=None)
    c.label(226, y_word + 26, "(128, 500)", **_CODE)
    c.label(226, (y_hot + y_table - 11) / 2, "(128, 500, 10000)", **_CODE)
    c.label(226, (y_vector + y_state - 10) / 2, "(128, 500, 32)", **_CODE)
    c.label(630, (y_state + y_out) / 2, "(128, 32)", **_CODE)
    c.label(630, y_out + 30, "(128, 1)", **_CODE)
    return c.centred()


def draw_convnet_rnn() -> Canvas:
    """A ConvNet turns each frame into a vector, and the RNN reads the vectors."""
    c = Canvas(height=400)
    xs, names = (196, 326, 456, 632), ("1", "2", "3", "T")
    for x, name, ball in zip(xs, names, ((-26, 18), (-10, 4), (6, -6), (26, 14)), strict=True):
        _frame(c, x, 44, ball)
        _convnet(c, x, 136)
        c.cells(x, 216, _shades(8, int(ball[0])), INPUT, cell=(9, 12))
        c.box(x, 284, 66, 34, f"$Z_{{{name}}}$", HIDDEN, size=17)
        c.arrow((x, 79), (x, 101), color=MUTED)
        c.arrow((x, 171), (x, 207), color=INPUT)
        c.arrow((x, 224), (x, 266), color=INPUT)
    for left, right in ((229, 292), (359, 422), (560, 598)):
        c.arrow((left, 284), (right, 284), color=HIDDEN)
    c.line((489, 284), (526, 284), color=HIDDEN)
    for y in (44, 136, 216, 284):
        c.dots(543, y)
    c.label(261, 297, "$W$", size=16)
    c.label(391, 297, "$W$", size=16)
    c.box(632, 358, 66, 34, "$Y$", OUTPUT, size=17)
    c.arrow((632, 301), (632, 340), color=OUTPUT)
    c.rows((44, "frames\nof a clip"), (136, "one ConvNet,\nthe same\nfor every frame"))
    c.rows((216, "feature\nvectors $X_i$"), (284, "RNN"), (358, "what happens\nin the clip"))
    return c.centred()


def _frame(c: Canvas, x: float, y: float, ball: Point) -> None:
    w, h = 92, 66
    c.add(Rectangle((x - w / 2, y - h / 2), w, h, fc=(MUTED, 0.14), ec=MUTED, lw=1))
    c.add(Rectangle((x - w / 2, y - h / 2), w, 9, fc=(MUTED, 0.45), ec="none", lw=0))
    c.add(Circle((x + ball[0], y + ball[1]), 8, fc=INK, ec=INK, lw=0.8))


def _convnet(c: Canvas, x: float, y: float) -> None:
    wide, narrow, half = 46, 30, 34
    low, high = y - half, y + half
    corners = (x - wide, low), (x + wide, low), (x + narrow, high), (x - narrow, high)
    c.polygon(corners, MUTED)
    c.label(x, y, "ConvNet")
