"""RNNs with several hidden layers, and dropout within one."""

from collections.abc import Sequence
from itertools import pairwise, product

from matplotlib.patches import Rectangle

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas
from rnn_tutorial.style import MUTED, SKY

Heights = dict[str | int, float]  # of the input, the layers 1 to 3 and the output, upwards


def draw_rnn48() -> Canvas:
    """A deep RNN: folded at the left, unfolded at the right."""
    c = Canvas(height=430)
    ys: Heights = {"X": 36, 1: 122, 2: 208, 3: 294, "Y": 380}
    _deep_folded(c, ys, 118)
    c.line((246, 20), (246, 396), color=MUTED, width=1, dashed=True)
    xs, times = (330, 458, 628), ("1", "2", "T")
    for x, t in zip(xs, times, strict=True):
        c.box(x, ys["X"], 74, 36, f"$X_{t}$", INPUT, size=17)
        c.box(x, ys["Y"], 74, 36, f"$Y_{t}$", OUTPUT, size=17)
        for level in (1, 2, 3):
            c.box(x, ys[level], 74, 36, f"$Z_{t}^{{({level})}}$", HIDDEN, size=16)
        _uprights(c, ys, x)
        _name_uprights(c, ys, x)
    for level in (1, 2, 3):
        y = ys[level]
        c.arrow((367, y), (420, y), color=HIDDEN)
        c.line((495, y), (523, y), color=HIDDEN)
        c.dots(543, y)
        c.arrow((563, y), (590, y), color=HIDDEN)
        c.label(393, y + 14, f"$W^{{({level})}}$", size=15)
    for y in (ys["X"], ys["Y"]):
        c.dots(543, y)
    c.label(479, 414, "unfolded")
    c.label(118, 414, "folded")
    return c.centred()


def _uprights(c: Canvas, ys: Heights, x: float) -> None:
    for low, high in pairwise(ys):
        colour = OUTPUT if high == "Y" else INPUT
        c.arrow((x, ys[low] + 18), (x, ys[high] - 19), color=colour)


def _deep_folded(c: Canvas, ys: Heights, x: float) -> None:
    c.box(x, ys["X"], 84, 36, "$X$", INPUT, size=17)
    c.box(x, ys["Y"], 84, 36, "$Y$", OUTPUT, size=17)
    for level in (1, 2, 3):
        layer = c.box(x, ys[level], 84, 36, f"$Z^{{({level})}}$", HIDDEN, size=16)
        c.loop(layer, color=HIDDEN, reach=42)
        c.label(x + 60, ys[level] + 34, f"$W^{{({level})}}$", size=15, ha="left")
    _uprights(c, ys, x)
    _name_uprights(c, ys, x)


def _name_uprights(c: Canvas, ys: Heights, x: float) -> None:
    words = (("X", 1, "$U^{(1)}$"), (1, 2, "$U^{(2)}$"), (2, 3, "$U^{(3)}$"), (3, "Y", "$V$"))
    for low, high, name in words:
        c.label(x - 9, (ys[low] + ys[high]) / 2 - 2, name, size=15, ha="right")


def draw_rnn38() -> Canvas:
    """A bidirectional RNN: two hidden rows, joined at the output."""
    c = Canvas(height=370)
    xs, names = (196, 336, 476, 616), ("1", "2", "3", "4")
    off, half = 27, 24
    y_in, y_fwd, y_back, y_out = 38, 134, 222, 322
    for x in xs:  # the horizontal arrows first, below everything else
        if x != xs[-1]:
            c.arrow((x - off + half, y_fwd), (x + 140 - off - half - 1, y_fwd), color=HIDDEN)
            c.arrow((x + 140 + off - half, y_back), (x + off + half + 1, y_back), color=SKY)
    for x, name in zip(xs, names, strict=True):
        c.arrow((x - off, y_in + 17), (x - off, y_fwd - 18), color=INPUT)
        c.arrow((x + off, y_in + 17), (x + off, y_back - 18), color=INPUT, halo=True)
        c.arrow((x - off, y_fwd + 17), (x - off, y_out - 18), color=HIDDEN, halo=True)
        c.arrow((x + off, y_back + 17), (x + off, y_out - 18), color=SKY)
        c.box(x, y_in, 102, 34, f"$X_{name}$", INPUT, size=17)
        c.box(x - off, y_fwd, 2 * half, 34, rf"$\overrightarrow{{Z}}_{name}$", HIDDEN, size=15)
        c.box(x + off, y_back, 2 * half, 34, rf"$\overleftarrow{{Z}}_{name}$", SKY, size=15)
        c.box(x, y_out, 102, 36, f"$Y_{name}$", OUTPUT, size=17)
    c.rows((y_in, "input"), (y_fwd, "forward row"), (y_back, "backward row"))
    c.rows((y_out, "both states\njoined"))
    return c.centred()


_DROPPED = ((1,), (0, 4), (3,), (1, 2))  # the units that a new mask at each step sets to zero


def draw_dropout_masks() -> Canvas:
    """A new dropout mask at each step, beside one mask for the whole pass."""
    c = Canvas(height=330)
    _masked(c, 24, "a", "a new mask at each step", _DROPPED)
    _masked(c, 388, "b", "one mask for the whole pass", [(1, 3)] * 4)
    return c.centred()


def _masked(
    c: Canvas, left: float, letter: str, words: str, dropped: Sequence[tuple[int, ...]]
) -> None:
    """Units at four steps; thin lines are the weights W between units that are both kept."""
    c.panel(left - 8, 308, letter, words)
    xs = [left + 34 + 82 * k for k in range(4)]
    ys = [252 - 36 * unit for unit in range(5)]
    kept = [[unit for unit in range(5) if unit not in gone] for gone in dropped]
    for x in xs:
        c.add(Rectangle((x - 20, ys[-1] - 22), 40, 188, fc=(MUTED, 0.08), ec=MUTED, lw=0.9))
    for k, (before, after) in enumerate(pairwise(kept)):
        for i, j in product(before, after):
            if i != j:
                c.line((xs[k], ys[i]), (xs[k + 1], ys[j]), color=HIDDEN, width=0.9, alpha=0.4)
        for unit in set(before) & set(after):
            c.arrow((xs[k] + 12, ys[unit]), (xs[k + 1] - 13, ys[unit]), color=HIDDEN, width=2)
    for k, x in enumerate(xs):
        c.box(x, 30, 48, 28, f"$X_{k + 1}$", INPUT, size=16)
        c.arrow((x, 44), (x, ys[-1] - 23), color=INPUT)
        for unit, y in enumerate(ys):
            if unit in kept[k]:
                c.node(x, y, "", HIDDEN, radius=11, tint=0.5)
                continue
            c.node(x, y, "", MUTED, radius=11, tint=0, dashed=True)
            for s in (-1, 1):
                c.line((x - 4.5, y - 4.5 * s), (x + 4.5, y + 4.5 * s), color=MUTED, width=1.6)
