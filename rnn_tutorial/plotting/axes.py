"""What all plots share: new axes, labels, the legend, and checks before anything is drawn."""

from collections.abc import Mapping, Sized
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError

COUNT = "{x:,.0f}"  # ticks as the text writes numbers: 1,000


def new_axes(
    rows: int = 1,
    columns: int = 1,
    *,
    size: tuple[float, float] = (style.WIDTH, 3.4),
    **options: Any,
) -> list[Axes]:
    """The axes of a new figure in the book's style, row by row.

    size: width and height of the figure in inches. options: for `Figure.subplots`.
    """
    # The figure is made outside rc_context: in a notebook it switches Matplotlib to the
    # notebook's backend, and rc_context would undo that.
    figure = plt.figure(figsize=size, layout="constrained")
    with plt.rc_context(style.settings()):
        return list(np.ravel(figure.subplots(rows, columns, **options)))


def finish(
    ax: Axes,
    xlabel: str,
    ylabel: str,
    title: str | None,
    *,
    legend: Literal["below", "inside"] | None = "below",
    counted_x: bool = False,
) -> Axes:
    """Label the axes and return them.

    title: if empty, a single labelled line gives its name. legend: "below" keeps lines at the
    bottom of a plot in view; one line has no legend. counted_x: put ticks at whole numbers from
    1 on, as for epochs and timesteps.
    """
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if counted_x:
        ax.xaxis.set_major_locator(CountLocator())
        ax.xaxis.set_major_formatter(COUNT)
    names = ax.get_legend_handles_labels()[1]
    title = title or (names[0] if len(names) == 1 else None)
    if title:
        ax.set_title(title, loc="left")
    if legend and len(names) > 1:
        place: dict[str, Any] = {}
        if legend == "below":
            letters = 9 * ax.get_window_extent().width / ax.figure.dpi  # that fit side by side
            columns = max(2, min(len(names), int(letters / (7 + max(map(len, names))))))
            place = {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "ncols": columns}
            place["borderaxespad"] = 3.8 + _depth(ax)
        # In a reader's own axes, the reader's own letters:
        ax.legend(frameon=False, prop=ax.xaxis.label.get_fontproperties(), **place)
    return ax


def _depth(ax: Axes) -> float:
    """How far the labels of the x-axis reach below one line, in heights of a letter."""
    lines = (label.get_text().count("\n") for label in ax.get_xticklabels())
    return 1.3 * max(lines, default=0)


class CountLocator(MaxNLocator):
    """Ticks for things that are counted from 1: 1, 3, 5 or 1, 20, 40."""

    def __init__(self) -> None:
        super().__init__("auto", integer=True, steps=[1, 2, 5, 10])

    def tick_values(self, vmin: float, vmax: float) -> Any:
        ticks = super().tick_values(vmin, vmax)
        step = max(1, ticks[1] - ticks[0])
        if step < 5:
            return np.arange(1, vmax + 1, step)
        return np.array([1, *(tick for tick in ticks if tick > 1)])


def log_scale(ax: Axes) -> None:
    """A logarithmic y-axis; over many powers of ten, few enough have a tick for their labels."""
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    if high < 100 * low:
        return
    ax.yaxis.set_major_locator(LogLocator(numticks=7))
    ax.yaxis.set_minor_locator(NullLocator())


def metric_label(metric: str) -> str:
    """A metric's name for readers: "val_accuracy" becomes "validation accuracy"."""
    return metric.replace("val_", "validation ").replace("_", " ")


def check_named(named: Mapping[str, Sized], what: str) -> None:
    """Refuse an empty mapping, and a name without values.

    what: the things that would be drawn, in the plural.
    """
    if not named:
        raise TutorialError(f"there are no {what} to draw: give at least one, by name.")
    for name, values in named.items():
        if not len(values):
            raise TutorialError(f"{name!r} has no {what}: give it a value, or leave it out.")


def values_of(history: Mapping[str, Any], metric: str) -> Any:
    """A metric's values in a history, one per epoch. Raises TutorialError if it has none."""
    if metric not in history:
        raise TutorialError(
            f"the history has no {metric!r}: it has {', '.join(history)}. Name one of these."
        )
    return history[metric]
