"""Batches of reviews, the same for the same seed and epoch.

"padded" batches are all `maxlen` wide, as the chapter trains. "bucketed" batches put reviews
of like length together and cut the padding that all of them share, so that a model spends
its time on words.
"""

import numpy as np

from rnn_tutorial.datasets.reviews import review_lengths
from rnn_tutorial.quiet_keras import keras

# Few, since a compiled program is needed for each; ten up to 500 would spare 6 % of the steps.
BUCKET_WIDTHS = (128, 192, 256, 350, 500, 700, 1000, 1500, 2000)


def plan_batches(
    lengths: np.ndarray, maxlen: int, batch_size: int, widths: tuple[int, ...], rng
) -> list[tuple[np.ndarray, int]]:
    """The (rows, width) of every batch: each row once, each batch wide enough for its rows.

    widths: the widths that batches may have; `(maxlen,)` gives padded batches. Rows that don't
    fill a batch go on to the next width, so that only one batch is smaller than the others.
    rng: a NumPy generator that shuffles rows and batches, or None to keep their order.
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
    if len(left):  # as wide as the longest of them needs
        batches.append((left, int(limits[bucket[left].max()])))
    if rng is not None and len(limits) > 1:
        batches = [batches[i] for i in rng.permutation(len(batches))]
    return batches


class ReviewBatches(keras.utils.PyDataset):
    """Batches for `model.fit` and `model.evaluate`.

    x: (reviews, maxlen) tokens, y: (reviews,) labels. seed: shuffles anew each epoch, by seed
    and epoch alone, so that training can stop and go on; None keeps the order. bucketed: see
    the module. Pass `shuffle=False` to `fit`: the shuffling is done here.
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
        # With fewer workers Keras has tf.data tune itself, which on one core waits for seconds
        # before each epoch. Workers keep the order of batches.
        super().__init__(workers=2)
        self.x, self.y = x, y.astype("float32")
        self.batch_size, self.seed, self.epoch = batch_size, seed, epoch
        self.widths = BUCKET_WIDTHS if bucketed else (x.shape[1],)
        self.lengths = review_lengths(x)
        self._plan()

    def _plan(self) -> None:
        rng = None if self.seed is None else np.random.default_rng([self.seed, self.epoch])
        batches = plan_batches(self.lengths, self.x.shape[1], self.batch_size, self.widths, rng)
        # On TensorFlow, Keras takes an axis for fixed in which the first two batches agree.
        other = next((i for i, (_, width) in enumerate(batches) if width != batches[0][1]), 1)
        if other > 1 and keras.backend.backend() == "tensorflow":
            batches[1], batches[other] = batches[other], batches[1]
        self.batches = batches

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        rows, width = self.batches[index]
        # x: (batch, width), y: (batch, 1)
        return self.x[rows, self.x.shape[1] - width :], self.y[rows, None]

    def on_epoch_end(self) -> None:
        self.epoch += 1
        if self.seed is not None:
            self._plan()
