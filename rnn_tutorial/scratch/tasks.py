"""Two problems whose answer lies a chosen distance back, and how far each cell learns them.

Both are old tests of memory over time: the adding problem and the copy task (Hochreiter and
Schmidhuber, 1997; Le et al., 2015; Arjovsky et al., 2016). The copy task is kept small here.
"""

import numpy as np

from rnn_tutorial.scratch.training import Task

SYMBOLS, COPIED = 4, 3  # the copy task: how many symbols there are, and how many are copied


def draw_adding(rng: np.random.Generator, batch: int, distance: int):
    """The adding problem: x (batch, distance, 2) of numbers and marks, y (batch,) their sum.

    Numbers are uniform over [0, 1). One is marked in each half; the answer is asked for at
    the last timestep. Always answering 1 leaves a squared error of 1/6.
    """
    x = np.zeros((batch, distance, 2), np.float32)
    x[:, :, 0] = rng.random((batch, distance))
    half, rows = distance // 2, np.arange(batch)
    for low, high in ((0, max(half, 1)), (half, distance)):
        x[rows, rng.integers(low, high, batch), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1)


def adding_loss(outputs: np.ndarray, y: np.ndarray):
    """Mean squared error of the last output; wrong is an answer off by 0.2 or more."""
    error = outputs[:, -1, 0] - y
    gradient = np.zeros_like(outputs)
    gradient[:, -1, 0] = 2 * error / len(y)
    return float((error**2).mean()), gradient, float((np.abs(error) >= 0.2).mean())


def draw_copy(rng: np.random.Generator, batch: int, distance: int):
    """The copy task: see 3 symbols, wait `distance` blanks, then say them again, in order.

    x (batch, 3 + distance + 3, 6) is one-hot: 4 symbols, the blank, and the sign to begin,
    which stands at the last blank. y (batch, 3) holds the symbols. Guessing leaves a
    cross-entropy of ln 4 = 1.386 nats a symbol.
    """
    y = rng.integers(0, SYMBOLS, (batch, COPIED))
    tokens = np.full((batch, 2 * COPIED + distance), SYMBOLS)
    tokens[:, :COPIED] = y
    tokens[:, COPIED + distance - 1] = SYMBOLS + 1
    return np.eye(SYMBOLS + 2, dtype=np.float32)[tokens], y


def copy_loss(outputs: np.ndarray, y: np.ndarray):
    """Cross-entropy, in nats a symbol, over the last 3 timesteps, and the share of wrong ones."""
    logits = outputs[:, -COPIED:]
    logits = logits - logits.max(axis=2, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=2, keepdims=True)  # (batch, 3, symbols)
    truth = np.eye(SYMBOLS, dtype=outputs.dtype)[y]
    gradient = np.zeros_like(outputs)
    gradient[:, -COPIED:] = (p - truth) / y.size
    loss = -np.log(np.maximum((p * truth).sum(axis=2), 1e-30)).mean()
    return float(loss), gradient, float((p.argmax(axis=2) != y).mean())


ADDING = Task("adding", 2, 1, 0.01, draw_adding, adding_loss)
COPY = Task("copy", SYMBOLS + 2, SYMBOLS, 0.1, draw_copy, copy_loss)
