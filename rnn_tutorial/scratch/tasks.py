"""Two tasks that need information from a chosen number of timesteps earlier.

The adding problem and the copy task are classic tests of memory over time (Hochreiter and
Schmidhuber, 1997; Le et al., 2015; Arjovsky et al., 2016). The copy task is a small version.
"""

import numpy as np

from rnn_tutorial.scratch.training import Task

SYMBOLS, COPIED = 4, 3  # the copy task: 4 different symbols, of which a sequence has 3


def draw_adding(
    rng: np.random.Generator, batch: int, distance: int
) -> tuple[np.ndarray, np.ndarray]:
    """The adding problem: add two marked numbers, and give the sum at the last timestep.

    Returns x (batch, distance, 2), numbers in [0, 1) and marks (0 or 1), and the sums y (batch,).
    Each half of a sequence has one mark. The constant answer 1 has a mean squared error of 1/6.
    """
    x = np.zeros((batch, distance, 2), np.float32)
    x[:, :, 0] = rng.random((batch, distance))
    half, rows = distance // 2, np.arange(batch)
    for low, high in ((0, max(half, 1)), (half, distance)):
        x[rows, rng.integers(low, high, batch), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1)


def adding_loss(outputs: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean squared error of the last output, and its gradient by `outputs`.

    outputs: (batch, timesteps, 1). y: (batch,).
    """
    error = outputs[:, -1, 0] - y
    gradient = np.zeros_like(outputs)
    gradient[:, -1, 0] = 2 * error / len(y)
    return float((error**2).mean()), gradient


def draw_copy(rng: np.random.Generator, batch: int, distance: int) -> tuple[np.ndarray, np.ndarray]:
    """The copy task: read 3 symbols, wait for `distance` timesteps, then write the symbols.

    Returns x (batch, 3 + distance + 3, 6) and the symbols y (batch, 3). x is one-hot: 4 symbols,
    the blank, and the start token, which replaces the last blank of the waiting time. Guessing
    has a cross-entropy of ln 4 = 1.386 nats per symbol.
    """
    y = rng.integers(0, SYMBOLS, (batch, COPIED))
    tokens = np.full((batch, 2 * COPIED + distance), SYMBOLS)
    tokens[:, :COPIED] = y
    tokens[:, COPIED + distance - 1] = SYMBOLS + 1
    return np.eye(SYMBOLS + 2, dtype=np.float32)[tokens], y


def copy_loss(outputs: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Cross-entropy in nats per symbol, and its gradient by `outputs`.

    outputs: logits (batch, timesteps, 4), of which the last 3 timesteps count. y: (batch, 3).
    """
    logits = outputs[:, -COPIED:]
    logits = logits - logits.max(axis=2, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=2, keepdims=True)  # (batch, 3, symbols)
    truth = np.eye(SYMBOLS, dtype=outputs.dtype)[y]
    gradient = np.zeros_like(outputs)
    gradient[:, -COPIED:] = (p - truth) / y.size
    loss = -np.log(np.maximum((p * truth).sum(axis=2), 1e-30)).mean()
    return float(loss), gradient


ADDING = Task("adding", 2, 1, 0.01, draw_adding, adding_loss)
COPY = Task("copy", SYMBOLS + 2, SYMBOLS, 0.1, draw_copy, copy_loss)
