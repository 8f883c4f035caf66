"""The numbers behind the sliders: a gradient that travels back, and a state of two units.

The page computes both in JavaScript from the arrays here, and the still draws them with NumPy.
"""

from functools import cache

import numpy as np

from rnn_tutorial.scratch import cells

UNITS, TIMESTEPS = 32, 100
PLANE_STEPS = 60


@cache
def radius_arrays() -> dict[str, np.ndarray]:
    """A recurrent kernel of spectral radius 1 and its inputs, rounded to float16.

    kernel: (units, units), Gaussian, divided by its largest absolute eigenvalue. inputs:
    (timesteps, units), added before tanh. last: (units,), the gradient with respect to the last
    state, of length 1. eigenvalues: (units, 2), real and imaginary parts.
    """
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(UNITS, UNITS))
    values = np.linalg.eigvals(kernel)
    largest = np.abs(values).max()
    last = rng.normal(size=UNITS)
    arrays = {
        "kernel": kernel / largest,
        "inputs": 0.1 * rng.normal(size=(TIMESTEPS, UNITS)),
        "last": last / np.linalg.norm(last),
        "eigenvalues": np.stack([values.real, values.imag], axis=1) / largest,
    }
    return {name: array.astype(np.float16) for name, array in arrays.items()}


def radius_gradient_norms(radius: float, *, linear: bool = False) -> np.ndarray:
    """Norm of the gradient with respect to each state, (timesteps,), for W = radius * kernel.

    linear: without tanh, so that the gradient consists only of powers of W.
    """
    arrays = {name: array.astype(float) for name, array in radius_arrays().items()}
    w = radius * arrays["kernel"]
    x, eye = arrays["inputs"][None], np.eye(UNITS)
    states = np.zeros((1, TIMESTEPS, UNITS))  # at which tanh has slope 1
    if not linear:
        states = cells.rnn_forward(x, eye, w, np.zeros(UNITS))
    dh = np.zeros_like(states)
    dh[0, -1] = arrays["last"]
    return np.linalg.norm(cells.rnn_backward(dh, states, x, eye, w).h[0], axis=1)


def plane_starts() -> np.ndarray:
    """The start of each path: (36, 2), a grid over the plane."""
    line = np.linspace(-0.9, 0.9, 6)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def plane_paths(gain: float, angle: float, push: float) -> np.ndarray:
    """The path from each start, (36, PLANE_STEPS + 1, 2), for h <- tanh(W h + b).

    W turns the plane by `angle` degrees and stretches it by `gain`; b = (push, 0).
    """
    turn = np.radians(angle)
    w = gain * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    starts = plane_starts()
    x = np.zeros((len(starts), PLANE_STEPS, 1))
    states = cells.rnn_forward(x, np.zeros((1, 2)), w.T, np.array([push, 0.0]), h=starts)
    return np.concatenate([starts[:, None], states], axis=1)
