"""Reviews as ranks, before a vocabulary size or a length is chosen.

A word's rank is its position in the list of words ordered by frequency in the training reviews:
the most frequent word has rank 1. The raw file of `keras.datasets.imdb` holds ranks, too.
`vocabulary.py` turns ranks into the tokens that a model reads.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
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

    def __repr__(self) -> str:
        return f"<Reviews: {len(self):,} reviews, {len(self.ranks):,} words>"

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

    def __repr__(self) -> str:
        counts = f"{len(self.train):,} training and {len(self.test):,} test reviews"
        return f"<Corpus {self.fingerprint}: {counts}>"

    @classmethod
    def of(cls, train: Reviews, test: Reviews, words: tuple[str, ...] | None) -> "Corpus":
        """Join the halves and compute their fingerprint."""
        digest = hashlib.sha256()
        for half in (train, test):
            for array, kind in ((half.ranks, "<i4"), (half.offsets, "<i8"), (half.labels, "<i4")):
                digest.update(np.ascontiguousarray(array, kind).tobytes())
        return cls(train, test, words, digest.hexdigest()[:12])


def count_words(texts: Iterable[list[str]]) -> tuple[str, ...]:
    """Words in order of frequency; equally frequent words are in alphabetical order."""
    counts = Counter(itertools.chain.from_iterable(texts))
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def check_corpus(corpus: Corpus, origin: str) -> Corpus:
    """Return the corpus. Raises TutorialError if a model can't be trained on it.

    origin: the file or folder that the message names.
    """
    for name, half in (("train", corpus.train), ("test", corpus.test)):
        if len(half) == 0:
            raise TutorialError(f"{origin} has no {name} reviews: give a file with both halves.")
        if len(half.offsets) != len(half) + 1:
            raise TutorialError(
                f"{origin} has {len(half.offsets) - 1} {name} reviews but {len(half)} labels: "
                "give one label per review."
            )
        strange = half.labels[(half.labels != 0) & (half.labels != 1)]
        if len(strange):
            raise TutorialError(
                f"{origin} has the {name} label {strange[0]}: "
                "labels are 0 (negative) or 1 (positive)."
            )
        if len(half.ranks) and half.ranks.min() < 1:
            raise TutorialError(
                f"{origin} has the {name} rank {half.ranks.min()}: "
                "ranks are whole numbers from 1 (the most frequent word)."
            )
        empty = np.flatnonzero(np.diff(half.offsets) == 0)
        if len(empty):
            raise TutorialError(
                f"{origin} has an empty review (number {empty[0]} of {name}): "
                "remove it or give it words."
            )
    return corpus
