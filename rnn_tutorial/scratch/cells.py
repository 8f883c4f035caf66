"""The RNN, LSTM and GRU in NumPy, forward and backward, written to be read.

Names and layouts are Keras's, so that `rnn_forward(x, *layer.get_weights())` works:

x: (batch, timesteps, features); one row per sample. The `step` functions take one timestep of
    it, (batch, features).
kernel: (features, gates * units), acts on the input; the transpose of the book's matrix U.
recurrent_kernel: (units, gates * units), acts on the state; the transpose of the book's W.
bias: (gates * units,), or (2, 3 * units) for the GRU.
h: the state before the first timestep, (batch, units); zeros if None.

`gates` is 1 for the RNN and 4 for the LSTM: i, f, c and o, side by side. It is 3 for the GRU: z, r
and the candidate; its bias has one row for x and one for h. In the equations below, a product such
as `x_t kernel` is a matrix product, and * works element by element.

The backward functions take what the forward function returned, from a start at zero, and `dh`
(batch, timesteps, units): the derivative of the loss by each state, through the output of the
same timestep alone. It is zero where a timestep has no loss. They return `Gradients`.

The forward functions raise TutorialError for shapes that don't fit, for NaN in x, and for an
unknown activation.

Sources: Elman (1990) for the RNN; Werbos (1990) for backpropagation through time; Hochreiter and
Schmidhuber (1997) and Gers et al. (2000) for the LSTM; Cho et al. (2014) for the GRU.
"""

from typing import NamedTuple

import numpy as np

from rnn_tutorial.errors import check_choice
from rnn_tutorial.scratch.checking import first_state

Array = np.ndarray
ACTIVATIONS = ("tanh", "relu")


class Gradients(NamedTuple):
    """The derivatives of the loss; each has the shape of what it is a derivative by.

    h and c contain the gradient from all later timesteps, too.
    """

    x: Array
    kernel: Array
    recurrent_kernel: Array
    bias: Array
    h: Array  # (batch, timesteps, units)
    c: Array | None = None  # (batch, timesteps, units), the memory of an LSTM


def sigmoid(a: Array) -> Array:
    """1 / (1 + exp(-a)), computed with tanh, which doesn't overflow."""
    return 0.5 * np.tanh(0.5 * a) + 0.5


def rnn_step(
    x: Array,
    h: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    activation: str = "tanh",
) -> Array:
    """The next state, `h_t = tanh(x_t kernel + h_{t-1} recurrent_kernel + bias)`.

    activation: "tanh" or "relu".
    """
    a = x @ kernel + h @ recurrent_kernel + bias  # (batch, units)
    return np.tanh(a) if activation == "tanh" else np.maximum(a, 0)


def rnn_forward(
    x: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    h: Array | None = None,
    activation: str = "tanh",
) -> Array:
    """The states of all timesteps, (batch, timesteps, units)."""
    check_choice("activation", activation, ACTIVATIONS)
    h = first_state(x, kernel, recurrent_kernel, bias, 1, h)
    states = np.empty((*x.shape[:2], h.shape[1]), h.dtype)
    for t in range(x.shape[1]):
        states[:, t] = h = rnn_step(x[:, t], h, kernel, recurrent_kernel, bias, activation)
    return states


def rnn_backward(
    dh: Array,
    states: Array,
    x: Array,
    kernel: Array,
    recurrent_kernel: Array,
    activation: str = "tanh",
    truncate: int | None = None,
) -> Gradients:
    """Backpropagation through time.

    `dL/dh_{t-1} = (dL/dh_t * slope_t) recurrent_kernel^T`.

    truncate: stop the gradient after every so many timesteps (truncated
    backpropagation).
    """
    is_tanh = activation == "tanh"
    slope = 1 - states**2 if is_tanh else (states > 0).astype(states.dtype)
    total, da = np.empty_like(states), np.empty_like(states)
    carry = np.zeros_like(states[:, 0])  # (batch, units), from timestep t + 1
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


def lstm_step(
    x: Array,
    h: Array,
    c: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
) -> tuple[Array, Array, tuple[Array, ...]]:
    """The next state `h_t = o * tanh(c_t)`, the memory `c_t`, and the gates.

    `c_t = f * c_{t-1} + i * g`. Each is (batch, units). The gates are i, f,
    the candidate g, and o.
    """
    a = x @ kernel + h @ recurrent_kernel + bias  # (batch, 4 * units)
    i, f, g, o = np.split(a, 4, axis=1)  # (batch, units) each
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g  # additive: what is kept, plus what is written
    return o * np.tanh(c), c, (i, f, g, o)


