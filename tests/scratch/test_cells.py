"""The NumPy cells against Keras, against finite differences, and against a hand calculation."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch import cells
from rnn_tutorial.scratch.cells import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
    rnn_step,
)

BATCH, TIMESTEPS, FEATURES, UNITS = 3, 7, 4, 5
LAYERS = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def draw(cell, timesteps=TIMESTEPS, dtype="float64"):
    """x, and kernel, recurrent_kernel, bias: all of them far from the zeros of a first bias."""
    rng = np.random.default_rng(0)
    width = GATES[cell] * UNITS
    bias = (2, width) if cell == "gru" else (width,)
    shapes = (BATCH, timesteps, FEATURES), (FEATURES, width), (UNITS, width), bias
    return [rng.normal(scale=0.5, size=shape).astype(dtype) for shape in shapes]


def run(cell, x, *weights):
    """Forward, then backward for the loss sum(h * target); states and gradients."""
    kernel, recurrent, bias = weights
    target = np.random.default_rng(1).normal(size=(*x.shape[:2], len(recurrent))).astype(x.dtype)
    if cell == "rnn":
        h = rnn_forward(x, kernel, recurrent, bias)
        gradients = rnn_backward(target, h, x, kernel, recurrent)
    elif cell == "lstm":
        h, *kept = lstm_forward(x, kernel, recurrent, bias)
        gradients = lstm_backward(target, h, *kept, x, kernel, recurrent)
    else:
        h, gates = gru_forward(x, kernel, recurrent, bias)
        gradients = gru_backward(target, h, gates, x, kernel, recurrent)
    return h, gradients, float((h * target).sum()), target


@pytest.mark.parametrize("cell", GATES)
@pytest.mark.parametrize("timesteps", [1, TIMESTEPS])
def test_states_are_those_of_keras(cell, timesteps):
    x, *weights = draw(cell, timesteps, "float32")
    layer = LAYERS[cell](UNITS, return_sequences=True)
    layer.build(x.shape)
    layer.set_weights(weights)
    expected = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(run(cell, x, *weights)[0], expected, atol=1e-6)


@pytest.mark.parametrize("cell", GATES)
def test_gradients_are_those_of_keras(cell):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("written for TensorFlow: unset KERAS_BACKEND")
    import tensorflow as tf

    x, *weights = draw(cell, dtype="float32")
    layer = LAYERS[cell](UNITS, return_sequences=True)
    layer.build(x.shape)
    layer.set_weights(weights)
    _, ours, _, target = run(cell, x, *weights)
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(layer(inputs) * target)
    theirs = tape.gradient(loss, [inputs, *(v.value for v in layer.trainable_variables)])
    for mine, other in zip(ours, theirs, strict=False):
        np.testing.assert_allclose(mine, other.numpy(), atol=1e-5)


@pytest.mark.parametrize("cell", GATES)
def test_gradients_are_those_of_finite_differences(cell):
    arguments = draw(cell)
    ours = run(cell, *arguments)[1]
    for place, gradient in enumerate(ours[:4]):
        numeric = np.empty_like(gradient)
        for index in np.ndindex(*gradient.shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = [a.copy() for a in arguments]
                moved[place][index] += step
                sides.append(run(cell, *moved)[2])
            numeric[index] = (sides[0] - sides[1]) / 2e-5
        np.testing.assert_allclose(gradient, numeric, atol=1e-8)


def test_the_memory_gradient_is_a_product_of_forget_gates_when_the_gates_ignore_h():
    x, kernel, recurrent, bias = draw("lstm")
    recurrent = np.zeros_like(recurrent)  # then c_t = f_t c_{t-1} + ... is the only way back
    h, c, gates = lstm_forward(x, kernel, recurrent, bias)
    dh = np.zeros_like(h)
    dh[:, -1] = 1.0
    gradients = lstm_backward(dh, h, c, gates, x, kernel, recurrent)
    last = gates[3, :, -1] * (1 - np.tanh(c[:, -1]) ** 2)
    np.testing.assert_allclose(gradients.c[:, 0], last * gates[1, :, 1:].prod(axis=1))
    assert not gradients.h[:, :-1].any()


def test_a_step_worked_out_by_hand():
    # tanh(2*0.5 + 1*(-0.25) + 0.25) = tanh(1)
    state = rnn_step(np.array([[2.0]]), np.array([[1.0]]), [[0.5]], [[-0.25]], [0.25])
    assert state == pytest.approx(np.tanh(1.0))


def test_relu_gradient_passes_through_an_identity_unchanged():
    x, kernel, recurrent, bias = draw("rnn")
    x, kernel, recurrent = np.abs(x), np.abs(kernel), np.eye(UNITS)
    h = rnn_forward(x, kernel, recurrent, np.abs(bias), activation="relu")
    dh = np.zeros_like(h)
    dh[:, -1] = 1.0
    gradients = rnn_backward(dh, h, x, kernel, recurrent, activation="relu")
    np.testing.assert_array_equal(gradients.h, np.ones_like(h))


def test_truncation_cuts_the_way_back_where_it_says():
    x, kernel, recurrent, bias = draw("rnn")
    h = rnn_forward(x, kernel, recurrent, bias)
    dh = np.zeros_like(h)
    dh[:, -1] = 1.0
    cut = rnn_backward(dh, h, x, kernel, recurrent, truncate=3)  # cuts before t = 6, 3, 0
    whole = rnn_backward(dh, h, x, kernel, recurrent)
    np.testing.assert_array_equal(cut.h[:, 6], whole.h[:, 6])
    assert not cut.h[:, :6].any()
    assert whole.h[:, 0].all()


@pytest.mark.parametrize(
    ("place", "shape", "said"),
    [
        (0, (BATCH, FEATURES), "x has shape"),
        (0, (BATCH, 0, FEATURES), "each 1 or more"),
        (1, (FEATURES + 1, UNITS), "kernel has shape"),
        (2, (UNITS, UNITS + 1), "recurrent_kernel has shape"),
        (3, (UNITS + 1,), "bias has shape"),
        (4, (BATCH, UNITS + 1), "h has shape"),
    ],
)
@pytest.mark.parametrize("cell", GATES)
def test_shapes_that_do_not_fit_are_named(cell, place, shape, said):
    arguments = [*draw(cell), np.zeros((BATCH, UNITS))]
    arguments[place] = np.zeros(shape)
    with pytest.raises(TutorialError, match=said) as caught:
        getattr(cells, f"{cell}_forward")(*arguments)
    assert "\n" not in str(caught.value)


def test_an_unknown_activation_is_refused():
    with pytest.raises(TutorialError, match="activation is 'Tanh': choose one of tanh, relu"):
        cells.rnn_forward(*draw("rnn"), activation="Tanh")


@pytest.mark.parametrize("cell", GATES)
def test_nan_is_named_by_its_place(cell):
    x, *weights = draw(cell)
    x[1, 4, 0] = np.nan
    with pytest.raises(TutorialError, match="sample 1, timestep 4"):
        run(cell, x, *weights)
