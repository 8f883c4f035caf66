"""Points, shapes and paths, in the units of the canvas."""

from dataclasses import dataclass

from matplotlib.path import Path

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """The place of a box or a delay: its centre and its full width and height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def left(self) -> Point:
        return self.x - self.w / 2, self.y

    @property
    def right(self) -> Point:
        return self.x + self.w / 2, self.y


def head_length(width: float) -> float:
    """The length of an arrow's head, by the width of its line."""
    return 5 + 2.5 * width


def towards(start: Point, goal: Point, by: float) -> Point:
    """The point `by` units from `start` in the direction of `goal`."""
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    length = distance(start, goal)
    return start[0] + dx / length * by, start[1] + dy / length * by


def rounded(points: list[Point], bend: float) -> Path:
    """The path through points, with its corners rounded by at most `bend`."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(distance(before, corner), distance(corner, after)) / 2
        r = min(bend, room)
        vertices += [towards(corner, before, r), corner, towards(corner, after, r)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def distance(a: Point, b: Point) -> float:
    """The distance between two points."""
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
