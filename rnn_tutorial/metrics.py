"""What training and testing measure, and what several runs have in common."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.style import minus

K = TypeVar("K")
V = TypeVar("V")
METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class TestMetrics:
    """A model's results on the test reviews.

    loss: mean cross-entropy in nats per review. accuracy: share of correct predictions, 0 to 1.
    The other fields count reviews.
    """

    __test__ = False  # pytest would take the class for a test case

    loss: float
    accuracy: float
    true_positives: int
    true_negatives: int
    false_positives: int
    false_negatives: int


@dataclass(frozen=True)
class Spread:
    """The mean, the lowest and the highest of several runs' values.

    As text: "0.853 (0.851 to 0.856)"; `f"{spread(values):.1f}"` chooses the digits. Where all
    values are equal to these digits, the text is that value alone.
    """

    mean: float
    lowest: float
    highest: float

    def __format__(self, form: str) -> str:
        whole = isinstance(self.lowest, int) and isinstance(self.highest, int)
        of_mean, of_limit = (form, form) if form else (".1f", "d") if whole else (".3f", ".3f")
        low, high = (f"{limit:{of_limit}}" for limit in (self.lowest, self.highest))
        if low == high:
            return minus(low)
        return minus(f"{self.mean:{of_mean}} ({low} to {high})")

    def __str__(self) -> str:
        return format(self)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The values of each key, in their order."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def spread(values: Sequence[float]) -> Spread:
    """The spread of one number per run; at least one."""
    return Spread(fmean(values), min(values), max(values))


def best_epoch(history: Mapping[str, Sequence[float]]) -> int:
    """The epoch, counted from 1, with the highest validation accuracy (the first if equal).

    An epoch whose validation accuracy or loss is NaN or infinite is never the best. Raises
    TutorialError if there is no other.
    """
    accuracies = history["val_accuracy"]
    losses = history.get("val_loss", accuracies)
    return _first_highest(
        accuracy if math.isfinite(loss) else math.nan
        for accuracy, loss in zip(accuracies, losses, strict=True)
    )


def overfitting_epoch(history: Mapping[str, Sequence[float]]) -> int:
    """The epoch, counted from 1, with the lowest validation loss; overfitting starts after it.

    NaN and infinite losses don't count. Raises TutorialError if there is no other loss.
    """
    return _first_highest(-loss for loss in history["val_loss"])


def _first_highest(values: Iterable[float]) -> int:
    values = list(values)
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        raise TutorialError(
            "no epoch has a finite validation loss: the training diverged. Lower learning_rate, "
            "or clip the gradient."
        )
    return values.index(max(finite)) + 1


def overfitting_epoch_by_accuracy(
    history: dict[str, list[float]], within: float = 0.01, window: int = 5
) -> int:
    """The epoch, from 1, after which validation accuracy stays below its best.

    Accuracies are smoothed: each is replaced by the mean of the `window`
    epochs that end there. The result is the last epoch at which this mean is
    at most `within` below its highest value. With fewer epochs than `window`,
    it is the last epoch.
    """
    accuracies = history["val_accuracy"]
    ends = range(window, len(accuracies) + 1)
    means = {end: fmean(accuracies[end - window : end]) for end in ends}
    best = max(means.values(), default=0.0)
    near = (end for end in ends if means[end] >= best - within)
    return max(near, default=len(accuracies))
