"""The words that every drawing is written in: node, box, delay, arrow, loop, label, brace.

One unit is one CSS pixel at the width at which the page shows a figure (720 units), so a
size in the code is the size a reader sees. x runs right, y runs up.
"""

from matplotlib.figure import Figure as MplFigure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from rnn_tutorial.figures.geometry import Shape, head_length, rounded, towards
from rnn_tutorial.style import INK, MUTED, PAPER

UNITS_PER_INCH = 100
POINT = 72 / UNITS_PER_INCH  # points in one unit: Matplotlib's line widths and letters
TINT = 0.16  # how much of its colour fills a box; it works on a white and on a dark ground


class Canvas:
    """A sheet of `width` by `height` units that shapes, arrows and labels are put on.

    `part` names what is drawn from then on, so that an animation's style sheet can reach it.
    """

    def __init__(self, height: float, width: float = 720):
        self.figure = MplFigure(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH))
        self.figure.patch.set_visible(False)  # the page is the ground
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self.part: str | None = None
        self._count = 0

    def add(self, artist, z: float = 1):
        """Put any Matplotlib artist on the sheet; later ones lie on top."""
        self._count += 1
        artist.set_zorder(z + self._count * 1e-4)
        artist.set_clip_on(False)
        if self.part:
            artist.set_gid(f"part--{self.part}--{self._count}")
        self.axes.add_artist(artist)
        return artist

    # --- shapes -----------------------------------------------------------------------

    def box(self, x, y, w, h, label="", color=INK, *, size=15, dashed=False, tint=TINT, radius=5):
        """A layer, or any other box, with its label in the middle."""
        rect = (x - w / 2, y - h / 2), w, h
        style = f"round,pad=0,rounding_size={radius}"
        self.add(FancyBboxPatch(*rect, boxstyle=style, fc=PAPER, ec="none", lw=0))
        self.add(
            FancyBboxPatch(
                *rect,
                boxstyle=style,
                fc=(color, tint),
                ec=color,
                lw=1.6 * POINT,
                ls=(0, (3, 2)) if dashed else "-",
            )
        )
        self.label(x, y, label, size=size)
        return Shape(x, y, w, h)

    def node(self, x, y, label="", color=INK, *, radius=14, size=14, tint=TINT, dashed=False):
        """One unit, or one operation, as a circle."""
        self.add(Circle((x, y), radius, fc=PAPER, ec="none", lw=0))
        self.add(
            Circle(
                (x, y),
                radius,
                fc=(color, tint),
                ec=color,
                lw=1.6 * POINT,
                ls=(0, (2.2, 1.8)) if dashed else "-",
            )
        )
        self.label(x, y, label, size=size)
        return Shape(x, y, 2 * radius, 2 * radius)

    def delay(self, x, y, side=17):
        """The square block that hands on a value one step later."""
        self.add(
            Rectangle((x - side / 2, y - side / 2), side, side, fc=INK, ec=INK, lw=1.2 * POINT)
        )
        return Shape(x, y, side, side)

    def cells(self, x, y, shades, color=INK, *, cell=(10, 10), rows=1):
        """A vector (or `rows` of one) as a strip of cells centred on x, y; shades from 0 to 1."""
        columns = len(shades) // rows
        w, h = cell
        x0, y0 = x - columns * w / 2, y + rows * h / 2
        size = columns * w, rows * h
        self.add(Rectangle((x0, y0 - size[1]), *size, fc=PAPER, ec="none", lw=0))
        for i, shade in enumerate(shades):
            row, column = divmod(i, columns)
            corner = x0 + column * w, y0 - (row + 1) * h
            self.add(Rectangle(corner, w, h, fc=(color, shade), ec=(color, 0.75), lw=0.7 * POINT))
        self.add(Rectangle((x0, y0 - size[1]), *size, fc="none", ec=color, lw=1.4 * POINT))
        return Shape(x, y, *size)

    def polygon(self, points, color=INK, *, tint=TINT, width=1.6):
        """Any closed outline."""
        self.add(Polygon(points, fc=PAPER, ec="none", lw=0))
        self.add(Polygon(points, fc=(color, tint), ec=color, lw=width * POINT, joinstyle="round"))

    # --- lines ------------------------------------------------------------------------

    def arrow(
        self, *points, color=INK, width=1.6, dashed=False, head=True, bend=10, halo=False, alpha=1
    ):
        """A line through `points`, its corners rounded by `bend`, its tip on the last point."""
        points = [(float(x), float(y)) for x, y in points]
        tip, before = points[-1], points[-2]
        if head:
            points[-1] = towards(tip, before, 0.8 * head_length(width))
        self._line(rounded(points, bend), color, width, dashed, halo, alpha)
        if head:
            self._head(tip, before, color, width, alpha)

    def curve(
        self, start, c1, c2, end, *, color=INK, width=1.6, dashed=False, head=True, halo=False,
        alpha=1,
    ):  # fmt: skip
        """A Bézier curve with its two control points; its tip is on `end`."""
        stop = towards(end, c2, 0.8 * head_length(width)) if head else end
        codes = [Path.MOVETO] + [Path.CURVE4] * 3
        self._line(Path([start, c1, c2, stop], codes), color, width, dashed, halo, alpha)
        if head:
            self._head(end, c2, color, width, alpha)

    def line(self, *points, color=INK, width=1.6, dashed=False, alpha=1):
        """A line without a head."""
        self.arrow(*points, color=color, width=width, dashed=dashed, head=False, alpha=alpha)

    def loop(self, shape, *, color=INK, reach=46, rise=44, delay=True, side=1):
        """A state fed back to its own layer, through a delay of one step; returns the delay.

        The loop leaves the layer's side, passes `reach` beside it and re-enters at the
        other side of its middle line, so that both ends can be seen.
        """
        x = shape.x + side * shape.w / 2
        out, back = shape.y + rise / 2 * 0.36, shape.y - rise / 2 * 0.36
        far = x + side * reach
        high, low = shape.y + rise / 2, shape.y - rise / 2
        if rise / 2 * 0.36 > shape.h / 2:
            raise ValueError(f"rise={rise} is too high for a layer of height {shape.h}")
        points = (x, out), (x + side * 14, high), (far, high), (far, low), (x + side * 14, low)
        self.arrow(*points, (x, back), color=color, bend=8)
        return self.delay(far, shape.y) if delay else None

    def _line(self, path, color, width, dashed, halo, alpha):
        if halo:  # a gap in what is crossed, so that a crossing can't be read as a joint
            self.add(PathPatch(path, fc="none", ec=PAPER, lw=(width + 6) * POINT), z=1)
        dashes = (0, (6.4 / width, 3.5 / width)) if dashed else "-"  # as long at any width
        self.add(
            PathPatch(
                path, fc="none", ec=(color, alpha), lw=width * POINT, ls=dashes, capstyle="butt"
            )
        )

    def _head(self, tip, before, color, width, alpha):
        length, half = head_length(width), 1.6 + 1.3 * width
        back = towards(tip, before, length)
        dx, dy = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
        wings = [
            (back[0] - dy * half, back[1] + dx * half),
            (back[0] + dy * half, back[1] - dx * half),
        ]
        self.add(Polygon([tip, *wings], fc=(color, alpha), ec="none", lw=0))

    # --- letters ----------------------------------------------------------------------

    def label(self, x, y, words, *, size=13, color=INK, ha="center", va="center", **text):
        """Words, or mathematics between dollar signs, of `size` units."""
        if not words:
            return
        va = "center_baseline" if va == "center" and "\n" not in words else va
        artist = self.axes.text(
            x, y, words, fontsize=size * POINT, color=color, ha=ha, va=va, **text
        )
        self._count += 1
        artist.set_zorder(5 + self._count * 1e-4)
        if self.part:
            artist.set_gid(f"part--{self.part}--{self._count}")

    def panel(self, x, y, letter, words):
        """The head of a part of a figure: (a), (b), and what it shows."""
        self.label(x, y, f"({letter})", size=13, ha="left", weight="bold")
        self.label(x + 27, y, words, size=13, ha="left")

    def dots(self, x, y, color=MUTED, *, vertical=False, gap=9):
        """Three dots: and so on."""
        for k in (-1, 0, 1):
            at = (x, y + k * gap) if vertical else (x + k * gap, y)
            self.add(Circle(at, 2, fc=color, ec="none", lw=0))

    def brace(self, start, end, words="", *, depth=9, color=MUTED, size=13, gap=6):
        """A brace from start to end, bulging to the left of that direction, and its label."""
        (x0, y0), (x1, y1) = start, end
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        u, n = ((x1 - x0) / length, (y1 - y0) / length), (-(y1 - y0) / length, (x1 - x0) / length)

        def at(along, out):
            return x0 + u[0] * along + n[0] * out, y0 + u[1] * along + n[1] * out

        r, d, m = min(depth, length / 4), depth / 2, length / 2
        points = [at(0, 0), at(0, d), at(r, d), at(m - r, d), at(m, d), at(m, depth)]
        points += [at(m, d), at(m + r, d), at(length - r, d), at(length, d), at(length, 0)]
        quad, to = Path.CURVE3, Path.LINETO
        codes = [Path.MOVETO, quad, quad, to, quad, quad, quad, quad, to, quad, quad]
        self.add(PathPatch(Path(points, codes), fc="none", ec=color, lw=1.2 * POINT))
        x, y = at(m, depth + gap)
        ha = "center" if abs(n[0]) < 0.5 else ("left" if n[0] > 0 else "right")
        va = "center" if abs(n[1]) < 0.5 else ("bottom" if n[1] > 0 else "top")
        self.label(x, y, words, size=size, ha=ha, va=va)
