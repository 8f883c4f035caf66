"""Batches of reviews; equal seeds and epochs give equal batches.

"padded" batches are all `maxlen` wide, as in the chapter. "bucketed" batches hold reviews of
similar length, without the padding that all of them share, so that a model reads little padding.
"""

import numpy as np

from rnn_tutorial.datasets.reviews import review_lengths
from rnn_tutorial.quiet_keras import keras

# Each width needs a compiled program. Ten widths up to 500 would save only 6 % of the timesteps.
BUCKET_WIDTHS = (128, 192, 256, 350, 500, 700, 1000, 1500, 2000)


def plan_batches(
    lengths: np.ndarray,
    maxlen: int,
    batch_size: int,
    widths: tuple[int, ...],
    rng: np.random.Generator | None,
) -> list[tuple[np.ndarray, int]]:
    """The (rows, width) of every batch: each row once, each batch wide enough for its rows.

    lengths: tokens of each review, (reviews,).
    widths: the widths that batches may have; `(maxlen,)` gives padded batches. Rows that don't
        fill a batch move to the next width, so that only one batch is smaller than the others.
    rng: shuffles rows and batches; None keeps their order.
    """
    limits = np.array(sorted({w for w in widths if w < maxlen} | {maxlen}))
    bucket = np.searchsorted(limits, np.minimum(lengths, maxlen))
    batches, left = [], np.array([], int)
    for number, width in enumerate(limits.tolist()):
        rows = np.concatenate([left, np.flatnonzero(bucket == number)])
        if rng is not None:
            rng.shuffle(rows)
        full = len(rows) - len(rows) % batch_size
        batches += [(rows[i : i + batch_size], width) for i in range(0, full, batch_size)]
        left = rows[full:]
    if len(left):  # wide enough for the longest of them
        batches.append((left, int(limits[bucket[left].max()])))
    if rng is not None and len(limits) > 1:
        batches = [batches[i] for i in rng.permutation(len(batches))]
    return batches


class ReviewBatches(keras.utils.PyDataset):
    """Batches for `model.fit` and `model.evaluate`: x (batch, width) and y (batch, 1).

    x: tokens (reviews, maxlen). y: labels (reviews,).
    bucketed: see the module's docstring.
    seed: shuffles each epoch differently. The order depends only on seed and epoch, so that
        training can be resumed. None keeps the order of the reviews.
    epoch: the first epoch, from 0.

    Pass `shuffle=False` to `fit`, because the batches are shuffled here.
    """

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        *,
        batch_size: int,
        bucketed: bool = False,
        seed: int | None = None,
        epoch: int = 0,
    ):
        # With fewer workers, Keras lets tf.data tune itself. On one core, that waits for seconds
        # before each epoch. Two workers keep the order of the batches.
        super().__init__(workers=2)
        self.x, self.y = x, y.astype("float32")
        self.batch_size, self.seed, self.epoch = batch_size, seed, epoch
        self.widths = BUCKET_WIDTHS if bucketed else (x.shape[1],)
        self.lengths = review_lengths(x)
        self._plan()

    def _plan(self) -> None:
        rng = None if self.seed is None else np.random.default_rng([self.seed, self.epoch])
        batches = plan_batches(self.lengths, self.x.shape[1], self.batch_size, self.widths, rng)
        # On TensorFlow, Keras takes an axis for fixed if it is equal in the first two batches.
        other = next((i for i, (_, width) in enumerate(batches) if width != batches[0][1]), 1)
        if other > 1 and keras.backend.backend() == "tensorflow":
            batches[1], batches[other] = batches[other], batches[1]
        self.batches = batches

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        rows, width = self.batches[index]
        return self.x[rows, self.x.shape[1] - width :], self.y[rows, None]

    def on_epoch_end(self) -> None:
        self.epoch += 1
        if self.seed is not None:
            self._plan()
