"""The encoder-decoders against NumPy, and how they write."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.attention import (
    ATTENTIONS,
    alignment,
    build_encoder_decoder,
    write_greedily,
)
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.cells import gru_forward

UNITS, TOKENS, OUTPUTS = 6, 9, 5
RNG = np.random.default_rng(0)
X, BEFORE = RNG.integers(0, TOKENS, (3, 7)), RNG.integers(0, OUTPUTS, (3, 4))


@pytest.fixture(scope="module")
def networks():
    """One network for each kind of attention, with weights that leave their mark."""
    made = {}
    for name in ATTENTIONS:
        model = build_encoder_decoder(
            TOKENS, OUTPUTS, attention=name, embedding_dim=4, units=UNITS, seed=0
        )
        weights = [RNG.normal(0, 0.6, w.shape).astype("float32") for w in model.get_weights()]
        model.set_weights(weights)
        made[name] = model
    return made


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def by_hand(model):
    """Probabilities and weights, from equations in NumPy."""
    encoder = iter(model.get_layer("encoder").get_weights())
    vectors, *cells = encoder
    read = vectors[X]
    forward, _ = gru_forward(read, *cells[:3])
    backward, _ = gru_forward(read[:, ::-1], *cells[3:])
    states = np.concatenate([forward, backward[:, ::-1]], axis=2)
    context = np.concatenate([forward[:, -1], backward[:, -1]], axis=1)
    table, kernel, recurrent, bias, *rest = model.get_layer("decoder").get_weights()
    s, _ = gru_forward(table[BEFORE], kernel, recurrent, bias, context)
    weights = None
    if model.name == "fixed":
        seen = np.repeat(context[:, None], 4, axis=1)
    else:
        decoder = model.get_layer("decoder")
        wq, bq, wk, bk = (
            w for name in ("query", "key") for w in decoder.get_layer(name).get_weights()
        )
        rest = rest[4:]
        queries, keys = s @ wq + bq, states @ wk + bk
        scores = np.empty((3, 4, 7))
        for b, j, i in np.ndindex(scores.shape):
            if model.name == "dot":
                scores[b, j, i] = queries[b, j] @ keys[b, i] / np.sqrt(UNITS)
            else:
                scores[b, j, i] = (np.tanh(queries[b, j] + keys[b, i]) @ rest[0])[0]
        rest = rest[model.name == "additive" :]
        weights = softmax(scores)
        seen = np.einsum("bji,biu->bju", weights, states)
    wh, bh, wp, bp = rest
    return softmax(np.tanh(np.concatenate([s, seen], axis=2) @ wh + bh) @ wp + bp), weights


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTENTIONS)
def test_probabilities_and_weights_are_those_of_the_equations(networks, name):
    p, weights = by_hand(networks[name])
    given = keras.ops.convert_to_numpy(networks[name]([X, BEFORE]))
    np.testing.assert_allclose(given, p, atol=1e-5)
    if name != "fixed":
        shown = alignment(networks[name], X, BEFORE)
        np.testing.assert_allclose(shown, weights, atol=1e-5)
        np.testing.assert_allclose(shown.sum(axis=-1), 1, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTENTIONS)
def test_writing_reads_what_was_written(networks, name):
    written, before = write_greedily(networks[name], X, 4, start=0)
    assert (before[:, 0] == 0).all() and (before[:, 1:] == written[:, :-1]).all()
    p = keras.ops.convert_to_numpy(networks[name]([X, before]))
    assert (p.argmax(axis=-1) == written).all()
    # Choosing the most likely sign step by step, with outputs of that length only.
    for step in range(4):
        p = keras.ops.convert_to_numpy(networks[name]([X, before[:, : step + 1]]))
        assert (p[:, -1].argmax(axis=-1) == written[:, step]).all()


def test_scheduled_sampling_mixes_own_and_right_outputs(networks):
    truth, own = BEFORE, RNG.random(BEFORE.shape) < 0.5
    written, before = write_greedily(networks["dot"], X, 4, start=1, truth=truth, own=own)
    expected = np.where(own, written, truth)[:, :-1]
    assert (before[:, 1:] == expected).all() and (before[:, 0] == 1).all()
    _, forced = write_greedily(networks["dot"], X, 4, start=1, truth=truth, own=np.zeros_like(own))
    assert (forced[:, 1:] == truth[:, :-1]).all()


def test_networks_differ_only_in_what_attention_adds():
    counts = {
        name: build_encoder_decoder(TOKENS, OUTPUTS, attention=name, units=UNITS).count_params()
        for name in ATTENTIONS
    }
    assert counts["dot"] - counts["fixed"] == 2 * UNITS * (UNITS + 1)  # queries and keys
    assert counts["additive"] - counts["dot"] == UNITS  # the vector v


def test_a_seed_decides_the_first_weights():
    one, two, other = (
        build_encoder_decoder(TOKENS, OUTPUTS, units=4, seed=seed).get_weights()
        for seed in (1, 1, 2)
    )
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("changes", "words"), [({"attention": "none"}, "fixed, additive, dot"), ({"units": 1}, "units")]
)
def test_what_cannot_be_built_is_refused(changes, words):
    with pytest.raises(TutorialError, match=words):
        build_encoder_decoder(TOKENS, OUTPUTS, **changes)
