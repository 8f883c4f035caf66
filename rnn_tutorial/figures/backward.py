"""The backward pass: the gradient through time, and the product of many Jacobians."""

from matplotlib.patches import Rectangle

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, LOSS, OUTPUT, Canvas
from rnn_tutorial.figures.geometry import Point
from rnn_tutorial.style import MUTED

_XS = (186, 322, 458, 594)
_NAMES = ("1", "2", "3", "4")


def draw_bptt() -> Canvas:
    """The unfolded network with a loss at each step, and the path of the gradient back."""
    c = Canvas(height=404)
    x_y, z_y, y_y, loss_y = 44, 146, 248, 344
    for k, (x, name) in enumerate(zip(_XS, _NAMES, strict=True)):
        c.arrow((x - 12, x_y + 18), (x - 12, z_y - 20), color=MUTED)
        c.arrow((x - 12, z_y + 19), (x - 12, y_y - 19), color=MUTED)
        c.arrow((x - 12, y_y + 18), (x - 12, loss_y - 17), color=MUTED)
        _back(c, (x + 12, loss_y - 16), (x + 12, y_y + 19))
        _back(c, (x + 12, y_y - 18), (x + 12, z_y + 20))
        _back(c, (x + 12, z_y - 19), (x + 12, x_y + 19))
        if k:
            before = _XS[k - 1]
            c.arrow((before + 34, z_y + 9), (x - 35, z_y + 9), color=MUTED)
            _back(c, (x - 34, z_y - 9), (before + 35, z_y - 9))
            c.label((before + x) / 2, z_y + 23, "$W$", size=15)
        c.box(x, x_y, 68, 36, f"$X_{name}$", INPUT, size=17)
        c.box(x, z_y, 68, 38, f"$Z_{name}$", HIDDEN, size=17)
        c.box(x, y_y, 68, 36, f"$Y_{name}$", OUTPUT, size=17)
        c.box(x, loss_y, 68, 32, f"$L_{name}$", LOSS, size=16)
        c.label(x - 22, (x_y + z_y) / 2, "$U$", size=15, ha="right")
        c.label(x - 22, (z_y + y_y) / 2, "$V$", size=15, ha="right")
    for k in (3, 2, 1):
        jacobian = rf"$\frac{{\partial Z_{k + 1}}}{{\partial Z_{k}}}$"
        c.label((_XS[k - 1] + _XS[k]) / 2, z_y - 38, jacobian, size=19)
    rows = (x_y, "inputs"), (z_y, "hidden states"), (y_y, "outputs"), (loss_y, "losses")
    c.rows(*rows, linespacing=None)
    c.arrow((192, 390), (238, 390), color=MUTED)
    c.label(246, 390, "forward", ha="left")
    _back(c, (372, 390), (418, 390))
    c.label(426, 390, "gradient, backward", ha="left")
    return c.centred()


def _back(c: Canvas, start: Point, end: Point, width: float = 2) -> None:
    c.arrow(start, end, color=LOSS, dashed=True, width=width)


def draw_jacobian_product() -> Canvas:
    """A product of many Jacobians: the length of the gradient, by their size."""
    c = Canvas(height=346)
    xs, y = [150 + 102 * k for k in range(6)], 296
    names = ("1", "2", "3", "", "T-1", "T")
    for k, x in enumerate(xs):
        if k:
            start, end = x - (32 if names[k] else 20), xs[k - 1] + (33 if names[k - 1] else 20)
            _back(c, (start, y), (end, y))
            c.label((start + end) / 2, y + 19, "$J$", size=16)
        if names[k]:
            c.box(x, y, 62, 36, f"$Z_{{{names[k]}}}$", HIDDEN, size=16)
        else:
            c.dots(x, y)
    c.label(14, y, "$J=\\frac{\\partial Z_{i+1}}{\\partial Z_i}$", size=18, ha="left")
    c.label(14, 251, "length of the gradient that arrives, by the size of each $J$:", ha="left")
    for row, factor, words in ((192, 1.4, "1.4"), (112, 1.0, "1.0"), (48, 0.6, "0.6")):
        c.label(14, row, f"size {words}", ha="left")
        c.line((116, row - 1), (694, row - 1), color=MUTED, width=0.8, alpha=0.5)
        for k, x in enumerate(xs):
            if not names[k]:
                c.dots(x, row - 1)
                continue
            h = 15 * factor ** (5 - k)
            corner = x - 17, row - h / 2 - 1
            c.add(Rectangle(corner, 34, h, fc=(LOSS, 0.55), ec=LOSS, lw=1))
    return c.centred()


def draw_gradient_flow() -> Canvas:
    """The loss at the last step sends its gradient back; it fades on the way."""
    c = Canvas(height=268)
    xs = [70 + 116 * k for k in range(6)]
    names = ("1", "2", "3", "4", "5", "6")
    low, middle, high = 44, 138, 232
    strength = [0.62 ** (5 - k) for k in range(6)]
    for k, x in enumerate(xs):
        c.part = None
        c.box(x, low, 64, 34, f"$X_{names[k]}$", INPUT, size=16)
        c.arrow((x - 10, low + 17), (x - 10, middle - 19), color=MUTED)
        if k:
            c.arrow((xs[k - 1] + 32, middle + 9), (x - 33, middle + 9), color=MUTED)
        c.box(x, middle, 64, 36, f"$Z_{names[k]}$", HIDDEN, size=16)
    c.arrow((xs[-1] - 10, middle + 18), (xs[-1] - 10, high - 18), color=MUTED)
    c.box(xs[-1], high, 64, 34, "$L$", LOSS, size=17)
    c.part = "back0"
    _back(c, (xs[-1] + 10, high - 17), (xs[-1] + 10, middle + 19), width=4)
    for k in range(5, -1, -1):
        c.part = f"back{6 - k}"
        width = 0.9 + 3.1 * strength[k]
        _back(c, (xs[k] + 10, middle - 18), (xs[k] + 10, low + 18), width=width)
        if k:
            back = 0.9 + 3.1 * strength[k - 1]
            _back(c, (xs[k] - 32, middle - 9), (xs[k - 1] + 33, middle - 9), width=back)
    c.part = None
    c.label(14, high, "Every step back leaves less of the gradient.", ha="left")
    return c.centred()
