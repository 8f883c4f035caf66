"""Arrays and models of other people at the door of `fit`."""

import logging

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig, TrainingConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.architecture import build_model
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import evaluate, fit, predict

ONCE = TrainingConfig(epochs=1, batch_size=8)
X = np.random.default_rng(0).integers(1, 20, (20, 6))
Y = np.arange(20) % 2


@pytest.fixture(scope="module")
def model():
    model = build_model(ModelConfig(units=3, embedding_dim=2), 20, 6, seed=0)
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (X, Y[:19], r"y has shape \(19,\), and x has 20 reviews"),
        (X, np.stack([Y, Y], axis=1), r"y has shape \(20, 2\)"),
        (X, Y + 1, "y has a label 2: labels are 0"),
        (X, Y - 0.5, "y has a label -0.5"),
        (X, np.where(Y, "pos", "neg"), "y has a label of type <U3"),
        (X + 5, Y, "has the token 24, .* from 0 to 19: .*num_words=20"),
        (X - 3, Y, "has the token -2"),
        ([[1, 2], [3]], Y[:2], "different lengths"),
        (X, np.ones(20), "only the label 1 is among the 16 reviews for training"),
        (X, np.arange(20) >= 16, "only the label 0 is among the 16 reviews"),
    ],
)
def test_what_can_t_be_trained_is_refused_in_one_line(model, x, y, words):
    with pytest.raises(TutorialError, match=words) as caught:
        fit(model, x, y, ONCE)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_validation_of_one_label_is_a_warning(model, caplog):
    y = Y.copy()
    y[16:] = 1
    with caplog.at_level(logging.WARNING, "rnn_tutorial"):
        assert fit(model, X, y, ONCE).epochs == 1
    assert "All 4 reviews for validation have the label 1" in caplog.text


def test_labels_in_a_column_are_read(model):
    assert fit(model, X, Y[:, None].astype(bool), ONCE).epochs == 1
    assert evaluate(model, X, Y[:, None]) == evaluate(model, X, list(Y)) == evaluate(model, X, Y)


def test_an_embedding_of_positions_refuses_no_token():
    inputs = keras.Input((6,), dtype="int32")
    places = keras.layers.Embedding(6, 2)(keras.ops.arange(6))
    read = keras.layers.Flatten()(keras.layers.Embedding(20, 2)(inputs) + places)
    model = keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(read))
    assert predict(model, X).shape == (20,)


def test_what_can_t_be_tested_is_refused(model):
    for mistake, words in (
        (lambda: evaluate(model, X, Y + 1), "y has a label 2"),
        (lambda: evaluate(model, X, Y[:19]), "x has 20 reviews"),
        (lambda: evaluate(model, X + 5, Y), "has the token 24"),
        (lambda: predict(model, X - 3), "has the token -2"),
    ):
        with pytest.raises(TutorialError, match=words):
            mistake()


@pytest.mark.parametrize(
    ("options", "words"),
    [(None, "not compiled"), ({"metrics": ["AUC"]}, "without accuracy"), ({}, "without accuracy")],
)
def test_a_model_that_reports_no_accuracy_is_refused(options, words):
    model = build_model(ModelConfig(units=3, embedding_dim=2), 20, 6, seed=0)
    if options is not None:
        model.compile("rmsprop", "binary_crossentropy", **options)
    with pytest.raises(TutorialError, match=words):
        fit(model, X, Y, ONCE)


def test_batches_by_length_need_the_padding_in_front(model):
    x = X.copy()
    x[3, 4:] = 0
    by_length = TrainingConfig(epochs=1, batch_size=8, batching="by_length")
    with pytest.raises(TutorialError, match='padding="pre"'):
        fit(model, x, Y, by_length)


@pytest.mark.slow
def test_an_accuracy_object_counts_as_accuracy():
    model = build_model(ModelConfig(units=3, embedding_dim=2), 20, 6, seed=0)
    metric = keras.metrics.BinaryAccuracy(name="accuracy")
    model.compile("rmsprop", "binary_crossentropy", metrics=[metric])
    assert fit(model, X, Y, ONCE).epochs == 1
