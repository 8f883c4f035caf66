"""Language models: a network that predicts each next word, and a text read in pieces."""

from itertools import pairwise

from rnn_tutorial.figures.canvas import HIDDEN, INPUT, LOSS, OUTPUT, Canvas
from rnn_tutorial.style import MUTED

_XS = (196, 338, 480, 622)


def draw_next_word() -> Canvas:
    """Each state predicts the next word, which is the next input."""
    c = Canvas(height=316)
    x_y, z_y, y_y, p_y = 40, 128, 212, 286
    words = ("(start)", "the", "film", "was", "great")
    for k, x in enumerate(_XS):
        c.box(x, x_y, 84, 36, words[k], INPUT, size=16)
        c.arrow((x, x_y + 18), (x, z_y - 19), color=INPUT)
        c.box(x, z_y, 66, 36, f"$Z_{k + 1}$", HIDDEN, size=17)
        c.arrow((x, z_y + 18), (x, y_y - 19), color=OUTPUT)
        c.box(x, y_y, 66, 36, f"$Y_{k + 1}$", OUTPUT, size=17)
        c.arrow((x, y_y + 18), (x, p_y - 17), color=OUTPUT)
        share = ("1/4", "1/2", "1/8", "1/4")[k]
        c.label(x, p_y, f"{words[k + 1]}: {share}", size=17)
    for x, after in pairwise(_XS):
        c.arrow((x + 33, z_y), (after - 34, z_y), color=HIDDEN)
    rows = ((x_y, "words so far"), (z_y, "hidden states"), (y_y, "all probabilities"))
    c.rows(*rows, (p_y, "next word and\nits probability"))
    return c.centred()


def draw_carried_state() -> Canvas:
    """A text in three pieces: the state crosses their borders, the gradient doesn't."""
    c = Canvas(height=250)
    x_y, z_y, names_y, legend_y = 46, 128, 184, 228
    frames = (132, 360, 588)
    xs = [middle + shift for middle in frames for shift in (-67, 0, 67)]
    for number, middle in enumerate(frames, start=1):
        c.box(middle, 88, 206, 158, "", MUTED, tint=0.05, radius=12)
        c.label(middle, names_y, f"piece {number}", size=16)
    for k, x in enumerate(xs):
        c.box(x, x_y, 40, 34, f"$X_{k + 1}$", INPUT, size=16)
        c.arrow((x, x_y + 17), (x, z_y - 20), color=INPUT)
        c.box(x, z_y, 40, 38, f"$Z_{k + 1}$", HIDDEN, size=16)
    for k, (x, after) in enumerate(pairwise(xs), start=1):
        c.arrow((x + 20, z_y + 9), (after - 21, z_y + 9), color=HIDDEN)
        if k % 3:
            c.arrow((after - 20, z_y - 9), (x + 21, z_y - 9), color=LOSS, dashed=True, width=2)
        else:  # between two pieces
            border = (x + after) / 2
            c.line((border, z_y - 22), (border, z_y + 1), color=LOSS, width=3)
    c.arrow((150, legend_y), (196, legend_y), color=HIDDEN)
    c.label(204, legend_y, "state, forward", ha="left")
    c.arrow((404, legend_y), (450, legend_y), color=LOSS, dashed=True, width=2)
    c.label(458, legend_y, "gradient, backward", ha="left")
    return c.centred()
