"""The LSTM and the GRU cell, every gate named."""

from collections.abc import Sequence

from rnn_tutorial.figures.canvas import GATE, HIDDEN, INPUT, MEMORY, Canvas
from rnn_tutorial.style import INK, MUTED

_SIGMA = r"$\sigma$"


def _frame(c: Canvas) -> None:
    c.box(360, 220, 536, 324, "", MUTED, tint=0.05, radius=12)


def _layer(c: Canvas, x: float, y: float, color: str, name: str, words: str) -> None:
    """One small layer of units: its function inside, its output's name above, its role below.

    A gate is a sigmoid, everything else a tanh.
    """
    gate = color == GATE
    c.box(x, y, 60, 32, _SIGMA if gate else "tanh", color, size=18 if gate else 15)
    c.label(x + 9, y + 31, name, size=17, ha="left")
    c.label(x + 17, y - 38, words, size=14, ha="left", linespacing=1.05)


def _sign(c: Canvas, x: float, y: float, sign: str) -> None:
    """An operation in a circle: "×", "+" or words. The two signs are drawn, to be in the middle."""
    r = {"×": 4.6, "+": 6.5}.get(sign, 0)
    c.node(x, y, "" if r else sign, INK, radius=14, size=15, tint=0.04)
    ends = {"×": ((r, r), (r, -r)), "+": ((r, 0), (0, r))}.get(sign, ())
    for dx, dy in ends:
        c.line((x - dx, y - dy), (x + dx, y + dy), color=INK, width=1.5)


def draw_lstm_cell() -> Canvas:
    """The LSTM: a memory that is kept by multiplication and written by addition."""
    c = Canvas(height=410)
    memory, written, gates, bus = 336, 256, 170, 88
    forget, enter, candidate, leave, out = 166, 274, 382, 482, 576
    _frame(c)
    for start, end in ((52, forget - 15), (forget + 14, candidate - 15), (candidate + 14, 676)):
        c.arrow((start, memory), (end, memory), color=MEMORY, width=3)
    c.line((52, bus), (116, bus), color=HIDDEN)
    c.arrow((116, bus), (leave, bus), (leave, gates - 17), color=INK)
    c.line((116, 32), (116, bus), color=INPUT)
    for x in (forget, enter, candidate):
        c.arrow((x, bus), (x, gates - 17), color=INK)
    c.arrow((forget, gates + 16), (forget, memory - 15), color=GATE)
    c.arrow((candidate, gates + 16), (candidate, written - 15), color=MEMORY)
    c.arrow((candidate, written + 14), (candidate, memory - 15), color=MEMORY)
    c.arrow((enter, gates + 16), (enter, written), (candidate - 15, written), color=GATE)
    c.arrow((leave + 30, gates), (out - 15, gates), color=GATE)
    c.arrow((out, memory), (out, 283), color=MEMORY)
    c.arrow((out, 251), (out, gates + 15), color=MEMORY)
    c.arrow((out, gates - 14), (out, bus), (676, bus), color=HIDDEN)
    for x in (116, forget, enter, candidate):
        c.joint(x, bus)
    c.joint(out, memory, MEMORY)
    for x, y, sign in (
        (forget, memory, "×"),
        (candidate, memory, "+"),
        (candidate, written, "×"),
        (out, gates, "×"),
    ):
        _sign(c, x, y, sign)
    c.box(out, 267, 60, 32, "tanh", MEMORY, size=15)
    _layer(c, forget, gates, GATE, "$f_t$", "forget\ngate")
    _layer(c, enter, gates, GATE, "$i_t$", "input\ngate")
    _layer(c, candidate, gates, MEMORY, r"$\tilde{c}_t$", "candidate")
    _layer(c, leave, gates, GATE, "$o_t$", "output\ngate")
    _ends(c, ((24, memory, "$c_{t-1}$"), (696, memory, "$c_t$")))
    _ends(c, ((24, bus, "$Z_{t-1}$"), (696, bus, "$Z_t$"), (116, 20, "$X_t$")))
    c.label(274, memory + 18, "the memory")
    return c.centred()


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
        c.arrow((start, state), (end, state), color=HIDDEN, width=3)
    high, low, split = bus + 8, bus - 12, 126  # the old state, and below it the new input
    c.arrow(
        (split, state), (split, high), (update - 9, high), (update - 9, gates - 17), color=HIDDEN
    )
    c.arrow((reset - 9, high), (reset - 9, gates - 17), color=HIDDEN)
    c.arrow((split, reset_y), (reset - 15, reset_y), color=HIDDEN)
    for x in (reset + 9, update + 9):
        c.arrow((x, low), (x, gates - 17), color=INPUT, halo=x < update)
        c.joint(x, low, INPUT)
    c.arrow((116, 32), (116, low), (candidate, low), (candidate, gates - 17), color=INPUT)
    c.arrow((reset, gates + 16), (reset, reset_y - 15), color=GATE)
    c.arrow((update, gates + 16), (update, state - 15), color=GATE)
    c.arrow((update, mixed), (384, mixed), color=GATE)
    c.arrow((414, mixed), (candidate - 15, mixed), color=GATE)
    points = (reset + 14, reset_y), (430, reset_y), (430, gates), (candidate - 31, gates)
    c.arrow(*points, color=HIDDEN, halo=True)
    c.arrow((candidate, gates + 16), (candidate, mixed - 15), color=HIDDEN)
    c.arrow((candidate, mixed + 14), (candidate, state - 15), color=HIDDEN)
    for x, y in ((split, state), (split, reset_y), (reset - 9, high)):
        c.joint(x, y, HIDDEN)
    c.joint(update, mixed, GATE)
    for x, y, sign in (
        (reset, reset_y, "×"),
        (update, state, "×"),
        (candidate, state, "+"),
        (candidate, mixed, "×"),
    ):
        _sign(c, x, y, sign)
    _sign(c, 399, mixed, "1−")
    _layer(c, reset, gates, GATE, "$r_t$", "reset\ngate")
    _layer(c, update, gates, GATE, "$u_t$", "update\ngate")
    _layer(c, candidate, gates, HIDDEN, r"$\tilde{Z}_t$", "candidate")
    _ends(c, ((24, state, "$Z_{t-1}$"), (696, state, "$Z_t$"), (116, 20, "$X_t$")))
    return c.centred()


