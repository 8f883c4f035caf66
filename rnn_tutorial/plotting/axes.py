"""What all plots share: new axes, labels, the legend, and checks before anything is drawn."""

from collections.abc import Mapping, Sized
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError


def new_axes(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float] = (6.5, 3.6), **options: Any
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
    whole_x: bool = False,
) -> Axes:
    """Label the axes and return them.

    title: none is set if empty. legend: "below" keeps lines at the bottom of a plot in view.
    whole_x: put ticks at whole numbers only, as for epochs and timesteps.
    """
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if whole_x:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if title:
        ax.set_title(title, loc="left")
    if legend == "below":
        place = (0.5, -0.2)
        ax.legend(loc="upper center", bbox_to_anchor=place, ncols=2, fontsize=9, frameon=False)
    elif legend == "inside":
        ax.legend(fontsize=9, frameon=False)
    return ax


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
