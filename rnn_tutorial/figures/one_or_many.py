"""One or many inputs, one or many outputs: the ways to use an RNN."""

from collections.abc import Sequence
from itertools import pairwise

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas

_LOW, _MIDDLE, _HIGH = 40, 122, 204
_FIRST, _STEP = 184, 100  # the first column, and from one to the next


def _columns(
    c: Canvas,
    xs: Sequence[float],
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    joined: bool = True,
    states: Sequence[str] | None = None,
) -> None:
    """A row of states, each with its input below and its output above, unless its name is empty."""
    for k, x in enumerate(xs):
        if inputs[k]:
            c.box(x, _LOW, 66, 36, f"${inputs[k]}$", INPUT, size=17)
            c.arrow((x, _LOW + 18), (x, _MIDDLE - 19), color=INPUT)
        if outputs[k]:
            c.box(x, _HIGH, 66, 36, f"${outputs[k]}$", OUTPUT, size=17)
            c.arrow((x, _MIDDLE + 18), (x, _HIGH - 19), color=OUTPUT)
        name = states[k] if states else f"Z_{k + 1}"
        c.box(x, _MIDDLE, 66, 36, f"${name}$", HIDDEN, size=17)
    if joined:
        _chain(c, xs)


def _chain(c: Canvas, xs: Sequence[float]) -> None:
    for x, after in pairwise(xs):
        c.arrow((x + 33, _MIDDLE), (after - 34, _MIDDLE), color=HIDDEN)


def _places(count: int) -> list[float]:
    return [_FIRST + k * _STEP for k in range(count)]


def draw_one_to_one() -> Canvas:
    """One input, one output: no sequence, so no recurrence."""
    c = Canvas(height=240)
    _columns(c, _places(1), ["X"], ["Y"], states=["Z"])
    c.rows((_LOW, "an image"), (_MIDDLE, "hidden layer"), (_HIGH, "its class"))
    return c.centred()


def draw_one_to_many() -> Canvas:
    """One input, a sequence out; each output is the next step's input."""
    c = Canvas(height=240)
    xs = _places(4)
    names = [f"Y_{k}" for k in range(1, 5)]
    _chain(c, xs)
    for x, after in pairwise(xs):
        middle = (x + after) / 2
        points = (x + 33, _HIGH), (middle, _HIGH), (middle, 74), (after, 74), (after, _MIDDLE - 19)
        c.arrow(*points, color=OUTPUT, dashed=True, halo=True, bend=12)
    _columns(c, xs, ["X", "", "", ""], names, joined=False)
    c.rows((_LOW, "an image"), (_MIDDLE, "hidden states"), (_HIGH, "a sentence,\nword by word"))
    return c.centred()


def draw_many_to_one() -> Canvas:
    """A sequence in, one output after its end."""
    c = Canvas(height=240)
    _columns(c, _places(4), [f"X_{k}" for k in range(1, 5)], ["", "", "", "Y"])
    c.rows((_LOW, "a review,\nword by word"), (_MIDDLE, "hidden states"), (_HIGH, "its sentiment"))
    return c.centred()


def draw_many_to_many_aligned() -> Canvas:
    """An output at every step."""
    c = Canvas(height=240)
    names = range(1, 5)
    _columns(c, _places(4), [f"X_{k}" for k in names], [f"Y_{k}" for k in names])
    c.rows(
        (_LOW, "frames\nof a clip"), (_MIDDLE, "hidden states"), (_HIGH, "a label for\neach frame")
    )
    return c.centred()


def draw_many_to_many_encoder_decoder() -> Canvas:
    """The whole input is read before the first output is written."""
    c = Canvas(height=240)
    xs = [_FIRST + 92 * k for k in range(6)]
    _columns(c, xs, ["X_1", "X_2", "X_3", "", "", ""], ["", "", "", "Y_1", "Y_2", "Y_3"])
    c.rows((_LOW, "a sentence"), (_MIDDLE, "hidden states"), (_HIGH, "its\ntranslation"))
    return c.centred()


