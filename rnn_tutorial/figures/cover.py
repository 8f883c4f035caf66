"""The cover of the book: a network that reads a review and changes its mind."""

import math
from itertools import pairwise, product

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, OUTPUT, Canvas

_WORDS = ("the", "plot", "is", "boring", "but", "the", "actors", "are", "great")
_MOODS = (0.5, 0.48, 0.46, 0.08, 0.2, 0.24, 0.34, 0.38, 0.92)  # after each word; 1 is positive
_UNITS = 5


def draw_cover() -> Canvas:
    """The unfolded network: words below, hidden units in the middle, its opinion above."""
    c = Canvas(height=346)
    xs = [44 + 79 * k for k in range(len(_WORDS))]
    ys = [92 + 30 * unit for unit in range(_UNITS)]
    moods = [(x, 250 + 80 * mood) for x, mood in zip(xs, _MOODS, strict=True)]
    for x, after in pairwise(xs):
        for low, high in product(ys, ys):
            c.line((x, low), (after, high), color=HIDDEN, width=0.8, alpha=0.35)
    c.line((xs[0] - 22, 290), (xs[-1] + 22, 290), color=OUTPUT, width=0.8, dashed=True, alpha=0.6)
    c.line(*moods, color=OUTPUT, width=2.4)
    for k, (x, word) in enumerate(zip(xs, _WORDS, strict=True)):
        c.label(x, 24, word, size=18)
        c.arrow((x, 42), (x, ys[0] - 14), color=INPUT)
        c.arrow((x, ys[-1] + 11), (x, moods[k][1] - 10), color=OUTPUT, width=1.2, alpha=0.5)
        for unit, y in enumerate(ys):
            shade = 0.5 + 0.42 * math.sin(1.7 * unit + 0.9 * k + 3 * _MOODS[k])
            c.node(x, y, "", HIDDEN, radius=11, tint=shade)
        c.node(*moods[k], "", OUTPUT, radius=8, tint=0.95)
    return c.centred()
