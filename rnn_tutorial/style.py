"""Colours, type and the readers' names of models, shared by plots, figures, tables and text.

The hues are from Okabe and Ito (2008): readers with any common colour blindness can tell them
apart. They also differ in lightness, so that a grey print keeps the difference.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

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

WIDTH = 7.0  # inches: 672 CSS pixels, the width of the page's column

_SETTINGS: "dict[RcKeyType, Any]" = {
    # The page's own typefaces; letters that Source Sans lacks come from Matplotlib's own.
    "font.family": ["Source Sans 3", "DejaVu Sans"],
    "mathtext.fontset": "stix",
    "font.size": 10,  # points: 13 pixels on the page
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "figure.figsize": (WIDTH, 3.2),
    "figure.constrained_layout.use": True,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
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


def settings() -> "dict[RcKeyType, Any]":
    """Matplotlib's settings for plots and drawings: typefaces, sizes for the page, colours.

    Matplotlib is told of the typefaces first; this imports it.
    """
    _load_typefaces()
    from cycler import cycler

    return {**_SETTINGS, "axes.prop_cycle": cycler(color=CYCLE)}


@cache
def _load_typefaces() -> None:
    from matplotlib.font_manager import fontManager

    ours = [str(file) for file in sorted(Path(__file__).with_name("fonts").glob("*.ttf"))]
    for file in ours:
        fontManager.addfont(file)
    # Of typefaces with the same name, Matplotlib takes the first: ours, not the machine's.
    fontManager.ttflist.sort(key=lambda font: font.fname not in ours)


@dataclass(frozen=True)
class ModelStyle:
    """How a model appears in plots, tables and text.

    name: for readers. colour, marker, line: Matplotlib's colour, marker and line style.
    """

    name: str
    colour: str
    marker: str
    line: str = "-"


# Experiment -> style. Six hues with up to three line styles each; models that the book compares
# differ in hue. The markers all differ.
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
    "min_gru": ModelStyle("minGRU", YELLOW, "p", "-."),
    "lru": ModelStyle("LRU", SKY, "H", "-."),
    "bag_of_words": ModelStyle("bag of words", BLUE, "h", "--"),
    "dense_baseline": ModelStyle("dense network", GREEN, "X", "--"),
    "conv1d_baseline": ModelStyle("ConvNet", YELLOW, "*", "--"),
    "transformer": ModelStyle("Transformer", ORANGE, "8", ":"),
}
# Forecasts that no network makes.
_FORECASTERS = (
    ModelStyle("last value", SKY, "v", ":"),
    ModelStyle("seasonal naive", YELLOW, "s", "--"),
    ModelStyle("seasonal naive with drift", GREEN, "P", "--"),
    ModelStyle("linear autoregression", ORANGE, "X"),
    ModelStyle("knows the tank", INK, "*", ":"),
)

_BY_NAME = MODEL_STYLES | {one.name: one for one in (*MODEL_STYLES.values(), *_FORECASTERS)}


def model_name(experiment: str) -> str:
    """The reader's name of an experiment, such as "SimpleRNN, dropout"; other text unchanged."""
    known = MODEL_STYLES.get(experiment)
    return known.name if known else experiment


def library_name(backend: str) -> str:
    """The reader's name of a backend: "TensorFlow" for "tensorflow"; other text unchanged."""
    known = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
    return known.get(backend, backend)


def row_style(name: str) -> ModelStyle:
    """The style of a row that has its name beside it: a model's own, else grey dots.

    "LSTM, forget bias 4" has the style of "LSTM".
    """
    return _BY_NAME.get(name) or _BY_NAME.get(name.split(",")[0]) or ModelStyle(name, MUTED, "o")


def model_styles(names: Iterable[str]) -> list[ModelStyle]:
    """A style for each name: the experiment's own, or an unused colour and marker.

    A reader's name such as "LSTM" gets the same style as its experiment. "GRU, recursive", alone or
    beside "GRU", has that one's colour and another line.
    """
    names = list(names)
    taken = {(_BY_NAME[name].colour, _BY_NAME[name].line) for name in names if name in _BY_NAME}
    hues = product(("-", "--"), CYCLE)
    looks = [(hue, mark, line) for (line, hue), mark in zip(hues, "os^DvP*X<>hd", strict=True)]
    free = cycle([look for look in looks if (look[0], look[2]) not in taken] or looks)
    return [
        _BY_NAME.get(name) or _variant(name, names) or ModelStyle(name, *next(free))
        for name in names
    ]


def _variant(name: str, names: list[str]) -> ModelStyle | None:
    model = name.split(",")[0]
    rivals = {n for n in names if n not in _BY_NAME and n.split(",")[0] == model}
    if model not in _BY_NAME or len(rivals) > 1 or (model not in names and len(names) > 1):
        return None
    return replace(_BY_NAME[model], name=name, line="--" if _BY_NAME[model].line == "-" else "-")


def minus(text: str) -> str:
    """The text of a number or numbers for readers, with minus signs instead of hyphens."""
    return text.replace("-", "−")


def number(value: float, digits: int = 1) -> str:
    r"""A number for tables, sentences and plots, with so many significant digits.

    Very large and very small numbers are TeX, as Markdown and Matplotlib set them.

    >>> number(2e-11), number(0.0182, 2), number(0.0), number(12_345.0, 3)
    ('$2\\times10^{-11}$', '0.018', '0', '12,300')
    """
    if not math.isfinite(value):
        return {math.inf: "infinite", -math.inf: "minus infinite"}.get(value, "not a number")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if value == 0:
        return "0"
    if -4 < exponent < 6:
        return minus(f"{float(f'{mantissa}e{power}'):,.{max(0, digits - 1 - exponent)}f}")
    factor = {"1": "", "-1": "-"}.get(mantissa, mantissa + r"\times")
    return f"${factor}10^{{{exponent}}}$"
