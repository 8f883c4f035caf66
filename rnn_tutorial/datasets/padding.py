"""Reviews of any length as rows of one length, and their lengths again."""

from collections.abc import Sequence

import numpy as np

from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import check_choice, check_count


def pad_reviews(
    reviews: Sequence[Sequence[int] | np.ndarray],
    maxlen: int,
    *,
    padding: str = "pre",
    truncating: str = "pre",
) -> np.ndarray:
    """Put lists of tokens into a (reviews, maxlen) int32 matrix, as Keras's `pad_sequences` does.

    "pre": short reviews are padded with 0 in front, long ones lose their beginning. "post": at
    the end. Raises TutorialError for another side.
    """
    check_count("maxlen", maxlen)
    for name, side in (("padding", padding), ("truncating", truncating)):
        check_choice(name, side, ("pre", "post"))
    padded = np.zeros((len(reviews), maxlen), np.int32)  # PAD is 0
    for row, review in zip(padded, reviews, strict=True):
        kept = review[-maxlen:] if truncating == "pre" else review[:maxlen]
        start = maxlen - len(kept) if padding == "pre" else 0
        row[start : start + len(kept)] = kept
    return padded


def review_lengths(x: np.ndarray) -> np.ndarray:
    """The number of tokens in each row of x (reviews, maxlen), without the padding."""
    used = x != PAD
    first, last = np.argmax(used, axis=1), x.shape[1] - np.argmax(used[:, ::-1], axis=1)
    return np.where(used.any(axis=1), last - first, 0)
