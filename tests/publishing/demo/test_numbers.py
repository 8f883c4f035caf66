"""The numbers of the page, compared with those of Keras and NumPy."""

import os

import numpy as np
import pytest

from rnn_tutorial.datasets import reviews as datasets
from rnn_tutorial.datasets.vocabulary import recorded_vocabulary
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.trained import StoredNetwork, TrainedModel
from rnn_tutorial.inspection import pretrained
from rnn_tutorial.publishing import demo
from rnn_tutorial.publishing.demo import networks

NAMES = [network.name for network in networks.shipped()]
LIMIT = 1e-4  # the largest difference of a probability from Keras's


def ends(page) -> list[float]:
    cells = page.locator(".readout .end").all()
    return [float(cell.get_attribute("data-probability")) for cell in cells]


def predictions(model, rows) -> np.ndarray:
    return np.asarray(model.predict(rows, verbose=0))[:, 0]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_reviews_come_out_as_in_keras(visit, name):
    if os.environ.get("RNN_TUTORIAL_DATA"):
        rows = datasets.load_imdb().x_test[:100]
    else:
        rows = datasets.load_sample().x_test[:100]
    trained = pretrained.load_pretrained(name)
    theirs = predictions(trained.keras_model, rows[:, -trained.timesteps :])
    reviews = [row[np.flatnonzero(row)[0] :].tolist() for row in rows]
    ours = visit().evaluate(
        "([name, reviews]) => reviews.map(r => rnn.read(name, r).probabilities.at(-1))",
        [name, reviews],
    )
    assert np.abs(theirs - ours).max() < LIMIT
    assert np.ptp(theirs) > 0.5  # not all alike


@pytest.mark.parametrize("cell", ["simple_rnn", "lstm"])
def test_a_cell_with_any_weights_steps_as_keras_does(visit, cell):
    import keras

    rng = np.random.default_rng(1)
    layer = keras.layers.LSTM if cell == "lstm" else keras.layers.SimpleRNN
    tokens, maxlen, units = 20, 12, 5
    inputs = keras.Input((maxlen,))
    states = layer(units, return_sequences=True)(keras.layers.Embedding(tokens, 3)(inputs))
    model = keras.Model(inputs, [states, keras.layers.Dense(1, activation="sigmoid")(states)])
    drawn = [rng.normal(size=w.shape).astype(np.float16) for w in model.weights]
    weights = [w.astype(np.float32) for w in drawn]
    model.set_weights(weights)
    config = get_experiment(
        "simple_rnn", cell=cell, units=units, embedding_dim=3, num_words=tokens, maxlen=maxlen
    )
    network = networks.Network(TrainedModel(StoredNetwork(config, tuple(weights)), maxlen))
    review = rng.integers(1, tokens, 9).tolist()  # so three timesteps of padding are read first
    made = visit().evaluate(
        """([model, review]) => { rnn.addModel(model); const r = rnn.read(model.name, review);
           return [[...r.states], [...r.probabilities]]; }""",
        [demo._as_json(network), review],
    )
    theirs = [np.asarray(a)[0, 3:] for a in model(np.array([[0, 0, 0, *review]]))]
    for ours, still, keras_own in zip(made, network.read(review), theirs, strict=True):
        assert np.abs(np.reshape(ours, keras_own.shape) - keras_own).max() < 1e-5
        assert np.abs(np.reshape(still, keras_own.shape) - keras_own).max() < 1e-5


@pytest.mark.slow
def test_a_typed_review_gets_the_probability_that_the_library_gives(write):
    text = "“Not” the worst film, but I wouldn’t watch it again…it is DULL and badly-acted!"
    page, note = write(text)
    library = [pretrained.load_pretrained(name) for name in NAMES]
    theirs = [predictions(one.keras_model, one.encode(text))[0] for one in library]
    assert np.abs(np.subtract(ends(page), theirs)).max() < LIMIT
    shown = page.locator(".readout .end").all_inner_texts()
    assert [float(t.rstrip("%")) for t in shown] == pytest.approx(
        [100 * p for p in theirs], abs=0.06
    )
    assert note == "16 words."


def test_the_page_splits_and_looks_up_words_as_the_library_does(visit):
    rng = np.random.default_rng(0)
    letters = list(
        "abcIİßΣé'’‘“”«»–—…!?.,;:-_/\\()[]{}@#$%^&*+=|~`\"<>\t\n\r  \u2003\xa0\u3000\ufeff日本👍"
    )
    texts = ["Don't", "DON’T stop", "a  great\nfilm", "well-made; great!", "ΟΔΟΣ the", "the\u2028a"]
    texts += ["".join(rng.choice(letters, rng.integers(1, 40))) + " the" for _ in range(300)]
    ours = visit().evaluate("texts => texts.map(t => rnn.encode(t, 500).tokens)", texts)
    assert ours == [recorded_vocabulary().encode(text) for text in texts]


def test_of_a_long_review_the_end_is_read(visit):
    rng = np.random.default_rng(0)
    tokens = [1, *rng.integers(4, 10_000, 700).tolist()]
    page = visit()
    for network in networks.shipped():
        made = page.evaluate(
            "([n, t]) => rnn.read(n, t).probabilities.map(p => p)", [network.name, tokens]
        )
        assert len(made) == network.model.timesteps
        assert np.abs(network.read(tokens)[1] - made).max() < LIMIT
