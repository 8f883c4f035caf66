"""Curves of a training. Axes go in, the same Axes come out; nothing is shown or saved here.

A history may be a Keras `History`, the dictionary inside it, or a `TrainingResult`. Epochs
are counted from 1. Training is drawn as dots and validation as a line, as in the chapter.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError

# Keras names a metric as its user did; these are the names under which accuracy goes.
ACCURACY_NAMES = ("accuracy", "acc", "binary_accuracy")
LABELS = {"accuracy": "accuracy", "loss": "loss (binary cross-entropy)"}


def plot_history(
    history: Any, metric: str = "accuracy", *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw one metric over the epochs: training as dots, validation as a line.

    history: a Keras History, its dictionary, or a TrainingResult. metric: "accuracy", "loss"
    or any other name in the history. ax: where to draw; a new figure if None.
    """
    curves = find_curves(history)
    values, validation = _pick(curves, metric)
    ax = ax or new_axes(1)[0]
    epochs = np.arange(1, len(values) + 1)
    ax.plot(epochs, values, "o", ms=_dot_size(values), color=style.BLUE, label="training")
    if validation is not None:
        ax.plot(epochs, validation, "-", lw=1.6, color=style.ORANGE, label="validation")
        _mark(ax, metric, curves, validation)
    ax.set_xlabel("epoch")
    ax.set_ylabel(LABELS.get(metric, metric.replace("_", " ")))
    ax.set_xlim(0.5, len(values) + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    title = title or getattr(history, "title", None)
    if title:
        ax.set_title(title, loc="left")
    draw_legend(ax)
    return ax


def plot_accuracy_and_loss(
    history: Any, *, axes: Sequence[Axes] | None = None, title: str | None = None
) -> Sequence[Axes]:
    """Draw accuracy and loss side by side, with the best epoch and the start of overfitting.

    The best epoch has the highest validation accuracy. Overfitting starts where validation
    loss is lowest: from there on the model improves only on reviews that it was trained on.
    """
    find_curves(history)  # refuse before a figure is made
    axes = new_axes(2) if axes is None else axes
    for ax, metric in zip(axes, ("accuracy", "loss"), strict=True):
        plot_history(history, metric, ax=ax, title=title)
    return axes


def plot_lengths(
    lengths: Sequence[int], *, maxlen: int, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw how long reviews are, in tokens, with a line at `maxlen`, where they are cut."""
    ax = ax or new_axes(1)[0]
    shown = np.minimum(lengths, 3 * maxlen)  # the last bar holds the longer ones
    ax.hist(shown, bins=60, color=style.BLUE)
    ax.axvline(maxlen, color=style.ORANGE, label=f"maxlen = {maxlen}")
    ax.set_xlabel(f"tokens in a review (the last bar: {3 * maxlen:,} or more)")
    ax.set_ylabel("reviews")
    if title:
        ax.set_title(title, loc="left")
    ax.legend(frameon=False)
    return ax


def plot_per_timestep(
    series: dict[str, Sequence[float]], ylabel: str, *, ax: Axes | None = None
) -> Axes:
    """Draw named series over the timesteps, counted from 1, with a dot at each timestep."""
    ax = ax or new_axes(1)[0]
    for (name, values), colour in zip(series.items(), style.CYCLE, strict=False):
        steps = np.arange(1, len(values) + 1)
        ax.plot(steps, values, "o-", ms=3, lw=1, color=colour, label=name)
    ax.set_xlabel("timestep")
    ax.set_ylabel(ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    draw_legend(ax)
    return ax


def plot_gradient_norms(
    norms: dict[str, Sequence[float]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the norm of the gradient at every timestep on a logarithmic axis; zeros leave a gap.

    norms: name -> (timesteps,), as `gradients.gradient_norms` gives them.
    """
    if not norms:
        raise TutorialError("there are no gradient norms to draw: give at least one, by name.")
    ax = ax or new_axes(1)[0]
    for (name, values), colour in zip(norms.items(), itertools.cycle(style.CYCLE), strict=False):
        shown = np.where(np.asarray(values) > 0, values, np.nan)
        ax.plot(np.arange(1, len(shown) + 1), shown, lw=1.6, color=colour, label=name)
    ax.set_yscale("log")
    ax.set_xlabel("timestep")
    ax.set_ylabel("norm of the gradient")
    if title:
        ax.set_title(title, loc="left")
    draw_legend(ax)
    return ax


def plot_distances(
    distances: dict[str, Sequence[int]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the largest distance that each variant learnt: a bar to the median, a dot per seed.

    distances: name -> one number a seed, as `distances.largest_distances` gives them.
    """
    if not distances:
        raise TutorialError("there are no distances to draw: give at least one variant.")
    if ax is None:
        ax = new_axes(1)[0]
        ax.figure.set_size_inches(7, 0.8 + 0.34 * len(distances))
    rows = np.arange(len(distances))[::-1]  # the first on top
    for row, values in zip(rows, distances.values(), strict=True):
        ax.barh(row, np.median(values), height=0.6, color=style.SKY)
        spread = np.linspace(-0.15, 0.15, len(values)) if len(values) > 1 else [0]
        ax.plot(values, row + np.array(spread), "o", ms=4, color=style.BLUE)
    ax.set_yticks(rows, list(distances))
    ax.set_xscale("symlog", linthresh=5, base=2)
    ticks = sorted({value for values in distances.values() for value in values})
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_xlabel("largest distance learnt, in timesteps")
    if title:
        ax.set_title(title, loc="left")
    return ax


def find_curves(history: Any) -> dict[str, Sequence[float]]:
    """The dictionary metric -> numbers inside whatever was given, or a refusal by name."""
    found = history
    while not isinstance(found, dict) and getattr(found, "history", None) is not None:
        found = found.history  # a model holds a History, a History holds the dictionary
    if not isinstance(found, dict):
        raise TutorialError(
            f"there is no training history in a {type(history).__name__}: give what model.fit "
            "returned, its .history, or a TrainingResult."
        )
    if not any(len(values) for values in found.values()):
        raise TutorialError("the history is empty: train for at least one epoch first.")
    return found


def _pick(
    curves: dict[str, Sequence[float]], metric: str
) -> tuple[Sequence[float], Sequence[float] | None]:
    """The training and the validation values of a metric, whatever accuracy is called."""
    names = ACCURACY_NAMES if metric in ACCURACY_NAMES else (metric,)
    for name in names:
        if name in curves:
            return curves[name], curves.get(f"val_{name}")
    raise TutorialError(
        f"the history has no {metric!r}: it has {', '.join(curves)}. Name one of these."
    )


def _mark(ax: Axes, metric: str, curves: dict, validation: Sequence[float]) -> None:
    if metric in ACCURACY_NAMES:
        best = int(np.argmax(validation)) + 1
        label = f"best epoch {best} ({max(validation):.3f})"
        ax.axvline(best, color=style.ORANGE, lw=0.9, ls=":", label=label)
    losses = curves.get("val_loss")
    if losses is None:
        return
    lowest = int(np.argmin(losses)) + 1
    if lowest < len(losses):
        label = f"overfitting after epoch {lowest}"
        ax.axvspan(lowest, len(losses) + 0.5, color=style.MUTED, alpha=0.12, lw=0, label=label)


def draw_legend(ax: Axes) -> None:
    """Draw the legend below the axes: a line at the top or bottom of the plot stays in view."""
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9, frameon=False)


def _dot_size(values: Sequence[float]) -> float:
    return 5 if len(values) <= 30 else 3


def new_axes(count: int) -> Sequence[Axes]:
    """A new figure's axes, side by side, in the book's style."""
    # The figure comes first: in a notebook it switches Matplotlib to the notebook's backend, and
    # that must not happen inside rc_context, which would undo it.
    width = 6.5 if count == 1 else 4.2 * count
    figure = plt.figure(figsize=(width, 3.6), layout="constrained")
    with plt.rc_context(style.RC):
        return np.atleast_1d(figure.subplots(1, count))
