"""Reviews as ranks, before a vocabulary size or a length is chosen.

A word's rank is its position in the list of words ordered by frequency in the training reviews:
the most frequent word has rank 1. The raw file of `keras.datasets.imdb` holds ranks, too.
`vocabulary.py` turns ranks into the tokens that a model reads.
"""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.errors import TutorialError


@dataclass(frozen=True, eq=False, repr=False)
class Reviews:
    """One half of a corpus. Review i is `ranks[offsets[i]:offsets[i + 1]]`.

    ranks: (words,) int32. offsets: (reviews + 1,) int64. labels: (reviews,) int32, 0 or 1.
    """

    ranks: np.ndarray
    offsets: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def from_lists(
        cls,
        reviews: Sequence[Sequence[int]] | np.ndarray,
        labels: Sequence[int] | np.ndarray,
    ) -> "Reviews":
        """Join lists of ranks, one list per review."""
        lengths = np.fromiter((len(review) for review in reviews), np.int64, len(reviews))
        flat = np.fromiter(itertools.chain.from_iterable(reviews), np.int32, int(lengths.sum()))
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        return cls(flat, offsets, np.asarray(labels, np.int32))


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """A training half, a test half, and the words in order of rank (None if unknown).

    fingerprint: twelve hexadecimal digits that change with any rank, length or label.
    notice: one sentence about this copy that the reader should see, or "".
    """

    train: Reviews
    test: Reviews
    words: tuple[str, ...] | None
    fingerprint: str
    notice: str = ""

    @classmethod
    def of(
        cls, train: Reviews, test: Reviews, words: tuple[str, ...] | None, notice: str = ""
    ) -> "Corpus":
        """Join the halves and compute their fingerprint."""
        digest = hashlib.sha256()
        for half in (train, test):
            for array, kind in ((half.ranks, "<i4"), (half.offsets, "<i8"), (half.labels, "<i4")):
                digest.update(np.ascontiguousarray(array, kind).tobytes())
        return cls(train, test, words, digest.hexdigest()[:12], notice)


def check_corpus(corpus: Corpus, origin: str) -> Corpus:
    """Return the corpus. Raises TutorialError if a model can't be trained on it.

    origin: the file or folder that the message names.
    """
    for name, half in (("train", corpus.train), ("test", corpus.test)):
        fault = _fault(half, name)
        if fault:
            raise TutorialError(f"{origin} has {fault}.")
    return corpus


def _fault(half: Reviews, name: str) -> str:
    if len(half) == 0:
        return f"no {name} reviews: give a file with both halves"
    if len(half.offsets) != len(half) + 1:
        reviews = len(half.offsets) - 1
        return f"{reviews} {name} reviews but {len(half)} labels: give one label per review"
    strange = half.labels[(half.labels != 0) & (half.labels != 1)]
    if len(strange):
        return f"the {name} label {strange[0]}: labels are 0 (negative) or 1 (positive)"
    lowest = half.ranks.min(initial=1)
    if lowest < 1:
        return f"the {name} rank {lowest}: ranks are whole numbers from 1 (the most frequent word)"
    empty = np.flatnonzero(np.diff(half.offsets) == 0)
    if len(empty):
        return f"an empty review (number {empty[0]} of {name}): remove it or give it words"
    if len(np.unique(half.labels)) == 1:
        return f"only the label {half.labels[0]} in {name}: give reviews of both labels"
    return ""
