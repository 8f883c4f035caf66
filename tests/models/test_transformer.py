"""The Transformer against NumPy, a closed form, and what attention can't see."""

import math
from itertools import combinations

import numpy as np
import pytest

from rnn_tutorial.config import MODELS
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import load_trained
from rnn_tutorial.inspection.attribution import integrated_gradients, log_odds
from rnn_tutorial.models.builders import build_transformer
from rnn_tutorial.models.transformer import SCALE, position_waves
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.cells import sigmoid
from rnn_tutorial.training.memory import estimate_memory

SMALL = {"num_words": 40, "maxlen": 9, "embedding_dim": 6, "units": 5, "seed": 1}
TOKENS = np.random.default_rng(0).integers(0, 40, (4, 9))


def outputs(model, x, **options):
    return keras.ops.convert_to_numpy(model(x, **options))


def waves(timesteps, width):
    """One number after the other, from the formula of the paper."""
    table = np.empty((timesteps, width))
    for step in range(timesteps):
        place = timesteps - 1 - step
        for k in range(0, width, 2):
            angle = place / 10_000 ** (k / width)
            table[step, k] = math.sin(angle)
            if k + 1 < width:
                table[step, k + 1] = math.cos(angle)
    return table


@pytest.mark.parametrize("width", [6, 7])
def test_positions_are_the_waves_of_the_paper(width):
    found = keras.ops.convert_to_numpy(position_waves(50, width))
    np.testing.assert_allclose(found, waves(50, width), atol=1e-5)
    assert np.abs(found).max() <= 1


def normalised(x, gamma, beta):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta


def encoder(x, weights):
    """One encoder layer, head by head."""
    wq, bq, wk, bk, wv, bv, wo, bo, g1, b1, w1, c1, w2, c2, g2, b2 = weights
    looked_up = bo.copy()
    for head in range(wq.shape[1]):
        q, k, v = (x @ w[:, head] + b[head] for w, b in ((wq, bq), (wk, bk), (wv, bv)))
        scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])
        powers = np.exp(scores - scores.max(-1, keepdims=True))
        looked_up = looked_up + powers / powers.sum(-1, keepdims=True) @ v @ wo[head]
    x = normalised(x + looked_up, g1, b1)
    return normalised(x + np.maximum(x @ w1 + c1, 0) @ w2 + c2, g2, b2)


@pytest.mark.parametrize("depth", [1, 2])
def test_probabilities_are_those_of_numpy(depth):
    model = build_transformer(**SMALL, depth=depth)
    rng = np.random.default_rng(3)
    model.set_weights([rng.normal(0, 0.6, w.shape).astype("float32") for w in model.get_weights()])
    vectors, *layers, kernel, bias = model.get_weights()
    x = vectors[TOKENS] + SCALE * waves(9, 6)
    for level in range(depth):
        x = encoder(x, layers[16 * level : 16 * level + 16])
    np.testing.assert_allclose(
        outputs(model, TOKENS), sigmoid(x.mean(axis=1) @ kernel + bias), atol=1e-5
    )


@pytest.mark.parametrize(("d", "u", "depth"), [(32, 64, 1), (6, 5, 2)])
def test_parameters_are_the_closed_form(d, u, depth):
    attention = 4 * d * (d + 1)  # queries, keys, values and output, each with a bias
    feed_forward = d * u + u + u * d + d
    layer = attention + feed_forward + 2 * 2 * d  # two normalisations
    model = build_transformer(500, 20, embedding_dim=d, units=u, depth=depth)
    assert model.count_params() == 500 * d + depth * layer + d + 1
    if d == 32:
        count = MODELS["transformer"].count_parameters(10_000, 500)
        assert f"{count:,} parameters" in build_transformer.__doc__
        lstm = MODELS["lstm"].count_parameters(10_000, 500)
        assert abs(count - lstm) / lstm < 0.001  # about equal, as chapter 10 says


def test_queries_and_keys_begin_differently_and_follow_the_seed():
    one, two, other = (build_transformer(**SMALL | {"seed": s}).get_weights() for s in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    queries, keys, values = one[1], one[3], one[5]
    assert not any(np.allclose(a, b) for a, b in combinations((queries, keys, values), 2))
    assert (one[1] != other[1]).any()


def test_only_the_positions_tell_one_order_from_another():
    order = np.random.default_rng(1).permutation(9)
    model = build_transformer(**SMALL)
    assert np.abs(outputs(model, TOKENS) - outputs(model, TOKENS[:, order])).max() > 1e-6
    *_, encode, mean, answer = model.layers
    vectors = model.layers[1](TOKENS)
    bag = [outputs(lambda v: answer(mean(encode(v))), v)
           for v in (vectors, keras.ops.take(vectors, order, axis=1))]  # fmt: skip
    np.testing.assert_allclose(*bag, atol=1e-6)


def test_any_length_is_read_where_maxlen_is_none():
    model = build_transformer(**SMALL | {"maxlen": None})
    assert outputs(model, TOKENS).shape == outputs(model, TOKENS[:, :4]).shape == (4, 1)


def test_dropout_acts_in_training_only():
    model = build_transformer(**SMALL, dropout=0.5)
    still = outputs(model, TOKENS)
    np.testing.assert_array_equal(still, outputs(model, TOKENS))
    assert np.abs(outputs(model, TOKENS, training=True) - still).max() > 1e-6


def test_words_can_be_attributed():
    model = build_transformer(**SMALL)
    found, baseline = integrated_gradients(model, TOKENS, steps=256)
    np.testing.assert_allclose(found.sum(axis=1) + baseline, log_odds(model, TOKENS), atol=1e-3)


@pytest.mark.slow
def test_an_experiment_runs_and_its_model_can_be_loaded(keras_npz):
    settings = {"profile": "smoke", "data": keras_npz(), "epochs": 1, "units": 5}
    result = run_experiment("transformer", **settings)
    model = load_trained("transformer", **settings)
    assert result.parameters == model.keras_model.count_params()
    assert model.numpy_network is None and 0 < model.keras_model(TOKENS[:, :1])[0, 0] < 1


def test_more_memory_is_asked_for_by_the_square_of_the_length():
    needed = [estimate_memory(get_experiment("transformer", maxlen=n)) for n in (500, 1000, 2000)]
    assert 3 < (needed[2] - needed[1]) / (needed[1] - needed[0]) < 4.1
