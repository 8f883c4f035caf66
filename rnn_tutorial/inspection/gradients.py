"""How the gradient of the loss fares on its way back through time, measured on Keras models."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.differentiation import gradient_of, layer_chain
from rnn_tutorial.quiet_keras import keras

ops = keras.ops
RECURRENT = (keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU)


def gradient_norms(model: keras.Model, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The norm of dLoss/dh_t for every timestep t, (timesteps,), as the mean over the reviews.

    model: of `build_simple_rnn`, `build_lstm`, `build_gru` and the like: one direction, any
    depth (the states are those of the last recurrent layer). x: (reviews, timesteps) tokens.
    y: (reviews,) labels. Loss is a review's binary cross-entropy; dropout is off.

    h_t is moved by a small amount, and everything after it follows: the gradient is the whole
    one, through all paths. It is taken by adding a matrix of zeros to the states and asking
    for the gradient by that matrix. Numbers below about 1e-38 come out as 0 (float32).

    Raises TutorialError for a model without such a layer, and for x and y that don't fit it.
    Source: Pascanu et al. (2013), "On the difficulty of training recurrent neural networks".
    """
    x, y = _check(model, x, y)
    recurrent = recurrent_layer(model)
    run = _shiftable(model, recurrent)
    zeros = np.zeros((*x.shape, recurrent.units), "float32")  # (reviews, timesteps, units)

    def loss(shift):  # a sum keeps the reviews apart
        return ops.sum(keras.losses.binary_crossentropy(y, run(x, shift)))

    gradient = gradient_of(loss)(zeros)[0]
    return np.linalg.norm(gradient.astype("float64"), axis=2).mean(axis=0)


def weight_gradients(model: keras.Model, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """dLoss/d(each weight), by path (such as "simple_rnn/simple_rnn_cell/kernel").

    x: (reviews, timesteps) tokens, y: (reviews,) labels. Loss is the mean binary cross-entropy
    of the reviews, as in training; dropout is off.
    """
    x, y = _check(model, x, y)
    variables = model.trainable_variables

    def loss(*values):
        p, _ = model.stateless_call(values, model.non_trainable_variables, x, training=False)
        return ops.mean(keras.losses.binary_crossentropy(y, p))

    found = gradient_of(loss)(*(v.value for v in variables))
    return {v.path: g for v, g in zip(variables, found, strict=True)}


def singular_values(model: keras.Model) -> np.ndarray:
    """The singular values of the last recurrent layer's recurrent kernel (W), largest first.

    The kernel of a gated cell is split into its gates: (gates, units), else (units,).
    """
    cell = recurrent_layer(model).cell
    kernel = ops.convert_to_numpy(cell.recurrent_kernel)  # (units, gates * units)
    gates = np.split(kernel, kernel.shape[1] // kernel.shape[0], axis=1)
    return np.linalg.svd(np.array(gates), compute_uv=False).squeeze()


class _ShiftedCell(keras.layers.Layer):
    """A cell whose input ends with a row to add to the state that it returns."""

    def __init__(self, cell: keras.layers.Layer):
        super().__init__()
        self.cell, self.state_size, self.units = cell, cell.state_size, cell.units
        self.built = True

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list]:
        x, shift = inputs[:, : -self.units], inputs[:, -self.units :]
        _, (h, *others) = self.cell(x, states, training=training)
        h = h + shift
        return h, [h, *others]

    def get_initial_state(self, batch_size: int | None = None) -> Any:
        return self.cell.get_initial_state(batch_size=batch_size)


def _shiftable(model: keras.Model, recurrent: keras.layers.Layer) -> Callable:
    """The model as a function of tokens and of what to add to its states."""
    steps = layer_chain(model)
    shifted = keras.layers.RNN(
        _ShiftedCell(recurrent.cell), return_sequences=recurrent.return_sequences
    )

    def run(x, shift):
        h = x
        for layer in steps:
            reads_shift = layer is recurrent
            h = shifted(ops.concatenate([h, shift], axis=2)) if reads_shift else layer(h)
        return h

    return run


def recurrent_layer(model: keras.Model) -> keras.layers.Layer:
    """The last SimpleRNN, LSTM or GRU layer. Raises TutorialError where there is none."""
    found = [layer for layer in model.layers if isinstance(layer, RECURRENT)]
    if not found:
        raise TutorialError(
            f"{model.name} has no SimpleRNN, LSTM or GRU layer that reads in one direction: "
            "give a model of build_simple_rnn, build_lstm or build_gru."
        )
    return found[-1]


def _check(model: keras.Model, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.asarray(x), np.asarray(y, "float32").reshape(-1, 1)
    if x.ndim != 2 or 0 in x.shape:
        raise TutorialError(
            f"x has shape {x.shape}: give (reviews, timesteps), at least 1 of each."
        )
    if len(x) != len(y):
        raise TutorialError(f"x has {len(x)} reviews and y {len(y)} labels: give one for each.")
    if np.isnan(x).any() or np.isnan(y).any():
        raise TutorialError("x or y holds NaN: give tokens and labels of 0 or 1.")
    timesteps = model.input_shape[1]
    if timesteps not in (None, x.shape[1]):
        raise TutorialError(
            f"x has {x.shape[1]} timesteps and the model reads {timesteps}: "
            "build it with maxlen=None, or give rows of that length."
        )
    return x, y
