"""Linear recurrences in NumPy: by a loop, by an associative scan, and the layers made of them.

A linear recurrence is h_t = a_t * h_{t-1} + b_t, element by element, from h_0 = 0. The arrays a
and b, real or complex, have the shape (batch, timesteps, units), and so have the states.

Sources: Blelloch (1990) for the scan; Feng et al. (2024) for the minGRU; Orvieto et al. (2023) for
the LRU. Names and layouts of the weights are those of `rnn_tutorial.models.linear`.
"""

import math

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch.cells import sigmoid

Array = np.ndarray
Step = tuple[Array, Array]


def join(first: Step, second: Step) -> Step:
    """The one step (a, b) that does what two steps do, one after the other.

    a2 (a1 h + b1) + b2 = (a2 a1) h + (a2 b1 + b2)
    """
    (a1, b1), (a2, b2) = first, second
    return a2 * a1, a2 * b1 + b2


def linear_loop(a: Array, b: Array) -> Array:
    """The states, computed one timestep after the other."""
    _check(a, b)
    h, states = np.zeros_like(b[:, 0]), np.empty_like(b)
    for t in range(b.shape[1]):
        states[:, t] = h = a[:, t] * h + b[:, t]
    return states


def linear_scan(a: Array, b: Array) -> Array:
    """The states, computed by an associative scan.

    The loop has as many dependent steps as timesteps; this has about twice the logarithm of them.
    """
    _check(a, b)
    if b.shape[1] == 1:
        return b
    # Join neighbours: a recurrence of half the length, which has the states at 2, 4, 6, ...
    pairs = join((a[:, :-1:2], b[:, :-1:2]), (a[:, 1::2], b[:, 1::2]))
    states = np.empty_like(b)
    states[:, 1::2] = even = linear_scan(*pairs)
    # One step from each of them gives the states between.
    states[:, 0] = b[:, 0]
    states[:, 2::2] = a[:, 2::2] * even[:, : (b.shape[1] - 1) // 2] + b[:, 2::2]
    return states


def min_gru_forward(x: Array, kernel: Array, bias: Array) -> Array:
    """The states of a minGRU, (batch, timesteps, units).

    x: (batch, timesteps, features). kernel: (features, 2 * units), gate and candidate side by
    side. bias: (2 * units,).
    """
    gate, candidate = np.split(x @ kernel + bias, 2, axis=2)
    keep = sigmoid(gate)
    return linear_scan(keep, (1 - keep) * candidate)


def lru_eigenvalues(
    units: int,
    *,
    min_radius: float = 0.9,
    max_radius: float = 0.999,
    max_phase: float = math.pi / 10,
    seed: int = 0,
) -> Array:
    """First eigenvalues of an LRU, (units,) complex: uniform in a part of a ring."""
    rng = np.random.default_rng(seed)
    radius = np.sqrt(rng.uniform(min_radius**2, max_radius**2, units))
    return radius * np.exp(1j * rng.uniform(0, max_phase, units))


def lru_forward(
    x: Array,
    nu: Array,
    theta: Array,
    gamma: Array,
    input_kernel: Array,
    output_kernel: Array,
    skip_kernel: Array,
) -> Array:
    """The outputs of an LRU, (batch, timesteps, units), computed with complex numbers.

    x: (batch, timesteps, features). The weights are described in `models.linear.LRU`.
    """
    eigenvalues = np.exp(-np.exp(nu) + 1j * np.exp(theta))
    real, imaginary = np.split(input_kernel, 2, axis=1)
    b = np.exp(gamma) * (x @ (real + 1j * imaginary))
    h = linear_scan(np.broadcast_to(eigenvalues, b.shape), b)
    y = np.concatenate([h.real, h.imag], axis=2) @ output_kernel + x @ skip_kernel
    return 0.5 * y * (1 + np.vectorize(math.erf)(y / math.sqrt(2)))  # gelu


def _check(a: Array, b: Array) -> None:
    if np.ndim(b) != 3 or np.shape(a) != np.shape(b) or 0 in np.shape(b):
        raise TutorialError(
            f"a has shape {np.shape(a)} and b has shape {np.shape(b)}: give two arrays (batch, "
            "timesteps, units) of the same shape."
        )
