"""Language models that count: interpolated Kneser-Ney, and the perplexity of any model.

Words are whole numbers below `size`. An n-gram is n words in a row: its last word is predicted
from the n - 1 words before it, its context.

Sources: Kneser and Ney (1995); Chen and Goodman (1999), whose interpolated form and estimate of
the discount are used here.
"""

from typing import NamedTuple

import numpy as np

from rnn_tutorial.errors import TutorialError, check_count

Array = np.ndarray


def perplexity(probabilities: Array) -> float:
    """exp of the mean of -log p. probabilities: what a model gave to each word that came, (n,)."""
    return float(np.exp(-np.log(probabilities).mean()))


class _Counts(NamedTuple):
    """The n-grams of one length. Everything is sorted by the number that stands for an n-gram."""

    grams: Array  # the different n-grams, each as one whole number
    counts: Array  # how often each occurred; of lower orders: after how many different words
    contexts: Array  # the different contexts
    totals: Array  # the sum of the counts of each context
    kinds: Array  # the number of different words after each context
    discount: float  # what is taken from each count


class KneserNey:
    """Interpolated Kneser-Ney: counts of n-grams, each order backed by the next lower one.

    words: the text to count, (n,) whole numbers below `size`. order: 1 for single words, 2 for
    pairs, 3 for triples. Raises TutorialError for other words, a text shorter than `order`, or an
    order so high that `size ** order`, the number of possible n-grams, exceeds 63 bits.
    """

    def __init__(self, words: Array, size: int, order: int = 3) -> None:
        size, order = check_count("size", size, minimum=2), check_count("order", order)
        if size**order >= 2**63:
            raise TutorialError(
                f"order is {order} and size is {size:,}: size to the power of order must be below "
                "2 to the power of 63. Lower one of them."
            )
        words = np.asarray(words, dtype=np.int64)
        if len(words) < order or words.min() < 0 or words.max() >= size:
            raise TutorialError(
                f"the text has {len(words)} words: give at least {order}, each a whole number "
                f"from 0 to {size - 1}."
            )
        self.size, self.order = size, order
        grams, counts = np.unique(_join(words, size, order), return_counts=True)
        self._counts = [_summarise(grams, counts, size)]
        for shorter in range(order - 1, 0, -1):
            # Drop the first word: a shorter n-gram counts once for each word that came before it.
            grams, counts = np.unique(grams % size**shorter, return_counts=True)
            self._counts.insert(0, _summarise(grams, counts, size))

    def __repr__(self) -> str:
        kinds = [len(counts.grams) for counts in self._counts]
        return f"KneserNey(order={self.order}, n-grams of each order: {kinds})"

    @property
    def parameters(self) -> int:
        """The number of counts that the model stores."""
        return sum(len(counts.grams) for counts in self._counts)

    def probabilities(self, words: Array) -> Array:
        """The probability of each word given those before it, (n - order + 1,).

        The first `order - 1` words are context only. Raises TutorialError as `KneserNey` does.
        """
        words = np.asarray(words, dtype=np.int64)
        if len(words) < self.order or words.min() < 0 or words.max() >= self.size:
            raise TutorialError(
                f"the text has {len(words)} words: give at least {self.order}, each a whole "
                f"number from 0 to {self.size - 1}."
            )
        grams = _join(words, self.size, self.order)
        p = np.full(len(grams), 1 / self.size)  # below the unigrams: all words alike
        for n, counts in enumerate(self._counts, start=1):
            gram = grams % self.size**n
            here = _look_up(counts.grams, counts.counts, gram)
            total = _look_up(counts.contexts, counts.totals, gram // self.size)
            kinds = _look_up(counts.contexts, counts.kinds, gram // self.size)
            # What the discounts took from the words of this context goes to the lower order.
            seen = np.maximum(here - counts.discount, 0) + counts.discount * kinds * p
            p = np.where(total > 0, seen / np.maximum(total, 1), p)
        return p


def _join(words: Array, size: int, order: int) -> Array:
    """Each run of `order` words as one whole number, its digits in base `size`."""
    joined = np.zeros(len(words) - order + 1, np.int64)
    for place in range(order):
        joined = joined * size + words[place : len(words) - order + 1 + place]
    return joined


def _summarise(grams: Array, counts: Array, size: int) -> _Counts:
    contexts, starts = np.unique(grams // size, return_index=True)
    once, twice = (np.count_nonzero(counts == n) for n in (1, 2))
    return _Counts(
        grams,
        counts,
        contexts,
        totals=np.add.reduceat(counts, starts),
        kinds=np.diff([*starts, len(grams)]),
        discount=once / (once + 2 * twice) if once else 0.5,
    )


def _look_up(keys: Array, values: Array, wanted: Array) -> Array:
    """The value of each wanted key, 0 where there is none."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)
