"""One timestep of each recurrent cell, forward and backward, derived by hand.

Pure functions for `fast_loop.py`; scratch/cells.py derives the same equations in NumPy. A cell has
two functions:

forward(z, inner, before) -> after
backward(errors, z, inner, before, after) -> dz, dinner, direct

z: the input times its kernel, plus its bias: (batch, gates * units).
inner: the previous state times the recurrent kernel, plus its bias: (batch, gates * units).
before, after: the states before and after the timestep, a tuple of (batch, units): (h,), or (h, c)
    for the LSTM.
errors: the derivatives of the loss by `after`; dz and dinner are those by z and inner.
direct: the derivatives by `before`, except for the part that passes through `inner`.

Sources: Elman (1990); Hochreiter and Schmidhuber (1997), Gers et al. (2000); Cho et al. (2014),
with the reset gate after the product, as in Keras.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from rnn_tutorial.quiet_keras import keras

ops = keras.ops


class Cell(NamedTuple):
    """The functions of a cell, see above, and how many states it has."""

    states: int
    forward: Callable[[Any, Any, tuple], tuple]
    backward: Callable[[tuple, Any, Any, tuple, tuple], tuple[Any, Any, tuple]]


def _rnn_forward(z: Any, inner: Any, before: tuple) -> tuple:
    return (ops.tanh(z + inner),)


def _rnn_backward(errors: tuple, z: Any, inner: Any, before: tuple, after: tuple) -> tuple:
    da = errors[0] * (1 - after[0] * after[0])
    return da, da, (0.0,)


def _lstm_gates(z: Any, inner: Any) -> tuple:
    i, f, g, o = ops.split(z + inner, 4, axis=-1)
    return _sigmoid(i), _sigmoid(f), ops.tanh(g), _sigmoid(o)


def _lstm_forward(z: Any, inner: Any, before: tuple) -> tuple:
    i, f, g, o = _lstm_gates(z, inner)
    c = f * before[1] + i * g
    return o * ops.tanh(c), c


def _lstm_backward(errors: tuple, z: Any, inner: Any, before: tuple, after: tuple) -> tuple:
    dh, dc = errors
    i, f, g, o = _lstm_gates(z, inner)
    shown = ops.tanh(after[1])
    dc = dc + dh * o * (1 - shown * shown)
    da = ops.concatenate(
        [
            dc * g * i * (1 - i),
            dc * before[1] * f * (1 - f),
            dc * i * (1 - g * g),
            dh * shown * o * (1 - o),
        ],
        axis=-1,
    )
    return da, da, (0.0, dc * f)


def _gru_gates(z: Any, inner: Any) -> tuple:
    """The update gate, the reset gate, the candidate, and the state's part of the candidate."""
    update, reset, candidate = ops.split(z, 3, axis=-1)
    inner_update, inner_reset, inner_candidate = ops.split(inner, 3, axis=-1)
    u, r = _sigmoid(update + inner_update), _sigmoid(reset + inner_reset)
    return u, r, ops.tanh(candidate + r * inner_candidate), inner_candidate


def _gru_forward(z: Any, inner: Any, before: tuple) -> tuple:
    u, _, g, _ = _gru_gates(z, inner)
    return (u * before[0] + (1 - u) * g,)


def _gru_backward(errors: tuple, z: Any, inner: Any, before: tuple, after: tuple) -> tuple:
    (dh,) = errors
    u, r, g, inner_candidate = _gru_gates(z, inner)
    du = dh * (before[0] - g) * u * (1 - u)
    dg = dh * (1 - u) * (1 - g * g)
    dr = dg * inner_candidate * r * (1 - r)
    dz = ops.concatenate([du, dr, dg], axis=-1)
    dinner = ops.concatenate([du, dr, dg * r], axis=-1)
    return dz, dinner, (dh * u,)


def _sigmoid(a: Any) -> Any:
    """As in scratch/cells.py: one tanh costs less than an exponential and a division."""
    return 0.5 * ops.tanh(0.5 * a) + 0.5


FAST_CELLS = {
    "simple_rnn": Cell(1, _rnn_forward, _rnn_backward),
    "lstm": Cell(2, _lstm_forward, _lstm_backward),
    "gru": Cell(1, _gru_forward, _gru_backward),
}