def lstm_forward(
    x: Array, kernel: Array, recurrent_kernel: Array, bias: Array, h: Array | None = None
) -> tuple[Array, Array, Array]:
    """The states, the memory and the gates of all timesteps.

    The first two are (batch, timesteps, units), the gates (4, batch, timesteps, units) in the
    order i, f, g, o. The memory starts at zero.
    """
    h = first_state(x, kernel, recurrent_kernel, bias, 4, h)
    states, memory = (np.empty((*x.shape[:2], h.shape[1]), h.dtype) for _ in range(2))
    gates = np.empty((4, *states.shape), h.dtype)
    c = np.zeros_like(h)
    for t in range(x.shape[1]):
        h, c, gates[:, :, t] = lstm_step(x[:, t], h, c, kernel, recurrent_kernel, bias)
        states[:, t], memory[:, t] = h, c
    return states, memory, gates


def lstm_backward(
    dh: Array,
    states: Array,
    memory: Array,
    gates: Array,
    x: Array,
    kernel: Array,
    recurrent_kernel: Array,
) -> Gradients:
    """Backpropagation through time. Along the memory, `dL/dc_{t-1} = dL/dc_t * f_t`."""
    total, total_c = np.empty_like(states), np.empty_like(states)
    da = np.empty((*x.shape[:2], kernel.shape[1]), states.dtype)
    before, squashed = _shift(memory), np.tanh(memory)
    carry, carry_c = np.zeros_like(states[:, 0]), np.zeros_like(states[:, 0])
    for t in reversed(range(x.shape[1])):
        i, f, g, o = gates[:, :, t]
        s = squashed[:, t]
        total[:, t] = h = dh[:, t] + carry
        total_c[:, t] = c = carry_c + h * o * (1 - s**2)  # (batch, units)
        into = (c * g, c * before[:, t], c * i, h * s)  # to i, f, g, o
        slopes = (i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o))
        da[:, t] = np.concatenate([d * slope for d, slope in zip(into, slopes, strict=True)], 1)
        carry = da[:, t] @ recurrent_kernel.T
        carry_c = c * f  # only the forget gate acts on this path
    return Gradients(
        x=da @ kernel.T,
        kernel=_over_time(x, da),
        recurrent_kernel=_over_time(_shift(states), da),
        bias=da.sum(axis=(0, 1)),
        h=total,
        c=total_c,
    )


def gru_step(
    x: Array,
    h: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
) -> tuple[Array, tuple[Array, ...]]:
    """The next state `h_t = z * h_{t-1} + (1 - z) * g`, and the gates.

    Each is (batch, units). The gates are z, r, the candidate g, and hg, the
    part of g that comes from h. As in Keras, the reset gate acts after the
    product with the recurrent kernel.
    """
    xz, xr, xg = np.split(x @ kernel + bias[0], 3, axis=1)
    hz, hr, hg = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    g = np.tanh(xg + r * hg)
    return z * h + (1 - z) * g, (z, r, g, hg)


def gru_forward(
    x: Array, kernel: Array, recurrent_kernel: Array, bias: Array, h: Array | None = None
) -> tuple[Array, Array]:
    """The states (batch, timesteps, units) and the gates (4, batch, timesteps, units).

    The gates are in the order z, r, g, hg.
    """
    h = first_state(x, kernel, recurrent_kernel, bias, 3, h)
    states = np.empty((*x.shape[:2], h.shape[1]), h.dtype)
    gates = np.empty((4, *states.shape), h.dtype)
    for t in range(x.shape[1]):
        h, gates[:, :, t] = gru_step(x[:, t], h, kernel, recurrent_kernel, bias)
        states[:, t] = h
    return states, gates


def gru_backward(
    dh: Array, states: Array, gates: Array, x: Array, kernel: Array, recurrent_kernel: Array
) -> Gradients:
    """Backpropagation through time. `z * dL/dh_t` reaches `h_{t-1}` without passing a kernel."""
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


def _over_time(inputs: Array, da: Array) -> Array:
    """The sum of `inputs_t^T da_t` over samples and timesteps, (features, units)."""
    return np.tensordot(inputs, da, axes=((0, 1), (0, 1)))


def _shift(states: Array) -> Array:
    """The state before each timestep, beginning with zeros."""
    return np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)
