"""The RNN, LSTM and GRU in NumPy, forward and backward, for reading.

Words and layouts are Keras's: `kernel` (features, gates * units) acts on the input,
`recurrent_kernel` (units, gates * units) on the state, and a row is a sample, so that each is
the transpose of the matrix U or W of the equations. The weights of a Keras layer can be
handed over as they are: `rnn_forward(x, *layer.get_weights())`.

A backward pass takes `dh`, the gradient that the loss sends straight to each state (zeros
for every timestep that has no loss of its own), and returns `Gradients`.

Sources: Werbos (1990) for backpropagation through time; Hochreiter and Schmidhuber (1997) and
Gers et al. (2000) for the LSTM; Cho et al. (2014) for the GRU.
"""

from typing import NamedTuple

import numpy as np

from rnn_tutorial.errors import TutorialError


class Gradients(NamedTuple):
    """dLoss/d(each thing); h and c hold the whole gradient that reaches each timestep's state."""

    x: np.ndarray  # (batch, timesteps, features)
    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray
    h: np.ndarray  # (batch, timesteps, units)
    c: np.ndarray | None = None  # the same for the memory of an LSTM


def sigmoid(a: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-a)), by way of tanh, which doesn't overflow."""
    return 0.5 * np.tanh(0.5 * a) + 0.5


# --- RNN -----------------------------------------------------------------------------------


def rnn_step(x, h, kernel, recurrent_kernel, bias, activation="tanh"):
    """One timestep: x (batch, features) and the state h (batch, units) give the next state."""
    a = x @ kernel + h @ recurrent_kernel + bias  # (batch, units)
    return np.tanh(a) if activation == "tanh" else np.maximum(a, 0)


def rnn_forward(x, kernel, recurrent_kernel, bias, h=None, activation="tanh"):
    """Every state, (batch, timesteps, units), for x (batch, timesteps, features).

    h: the state before the first timestep, zeros unless given. activation: "tanh" or "relu".
    Raises TutorialError for shapes that don't fit, no timesteps, or NaN in x.
    """
    h = _start(x, kernel, recurrent_kernel, bias, 1, h)
    states = np.empty((*x.shape[:2], h.shape[1]), h.dtype)
    for t in range(x.shape[1]):
        states[:, t] = h = rnn_step(x[:, t], h, kernel, recurrent_kernel, bias, activation)
    return states


def rnn_backward(dh, states, x, kernel, recurrent_kernel, activation="tanh", truncate=None):
    """Backpropagation through time, from what `rnn_forward` returned.

    It is for a start from zeros. truncate: cut the way back at every so many
    timesteps (truncated backpropagation).
    """
    slope = 1 - states**2 if activation == "tanh" else (states > 0).astype(states.dtype)
    total, da = np.empty_like(states), np.empty_like(states)
    carry = np.zeros_like(states[:, 0])  # (batch, units), from the next step
    for t in reversed(range(x.shape[1])):
        total[:, t] = dh[:, t] + carry
        da[:, t] = total[:, t] * slope[:, t]  # through the activation
        carry = da[:, t] @ recurrent_kernel.T  # one Jacobian further back
        if truncate and t % truncate == 0:
            carry = np.zeros_like(carry)
    return Gradients(
        x=da @ kernel.T,
        kernel=_over_time(x, da),
        recurrent_kernel=_over_time(_shift(states), da),
        bias=da.sum(axis=(0, 1)),
        h=total,
    )


# --- LSTM: kernels and bias hold the gates i, f, c, o side by side ------------------------


def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    """One timestep: the next h and c, (batch, units) each, and the gates.

    These are i, f, the candidate and o.
    """
    a = x @ kernel + h @ recurrent_kernel + bias  # (batch, 4 * units)
    i, f, g, o = np.split(a, 4, axis=1)  # (batch, units) each
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g  # the additive path: kept, plus written
    return o * np.tanh(c), c, (i, f, g, o)


def lstm_forward(x, kernel, recurrent_kernel, bias, h=None):
    """h, c and gates of every timestep: two (batch, timesteps, units), and the four gates'.

    gates: (4, batch, timesteps, units), in the order i, f, candidate, o. c starts at zero.
    """
    h = _start(x, kernel, recurrent_kernel, bias, 4, h)
    states, memory = (np.empty((*x.shape[:2], h.shape[1]), h.dtype) for _ in range(2))
    gates = np.empty((4, *states.shape), h.dtype)
    c = np.zeros_like(h)
    for t in range(x.shape[1]):
        h, c, gates[:, :, t] = lstm_step(x[:, t], h, c, kernel, recurrent_kernel, bias)
        states[:, t], memory[:, t] = h, c
    return states, memory, gates


