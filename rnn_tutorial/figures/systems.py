"""From a static map to a system with memory: the RNN folded and unfolded."""

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas
from rnn_tutorial.figures.geometry import Point, Shape, spread_ends, towards
from rnn_tutorial.style import INK, MUTED

Heights = tuple[float, float, float]  # of the input, the layer and the output


def draw_rnn36() -> Canvas:
    """(a) A static map; (b) outputs that depend on all earlier inputs."""
    c = Canvas(height=366)
    low, middle, high = 50, 186, 288
    c.panel(14, 346, "a", "a static map")
    c.box(110, low, 66, 36, "$X$", INPUT, size=17)
    c.box(110, middle, 66, 40, "$f$", HIDDEN, size=18)
    c.box(110, high, 66, 36, "$Y$", OUTPUT, size=17)
    c.arrow((110, low + 18), (110, middle - 21), color=INPUT)
    c.arrow((110, middle + 20), (110, high - 19), color=OUTPUT)
    c.line((228, 20), (228, 346), color=MUTED, width=1, dashed=True)
    c.panel(264, 346, "b", "a system that evolves in time")
    xs, names = (302, 390, 518, 646), ("1", "2", "i", "n")
    for k, x in enumerate(xs):
        shown = names[k] == "i"
        for j, source in enumerate(xs[: k + 1]):
            colour, width = (INPUT, 2) if shown else (MUTED, 1.1)
            end = x + 16 * (j - k / 2)  # spread along the edge
            c.arrow((source, low + 18), (end, middle - 21), color=colour, width=width)
    for x, name in zip(xs, names, strict=True):
        colour = OUTPUT if name == "i" else MUTED
        c.arrow((x, middle + 20), (x, high - 19), color=colour)
        c.box(x, low, 60, 36, f"$X_{name}$", INPUT, size=17)
        c.box(x, middle, 64, 40, f"$f_{name}$", HIDDEN, size=18)
        c.box(x, high, 60, 36, f"$Y_{name}$", OUTPUT, size=17)
    for y in (low, high):
        c.dots(454, y)
        c.dots(582, y)
    c.arrow((306, 18), (676, 18), color=MUTED, width=1.3)
    c.label(280, 18, "time")
    return c.centred()


def draw_rnn1() -> Canvas:
    """One step, unit by unit at the left and layer by layer at the right."""
    c = Canvas(height=376)
    c.panel(14, 356, "a", "every unit and every connection")
    c.panel(452, 356, "b", "the same, one box for a layer")
    _zone(c, 14, 186, "time $n$")
    _zone(c, 196, 414, "time $n+1$")
    before = [(46 + 54 * k, 104) for k in range(3)]
    inputs = [(240 + 54 * k, 66) for k in range(3)]
    hidden = [(240 + 54 * k, 204) for k in range(3)]
    outputs = [(267 + 54 * k, 298) for k in range(2)]
    _connect(c, {**dict.fromkeys(before, HIDDEN), **dict.fromkeys(inputs, INPUT)}, hidden)
    _connect(c, dict.fromkeys(hidden, OUTPUT), outputs)
    for layer, colour in ((before, HIDDEN), (hidden, HIDDEN), (inputs, INPUT), (outputs, OUTPUT)):
        for x, y in layer:
            c.node(x, y, "", colour, radius=13, tint=0.3)
    c.label(100, 76, "$Z_n$", size=17)
    for (x, y), name in ((inputs[-1], "X"), (hidden[-1], "Z"), (outputs[-1], "Y")):
        c.label(x + 17, y, f"${name}_{{n+1}}$", size=17, ha="left")
    c.label(374, 134, "$U$", size=18)
    c.label(122, 176, "$W$", size=18)
    c.label(344, 258, "$V$", size=18)
    _layers(c, 530, (66, 182, 298), 104)
    return c.centred()


def _connect(c: Canvas, sources: dict[Point, str], targets: Sequence[Point]) -> None:
    """An arrow in its colour from each source to each target; its tips stand apart."""
    for target in targets:
        for source, end in spread_ends(list(sources), target, radius=14, apart=23):
            c.arrow(towards(source, end, 13), end, color=sources[source], width=1)


def _zone(c: Canvas, left: float, right: float, words: str) -> None:
    c.add(Rectangle((left, 36), right - left, 292, fc=(MUTED, 0.07), ec="none", lw=0))
    c.label((left + right) / 2, 18, words)


