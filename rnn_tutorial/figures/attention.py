"""Attention over an encoder's states, self-attention beside a recurrence, a Transformer's layer."""

from itertools import pairwise, product

from rnn_tutorial.figures.canvas import GATE, HIDDEN, INPUT, OUTPUT, Canvas
from rnn_tutorial.figures.geometry import spread_ends
from rnn_tutorial.style import INK, MUTED

_WEIGHTS = (0.05, 0.1, 0.6, 0.2, 0.05)


def _plus(c: Canvas, x: float, y: float) -> None:
    c.node(x, y, "", INK, radius=14, tint=0.04)
    for dx, dy in ((6.5, 0), (0, 6.5)):
        c.line((x - dx, y - dy), (x + dx, y + dy), color=INK, width=1.5)


def draw_attention() -> Canvas:
    """One step of a decoder that looks back at all states of the encoder."""
    c = Canvas(height=388)
    xs = [176 + 78 * k for k in range(5)]
    inputs, states, bus, weights, total, context = 34, 108, 156, 204, 286, 346
    before, now = 560, 652
    for k, x in enumerate(xs, start=1):
        c.arrow((x, inputs + 17), (x, states - 18), color=INPUT)
        c.box(x, inputs, 56, 34, f"$X_{k}$", INPUT, size=17)
        c.box(x, states, 56, 34, f"$Z_{k}$", HIDDEN, size=17)
    for x, after in pairwise(xs):
        c.arrow((x + 28, states), (after - 29, states), color=HIDDEN)
    c.line((now - 14, weights - 17), (now - 14, bus), (xs[0] + 11, bus), color=MUTED)
    for k, x in enumerate(xs, start=1):  # the query, which is compared with every state
        c.arrow((x - 11, states + 17), (x - 11, weights - 18), color=HIDDEN, halo=True)
        c.joint(x + 11, bus, MUTED)
        c.arrow((x + 11, bus), (x + 11, weights - 18), color=MUTED)
        tint = 0.08 + 0.7 * _WEIGHTS[k - 1]
        c.box(x, weights, 56, 34, f"$\\alpha_{{2{k}}}$", GATE, size=17, tint=tint)
    ends = spread_ends([(x, weights + 17) for x in xs], (xs[2], total), radius=15, apart=38)
    for source, end in ends:
        width = 1.2 + 5 * _WEIGHTS[xs.index(int(source[0]))]
        c.arrow(source, end, color=HIDDEN, width=width)
    _plus(c, xs[2], total)
    c.arrow((xs[2], total + 14), (xs[2], context - 18), color=HIDDEN)
    c.box(xs[2], context, 56, 34, "$C_2$", HIDDEN, size=17, tint=0.4)
    c.arrow((xs[2] + 28, context), (now - 32, context), color=HIDDEN)
    c.arrow((before + 28, weights), (now - 31, weights), color=HIDDEN)
    c.arrow((now + 10, states + 17), (now + 10, weights - 18), color=OUTPUT)
    c.arrow((now, weights + 17), (now, context - 18), color=HIDDEN)
    c.box(before, weights, 56, 34, "$S_1$", HIDDEN, size=17)
    c.box(now, weights, 60, 34, "$S_2$", HIDDEN, size=17)
    c.box(now, states, 60, 34, "$Y_1$", OUTPUT, size=17, dashed=True)
    c.box(now, context, 60, 34, "$Y_2$", OUTPUT, size=17)
    c.rows((inputs, "input"), (states, "states of\nthe encoder"), (weights, "weights"))
    c.rows((context, "context"))
    return c.centred()


def draw_attention_paths() -> Canvas:
    """How far the first word is from the last state: in a recurrence and in self-attention."""
    c = Canvas(height=218)
    low, high = 36, 140
    for left, letter, words in ((20, "a", "recurrent layer"), (388, "b", "self-attention")):
        c.panel(left, 196, letter, words)
        xs = [left + 30 + 66 * k for k in range(5)]
        if letter == "a":
            for k, x in enumerate(xs):
                c.arrow((x, low + 17), (x, high - 18), color=INPUT, width=1.2 if k else 3.6)
            for x, after in pairwise(xs):
                c.arrow((x + 23, high), (after - 24, high), color=HIDDEN, width=3.6)
        else:
            for x, up in product(xs, xs):
                if (x, up) != (xs[0], xs[-1]):
                    c.line((x, low + 17), (up, high - 17), color=HIDDEN, width=1, alpha=0.45)
            c.arrow((xs[0], low + 17), (xs[-1] - 12, high - 22), color=HIDDEN, width=3, halo=True)
        for k, x in enumerate(xs, start=1):
            c.box(x, low, 46, 34, f"$X_{k}$", INPUT, size=17)
            c.box(x, high, 46, 34, f"$Z_{k}$", HIDDEN, size=17)
    return c.centred()


def draw_transformer_layer() -> Canvas:
    """One encoder layer of a Transformer between word vectors and the answer."""
    c = Canvas(height=238)
    y, over, w, h = 106, 172, 92, 52
    vectors, plus, attention, first, dense, second, mean = 46, 117, 208, 322, 440, 554, 664
    c.box((attention + second) / 2 - 4, 120, 470, 142, "", MUTED, tint=0.04, dashed=True)
    for start, end in (
        (vectors + 36, plus - 15),
        (plus + 14, attention - w / 2 - 1),
        (attention + w / 2, first - w / 2 - 1),
        (first + w / 2, dense - w / 2 - 1),
        (dense + w / 2, second - w / 2 - 1),
        (second + w / 2, mean - 43),
    ):
        c.arrow((start, y), (end, y), color=HIDDEN if start > plus else INPUT)
    for start, end in ((150, first), (379, second)):  # what is added again
        c.joint(start, y, HIDDEN)
        c.arrow((start, y), (start, over), (end, over), (end, y + h / 2 + 1), color=HIDDEN)
    c.box(vectors, y, 72, h, "word\nvectors", INPUT)
    _plus(c, plus, y)
    c.arrow((plus, 42), (plus, y - 15), color=INPUT)
    c.label(plus, 26, "positions")
    c.box(attention, y, w, h, "self-\nattention", GATE)
    c.box(dense, y, w, h, "two dense\nlayers", HIDDEN)
    for x in (first, second):
        c.box(x, y, w, h, "add,\nnormalise", MUTED)
    c.box(mean, y, 84, h, "mean over\ntimesteps", HIDDEN, size=14)
    c.arrow((mean, y + h / 2), (mean, 186), color=OUTPUT)
    c.box(mean, 205, 46, 36, "$Y$", OUTPUT, size=17)
    c.label((attention + second) / 2, 210, "encoder layer, once or several times")
    return c.centred()
