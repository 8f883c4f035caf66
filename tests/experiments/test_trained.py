"""One class for trained models, wherever they come from; its weights in files."""

import numpy as np
import pytest

from rnn_tutorial.datasets.reviews import ReviewDataset
from rnn_tutorial.datasets.vocabulary import Vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import (
    TrainedModel,
    load_trained,
    load_weights,
    read_network,
    save_weights,
)
from rnn_tutorial.inspection.attribution import integrated_gradients, log_odds
from rnn_tutorial.inspection.gradients import gradient_norms, weight_gradients
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.models import builders
from rnn_tutorial.quiet_keras import keras

X = np.random.default_rng(0).integers(1, 30, (3, 8))
Y = np.array([0, 1, 1])
WORDS = tuple(f"word{rank}" for rank in range(1, 27))


@pytest.fixture(scope="module")
def model():
    network = builders.build_simple_rnn(30, 8, embedding_dim=4, units=4, seed=0)
    return TrainedModel(network, 8, vocabulary=Vocabulary(WORDS, 30))


def dataset(**changes):
    parts = {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y, "words": WORDS,
             "source": "mine.npz", "fingerprint": "f", "num_words": 30, "maxlen": 8}  # fmt: skip
    return ReviewDataset(**parts | changes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "function",
    [
        lambda model: integrated_gradients(model, X, steps=2)[0],
        lambda model: log_odds(model, X),
        lambda model: gradient_norms(model, X, Y),
        lambda model: list(weight_gradients(model, X, Y).values())[1],
    ],
)
def test_functions_take_a_trained_model_or_its_keras_model(function, model):
    np.testing.assert_array_equal(function(model), function(model.keras_model))


@pytest.mark.slow
def test_shipped_models_and_the_readers_own_are_of_one_class(keras_npz):
    path = keras_npz()
    settings = {"profile": "smoke", "data": path, "maxlen": 8, "units": 3, "epochs": 1}
    run_experiment("per_timestep_dropout_rnn", **settings)
    own, shipped = load_trained("per_timestep_dropout_rnn", **settings), load_pretrained("lstm")
    assert type(own) is type(shipped) is TrainedModel
    assert (own.name, own.timesteps) == ("per_timestep_dropout_rnn", 8)
    assert shipped.result.name == "lstm" and shipped.timesteps == 500
    for layer in own.keras_model.layers:  # Keras's own, even if others trained it
        assert type(layer).__module__.startswith("keras.")
    for one in (own, shipped):
        assert "\n" not in repr(one) and one.title in repr(one)
    assert own.dataset.source == "small.npz"


def test_a_model_of_reviews_without_words_has_no_vocabulary(model):
    without = TrainedModel.of(model.keras_model, dataset(words=None))
    np.testing.assert_array_equal(log_odds(without, X), log_odds(model, X))
    with pytest.raises(TutorialError, match="without its words"):
        without.encode("word3")
    with pytest.raises(TutorialError, match="has no reviews"):
        model.dataset  # noqa: B018


def test_the_pair_that_load_trained_returned_can_still_be_unpacked(model):
    trained = TrainedModel.of(model.keras_model, dataset())
    with pytest.warns(DeprecationWarning, match="one object"):
        network, reviews = trained
    assert network is trained.keras_model and reviews is trained.dataset
    with pytest.warns(DeprecationWarning, match="keras_model"):
        assert isinstance(trained[0], keras.Model)


def test_weights_come_back_from_their_file_and_those_of_others_are_refused(model, tmp_path):
    path, weights = tmp_path / "mine.weights.npz", model.keras_model.get_weights()
    save_weights(path, weights)
    for one, other in zip(load_weights(path), weights, strict=True):
        np.testing.assert_array_equal(one, other)
    own, wider = (
        get_experiment("simple_rnn", num_words=30, maxlen=8, embedding_dim=4, units=units)
        for units in (4, 5)
    )
    stored = read_network(own, path)
    x = X.astype("int32")
    np.testing.assert_array_equal(stored.build()(x), model.keras_model(x))
    with pytest.raises(TutorialError, match="another model"):
        read_network(wider, path)
    save_weights(path, [np.array([np.nan])])
    with pytest.raises(TutorialError, match="not finite"):
        load_weights(path)
