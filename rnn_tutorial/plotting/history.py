"""Training curves, and the lengths of the reviews. No function here shows or saves a figure.

A history may be a Keras `History`, the dictionary inside it, or a `TrainingResult`. Epochs
are counted from 1. Training is drawn as grey dots and validation as a line in the model's colour.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import best_epoch, overfitting_epoch
from rnn_tutorial.plotting.axes import COUNT, finish, metric_label, new_axes, values_of

ACCURACY_NAMES = ("accuracy", "acc", "binary_accuracy")  # Keras uses the name given to compile


def plot_history(
    history: Any,
    metric: str = "accuracy",
    *,
    validation_freq: int | Sequence[int] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw one metric over the epochs: training as dots, validation as a line.

    A value that is NaN or infinite leaves a gap.

    history: a Keras History, its dictionary, or a TrainingResult. metric: "accuracy", "loss"
    or any other name in the history. validation_freq: as it was given to `fit`: validation
    after every so many epochs, or the epochs themselves; None reads it off the lengths. ax: where
    to draw; a new figure if None. title: the model and the reviews if None and `history` is a
    TrainingResult.

    Returns the Axes. Raises TutorialError if there is no history, no such metric in it, or if
    the epochs of the validation can't be told.
    """
    curves = find_curves(history)
    metric = metric.removeprefix("val_")
    values, validation, validated = _read(curves, metric, validation_freq)
    ax = ax or new_axes()[0]
    epochs = np.arange(1, len(values) + 1)
    size = 5 if len(values) <= 30 else 3
    ax.plot(epochs, _finite(values), "o", ms=size, color=style.MUTED, label="training")
    if len(validated):
        (look,) = style.model_styles([getattr(history, "name", "")])
        line: dict[str, Any] = {
            "lw": 1.8,
            "marker": "." if len(validated) < len(epochs) else "None",
        }
        ax.plot(validated, _finite(validation), color=look.colour, label="validation", **line)
        _mark_epochs(ax, metric, _finite(validation), curves.get("val_loss"), validated)
    ax.set_xlim(0.5, len(values) + 0.5)
    label = "loss (binary cross-entropy)" if metric == "loss" else metric_label(metric)
    title = title or getattr(history, "title", None)
    return finish(ax, "epoch", label, title, counted_x=True)


def plot_accuracy_and_loss(
    history: Any,
    *,
    validation_freq: int | Sequence[int] | None = None,
    axes: Sequence[Axes] | None = None,
    title: str | None = None,
) -> Sequence[Axes]:
    """Draw accuracy and loss side by side, with the best epoch and the start of overfitting.

    The best epoch has the highest validation accuracy. Overfitting starts after the epoch with
    the lowest validation loss: from there on the model improves only on its training reviews.

    history, validation_freq, title: as for `plot_history`. axes: two Axes; a new figure if None.

    Returns the two Axes. Raises TutorialError if there is no history with accuracy and loss.
    """
    for metric in ("accuracy", "loss"):  # before a figure is made
        _read(find_curves(history), metric, validation_freq)
    axes = new_axes(1, 2) if axes is None else axes
    for ax, metric in zip(axes, ("accuracy", "loss"), strict=True):
        plot_history(history, metric, validation_freq=validation_freq, ax=ax, title=title)
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
    ax.hist(np.minimum(lengths, 3 * maxlen), bins=60, color=style.MUTED)
    ax.axvline(maxlen, color=style.INK)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True))
        axis.set_major_formatter(COUNT)
    ax.annotate(
        f"maxlen = {maxlen}", (maxlen, 1), xycoords=("data", "axes fraction"), xytext=(5, -2),
        textcoords="offset points", va="top", font=ax.xaxis.label.get_fontproperties(),
    )  # fmt: skip
    label = f"tokens in a review (the last bar: {3 * maxlen:,} or more)"
    return finish(ax, label, "reviews", title, legend=None)


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
    for name, values in found.items():
        if not _is_series(values):
            raise TutorialError(
                f"{name!r} in the history is {values!r:.40}: give a list of one number per epoch, "
                "or leave it out."
            )
    if not any(len(values) for values in found.values()):
        raise TutorialError("the history is empty: train for at least one epoch first.")
    return found


def _is_series(values: Any) -> bool:
    try:
        return np.asarray(values, dtype=float).ndim == 1
    except (TypeError, ValueError):
        return False


def _read(
    curves: dict[str, Sequence[float]], metric: str, validation_freq: int | Sequence[int] | None
) -> tuple[Sequence[float], Sequence[float], np.ndarray]:
    """A metric's training and validation values, and the epochs of the latter; () if none."""
    values, validation = _training_and_validation(curves, metric)
    if validation is None:
        return values, (), np.array([], dtype=int)
    return values, validation, _validation_epochs(len(values), len(validation), validation_freq)


def _training_and_validation(
    curves: dict[str, Sequence[float]], metric: str
) -> tuple[Sequence[float], Sequence[float] | None]:
    """The values of a metric on training and validation reviews; accuracy under any name."""
    names = ACCURACY_NAMES if metric in ACCURACY_NAMES else ()
    name = next((name for name in names if name in curves), metric)
    return values_of(curves, name), curves.get(f"val_{name}")


def _finite(values: ArrayLike) -> np.ndarray:
    """The values with NaN for what is not finite, which Matplotlib leaves out."""
    numbers = np.asarray(values, dtype=float)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _validation_epochs(
    epochs: int, values: int, validation_freq: int | Sequence[int] | None
) -> np.ndarray:
    """The epochs after which validation values were measured, shape (values,)."""
    freqs = range(1, epochs + 1) if validation_freq is None else [validation_freq]
    measured = [np.arange(f, epochs + 1, f) if isinstance(f, int) else np.array(f) for f in freqs]
    fitting = [each for each in measured if len(each) == values and 1 <= each[0] <= epochs]
    if len(fitting) != 1:
        raise TutorialError(
            f"the history has {values} validation values for {epochs} epochs: give "
            "validation_freq as you gave it to model.fit, or a list of the epochs with validation."
        )
    return fitting[0]


def _mark_epochs(
    ax: Axes, metric: str, values: np.ndarray, losses: Sequence[float] | None, validated: np.ndarray
) -> None:
    """Mark the best epoch, and shade the epochs after the lowest validation loss.

    An epoch whose validation value or loss is not finite is neither marked nor shaded.
    """
    known = _finite(values if losses is None else losses)
    finite = validated[np.isfinite(values + known)]
    if not len(finite):
        return
    if metric in ACCURACY_NAMES:
        best = best_epoch({"val_accuracy": values.tolist(), "val_loss": known.tolist()}) - 1
        label = f"best epoch {validated[best]} ({values[best]:.3f})"
        ax.axvline(validated[best], color=style.INK, lw=0.9, ls=":", label=label)
    if losses is None:
        return
    lowest = validated[overfitting_epoch({"val_loss": known.tolist()}) - 1]
    if lowest < finite[-1]:
        label = f"overfitting after epoch {lowest}"
        ax.axvspan(lowest, finite[-1] + 0.5, color=style.MUTED, alpha=0.12, lw=0, label=label)