def draw_min_gru_cell() -> Canvas:
    """The minGRU: gate and candidate read the input alone."""
    c = Canvas(height=410)
    state, mixed, gates, bus = 336, 256, 170, 88
    update, candidate = 240, 480
    _frame(c)
    for start, end in ((52, update - 15), (update + 14, candidate - 15), (candidate + 14, 676)):
        c.arrow((start, state), (end, state), color=HIDDEN, width=3)
    c.arrow((116, 32), (116, bus), (candidate, bus), (candidate, gates - 17), color=INPUT)
    c.arrow((update, bus), (update, gates - 17), color=INPUT)
    c.joint(update, bus, INPUT)
    c.arrow((update, gates + 16), (update, state - 15), color=GATE)
    c.arrow((update, mixed), (345, mixed), color=GATE)
    c.arrow((374, mixed), (candidate - 15, mixed), color=GATE)
    c.arrow((candidate, gates + 16), (candidate, mixed - 15), color=HIDDEN)
    c.arrow((candidate, mixed + 14), (candidate, state - 15), color=HIDDEN)
    c.joint(update, mixed, GATE)
    _sign(c, update, state, "×")
    _sign(c, candidate, state, "+")
    _sign(c, candidate, mixed, "×")
    _sign(c, 360, mixed, "1−")
    _layer(c, update, gates, GATE, "$u_t$", "update\ngate")
    c.box(candidate, gates, 64, 32, "linear", HIDDEN, size=15)
    c.label(candidate + 9, gates + 31, r"$\tilde{Z}_t$", size=17, ha="left")
    c.label(candidate + 17, gates - 38, "candidate", size=14, ha="left")
    _ends(c, ((24, state, "$Z_{t-1}$"), (696, state, "$Z_t$"), (116, 20, "$X_t$")))
    return c.centred()
