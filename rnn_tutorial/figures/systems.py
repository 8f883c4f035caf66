"""From a static map to a system with memory: the RNN folded and unfolded."""

from matplotlib.patches import Rectangle

from rnn_tutorial.figures.canvas import Canvas
from rnn_tutorial.figures.geometry import Shape, towards
from rnn_tutorial.style import BLUE, GREEN, INK, MUTED, ORANGE

Heights = tuple[float, float, float]  # of the input, the layer and the output


def draw_rnn36() -> Canvas:
    """(a) A static map; (b) outputs that depend on all earlier inputs."""
    c = Canvas(height=320)
    c.panel(14, 300, "a", "a static map")
    c.box(110, 46, 66, 36, "$X$", GREEN, size=17)
    c.box(110, 144, 66, 40, "$f$", BLUE, size=18)
    c.box(110, 242, 66, 36, "$Y$", ORANGE, size=17)
    c.arrow((110, 64), (110, 123), color=GREEN)
    c.arrow((110, 164), (110, 223), color=ORANGE)
    c.line((228, 20), (228, 300), color=MUTED, width=1, dashed=True)
    c.panel(264, 300, "b", "a system that evolves in time")
    xs, names = (302, 390, 518, 646), ("1", "2", "i", "n")
    for k, x in enumerate(xs):
        shown = names[k] == "i"
        for j, source in enumerate(xs[: k + 1]):
            colour, width = (GREEN, 2.2) if shown else (MUTED, 1.1)
            end = x - 9 * (k - j)  # spread along the edge
            c.arrow((source, 64), (end, 123), color=colour, width=width)
    for x, name in zip(xs, names, strict=True):
        c.arrow((x, 164), (x, 223), color=ORANGE if name == "i" else MUTED)
        c.box(x, 46, 60, 36, f"$X_{name}$", GREEN, size=17)
        c.box(x, 144, 60, 40, f"$f_{name}$", BLUE, size=18)
        c.box(x, 242, 60, 36, f"$Y_{name}$", ORANGE, size=17)
    for y in (46, 242):
        c.dots(454, y)
        c.dots(582, y)
    c.arrow((300, 12), (676, 12), color=MUTED, width=1.3)
    c.label(272, 12, "time", ha="center")
    return c


def draw_rnn1() -> Canvas:
    """One step, unit by unit at the left and layer by layer at the right."""
    c = Canvas(height=356)
    c.panel(14, 336, "a", "every unit and every connection")
    c.panel(452, 336, "b", "the same, one box for a layer")
    _zone(c, 14, 186, "time $n$")
    _zone(c, 196, 414, "time $n+1$")
    before = [(46 + 50 * k, 112) for k in range(3)]
    inputs = [(240 + 50 * k, 66) for k in range(3)]
    hidden = [(240 + 50 * k, 190) for k in range(3)]
    outputs = [(265 + 50 * k, 276) for k in range(2)]
    for layer, nextlayer, colour in (
        (before, hidden, BLUE),
        (inputs, hidden, GREEN),
        (hidden, outputs, ORANGE),
    ):
        for a in layer:
            for b in nextlayer:
                # from the edge of one unit to the edge of another
                c.arrow(towards(a, b, 12.5), towards(b, a, 12.5), color=colour, width=1.1)
    for layer, colour in ((before, BLUE), (hidden, BLUE), (inputs, GREEN), (outputs, ORANGE)):
        for x, y in layer:
            c.node(x, y, "", colour, radius=12, tint=0.3)
    c.label(96, 84, "$Z_n$", size=16)
    for (x, y), name in ((inputs[-1], "X"), (hidden[-1], "Z"), (outputs[-1], "Y")):
        c.label(x + 17, y, f"${name}_{{n+1}}$", size=16, ha="left")
    c.label(358, 128, "$U$", size=17)
    c.label(128, 172, "$W$", size=17)
    c.label(338, 236, "$V$", size=17)
    _layers(c, 536, (66, 171, 276), 104)
    return c


def _zone(c: Canvas, left: float, right: float, words: str) -> None:
    c.add(Rectangle((left, 36), right - left, 270, fc=(MUTED, 0.07), ec="none", lw=0))
    c.label((left + right) / 2, 18, words)


def _column(c: Canvas, x: float, ys: Heights, width: float, index: str = "") -> Shape:
    """An input X, a layer Z and an output Y, one above the other; returns the layer."""
    low, middle, high = ys
    c.box(x, low, width, 36, f"$X{index}$", GREEN, size=17)
    layer = c.box(x, middle, width, 36, f"$Z{index}$", BLUE, size=17)
    c.box(x, high, width, 36, f"$Y{index}$", ORANGE, size=17)
    c.arrow((x, low + 18), (x, middle - 19), color=GREEN)
    c.arrow((x, middle + 18), (x, high - 19), color=ORANGE)
    return layer


def _layers(c: Canvas, x: float, ys: Heights, width: float) -> None:
    low, middle, high = ys
    delay = c.loop(_column(c, x, ys, width), color=BLUE, reach=54, rise=52)
    c.label(x - 12, (low + middle) / 2, "$U$", size=17, ha="right")
    c.label(x - 12, (middle + high) / 2, "$V$", size=17, ha="right")
    c.label(x + width / 2 + 34, middle + 39, "$W$", size=17)
    c.label(delay.right[0] + 6, middle, "one-step\ndelay", size=12, ha="left", linespacing=1.3)


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
            c.line((569, middle), (584, middle), color=BLUE)
            for y in (low, middle, high):
                c.dots(601, y)
        c.arrow((ends[k], middle), (x - 30, middle), color=BLUE)
        c.label((ends[k] + x - 34) / 2, middle + 14, "$W$", size=15)
        _column(c, x, (low, middle, high), 58, f"_{name}")
        c.label(x + 9, (low + middle) / 2, "$U$", size=15, ha="left")
        c.label(x + 9, (middle + high) / 2, "$V$", size=15, ha="left")
    c.part = None
    c.arrow((255, 12), (707, 12), color=MUTED, width=1.3)
    c.label(228, 12, "time")
    c.label(78, 298, "folded")
    c.label(478, 298, "unfolded")
    return c


def _folded(c: Canvas, x: float, ys: Heights) -> None:
    low, middle, high = ys
    c.loop(_column(c, x, ys, 84), color=BLUE, reach=46)
    c.label(x + 66, middle + 35, "$W$", size=16)
    c.label(x - 10, (low + middle) / 2, "$U$", size=16, ha="right")
    c.label(x - 10, (middle + high) / 2, "$V$", size=16, ha="right")


draw_unfolding = draw_rnn1c  # its parts appear in turn
