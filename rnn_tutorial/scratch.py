"""The RNN in NumPy, to be read.

Shapes are Keras's: a batch of row vectors. The text writes one column vector and puts its
matrices in front, W Z + U X; here the same product stands the other way round, x @ U + h @ W.
"""

from collections.abc import Callable

import numpy as np

from rnn_tutorial.errors import TutorialError

Activation = Callable[[np.ndarray], np.ndarray]


def rnn_step(
    x: np.ndarray,
    h: np.ndarray,
    U: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | float = 0.0,
    activation: Activation = np.tanh,
) -> np.ndarray:
    """The next hidden state, f(x U + h W + b).

    x: (batch, features). h: (batch, units). U: (features, units). W: (units, units).
    b: (units,). Returns (batch, units). Source: Elman (1990).
    """
    return activation(x @ U + h @ W + b)


def rnn_forward(
    x: np.ndarray,
    U: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | float = 0.0,
    h: np.ndarray | None = None,
    activation: Activation = np.tanh,
) -> np.ndarray:
    """The hidden state after each step.

    x: (batch, timesteps, features). h: the state before the first step, (batch, units);
    zeros if None. U, W, b: as for rnn_step. Returns (batch, timesteps, units). Raises
    TutorialError where the shapes don't fit together.
    """
    x, U, W = np.asarray(x, dtype=float), np.asarray(U, dtype=float), np.asarray(W, dtype=float)
    if x.ndim != 3 or U.ndim != 2 or x.shape[2] != len(U) or W.shape != (U.shape[1],) * 2:
        raise TutorialError(
            f"x {x.shape}, U {U.shape} and W {W.shape} don't fit together; they must be (batch, "
            "timesteps, features), (features, units) and (units, units)"
        )
    batch, timesteps, _ = x.shape
    units = len(W)
    h = np.zeros((batch, units)) if h is None else np.asarray(h, dtype=float)
    states = np.empty((batch, timesteps, units))
    for t in range(timesteps):
        h = rnn_step(x[:, t], h, U, W, b, activation)
        states[:, t] = h
    return states
