"""Colours and type shared by plots and figures, so that the book looks like one hand drew it.

The hues are Okabe and Ito's (2008), which readers with any common colour blindness can tell
apart; they also differ in lightness, so a grey print keeps the difference.
"""

INK = "#222222"  # lines and letters
MUTED = "#767676"  # axes, captions inside a drawing; 4.5:1 on white
PAPER = "#ffffff"
BLUE = "#0072b2"
ORANGE = "#d55e00"
GREEN = "#009e73"
SKY = "#56b4e9"
YELLOW = "#e69f00"
PINK = "#cc79a7"
CYCLE = (BLUE, ORANGE, GREEN, PINK, SKY, YELLOW)

RC = {
    "font.family": "DejaVu Sans",  # ships with Matplotlib: the same letters everywhere
    "font.size": 10,
    "mathtext.fontset": "dejavusans",
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "svg.hashsalt": "rnn_tutorial",  # the same drawing gives the same bytes
    "svg.fonttype": "path",
}
