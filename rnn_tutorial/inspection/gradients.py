"""The gradient of the loss on its way back through time, measured on Keras models."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError, plural
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.checking import check_timesteps
from rnn_tutorial.inspection.differentiation import gradient_of, layer_chain
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import keras_model

ops = keras.ops
RECURRENT = (keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU)


def gradient_norms(
    model: keras.Model | TrainedModel,
    x: np.ndarray,
    y: np.ndarray,
) -> np.ndarray:
    """The norm of `dLoss/dh_t` at each timestep t, averaged over the reviews.

    model: reads in one direction, such as those of `build_simple_rnn`,
    `build_lstm` and `build_gru`; `h_t` are the states of its last recurrent
    layer. x: (reviews, timesteps) tokens. y: (reviews,) labels, 0 or 1. Loss
    is the binary cross-entropy of one review, without dropout.

    The gradient includes all paths: if `h_t` changes, all later states change.
    To measure it, a matrix of zeros is added to the states, and the gradient
    is taken with respect to that matrix. Values below about 1e-38 become 0
    (float32).

    Returns (timesteps,). Raises TutorialError for a model without such a
    layer, and for x and y that don't fit it. Source: Pascanu et al. (2013),
    "On the difficulty of training recurrent neural networks".
    """
    model = keras_model(model)
    x, y = _check(model, x, y)
    recurrent = recurrent_layer(model)
    run = _shiftable(model, recurrent)
    # (reviews, timesteps, units)
    zeros = np.zeros((*x.shape, recurrent.units), "float32")

    def loss(shift: Any) -> Any:
        # In a sum, no review changes another's gradient.
        return ops.sum(keras.losses.binary_crossentropy(y, run(x, shift)))

    gradient = gradient_of(loss)(zeros)[0]
    return np.linalg.norm(gradient.astype("float64"), axis=2).mean(axis=0)


def weight_gradients(
    model: keras.Model | TrainedModel, x: np.ndarray, y: np.ndarray
) -> dict[str, np.ndarray]:
    """dLoss/d(weight) for each weight, by its path in the model.

    A path is such as "simple_rnn/simple_rnn_cell/kernel".
    x: (reviews, timesteps) tokens. y: (reviews,) labels, 0 or 1. Loss is the
    mean binary cross-entropy of the reviews, as in training, without dropout.
    Raises TutorialError for x and y that don't fit the model.
    """
    model = keras_model(model)
    x, y = _check(model, x, y)
    variables = model.trainable_variables
    others = model.non_trainable_variables

    def loss(*values: Any) -> Any:
        p, _ = model.stateless_call(values, others, x, training=False)
        return ops.mean(keras.losses.binary_crossentropy(y, p))

    found = gradient_of(loss)(*(v.value for v in variables))
    return {v.path: g for v, g in zip(variables, found, strict=True)}


class _ShiftedCell(keras.layers.Layer):
    """A cell that adds the last `units` features of its input to the state that it returns."""

    def __init__(self, cell: keras.layers.Layer) -> None:
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


def _shiftable(model: keras.Model, recurrent: keras.layers.Layer) -> Callable[[Any, Any], Any]:
    """The model as a function of tokens and of the matrix to add to its states."""
    steps = layer_chain(model)
    shifted = keras.layers.RNN(
        _ShiftedCell(recurrent.cell), return_sequences=recurrent.return_sequences
    )

    def run(x: Any, shift: Any) -> Any:
        h = x
        for layer in steps:
            reads_shift = layer is recurrent
            h = shifted(ops.concatenate([h, shift], axis=2)) if reads_shift else layer(h)
        return h

    return run


def recurrent_layer(model: keras.Model) -> keras.layers.Layer:
    """The last SimpleRNN, LSTM or GRU layer. Raises TutorialError if there is none."""
    found = [layer for layer in model.layers if isinstance(layer, RECURRENT)]
    if not found:
        raise TutorialError(
            f"{model.name} has no SimpleRNN, LSTM or GRU layer that reads in one direction: "
            "give a model such as those of build_simple_rnn, build_lstm or build_gru."
        )
    return found[-1]


def _check(model: keras.Model, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.asarray(x), np.asarray(y, "float32").reshape(-1, 1)
    if x.ndim != 2 or 0 in x.shape:
        raise TutorialError(
            f"x has shape {x.shape}: give (reviews, timesteps), with at least one of each."
        )
    if len(x) != len(y):
        raise TutorialError(
            f"x has {plural(len(x), 'review')} and y has {plural(len(y), 'label')}: give one label "
            "for each review."
        )
    if np.isnan(x).any() or np.isnan(y).any():
        raise TutorialError("x or y contains NaN: give tokens, and labels of 0 or 1.")
    check_timesteps(model, x)
    return x, y