def _column(c: Canvas, x: float, ys: Heights, width: float, index: str = "") -> Shape:
    """An input X, a layer Z and an output Y, one above the other; returns the layer."""
    low, middle, high = ys
    c.box(x, low, width, 36, f"$X{index}$", INPUT, size=17)
    layer = c.box(x, middle, width, 36, f"$Z{index}$", HIDDEN, size=17)
    c.box(x, high, width, 36, f"$Y{index}$", OUTPUT, size=17)
    c.arrow((x, low + 18), (x, middle - 19), color=INPUT)
    c.arrow((x, middle + 18), (x, high - 19), color=OUTPUT)
    return layer


def _layers(c: Canvas, x: float, ys: Heights, width: float) -> None:
    low, middle, high = ys
    delay = c.loop(_column(c, x, ys, width), color=HIDDEN, reach=54, rise=52)
    c.label(x - 12, (low + middle) / 2, "$U$", size=17, ha="right")
    c.label(x - 12, (middle + high) / 2, "$V$", size=17, ha="right")
    c.label(x + width / 2 + 34, middle + 43, "$W$", size=17)
    c.label(delay.right[0] + 5, middle, "one-step\ndelay", size=14, ha="left", linespacing=1.05)


def draw_rnn1c() -> Canvas:
    """The loop at the left, the unfolded network at the right."""
    c = Canvas(height=312)
    low, middle, high = 52, 152, 252
    c.part = "loop"
    _folded(c, 78, (low, middle, high))
    c.part = None
    c.arrow((184, middle), (234, middle), color=INK, width=2.4)
    c.label(207, middle + 18, "unfold")
    xs, names = (352, 446, 540, 678), ("1", "2", "3", "T")
    c.part = "start"
    c.box(270, middle, 38, 36, "$Z_0$", MUTED, size=16, dashed=True)
    ends = (289, 381, 475, 618)
    for k, (x, name) in enumerate(zip(xs, names, strict=True)):
        c.part = f"step{k + 1}"
        if k == 3:
            c.line((569, middle), (584, middle), color=HIDDEN)
            for y in (low, middle, high):
                c.dots(601, y)
        c.arrow((ends[k], middle), (x - 30, middle), color=HIDDEN)
        c.label((ends[k] + x - 34) / 2, middle + 14, "$W$", size=15)
        _column(c, x, (low, middle, high), 58, f"_{name}")
        c.label(x + 9, (low + middle) / 2, "$U$", size=15, ha="left")
        c.label(x + 9, (middle + high) / 2, "$V$", size=15, ha="left")
    c.part = None
    c.arrow((258, 18), (707, 18), color=MUTED, width=1.3)
    c.label(231, 18, "time")
    c.label(78, 298, "folded")
    c.label(478, 298, "unfolded")
    return c.centred()


def _folded(c: Canvas, x: float, ys: Heights) -> None:
    low, middle, high = ys
    c.loop(_column(c, x, ys, 84), color=HIDDEN, reach=46)
    c.label(x + 66, middle + 35, "$W$", size=16)
    c.label(x - 10, (low + middle) / 2, "$U$", size=16, ha="right")
    c.label(x - 10, (middle + high) / 2, "$V$", size=16, ha="right")


draw_unfolding = draw_rnn1c  # its parts appear in turn


def draw_unfolding_stages() -> Canvas:
    """The moving picture on paper: the network after one, two and three steps."""
    c = Canvas(height=262)
    heights = 42, 122, 202
    left, step = 40, 68
    for stage in (1, 2, 3):
        words = "one step" if stage == 1 else f"{('two', 'three')[stage - 2]} steps"
        c.panel(left - 22, 242, "abc"[stage - 1], words)
        c.box(left, heights[1], 36, 34, "$Z_0$", MUTED, size=16, dashed=True)
        for k in range(1, stage + 1):
            x = left + step * k
            start = x - step + (18 if k == 1 else 23)
            c.arrow((start, heights[1]), (x - 24, heights[1]), color=HIDDEN)
            c.label((start + x - 28) / 2, heights[1] + 13, "$W$", size=15)
            _column(c, x, heights, 46, f"_{k}")
            for name, below, above in (("$U$", 0, 1), ("$V$", 1, 2)):
                c.label(x + 7, (heights[below] + heights[above]) / 2, name, size=15, ha="left")
        left += step * stage + 84
    return c.centred()
