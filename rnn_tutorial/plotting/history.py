"""Training curves, and the lengths of the reviews. No function here shows or saves a figure.

A history may be a Keras `History`, the dictionary inside it, or a `TrainingResult`. Epochs
are counted from 1. Training is drawn as dots and validation as a line, as in the chapter.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import best_epoch, overfitting_epoch
from rnn_tutorial.plotting.axes import finish, metric_label, new_axes, values_of

ACCURACY_NAMES = ("accuracy", "acc", "binary_accuracy")  # Keras uses the name given to compile


def plot_history(
    history: Any, metric: str = "accuracy", *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw one metric over the epochs: training as dots, validation as a line.

    history: a Keras History, its dictionary, or a TrainingResult. metric: "accuracy", "loss"
    or any other name in the history. ax: where to draw; a new figure if None. title: the
    model and the reviews if None and `history` is a TrainingResult.

    Returns the Axes. Raises TutorialError if there is no history, or no such metric in it.
    """
    curves = find_curves(history)
    values, validation = _training_and_validation(curves, metric)
    ax = ax or new_axes()[0]
    epochs = np.arange(1, len(values) + 1)
    size = 5 if len(values) <= 30 else 3
    ax.plot(epochs, values, "o", ms=size, color=style.BLUE, label="training")
    if validation is not None:
        ax.plot(epochs, validation, "-", lw=1.6, color=style.ORANGE, label="validation")
        _mark_epochs(ax, metric, curves, validation)
    ax.set_xlim(0.5, len(values) + 0.5)
    label = "loss (binary cross-entropy)" if metric == "loss" else metric_label(metric)
    title = title or getattr(history, "title", None)
    return finish(ax, "epoch", label, title, whole_x=True)


def plot_accuracy_and_loss(
    history: Any, *, axes: Sequence[Axes] | None = None, title: str | None = None
) -> Sequence[Axes]:
    """Draw accuracy and loss side by side, with the best epoch and the start of overfitting.

    The best epoch has the highest validation accuracy. Overfitting starts after the epoch with
    the lowest validation loss: from there on the model improves only on its training reviews.

    history, title: as for `plot_history`. axes: two Axes; a new figure if None.

    Returns the two Axes. Raises TutorialError if there is no history with accuracy and loss.
    """
    for metric in ("accuracy", "loss"):  # before a figure is made
        _training_and_validation(find_curves(history), metric)
    axes = new_axes(1, 2, size=(8.4, 3.6)) if axes is None else axes
    for ax, metric in zip(axes, ("accuracy", "loss"), strict=True):
        plot_history(history, metric, ax=ax, title=title)
    return axes


def plot_lengths(
    lengths: Sequence[int], *, maxlen: int, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw a histogram of the lengths of reviews, with a line at `maxlen`, where they are cut.

    lengths: (reviews,), in tokens; the last bar holds all from 3 * maxlen on. maxlen: in tokens.
    Returns the Axes.
    """
    if not len(lengths) or maxlen < 1:
        raise TutorialError(
            f"there are {len(lengths)} lengths, and maxlen is {maxlen}: give at least one length "
            "and a maxlen of 1 or more."
        )
    ax = ax or new_axes()[0]
    ax.hist(np.minimum(lengths, 3 * maxlen), bins=60, color=style.BLUE)
    ax.axvline(maxlen, color=style.ORANGE, label=f"maxlen = {maxlen}")
    label = f"tokens in a review (the last bar: {3 * maxlen:,} or more)"
    return finish(ax, label, "reviews", title, legend="inside")


def find_curves(history: Any) -> dict[str, Sequence[float]]:
    """The dictionary metric -> one number per epoch inside a history.

    history: a Keras History, a fitted Keras model, the dictionary itself, or a TrainingResult.
    Raises TutorialError for anything else, and for a history without an epoch.
    """
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


def _training_and_validation(
    curves: dict[str, Sequence[float]], metric: str
) -> tuple[Sequence[float], Sequence[float] | None]:
    """The values of a metric on training and validation reviews; accuracy under any name."""
    names = ACCURACY_NAMES if metric in ACCURACY_NAMES else ()
    name = next((name for name in names if name in curves), metric)
    return values_of(curves, name), curves.get(f"val_{name}")


def _mark_epochs(
    ax: Axes, metric: str, curves: dict[str, Any], validation: Sequence[float]
) -> None:
    """Mark the best epoch, and shade the epochs after the lowest validation loss."""
    if metric in ACCURACY_NAMES:
        best = best_epoch({"val_accuracy": list(validation)})
        label = f"best epoch {best} ({max(validation):.3f})"
        ax.axvline(best, color=style.ORANGE, lw=0.9, ls=":", label=label)
    if "val_loss" not in curves:
        return
    lowest, last = overfitting_epoch(curves), len(curves["val_loss"])
    if lowest < last:
        label = f"overfitting after epoch {lowest}"
        ax.axvspan(lowest, last + 0.5, color=style.MUTED, alpha=0.12, lw=0, label=label)
