"""Batches of reviews; equal seeds and epochs give equal batches.

"padded" batches hold reviews of any length, as in the chapter. Batches "by_length" hold reviews of
similar length, so that a model that skips the padding which all of them share reads little else.
"""

import numpy as np

from rnn_tutorial.datasets.padding import review_lengths
from rnn_tutorial.quiet_keras import keras

# Reviews whose lengths differ by less than this share can meet in any batch.
JITTER = 0.1


def plan_batches(
    lengths: np.ndarray, batch_size: int, by_length: bool, rng: np.random.Generator | None
) -> list[np.ndarray]:
    """The rows of every batch: each row once, and only one batch smaller than the others.

    lengths: tokens of each review, (reviews,).
    rng: shuffles the rows, or, by length, varies which reviews meet and in which order the batches
        come. None keeps the order of the rows, or sorts them.
    """
    rows = np.arange(len(lengths))
    if rng is not None:
        rng.shuffle(rows)
    if by_length:
        vary = np.ones(len(rows)) if rng is None else rng.uniform(1, 1 + JITTER, len(rows))
        rows = rows[np.argsort(lengths[rows] * vary, kind="stable")]
    batches = np.split(rows, range(batch_size, len(rows), batch_size))
    if by_length and rng is not None:
        batches = [batches[i] for i in rng.permutation(len(batches))]
    return batches


class ReviewBatches(keras.utils.PyDataset):
    """Batches for `model.fit` and `model.evaluate`: x (batch, maxlen) and y (batch, 1).

    x: tokens (reviews, maxlen). y: labels (reviews,).
    by_length: batches hold reviews of similar length. False: of any length.
    seed: shuffles each epoch differently. The order depends only on seed and epoch, so that
        training can be resumed. None keeps the order of the reviews, or of their lengths.
    epoch: the first epoch, from 0.

    Pass `shuffle=False` to `fit`, because the batches are shuffled here.
    """

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        *,
        batch_size: int,
        by_length: bool = False,
        seed: int | None = None,
        epoch: int = 0,
    ):
        # With fewer workers, Keras lets tf.data tune itself. On one core, that waits for seconds
        # before each epoch. Two workers keep the order of the batches.
        super().__init__(workers=2)
        self.x, self.y = x, y.astype("float32")
        self.batch_size, self.by_length = batch_size, by_length
        self.seed, self.epoch = seed, epoch
        self.lengths = review_lengths(x)
        self._plan()

    def _plan(self) -> None:
        rng = None if self.seed is None else np.random.default_rng([self.seed, self.epoch])
        self.batches = plan_batches(self.lengths, self.batch_size, self.by_length, rng)

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        rows = self.batches[index]
        return self.x[rows], self.y[rows, None]

    def on_epoch_end(self) -> None:
        self.epoch += 1
        if self.seed is not None:
            self._plan()
