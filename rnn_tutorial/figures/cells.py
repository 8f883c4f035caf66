"""The LSTM and the GRU cell, every gate named."""

from collections.abc import Sequence

from rnn_tutorial.figures.canvas import Canvas
from rnn_tutorial.style import BLUE, GREEN, INK, MUTED, ORANGE, PINK

_SIGMA = r"$\sigma$"


def _frame(c: Canvas) -> None:
    c.box(360, 220, 536, 324, "", MUTED, tint=0.05, radius=12)


def _layer(c: Canvas, x: float, y: float, symbol: str, name: str, words: str) -> None:
    """One small layer of units: its function inside, its output's name above, its role below."""
    squashes = symbol == "tanh"
    c.box(x, y, 60, 32, symbol, ORANGE if squashes else BLUE, size=13.5 if squashes else 18)
    c.label(x + 9, y + 31, name, size=16, ha="left")
    c.label(x + 9, y - 41, words, size=12, ha="left", linespacing=1.25)


def _sign(c: Canvas, x: float, y: float, sign: str, *, size: float = 18) -> None:
    c.node(x, y, sign, INK, radius=14, size=size, tint=0.04)


def draw_lstm_cell() -> Canvas:
    """The LSTM: a memory that is kept by multiplication and written by addition."""
    c = Canvas(height=410)
    memory, written, gates, bus = 336, 256, 170, 88
    forget, enter, candidate, leave, out = 160, 270, 380, 480, 576
    _frame(c)
    for start, end in ((52, forget - 15), (forget + 14, candidate - 15), (candidate + 14, 676)):
        c.arrow((start, memory), (end, memory), color=PINK, width=3)
    c.arrow((52, bus), (leave, bus), (leave, gates - 17), color=INK)
    c.line((116, 32), (116, bus), color=INK)
    for x in (forget, enter, candidate):
        c.arrow((x, bus), (x, gates - 17), color=INK)
    c.arrow((forget, gates + 16), (forget, memory - 15), color=BLUE)
    c.arrow((candidate, gates + 16), (candidate, written - 15), color=ORANGE)
    c.arrow((candidate, written + 14), (candidate, memory - 15), color=ORANGE)
    c.arrow((enter, gates + 16), (enter, written), (candidate - 15, written), color=BLUE)
    c.arrow((leave + 30, gates), (out - 15, gates), color=BLUE)
    c.arrow((out, memory), (out, 283), color=PINK)
    c.arrow((out, 251), (out, gates + 15), color=ORANGE)
    c.arrow((out, gates - 14), (out, bus), (676, bus), color=BLUE)
    for x, y, sign in (
        (forget, memory, "×"),
        (candidate, memory, "+"),
        (candidate, written, "×"),
        (out, gates, "×"),
    ):
        _sign(c, x, y, sign)
    c.box(out, 267, 60, 32, "tanh", ORANGE, size=13.5)
    _layer(c, forget, gates, _SIGMA, "$f_t$", "forget\ngate")
    _layer(c, enter, gates, _SIGMA, "$i_t$", "input\ngate")
    _layer(c, candidate, gates, "tanh", r"$\tilde{c}_t$", "candidate")
    _layer(c, leave, gates, _SIGMA, "$o_t$", "output\ngate")
    _ends(c, ((24, memory, "$c_{t-1}$"), (696, memory, "$c_t$")))
    _ends(c, ((24, bus, "$Z_{t-1}$"), (696, bus, "$Z_t$"), (116, 20, "$X_t$")))
    c.label(270, memory + 20, "the memory", size=13)
    return c


def _ends(c: Canvas, ends: Sequence[tuple[float, float, str]]) -> None:
    for x, y, words in ends:
        c.label(x, y, words, size=18)


def draw_gru_cell() -> Canvas:
    """The GRU: one state, two gates."""
    c = Canvas(height=410)
    state, mixed, reset_y, gates, bus = 336, 268, 236, 158, 88
    reset, update, candidate = 184, 300, 500
    _frame(c)
    for start, end in ((52, update - 15), (update + 14, candidate - 15), (candidate + 14, 676)):
        c.arrow((start, state), (end, state), color=PINK, width=3)
    low, split = bus - 10, 126  # two lines: the old state, and below it the new input
    c.arrow((split, state), (split, bus + 8), (update - 9, bus + 8), (update - 9, gates - 17))
    c.arrow((reset - 9, bus + 8), (reset - 9, gates - 17))
    c.arrow((split, reset_y), (reset - 15, reset_y))
    for x in (reset + 7, update + 7):
        c.arrow((x, low), (x, gates - 17), color=GREEN, halo=x < update)
    c.arrow((116, 32), (116, low), (candidate, low), (candidate, gates - 17), color=GREEN)
    c.arrow((reset, gates + 16), (reset, reset_y - 15), color=BLUE)
    c.arrow((update, gates + 16), (update, state - 15), color=BLUE)
    c.arrow((update, mixed), (384, mixed), color=BLUE)
    c.arrow((414, mixed), (candidate - 15, mixed), color=BLUE)
    points = (reset + 14, reset_y), (430, reset_y), (430, gates), (candidate - 31, gates)
    c.arrow(*points, halo=True)
    c.arrow((candidate, gates + 16), (candidate, mixed - 15), color=ORANGE)
    c.arrow((candidate, mixed + 14), (candidate, state - 15), color=ORANGE)
    for x, y, sign in (
        (reset, reset_y, "×"),
        (update, state, "×"),
        (candidate, state, "+"),
        (candidate, mixed, "×"),
    ):
        _sign(c, x, y, sign)
    _sign(c, 399, mixed, "1−", size=12.5)
    _layer(c, reset, gates, _SIGMA, "$r_t$", "")
    _layer(c, update, gates, _SIGMA, "$u_t$", "")
    _layer(c, candidate, gates, "tanh", r"$\tilde{Z}_t$", "candidate")
    for x, words in ((reset, "reset\ngate"), (update, "update\ngate")):
        c.label(x + 17, gates - 38, words, size=12, ha="left", linespacing=1.25)
    _ends(c, ((24, state, "$Z_{t-1}$"), (696, state, "$Z_t$"), (116, 20, "$X_t$")))
    return c
