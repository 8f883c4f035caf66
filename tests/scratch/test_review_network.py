"""The NumPy models of reviews against Keras: probabilities and attributions of a hundred reviews.

The shipped weights are those of SimpleRNN, dropout RNN, LSTM and GRU. Weights of the other models
are drawn at random, about as large as trained ones.
"""

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.datasets.reviews import load_sample
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.trained import StoredNetwork, TrainedModel
from rnn_tutorial.inspection.attribution import integrated_gradients, log_odds
from rnn_tutorial.inspection.pretrained import load_pretrained, pretrained_names
from rnn_tutorial.scratch.reviews import ReviewNetwork

REVIEWS = 100
OTHERS = {
    "stacked_rnn": {},
    "bidirectional_rnn": {},
    "bidirectional_lstm": {},
    "stacked GRU in both directions": {"cell": "gru", "depth": 2, "bidirectional": True},
    "min_gru": {},
    "lru": {},
}


def random_weights(name, **changes):
    """A model with random weights that reads 60 timesteps."""
    name = name if name in OTHERS and not changes else "simple_rnn"
    config = get_experiment(name, num_words=10_000, maxlen=60, **changes)
    rng = np.random.default_rng(0)
    shapes = config.model.weight_shapes(10_000, 60)
    weights = tuple(rng.normal(scale=0.17, size=shape).astype("float32") for shape in shapes)
    if name == "lru":  # eigenvalues of size 0.93 to 0.96: without a memory, most words do nothing
        weights[1][:] -= 3
    return TrainedModel(StoredNetwork(config, weights), 60)


@pytest.fixture(scope="module")
def reviews():
    """Reviews of 20 to 500 tokens, some of them padded."""
    return load_sample(maxlen=500).x_test[:REVIEWS]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*pretrained_names(), *OTHERS])
def test_a_hundred_reviews_as_keras_reads_them(name, reviews):
    model = random_weights(name, **OTHERS[name]) if name in OTHERS else load_pretrained(name)
    x = reviews[:, -model.timesteps :]
    odds, theirs = log_odds(model, x), log_odds(model.keras_model, x)
    assert odds.std() > 0.05  # or the next lines would hold for nothing
    p = 1 / (1 + np.exp(-odds))
    np.testing.assert_allclose(p, model.keras_model.predict(x, verbose=0)[:, 0], atol=1e-4)
    np.testing.assert_allclose(odds, theirs, atol=1e-4, rtol=1e-4)
    shares, baseline = integrated_gradients(model, x, steps=4)
    wanted, keras_baseline = integrated_gradients(model.keras_model, x, steps=4)
    assert np.abs(wanted).max() > 0.05
    np.testing.assert_allclose(shares, wanted, atol=1e-4)
    assert baseline == pytest.approx(keras_baseline, abs=1e-4)


@pytest.mark.parametrize(
    "layers",
    [{"cell": "gru", "depth": 2, "bidirectional": True}, {"kind": "min_gru"}, {"kind": "lru"}],
)
def test_slopes_are_the_differences_of_the_log_odds(layers):
    """In float64, one vector's entry after the other."""
    config = ModelConfig(units=3, embedding_dim=2, **layers)
    rng = np.random.default_rng(1)
    weights = tuple(rng.normal(scale=0.5, size=shape) for shape in config.weight_shapes(9, 4))
    network = ReviewNetwork(config, weights)
    vectors = network.table[rng.integers(0, 9, (2, 4))]
    slopes, step = network.slopes(vectors), 1e-6
    for place in np.ndindex(vectors.shape):
        moved = [vectors.copy(), vectors.copy()]
        moved[0][place] -= step
        moved[1][place] += step
        below, above = (network.log_odds(v)[place[0]] for v in moved)
        assert slopes[place] == pytest.approx((above - below) / (2 * step), abs=1e-6)


def test_baselines_have_no_numpy_form():
    with pytest.raises(TutorialError, match="kind is 'conv1d'"):
        ReviewNetwork(ModelConfig(kind="conv1d"), ())
