"""Gradients through time on Keras models against the NumPy backward passes."""

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.gradients import gradient_norms, weight_gradients
from rnn_tutorial.models import builders
from rnn_tutorial.scratch.cells import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
    sigmoid,
)

SMALL = {"num_words": 30, "maxlen": 11, "embedding_dim": 6, "units": 5, "seed": 3}
BUILDERS = {
    "simple_rnn": builders.build_simple_rnn,
    "lstm": builders.build_lstm,
    "gru": builders.build_gru,
}


def reviews(count=4, timesteps=11, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 30, (count, timesteps)), rng.integers(0, 2, count)


def lively(cell):
    """A model whose weights are large enough for the gradients to be far from zero."""
    model = BUILDERS[cell](**SMALL)
    rng = np.random.default_rng(5)
    model.set_weights([rng.normal(scale=0.6, size=w.shape) for w in model.get_weights()])
    return model


def by_hand(model, cell, x, y):
    """The cell's gradients of each review's cross-entropy (not of their mean)."""
    embedding, *weights, kernel, bias = (w.astype("float64") for w in model.get_weights())
    vectors = embedding[x]
    forward = {"simple_rnn": rnn_forward, "lstm": lstm_forward, "gru": gru_forward}[cell]
    backward = {"simple_rnn": rnn_backward, "lstm": lstm_backward, "gru": gru_backward}[cell]
    kept = forward(vectors, *weights)
    kept = kept if isinstance(kept, tuple) else (kept,)
    p = sigmoid(kept[0][:, -1] @ kernel + bias)  # (reviews, 1)
    dh = np.zeros_like(kept[0])
    dh[:, -1] = (p - y[:, None]) @ kernel.T  # of a cross-entropy behind a sigmoid
    return backward(dh, *kept, vectors, *weights[:2])


@pytest.mark.parametrize("cell", BUILDERS)
def test_norms_are_those_of_the_numpy_backward_pass(cell):
    model, (x, y) = lively(cell), reviews()
    expected = np.linalg.norm(by_hand(model, cell, x, y).h, axis=2).mean(axis=0)
    np.testing.assert_allclose(gradient_norms(model, x, y), expected, rtol=1e-4, atol=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("cell", BUILDERS)
def test_weight_gradients_are_those_of_the_numpy_backward_pass(cell):
    model, (x, y) = lively(cell), reviews()
    expected, found = by_hand(model, cell, x, y), weight_gradients(model, x, y)
    for name in ("kernel", "recurrent_kernel", "bias"):
        mine = getattr(expected, name) / len(x)
        (path,) = (p for p in found if p.endswith(f"{cell}_cell/{name}"))
        np.testing.assert_allclose(found[path], mine, atol=1e-5)
    embedding = np.zeros((30, 6))
    np.add.at(embedding, x, expected.x / len(x))
    np.testing.assert_allclose(found["embedding/embeddings"], embedding, atol=1e-5)


def test_a_stacked_model_gives_the_norms_of_its_last_layer():
    config = ModelConfig(depth=2, units=5, embedding_dim=6)
    model, (x, y) = builders.build_model(config, 30, None, seed=0), reviews()
    kernel = model.layers[-1].get_weights()[0]
    p = np.asarray(model(x))[:, 0]
    expected = np.abs(p - y).mean() * np.linalg.norm(kernel)
    norms = gradient_norms(model, x, y)
    assert norms.shape == (11,)
    assert norms[-1] == pytest.approx(expected, rel=1e-4)


def test_one_timestep_is_enough():
    model, (x, y) = builders.build_gru(30, None), reviews(timesteps=1)
    assert gradient_norms(model, x, y).shape == (1,)


def test_a_wider_open_forget_gate_lets_more_of_the_gradient_back():
    model, (x, y) = builders.build_lstm(30, 60, seed=0), reviews(timesteps=60)
    cell = model.get_layer("lstm").cell
    at_the_start = {}
    for bias in (0.0, 1.0, 5.0):
        cell.bias.assign(np.repeat([0.0, bias, 0.0, 0.0], 32))
        at_the_start[bias] = gradient_norms(model, x, y)[0]
    assert 1e4 * at_the_start[0.0] < at_the_start[1.0] < 1e-4 * at_the_start[5.0]


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (np.zeros((2, 0)), np.zeros(2), "at least one of each"),
        (np.zeros(11), np.zeros(2), "give \\(reviews, timesteps\\)"),
        (np.zeros((2, 11)), np.zeros(3), "2 reviews and y has 3 labels"),
        (np.full((2, 11), np.nan), np.zeros(2), "NaN"),
        (np.zeros((2, 11)), np.full(2, np.nan), "NaN"),
        (np.zeros((2, 12)), np.zeros(2), "12 timesteps and simple_rnn reads 11"),
    ],
)
def test_bad_input_is_refused_by_name(x, y, said):
    with pytest.raises(TutorialError, match=said):
        gradient_norms(builders.build_simple_rnn(**SMALL), x, y)


@pytest.mark.parametrize(
    "build", [builders.build_dense_baseline, builders.build_bidirectional_lstm]
)
def test_a_model_without_one_direction_is_refused(build):
    with pytest.raises(TutorialError, match="no SimpleRNN, LSTM or GRU"):
        gradient_norms(build(**SMALL), *reviews())


@pytest.mark.slow
@pytest.mark.parametrize("cell", BUILDERS)
def test_jax_gives_the_same_gradients(on_jax, cell):
    on_jax(test_norms_are_those_of_the_numpy_backward_pass, cell)
    on_jax(test_weight_gradients_are_those_of_the_numpy_backward_pass, cell)
