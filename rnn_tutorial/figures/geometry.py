"""Points, shapes and paths, in the units of the canvas."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


def spread_ends(
    sources: Sequence[Point], target: Point, *, radius: float, apart: float
) -> list[tuple[Point, Point]]:
    """Where lines from `sources` end on a circle around `target`: (source, end), anticlockwise.

    Each line ends on the side from which it comes, at least `apart` degrees from the next. All
    sources lie below the target.
    """
    x, y = target
    angles = {source: math.degrees(math.atan2(source[1] - y, source[0] - x)) for source in sources}
    order = sorted(angles, key=lambda source: angles[source])
    for _ in range(200):  # neighbours that are too close push each other away
        for one, other in pairwise(order):
            push = max(0.0, apart - (angles[other] - angles[one])) / 2
            angles[one], angles[other] = angles[one] - push, angles[other] + push
    turns = [math.radians(angles[source]) for source in order]
    return [
        (source, (x + radius * math.cos(turn), y + radius * math.sin(turn)))
        for source, turn in zip(order, turns, strict=True)
    ]


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
