"""LSTM, GRU and bag of words: closed-form counts, the NumPy cells, and what order means."""

import json
import math

import numpy as np
import pytest

from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.models import builders
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.cells import gru_forward, lstm_forward, sigmoid
from rnn_tutorial.training.fitting import fit

SMALL = {"num_words": 50, "maxlen": 9, "embedding_dim": 6, "units": 5, "seed": 1}


def tokens(reviews=8, maxlen=9):
    return np.random.default_rng(0).integers(0, 50, (reviews, maxlen)).astype("int32")


def outputs(model, x):
    return keras.ops.convert_to_numpy(model(x))


def closed_form(name, words, d, u):
    """Embedding, cell and output unit, counted by hand."""
    gate = u * (d + u)  # the two kernels of one gate
    cell = {
        "lstm": 4 * (gate + u),
        "regularised_lstm": 4 * (gate + u),
        "gru": 3 * (gate + 2 * u),  # one bias for x and one for h
        "bidirectional_lstm": 2 * 4 * (gate + u),
        "bag_of_words": 0,
    }[name]
    joined = {"bidirectional_lstm": 2 * u, "bag_of_words": d}.get(name, u)
    return words * d + cell + joined + 1


@pytest.mark.parametrize(
    "name", ["lstm", "gru", "bidirectional_lstm", "regularised_lstm", "bag_of_words"]
)
@pytest.mark.parametrize(("words", "d", "u"), [(10_000, 32, 32), (50, 6, 5)])
def test_parameters_are_the_closed_form(name, words, d, u):
    sizes = {"embedding_dim": d} | ({} if name == "bag_of_words" else {"units": u})
    model = getattr(builders, f"build_{name}")(words, 40, **sizes)
    assert model.count_params() == closed_form(name, words, d, u)
    if d == 32:
        said = f"{model.count_params():,} parameters"
        assert said in getattr(builders, f"build_{name}").__doc__
    same = build_model(EXPERIMENTS[name].model, 10_000, 40)
    assert (same.count_params() == model.count_params()) == (d == 32)


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_probabilities_are_those_of_the_numpy_cells(name):
    model, x = getattr(builders, f"build_{name}")(**SMALL), tokens()
    embedding, *cell, kernel, bias = model.get_weights()
    forward = {"lstm": lstm_forward, "gru": gru_forward}[name]
    states = forward(embedding[x], *cell)[0]
    np.testing.assert_allclose(outputs(model, x), sigmoid(states[:, -1] @ kernel + bias), atol=1e-6)


def test_the_forget_gate_starts_open():
    bias = builders.build_lstm(**SMALL).get_layer("lstm").cell.bias
    i, f, c, o = np.split(keras.ops.convert_to_numpy(bias), 4)
    assert (f == 1).all()
    assert not np.concatenate([i, c, o]).any()


def test_a_bag_of_words_does_not_see_order_and_an_lstm_does():
    x = tokens()
    backwards = x[:, ::-1]
    bag = builders.build_bag_of_words(50, 9, embedding_dim=6)
    np.testing.assert_allclose(outputs(bag, x), outputs(bag, backwards), atol=1e-6)
    lstm = builders.build_lstm(**SMALL)
    assert np.abs(outputs(lstm, x) - outputs(lstm, backwards)).max() > 1e-6


def test_dropout_of_the_regularised_lstm_acts_in_training_only():
    model, x = builders.build_regularised_lstm(**SMALL), tokens()
    np.testing.assert_array_equal(outputs(model, x), outputs(model, x))
    trained = keras.ops.convert_to_numpy(model(x, training=True))
    assert np.abs(trained - outputs(model, x)).max() > 1e-6
    with pytest.raises(TutorialError, match="recurrent_dropout is 1"):
        builders.build_regularised_lstm(recurrent_dropout=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lstm", "bag_of_words"])
def test_an_experiment_of_that_name_runs(name, keras_npz):
    result = run_experiment(name, profile="smoke", data=keras_npz(), epochs=1)
    assert math.isfinite(result.best.loss)
    assert result.config.model == EXPERIMENTS[name].model


@pytest.mark.slow
def test_a_learning_rate_that_breaks_training_is_told_and_what_was_finished_stays(tmp_path):
    x, y = tokens(40), np.arange(40) % 2
    config = TrainingConfig(epochs=3, optimizer="sgd", learning_rate=0.1)
    model = compile_model(builders.build_lstm(**SMALL), config)

    def raise_the_rate(epoch, *_):
        if epoch == 2:
            model.optimizer.learning_rate = 1e39  # infinite in float32

    checkpoint = tmp_path / "run.npz"
    with pytest.raises(TutorialError, match=r"the loss of epoch 3 is not a number.*learning_rate"):
        fit(model, x, y, config, checkpoint=checkpoint, progress=raise_the_rate)
    with np.load(checkpoint) as stored:
        assert len(json.loads(stored["progress"].tobytes())["epoch_seconds"]) == 2
