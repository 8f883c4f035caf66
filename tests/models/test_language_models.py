"""Language models: sizes, tied matrices, carried states and gradient norms, against NumPy."""

import numpy as np
import pytest

from rnn_tutorial.datasets.sequences import carried_pieces
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.characters import CharacterLSTM
from rnn_tutorial.models.language import WatchedAdam, build_language_model
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.cells import lstm_forward

TOKENS, WIDTH = 7, 5
TEXT = np.random.default_rng(0).integers(TOKENS, size=200)


@pytest.fixture(scope="module")
def model():
    return build_language_model(TOKENS, embedding_dim=WIDTH, units=WIDTH, batch_size=2, seed=0)


@pytest.mark.parametrize(
    ("cell", "layer"),
    [("simple_rnn", 5 * 11), ("lstm", 4 * 5 * 11), ("gru", 3 * 5 * 12)],
)
def test_sizes_with_and_without_a_tie(cell, layer):
    plain, tied = (
        build_language_model(TOKENS, cell=cell, embedding_dim=5, units=5, tied=tie)
        for tie in (False, True)
    )
    assert plain.count_params() == 7 * 5 + layer + 5 * 7 + 7
    assert tied.count_params() == 7 * 5 + layer + 7


def test_tied_logits_are_those_of_the_embedding():
    tied = build_language_model(TOKENS, embedding_dim=WIDTH, units=WIDTH, tied=True, seed=1)
    embedding, offset, kernel, recurrent, bias = tied.get_weights()
    offset[:] = np.arange(TOKENS)
    tied.set_weights([embedding, offset, kernel, recurrent, bias])
    h, _, _ = lstm_forward(embedding[TEXT[None, :9]], kernel, recurrent, bias)
    found = keras.ops.convert_to_numpy(tied(TEXT[None, :9]))
    np.testing.assert_allclose(found, h @ embedding.T + offset, atol=1e-5)


def test_the_state_is_carried_from_piece_to_piece(model):
    x, y = carried_pieces(TEXT, 2, 8)
    assert x.shape == y.shape == (12, 2, 8)
    rows = x.swapaxes(0, 1).reshape(2, -1)  # each row's own part of the text
    np.testing.assert_array_equal(rows.ravel(), TEXT[:192])
    np.testing.assert_array_equal(y.swapaxes(0, 1).reshape(2, -1).ravel(), TEXT[1:193])
    model.get_layer("lstm").reset_state()
    in_pieces = np.concatenate([model.predict_on_batch(piece) for piece in x], axis=1)
    model.get_layer("lstm").reset_state()
    np.testing.assert_allclose(in_pieces, model.predict_on_batch(rows), atol=1e-5)


def test_carried_states_are_variables_but_no_weights(model):
    """Keras on JAX carries what a layer lists as its variables, and nothing else."""
    states = model.get_layer("lstm").states
    listed = {id(variable) for variable in model.non_trainable_variables}
    assert len(states) == 2 and {id(state) for state in states} <= listed
    assert len(model.get_weights()) == 6


def test_a_text_that_fills_no_batch_is_refused():
    with pytest.raises(TutorialError, match="16"):
        carried_pieces(TEXT[:16], 2, 8)


@pytest.mark.slow
def test_the_watched_norm_is_that_of_the_whole_gradient_before_clipping(model):
    """With plain gradient descent of rate 1 the change of the weights would be the gradient."""
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    watched = WatchedAdam(0.0, global_clipnorm=1e-3)
    model.compile(watched, loss)
    twin.compile(keras.optimizers.SGD(1.0), loss)
    before = [w.copy() for w in twin.get_weights()]
    for network in (model, twin):
        network.get_layer("lstm").reset_state()
        network.train_on_batch(TEXT[:16].reshape(2, 8), TEXT[1:17].reshape(2, 8))
    steps = [a - b for a, b in zip(before, twin.get_weights(), strict=True)]
    norm = np.sqrt(sum((step**2).sum() for step in steps))
    assert float(watched.norm) == pytest.approx(norm, rel=1e-3) and norm > 1e-3


def test_the_numpy_lstm_reads_like_keras_and_writes_what_it_reads(model):
    free = build_language_model(TOKENS, embedding_dim=WIDTH, units=WIDTH)
    free.set_weights(model.get_weights())
    writer = CharacterLSTM("abcdefg", model.get_weights())
    text = "abcagfedcba"
    tokens = np.array([["abcdefg".index(letter) for letter in text]])
    logits, memory = writer.read(text)
    np.testing.assert_allclose(logits, keras.ops.convert_to_numpy(free(tokens))[0], atol=1e-5)
    assert memory.shape == (11, WIDTH)
    state = None
    for token in tokens[0]:
        last, state = writer.step(token, state)
    np.testing.assert_allclose(last, logits[-1], atol=1e-6)


def test_a_low_temperature_writes_the_most_likely_text_and_a_seed_fixes_a_draw(model):
    writer = CharacterLSTM("abcdefg", [8 * w for w in model.get_weights()])
    cold = writer.write("ab", 20, temperature=0.01)
    logits, _ = writer.read(cold)
    assert [writer.alphabet[k] for k in logits.argmax(axis=1)][1:-1] == list(cold[2:])
    drawn = [writer.write("ab", 20, seed=seed) for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_draws_have_the_probabilities_of_the_temperature(model):
    writer = CharacterLSTM("abcdefg", [3 * w for w in model.get_weights()])
    logits = writer.step(0)[0] / 0.7
    p = np.exp(logits) / np.exp(logits).sum()
    drawn = [writer.write("a", 1, temperature=0.7, seed=seed)[1] for seed in range(2000)]
    shares = [drawn.count(letter) / 2000 for letter in writer.alphabet]
    assert np.abs(np.array(shares) - p).max() < 4 * np.sqrt(0.25 / 2000)


def test_what_does_not_fit_is_refused(model):
    writer = CharacterLSTM("abcdefg", model.get_weights())
    for mistake in (
        lambda: build_language_model(TOKENS, embedding_dim=4, units=5, tied=True),
        lambda: build_language_model(TOKENS, cell="transformer"),
        lambda: build_language_model(TOKENS, batch_size=0),
        lambda: build_language_model(TOKENS, embedding_dim=0),
        lambda: writer.write("", 3),
        lambda: writer.write("a", 3, temperature=0),
        lambda: writer.read("xyz"),
    ):
        with pytest.raises(TutorialError):
            mistake()