def lstm_backward(dh, states, memory, gates, x, kernel, recurrent_kernel):
    """Backpropagation through time for what `lstm_forward` returned."""
    total, total_c = np.empty_like(states), np.empty_like(states)
    da = np.empty((*x.shape[:2], kernel.shape[1]), states.dtype)
    before, squashed = _shift(memory), np.tanh(memory)
    carry, carry_c = np.zeros_like(states[:, 0]), np.zeros_like(states[:, 0])
    for t in reversed(range(x.shape[1])):
        i, f, g, o = gates[:, :, t]
        s = squashed[:, t]
        total[:, t] = h = dh[:, t] + carry
        total_c[:, t] = c = carry_c + h * o * (1 - s**2)  # (batch, units)
        into = (c * g, c * before[:, t], c * i, h * s)  # to i, f, candidate, o
        slopes = (i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o))
        da[:, t] = np.concatenate([d * slope for d, slope in zip(into, slopes, strict=True)], 1)
        carry = da[:, t] @ recurrent_kernel.T
        carry_c = c * f  # nothing but the forget gate stands on this way
    return Gradients(
        x=da @ kernel.T,
        kernel=_over_time(x, da),
        recurrent_kernel=_over_time(_shift(states), da),
        bias=da.sum(axis=(0, 1)),
        h=total,
        c=total_c,
    )


# --- GRU: kernels hold z, r and the candidate; bias (2, 3 * units) is one for x, one for h --


def gru_step(x, h, kernel, recurrent_kernel, bias):
    """One timestep: the next h (batch, units), and the gates.

    These are z, r, the candidate and its part from h. The reset gate acts after
    the product with the recurrent kernel, as Keras's does.
    """
    # (batch, units) each
    xz, xr, xg = np.split(x @ kernel + bias[0], 3, axis=1)
    hz, hr, hg = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    g = np.tanh(xg + r * hg)
    return z * h + (1 - z) * g, (z, r, g, hg)


def gru_forward(x, kernel, recurrent_kernel, bias, h=None):
    """h (batch, timesteps, units) and gates (4, batch, timesteps, units): z, r, candidate, hg."""
    h = _start(x, kernel, recurrent_kernel, bias, 3, h)
    states = np.empty((*x.shape[:2], h.shape[1]), h.dtype)
    gates = np.empty((4, *states.shape), h.dtype)
    for t in range(x.shape[1]):
        h, gates[:, :, t] = gru_step(x[:, t], h, kernel, recurrent_kernel, bias)
        states[:, t] = h
    return states, gates


def gru_backward(dh, states, gates, x, kernel, recurrent_kernel):
    """Backpropagation through time for what `gru_forward` returned (started from zeros)."""
    total, before = np.empty_like(states), _shift(states)
    da_x = np.empty((*x.shape[:2], kernel.shape[1]), states.dtype)  # (batch, timesteps, 3 * units)
    da_h = np.empty_like(da_x)
    carry = np.zeros_like(states[:, 0])
    for t in reversed(range(x.shape[1])):
        z, r, g, hg = gates[:, :, t]
        total[:, t] = h = dh[:, t] + carry
        to_z = h * (before[:, t] - g) * z * (1 - z)
        to_g = h * (1 - z) * (1 - g**2)
        to_r = to_g * hg * r * (1 - r)
        da_x[:, t] = np.concatenate([to_z, to_r, to_g], axis=1)
        da_h[:, t] = np.concatenate([to_z, to_r, to_g * r], axis=1)
        carry = h * z + da_h[:, t] @ recurrent_kernel.T
    return Gradients(
        x=da_x @ kernel.T,
        kernel=_over_time(x, da_x),
        recurrent_kernel=_over_time(before, da_h),
        bias=np.stack([da_x.sum(axis=(0, 1)), da_h.sum(axis=(0, 1))]),
        h=total,
    )


# --- what the three share ------------------------------------------------------------------


def _over_time(inputs, da):
    """The sum over samples and timesteps of inputs_t^T da_t: (features, units)."""
    return np.tensordot(inputs, da, axes=((0, 1), (0, 1)))


def _shift(states):
    """The state before each timestep: zeros first."""
    return np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)


def _start(x, kernel, recurrent_kernel, bias, gates, h):
    """The first state, once everything was seen to fit together."""
    if np.ndim(x) != 3 or 0 in x.shape:
        raise TutorialError(
            f"x has shape {np.shape(x)}: give (batch, timesteps, features), each 1 or more."
        )
    if np.isnan(x).any():
        sample, t = np.argwhere(np.isnan(x))[0][:2]
        raise TutorialError(
            f"x holds NaN (first in sample {sample}, timestep {t}): "
            "every state after it would be NaN; mend or leave out that sample."
        )
    units = len(recurrent_kernel)
    wanted = {
        "kernel": (kernel, (x.shape[2], gates * units)),
        "recurrent_kernel": (recurrent_kernel, (units, gates * units)),
        "bias": (bias, (2, 3 * units) if gates == 3 else (gates * units,)),
    }
    if h is not None:
        wanted["h"] = (h, (len(x), units))
    for name, (array, shape) in wanted.items():
        if np.shape(array) != shape:
            raise TutorialError(
                f"{name} has shape {np.shape(array)}: for x {x.shape} and {units} units it must "
                f"be {shape}."
            )
    return np.zeros((len(x), units), np.result_type(x, kernel)) if h is None else h
