"""Linear recurrences in NumPy: by a loop, by an associative scan, and the layers made of them.

A linear recurrence is `h_t = a_t * h_{t-1} + b_t`, element by element, from `h_0 = 0`. The arrays a
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
    return _min_gru(x, kernel, bias)[-1]


def min_gru_backward(dh: Array, x: Array, kernel: Array, bias: Array) -> Array:
    """The derivative of the loss by x, in its shape.

    dh: the derivative by each state, through the output of the same timestep alone.
    """
    keep, candidate, states = _min_gru(x, kernel, bias)
    before = np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)
    total = _from_the_end(keep, dh)
    to_gate = total * (before - candidate) * keep * (1 - keep)
    return np.concatenate([to_gate, total * (1 - keep)], axis=2) @ kernel.T


def _min_gru(x: Array, kernel: Array, bias: Array) -> tuple[Array, Array, Array]:
    """The share that the gate keeps, the candidate and the states, (batch, timesteps, units)."""
    gate, candidate = np.split(x @ kernel + bias, 2, axis=2)
    keep = sigmoid(gate)
    return keep, candidate, linear_scan(keep, (1 - keep) * candidate)


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


def lru_forward(x: Array, *weights: Array) -> Array:
    """The outputs of an LRU, (batch, timesteps, units), computed with complex numbers.

    x: (batch, timesteps, features). weights: nu, theta, gamma, input_kernel, output_kernel and
    skip_kernel, described in `models.linear.LRU`.
    """
    y = _lru(x, *weights)[-1]
    return y * _normal_cdf(y)  # gelu


def lru_backward(dy: Array, x: Array, *weights: Array) -> Array:
    """The derivative of the loss by x, in its shape. dy: by each output of `lru_forward`."""
    eigenvalues, matrix, y = _lru(x, *weights)
    *_, output_kernel, skip_kernel = weights
    density = np.exp(-(y**2) / 2) / math.sqrt(2 * math.pi)
    da = dy * (_normal_cdf(y) + y * density)  # through the gelu
    real, imaginary = np.split(da @ output_kernel.T, 2, axis=2)
    dh = real + 1j * imaginary  # the derivatives by both parts of the state
    total = _from_the_end(np.broadcast_to(eigenvalues.conj(), dh.shape), dh)
    return (total @ matrix.conj().T).real + da @ skip_kernel.T


def _lru(
    x: Array,
    nu: Array,
    theta: Array,
    gamma: Array,
    input_kernel: Array,
    output_kernel: Array,
    skip_kernel: Array,
) -> tuple[Array, Array, Array]:
    """The eigenvalues, the matrix from x to the state, and the outputs before the gelu."""
    eigenvalues = np.exp(-np.exp(nu) + 1j * np.exp(theta))
    real, imaginary = np.split(input_kernel, 2, axis=1)
    matrix = np.exp(gamma) * (real + 1j * imaginary)
    b = x @ matrix
    h = linear_scan(np.broadcast_to(eigenvalues, b.shape), b)
    y = np.concatenate([h.real, h.imag], axis=2) @ output_kernel + x @ skip_kernel
    return eigenvalues, matrix, y


def _normal_cdf(y: Array) -> Array:
    erf = np.fromiter(map(math.erf, (y / math.sqrt(2)).flat), y.dtype, y.size)
    return 0.5 * (1 + erf.reshape(y.shape))


def _from_the_end(a: Array, dh: Array) -> Array:
    """The derivatives by the states, with those from all later timesteps.

    `dL/dh_{t-1}` contains `a_t * dL/dh_t`: a linear recurrence that runs backwards.
    """
    later = np.roll(a, -1, axis=1)  # the factor that wraps around meets a state of zero
    return linear_scan(later[:, ::-1], dh[:, ::-1])[:, ::-1]


def _check(a: Array, b: Array) -> None:
    if np.ndim(b) != 3 or np.shape(a) != np.shape(b) or 0 in np.shape(b):
        raise TutorialError(
            f"a has shape {np.shape(a)} and b has shape {np.shape(b)}: give two arrays (batch, "
            "timesteps, units) of the same shape."
        )
