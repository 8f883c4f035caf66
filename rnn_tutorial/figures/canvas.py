"""The elements of every drawing: node, box, delay, arrow, joint, loop, label, brace.

A drawing is 720 units wide, and the page shows it 672 pixels wide: letters of 13 units have 12
pixels. x runs right, y runs up. A colour says what a thing is, the same in all drawings.
"""

from collections.abc import Sequence
from typing import Any, Literal, Self

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.patches import Circle, FancyBboxPatch, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from rnn_tutorial.figures.geometry import Point, Shape, distance, head_length, rounded, towards
from rnn_tutorial.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PINK, SKY, YELLOW

INPUT, HIDDEN, OUTPUT, GATE, MEMORY, LOSS = GREEN, BLUE, ORANGE, YELLOW, SKY, PINK
UNITS_PER_INCH = 100
POINT = 72 / UNITS_PER_INCH  # points in one unit: Matplotlib's line widths and letters
TINT = 0.16  # the opacity of a box's colour; it works on a white and on a dark ground
Side = Literal["left", "center", "right"]


class Canvas:
    """A sheet of 720 by `height` units for shapes, arrows and labels.

    part: the name of everything that is drawn while it is set; an animation's style sheet
    addresses parts by it.
    """

    def __init__(self, height: float) -> None:
        width = 720
        size = width / UNITS_PER_INCH, height / UNITS_PER_INCH
        self.figure = MplFigure(figsize=size)
        self.figure.set_layout_engine("none")
        self.figure.patch.set_visible(False)  # the page is the ground
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self.part: str | None = None
        self.heads: list[Polygon] = []  # of the arrows
        self._count = 0

    def add(self, artist: Artist) -> None:
        """Put any Matplotlib artist on the sheet; later ones lie on top."""
        self._number(artist, z=1)
        artist.set_clip_on(False)
        self.axes.add_artist(artist)

    def _number(self, artist: Artist, z: float) -> None:
        self._count += 1
        artist.set_zorder(z + self._count * 1e-4)
        if self.part:
            artist.set_gid(f"part--{self.part}--{self._count}")

    def extent(self) -> Bbox:
        """The box around everything that is drawn, in units."""
        renderer = FigureCanvasAgg(self.figure).get_renderer()
        artists = [*self.axes.patches, *self.axes.texts]
        boxes = [artist.get_window_extent(renderer) for artist in artists]
        return Bbox.union(boxes).transformed(self.axes.transData.inverted())

    def centred(self) -> Self:
        """The same canvas, with as much room at the left of the drawing as at its right."""
        (left, right), (low, high) = self.extent().intervalx, self.axes.get_xlim()
        shift = (left + right - low - high) / 2
        self.axes.set_xlim(low + shift, high + shift)
        return self

    def _add_tinted(
        self, patch: type[Patch], *place: Any, color: str, tint: float, **style: Any
    ) -> None:
        """A patch on a ground of paper, which hides what lies below it."""
        # Dashes of width 0 have length 0, which Matplotlib 3.9 refuses.
        self.add(patch(*place, fc=PAPER, ec="none", lw=0, **style | {"ls": "-"}))
        self.add(patch(*place, fc=(color, tint), ec=color, lw=1.6 * POINT, **style))

    # --- shapes -----------------------------------------------------------------------

    def box(
        self, x: float, y: float, w: float, h: float, label: str = "", color: str = INK, *,
        size: float = 15, dashed: bool = False, tint: float = TINT, radius: float = 5,
    ) -> Shape:  # fmt: skip
        """A layer, or any other box, with its label in the middle."""
        style = f"round,pad=0,rounding_size={radius}"
        dashes = (0, (3, 2)) if dashed else "-"
        place = (x - w / 2, y - h / 2), w, h
        self._add_tinted(FancyBboxPatch, *place, color=color, tint=tint, ls=dashes, boxstyle=style)
        self.label(x, y, label, size=size)
        return Shape(x, y, w, h)

    def node(
        self, x: float, y: float, label: str = "", color: str = INK, *, radius: float = 14,
        size: float = 14, tint: float = TINT, dashed: bool = False,
    ) -> None:  # fmt: skip
        """One unit, or one operation, as a circle."""
        dashes = (0, (2.2, 1.8)) if dashed else "-"
        self._add_tinted(Circle, (x, y), radius, color=color, tint=tint, ls=dashes)
        self.label(x, y, label, size=size)

    def cells(
        self, x: float, y: float, shades: Sequence[float], color: str = INK, *,
        cell: tuple[float, float] = (10, 10), rows: int = 1,
    ) -> Shape:  # fmt: skip
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

    def polygon(self, points: Sequence[Point], color: str = INK) -> None:
        """Any closed outline."""
        self._add_tinted(Polygon, points, color=color, tint=TINT, joinstyle="round")

    # --- lines ------------------------------------------------------------------------

    def arrow(
        self, *points: Point, color: str = INK, width: float = 1.6, dashed: bool = False,
        head: bool = True, bend: float = 10, halo: bool = False, alpha: float = 1,
    ) -> None:  # fmt: skip
        """A line through `points`, its corners rounded by `bend`, its tip on the last point.

        halo: leave a gap in the lines that it crosses, so that no crossing looks like a joint.
        """
        line = [(float(x), float(y)) for x, y in points]
        tip, before = line[-1], line[-2]
        if head:
            line[-1] = towards(tip, before, 0.8 * head_length(width))
        path = rounded(line, bend)
        if halo:
            self.add(PathPatch(path, fc="none", ec=PAPER, lw=(width + 6) * POINT))
        dashes = (0, (6.4 / width, 3.5 / width)) if dashed else "-"  # equally long at any width
        style: dict[str, Any] = {"ec": (color, alpha), "lw": width * POINT, "ls": dashes}
        self.add(PathPatch(path, fc="none", capstyle="butt", **style))
        if head:
            self._head(tip, before, color, width, alpha)

    def line(
        self, *points: Point, color: str = INK, width: float = 1.6, dashed: bool = False,
        alpha: float = 1,
    ) -> None:  # fmt: skip
        """A line without a head."""
        self.arrow(*points, color=color, width=width, dashed=dashed, head=False, alpha=alpha)

    def joint(self, x: float, y: float, color: str = INK) -> None:
        """A dot where a line divides, or where two lines become one."""
        self.add(Circle((x, y), 4, fc=color, ec="none", lw=0))

    def loop(self, shape: Shape, *, color: str = INK, reach: float = 46, rise: float = 44) -> Shape:
        """A state fed back to its own layer, through a delay of one step; returns the delay.

        The loop leaves the layer's right side, passes `reach` beside it and re-enters at the
        other side of its middle line, so that both ends can be seen.
        """
        x = shape.x + shape.w / 2
        out, back = shape.y + rise / 2 * 0.36, shape.y - rise / 2 * 0.36
        far = x + reach
        high, low = shape.y + rise / 2, shape.y - rise / 2
        points = (x, out), (x + 14, high), (far, high), (far, low), (x + 14, low)
        self.arrow(*points, (x, back), color=color, bend=8)
        delay = Shape(far, shape.y, 17, 17)
        corner = far - delay.w / 2, shape.y - delay.h / 2
        self.add(Rectangle(corner, delay.w, delay.h, fc=INK, ec=INK, lw=1.2 * POINT))
        return delay

    def _head(self, tip: Point, before: Point, color: str, width: float, alpha: float) -> None:
        length, half = head_length(width), 1.6 + 1.3 * width
        back = towards(tip, before, length)
        dx, dy = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
        wings = [
            (back[0] - dy * half, back[1] + dx * half),
            (back[0] + dy * half, back[1] - dx * half),
        ]
        head = Polygon([tip, *wings], fc=(color, alpha), ec="none", lw=0)
        self.heads.append(head)
        self.add(head)

    # --- letters ----------------------------------------------------------------------

    def label(
        self, x: float, y: float, words: str, *, size: float = 15, color: str = INK,
        ha: Side = "center", va: str = "center", **text: Any,
    ) -> None:  # fmt: skip
        """Words, or mathematics between dollar signs, of `size` units."""
        if not words:
            return
        va = "center_baseline" if va == "center" and "\n" not in words else va
        text |= {"fontsize": size * POINT, "color": color, "ha": ha, "va": va}
        self._number(self.axes.text(x, y, words, **text), z=5)

    def rows(
        self, *names: tuple[float, str], x: float = 14, linespacing: float | None = 1.1
    ) -> None:
        """The names of a figure's rows at its left edge, each with its height."""
        for y, words in names:
            self.label(x, y, words, ha="left", linespacing=linespacing)

    def panel(self, x: float, y: float, letter: str, words: str) -> None:
        """The heading of a part of a figure: (a), (b), and what the part shows."""
        self.letter(x, y, letter)
        self.label(x + 27, y, words, ha="left")

    def letter(self, x: float, y: float, letter: str) -> None:
        """The letter of a part of a figure, between brackets."""
        self.label(x, y, f"({letter})", ha="left", family="Source Sans 3", weight="semibold")

    def dots(self, x: float, y: float, *, vertical: bool = False, gap: float = 9) -> None:
        """Three dots: and so on."""
        for k in (-1, 0, 1):
            at = (x, y + k * gap) if vertical else (x + k * gap, y)
            self.add(Circle(at, 2, fc=MUTED, ec="none", lw=0))

    def brace(self, start: Point, end: Point, words: str, *, depth: float = 9) -> None:
        """A brace from start to end, bulging to the left of that direction, and its label."""
        (x0, y0), (x1, y1) = start, end
        length = distance(start, end)
        u, n = ((x1 - x0) / length, (y1 - y0) / length), (-(y1 - y0) / length, (x1 - x0) / length)

        def at(along: float, out: float) -> Point:
            return x0 + u[0] * along + n[0] * out, y0 + u[1] * along + n[1] * out

        r, d, m = min(depth, length / 4), depth / 2, length / 2
        points = [at(0, 0), at(0, d), at(r, d), at(m - r, d), at(m, d), at(m, depth)]
        points += [at(m, d), at(m + r, d), at(length - r, d), at(length, d), at(length, 0)]
        quad, to = Path.CURVE3, Path.LINETO
        codes = [Path.MOVETO, quad, quad, to, quad, quad, quad, quad, to, quad, quad]
        self.add(PathPatch(Path(points, codes), fc="none", ec=MUTED, lw=1.2 * POINT))
        x, y = at(m, depth + 6)
        ha: Side = "center" if abs(n[0]) < 0.5 else ("left" if n[0] > 0 else "right")
        va = "center" if abs(n[1]) < 0.5 else ("bottom" if n[1] > 0 else "top")
        self.label(x, y, words, ha=ha, va=va)
