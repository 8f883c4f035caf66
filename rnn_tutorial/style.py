"""Colours, type and the readers' names of models, shared by plots, figures, tables and text.

The hues are from Okabe and Ito (2008): readers with any common colour blindness can tell them
apart. They also differ in lightness, so that a grey print keeps the difference.
"""

from dataclasses import dataclass

INK = "#222222"  # lines and letters
MUTED = "#767676"  # axes and captions inside a drawing; contrast 4.5:1 on white
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
    "svg.hashsalt": "rnn_tutorial",  # so that the same drawing gives the same bytes
    "svg.fonttype": "path",
}


@dataclass(frozen=True)
class ModelStyle:
    """How a model appears in plots, tables and text.

    name: for readers. colour, marker, line: Matplotlib's colour, marker and line style.
    """

    name: str
    colour: str
    marker: str
    line: str = "-"


# Experiment -> style. Six hues with two line styles each; models that the book compares differ
# in hue. The markers all differ.
MODEL_STYLES: dict[str, ModelStyle] = {
    "simple_rnn": ModelStyle("SimpleRNN", BLUE, "o"),
    "stacked_rnn": ModelStyle("stacked SimpleRNN", ORANGE, "P", "--"),
    "bidirectional_rnn": ModelStyle("SimpleRNN, both directions", YELLOW, "v"),
    "dropout_rnn": ModelStyle("SimpleRNN, dropout", ORANGE, "s"),
    "per_timestep_dropout_rnn": ModelStyle("SimpleRNN, new mask at each step", PINK, "d", "--"),
    "lstm": ModelStyle("LSTM", GREEN, "^"),
    "gru": ModelStyle("GRU", PINK, "D"),
    "bidirectional_lstm": ModelStyle("LSTM, both directions", SKY, "<"),
    "regularised_lstm": ModelStyle("LSTM, dropout", SKY, ">", "--"),
    "bag_of_words": ModelStyle("bag of words", BLUE, "h", "--"),
    "dense_baseline": ModelStyle("dense network", GREEN, "X", "--"),
    "conv1d_baseline": ModelStyle("ConvNet", YELLOW, "*", "--"),
}


def model_name(experiment: str) -> str:
    """The reader's name of an experiment, such as "SimpleRNN, dropout"; other text unchanged."""
    known = MODEL_STYLES.get(experiment)
    return known.name if known else experiment
