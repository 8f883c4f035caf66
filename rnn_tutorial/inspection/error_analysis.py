"""Where a trained model goes wrong: by length and by unknown words; and its calibration."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.errors import check_count
from rnn_tutorial.inspection.predictions import Predictions


@dataclass(frozen=True)
class Group:
    """Reviews with something in common, such as a length of "100 to 150" words (the label).

    reviews: their number. accuracy: the share of correct predictions. low, high: its 95% interval.
    """

    label: str
    reviews: int
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Reviews with similar predictions: their mean probability, and the share that is positive."""

    probability: float
    positive: float
    reviews: int


def calibration(predictions: Predictions, *, bins: int = 10) -> list[Bin]:
    """Compare predicted probabilities with how often reviews are positive.

    The range from 0 to 1 is divided into `bins` equal parts; parts without a review are left out.
    Source: Guo et al. (2017), "On calibration of modern neural networks", for the diagram.
    """
    check_count("bins", bins)
    part = np.minimum((predictions.p * bins).astype(int), bins - 1)
    members = ((part == number) for number in range(bins))
    return [
        Bin(float(predictions.p[m].mean()), float(predictions.y[m].mean()), int(m.sum()))
        for m in members
        if m.any()
    ]


def accuracy_by_length(predictions: Predictions, *, groups: int = 5) -> list[Group]:
    """Accuracy by the number of words that the model read, in groups of about equal size."""
    return _accuracy(predictions, predictions.lengths, groups, lambda n: f"{n:.0f}")


def accuracy_by_unknown_words(predictions: Predictions, *, groups: int = 5) -> list[Group]:
    """Accuracy by the share of out-of-vocabulary words, in groups of about equal size."""
    return _accuracy(predictions, predictions.unknown, groups, lambda share: f"{share:.1%}")


def _accuracy(
    predictions: Predictions, values: np.ndarray, groups: int, name: Callable[[float], str]
) -> list[Group]:
    """Groups of about equal size by `values`. Equal values are always in the same group."""
    check_count("groups", groups)
    if not len(values):
        return []
    edges = np.unique(np.quantile(values, np.linspace(0, 1, groups + 1)[1:-1], method="lower"))
    part = np.searchsorted(edges, values, side="left")
    found = []
    for number in np.unique(part):
        here = part == number
        low, high = name(values[here].min()), name(values[here].max())
        found.append(_group(low if low == high else f"{low} to {high}", predictions.correct[here]))
    return found


def _group(label: str, correct: np.ndarray) -> Group:
    """A group with Wilson's 95% interval (1927), which stays between 0 and 1."""
    n, share, z = len(correct), float(np.mean(correct)), 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return Group(label, n, share, middle - reach, middle + reach)
