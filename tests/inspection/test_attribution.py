"""Attributions against closed forms and against Keras's own probabilities."""

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.attribution import integrated_gradients, log_odds
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.models import builders, video
from rnn_tutorial.models.architecture import build_model

SMALL = {"num_words": 30, "maxlen": 11, "embedding_dim": 6, "seed": 3}
SHAPES = {
    "simple_rnn": ModelConfig(units=5, embedding_dim=6),
    "lstm": ModelConfig(cell="lstm", units=5, embedding_dim=6),
    "gru": ModelConfig(cell="gru", units=5, embedding_dim=6),
    "stacked": ModelConfig(depth=2, units=5, embedding_dim=6),
    "both ways": ModelConfig(bidirectional=True, units=5, embedding_dim=6),
    "dropout": ModelConfig(dropout=0.5, recurrent_dropout=0.5, units=5, embedding_dim=6),
}


def lively(model):
    """Weights large enough for the nonlinearities to matter."""
    rng = np.random.default_rng(5)
    model.set_weights([rng.normal(scale=0.5, size=w.shape) for w in model.get_weights()])
    return model


def reviews(count=3, seed=0):
    x = np.random.default_rng(seed).integers(1, 30, (count, 11))
    x[0, :4] = 0  # one is padded
    return x


def odds(model, x):
    p = model.predict(x, verbose=0)[:, 0].astype("float64")
    return np.log(p / (1 - p))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_attributions_sum_to_the_difference_from_the_baseline(shape):
    model, x = lively(build_model(SHAPES[shape], 30, 11, seed=0)), reviews()
    shares, baseline = integrated_gradients(model, x)
    assert shares.shape == x.shape and not shares[x == 0].any()
    assert baseline == pytest.approx(odds(model, np.zeros((1, 11), int))[0], abs=1e-4)
    wanted = odds(model, x) - baseline
    assert np.abs(wanted).max() > 0.1  # or the next line would hold for nothing
    np.testing.assert_allclose(shares.sum(axis=1), wanted, atol=5e-3)


@pytest.mark.slow
def test_more_steps_come_closer():
    model, x = lively(builders.build_simple_rnn(**SMALL, units=5)), reviews()
    errors = []
    for steps in (2, 64):
        shares, baseline = integrated_gradients(model, x, steps=steps)
        errors.append(np.abs(shares.sum(axis=1) - odds(model, x) + baseline).max())
    assert errors[1] < errors[0] / 10


def test_a_mean_of_word_vectors_gives_each_word_its_own_product():
    """log odds = mean(vectors) k + b, so a token's part is (its vector - padding's) k / length."""
    model, x = lively(builders.build_bag_of_words(**SMALL)), reviews()
    table, kernel, _ = (w.astype("float64") for w in model.get_weights())
    expected = ((table[x] - table[0]) @ kernel)[..., 0] / x.shape[1]
    np.testing.assert_allclose(integrated_gradients(model, x)[0], expected, atol=1e-5)


def test_log_odds_are_not_rounded_where_the_probability_is():
    model = builders.build_bag_of_words(**SMALL)
    table, kernel, bias = model.get_weights()
    model.set_weights([table * 0, kernel, bias * 0 + 30])
    x = reviews(1)
    assert model.predict(x, verbose=0)[0, 0] == 1.0
    assert log_odds(model, x)[0] == pytest.approx(30)


CLEAR = [
    ("What a wonderful film", "wonderful", 1),
    ("An excellent cast", "excellent", 1),
    ("It is the worst of them", "worst", -1),
    ("It was awful", "awful", -1),
    ("This is a waste", "waste", -1),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["simple_rnn", "dropout_rnn"])
def test_clear_cases(name):
    model = load_pretrained(name)
    x = np.concatenate([model.encode(text) for text, _, _ in CLEAR])
    shares = integrated_gradients(model, x)[0]
    for row, (text, word, sign) in enumerate(CLEAR):
        place = model.timesteps - len(text.split()) + text.split().index(word)
        assert sign * shares[row, place] > 0.2, text


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (np.zeros((2, 0), int), "at least one of each"),
        (np.zeros(11, int), "give whole numbers"),
        (np.zeros((2, 11)), "type float64"),
        (np.zeros((2, 12), int), "12 timesteps and bag_of_words reads 11"),
        (np.full((2, 11), 30), "tokens from 30 to 30, but the model knows only those from 0 to 29"),
        (np.full((2, 11), -1), "tokens from -1 to -1"),
    ],
)
@pytest.mark.parametrize("measure", [integrated_gradients, log_odds])
def test_bad_tokens_are_refused_by_name(measure, x, said):
    with pytest.raises(TutorialError, match=said):
        measure(builders.build_bag_of_words(**SMALL), x)


def test_other_models_and_steps_are_refused():
    with pytest.raises(TutorialError, match="video_rnn is not an embedding"):
        integrated_gradients(video.build_video_rnn(), reviews())
    with pytest.raises(TutorialError, match="steps is 0"):
        integrated_gradients(builders.build_bag_of_words(**SMALL), reviews(), steps=0)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_jax_gives_the_same(on_jax, shape):
    on_jax(test_attributions_sum_to_the_difference_from_the_baseline, shape)
