"""Points, places and paths; what the canvas measures with. All lengths in its units."""

from dataclasses import dataclass

from matplotlib.path import Path

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """Where a box or a node stands: its centre and its full width and height, in units."""

    x: float
    y: float
    w: float
    h: float

    @property
    def top(self) -> Point:
        return self.x, self.y + self.h / 2

    @property
    def bottom(self) -> Point:
        return self.x, self.y - self.h / 2

    @property
    def left(self) -> Point:
        return self.x - self.w / 2, self.y

    @property
    def right(self) -> Point:
        return self.x + self.w / 2, self.y


def head_length(width: float) -> float:
    return 5 + 2.5 * width


def towards(start: Point, goal: Point, distance: float) -> Point:
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    return start[0] + dx / length * distance, start[1] + dy / length * distance


def rounded(points: list[Point], bend: float) -> Path:
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(distance(before, corner), distance(corner, after)) / 2
        r = min(bend, room)
        vertices += [towards(corner, before, r), corner, towards(corner, after, r)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def distance(a: Point, b: Point) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