_PANELS = (  # title, number of steps, steps with an input, steps with an output
    ("one\nto one", 1, (0,), (0,)),
    ("one\nto many", 3, (0,), (0, 1, 2)),
    ("many\nto one", 3, (0, 1, 2), (2,)),
    ("many to many,\naligned", 3, (0, 1, 2), (0, 1, 2)),
    ("many to many,\ndelayed", 5, (0, 1, 2), (2, 3, 4)),
)


def draw_configurations() -> Canvas:
    """All five at a glance."""
    c = Canvas(height=248)
    low, middle, high, w, h, step = 34, 94, 154, 23, 34, 32
    c.rows((low, "inputs"), (middle, "hidden states"), (high, "outputs"))
    left = 126
    for k, (title, steps, inputs, outputs) in enumerate(_PANELS):
        xs = [left + step * i for i in range(steps)]
        edge = xs[0] - w / 2
        c.letter(edge, 228, "abcde"[k])
        for line, y in zip(title.split("\n"), (228, 208), strict=True):
            c.label(edge + 24, y, line, size=14, ha="left")
        for i, x in enumerate(xs):
            if i in inputs:
                c.box(x, low, w, h, "", INPUT, radius=4)
                c.arrow((x, low + h / 2), (x, middle - h / 2 - 1), color=INPUT)
            c.box(x, middle, w, h, "", HIDDEN, radius=4)
            if i in outputs:
                c.arrow((x, middle + h / 2), (x, high - h / 2 - 1), color=OUTPUT)
                c.box(x, high, w, h, "", OUTPUT, radius=4)
            if i:
                start, end = xs[i - 1] + w / 2, x - w / 2 - 1
                c.arrow((start, middle), (end, middle), color=HIDDEN, width=1.2)
        left = xs[-1] + (70 if k == 0 else 58)
    return c.centred()


def draw_encoder_decoder() -> Canvas:
    """Two RNNs: the last state of the first is the initial state of the second."""
    c = Canvas(height=276)
    low, middle, high = 66, 152, 238
    left, right = (64, 156, 248), (432, 532, 632)
    for k, x in enumerate(left):
        c.box(x, low, 62, 36, ("$X_1$", "$X_2$", "$X_3$")[k], INPUT, size=17)
        c.arrow((x, low + 18), (x, middle - 19), color=INPUT)
        c.box(x, middle, 62, 36, f"$Z_{k + 1}$", HIDDEN, size=17)
        if k:
            c.arrow((left[k - 1] + 31, middle), (x - 32, middle), color=HIDDEN)
    context = c.box(340, middle, 48, 58, "$C$", HIDDEN, size=18, tint=0.4)
    c.arrow((left[-1] + 31, middle), (context.left[0] - 1, middle), color=HIDDEN)
    c.arrow(context.right, (right[0] - 32, middle), color=HIDDEN)
    for x, after in pairwise(right):
        m = (x + after) / 2
        c.arrow((x + 31, middle), (after - 32, middle), color=HIDDEN)
        points = (x + 31, high), (m, high), (m, low), (after - 32, low)
        c.arrow(*points, color=OUTPUT, dashed=True, halo=True)
    fed = ("start", "$Y_1$", "$Y_2$")
    for k, x in enumerate(right):
        colour = OUTPUT if k else INPUT
        c.box(x, low, 62, 36, fed[k], colour, size=17 if k else 15, dashed=True)
        c.arrow((x, low + 18), (x, middle - 19), color=colour)
        c.box(x, middle, 62, 36, f"$S_{k + 1}$", HIDDEN, size=17)
        c.box(x, high, 62, 36, f"$Y_{k + 1}$", OUTPUT, size=17)
        c.arrow((x, middle + 18), (x, high - 19), color=OUTPUT)
    c.brace((279, 40), (33, 40), "encoder")
    c.brace((663, 40), (401, 40), "decoder")
    c.label(340, middle + 46, "context", ha="center")
    return c.centred()
