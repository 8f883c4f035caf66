"""Where a trained model goes wrong: by length, unknown words and position; and its calibration."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.reviews import ReviewDataset
from rnn_tutorial.datasets.vocabulary import OOV, START
from rnn_tutorial.inspection.predictions import Predictions


@dataclass(frozen=True)
class Group:
    """Reviews with something in common.

    label: what they have in common, such as "100 to 150" words. reviews: their number. accuracy:
    the share of correct predictions. low, high: its 95 % interval.
    """

    label: str
    reviews: int
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Reviews with similar predicted probabilities.

    probability: the mean of the predictions. positive: the share of reviews that are positive.
    reviews: their number.
    """

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


def accuracy_by_first_strong_word(
    predictions: Predictions, words: Iterable[str], *, groups: int = 5
) -> list[Group]:
    """Accuracy by the number of words before the first of `words` (see `find_strong_words`).

    Words are counted from the first one that the model reads. Reviews that contain none of
    `words` form the last group, "none".
    """
    tokens = map(predictions.model.vocabulary.token, words)
    strong = np.isin(predictions.x, [token for token in tokens if token != OOV])
    before = strong.argmax(axis=1) - (predictions.x.shape[1] - predictions.lengths)
    has: np.ndarray = np.any(strong, axis=1)
    found = _accuracy(predictions, before, groups, lambda n: f"{n:.0f}", has)
    if not has.all():
        found.append(_group("none", predictions.correct[~has]))
    return found


def find_strong_words(
    dataset: ReviewDataset, *, ratio: float = 3.0, uses: int = 100
) -> dict[str, float]:
    """The words that occur much more often in reviews of one sentiment, the strongest first.

    Args:
        dataset: its training reviews are counted.
        ratio: how many times as often a word must occur in one kind of review, as a share of
            all words of that kind.
        uses: how often it must occur in total.

    Returns:
        Word -> the natural logarithm of how many times as often it occurs in positive reviews.
    """
    counts = [
        np.bincount(dataset.x_train[dataset.y_train == label].ravel(), minlength=dataset.num_words)
        for label in (0, 1)
    ]
    shares = [(c + 1) / c[START + 1 :].sum() for c in counts]  # + 1: no division by zero
    logs = np.log(shares[1] / shares[0])
    strong = (counts[0] + counts[1] >= uses) & (np.abs(logs) >= math.log(ratio))
    tokens = [token for token in dataset.vocabulary.tokens if strong[token]]
    tokens.sort(key=lambda token: -abs(logs[token]))
    return {dataset.vocabulary.word(token): float(logs[token]) for token in tokens}


def _accuracy(
    predictions: Predictions,
    values: np.ndarray,
    groups: int,
    name: Callable[[float], str],
    among: np.ndarray | None = None,
) -> list[Group]:
    """Groups of about equal size by `values`. Equal values are always in the same group."""
    check_count("groups", groups)
    among = np.ones(len(values), bool) if among is None else among
    values, correct = values[among], predictions.correct[among]
    if not len(values):
        return []
    edges = np.unique(np.quantile(values, np.linspace(0, 1, groups + 1)[1:-1], method="lower"))
    part = np.searchsorted(edges, values, side="left")
    found = []
    for number in np.unique(part):
        here = part == number
        low, high = name(values[here].min()), name(values[here].max())
        found.append(_group(low if low == high else f"{low} to {high}", correct[here]))
    return found


def _group(label: str, correct: np.ndarray) -> Group:
    """A group with Wilson's 95 % interval (1927), which stays between 0 and 1."""
    n, share, z = len(correct), float(np.mean(correct)), 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return Group(label, n, share, middle - reach, middle + reach)
