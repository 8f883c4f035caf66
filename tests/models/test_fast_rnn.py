"""The fast layer against Keras's layers, NumPy, and probabilities of dropout worked out by hand."""

import time
from functools import partial

import numpy as np
import pytest

from rnn_tutorial.config import CELLS, ModelConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.models.fast_loop import Dropout, Way, Weights, run
from rnn_tutorial.models.fast_masks import Masks
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch import cells

RNG = np.random.default_rng(0)
TOKENS = RNG.integers(1, 50, (6, 17)).astype("int32")
PADDED = np.pad(TOKENS, ((0, 0), (5, 0)))
LABELS = np.array([0, 1, 1, 0, 1, 0], "float32")[:, None]
BOTH = {"dropout": 0.3, "recurrent_dropout": 0.3}
MODELS = [
    {},
    {"depth": 2, **BOTH},  # Keras drops the seed of a SimpleRNN in a Bidirectional
    {"cell": "lstm", **BOTH},
    {"cell": "gru", "depth": 2},
    {"cell": "gru", "bidirectional": True, "dropout": 0.3},
]
MORE = [
    {"cell": "lstm"},
    {"cell": "gru"},
    {"cell": "lstm", "dropout": 0.3},
    {"cell": "gru", **BOTH},
    {"recurrent_dropout": 0.3},
    {"depth": 3},
    {"cell": "lstm", "depth": 2, "bidirectional": True, **BOTH},
]


def pair(**options):
    """The same network, first weights and masks included, of Keras's layers and of ours."""
    return [
        build_model(ModelConfig(implementation=kind, units=5, **options), 50, None, seed=3)
        for kind in ("keras", "fast")
    ]


def largest_difference(one, other):
    return max(np.abs(a - b).max() for a, b in zip(one, other, strict=True))


def train_both(options):
    """How far two steps of SGD move the weights, and how far they take the two networks apart.

    With SGD, the change of the weights is the gradient itself, times the learning rate of 0.1. More
    steps would make rounding errors grow.
    """
    theirs, ours = pair(**options)
    first = ours.get_weights()
    assert largest_difference(theirs.get_weights(), first) == 0
    for model in (theirs, ours):
        model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
        for _ in range(2):
            model.train_on_batch(TOKENS, LABELS)
    apart = largest_difference(theirs.get_weights(), ours.get_weights())
    return largest_difference(first, ours.get_weights()), apart


@pytest.mark.slow
@pytest.mark.parametrize("options", MODELS, ids=str)
def test_it_learns_what_kerass_layers_learn(options):
    moved, apart = train_both(options)
    assert moved > 0.001 and apart < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("options", MODELS + MORE, ids=str)
def test_it_learns_what_kerass_layers_learn_on_jax(on_jax, options):
    on_jax(test_it_learns_what_kerass_layers_learn, options)


def compare_with_a_model_that_reads_padding():
    """How far predictions without the padding are from those of Keras's layers."""
    fast = ModelConfig(implementation="fast")
    ours = build_model(fast, 50, 22, seed=3, skip_padding=True)
    plain = build_model(ModelConfig(), 50, None, seed=3)
    return np.abs(ours.predict(PADDED, verbose=0) - plain.predict(TOKENS, verbose=0)).max()


@pytest.mark.slow
def test_padding_is_skipped_on_jax_by_the_fast_layers_only(on_jax):
    assert on_jax(compare_with_a_model_that_reads_padding) < 1e-6
    with pytest.raises(TutorialError, match="is 'by_length' and implementation is 'keras'"):
        on_jax(partial(build_model, ModelConfig(), 50, 22, skip_padding=True))


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS)
def test_states_against_numpy(cell):
    model = pair(cell=cell)[1]
    weights = [RNG.normal(size=w.shape) * 0.4 for w in model.get_weights()]
    model.set_weights(weights)
    embedding, *of_cell, out, bias = weights
    x = embedding[TOKENS]
    forward = {
        "simple_rnn": cells.rnn_forward,
        "lstm": cells.lstm_forward,
        "gru": cells.gru_forward,
    }
    states = forward[cell](x, *of_cell)
    states = states[0] if isinstance(states, tuple) else states
    wanted = 1 / (1 + np.exp(-(states[:, -1] @ out + bias)))
    assert np.abs(model.predict(TOKENS, verbose=0) - wanted).max() < 1e-5


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["fast", "keras"])
def test_padding_that_all_reviews_share_is_skipped(kind):
    config = ModelConfig(implementation=kind, units=5, bidirectional=True)
    skips = build_model(config, 50, 22, seed=3, skip_padding=True)
    reads = build_model(config, 50, None, seed=3)
    cut, whole = (reads.predict(x, verbose=0) for x in (TOKENS, PADDED))
    assert (
        np.abs(skips.predict(PADDED, verbose=0) - cut).max()
        < 1e-6
        < 1e-4
        < np.abs(cut - whole).max()
    )
    one = np.array(PADDED)
    one[0, 0] = 7  # now every timestep is read
    same = [model.predict(one, verbose=0) for model in (skips, reads)]
    assert np.abs(same[0] - same[1]).max() < 1e-6


@pytest.mark.slow
def test_one_program_serves_reviews_of_every_length():
    """Five steps with reviews of five other lengths take less time than the first, compiled one.

    XLA compiles without a new trace of TensorFlow's, and shows in the processor's time only.
    """
    config = ModelConfig(implementation="fast", units=5, bidirectional=True)
    model = compile_model(build_model(config, 50, 22, seed=3, skip_padding=True))

    def seconds(length):
        x, before = np.array(PADDED), time.process_time()
        x[:, :length] = 0
        model.train_on_batch(x, LABELS)
        return time.process_time() - before

    first = seconds(0)
    assert sum(seconds(length) for length in (20, 3, 16, 8, 11)) < first / 2


def test_new_masks_have_the_rate_and_are_independent():
    """At a rate of 0.2, 0.8 is kept, and of two independent masks 0.64."""
    states = np.random.default_rng(1).integers(0, 2**31, (64, 32)).astype("uint32")
    masks = Masks((keras.ops.convert_to_tensor(states),), rate=0.2)
    drawn = np.stack([np.asarray(masks.at(t)[0]) for t in range(100)])
    kept = drawn > 0
    assert np.allclose(np.unique(drawn), [0, 1.25])
    assert kept.mean() == pytest.approx(0.8, abs=0.005)
    for lag in (1, 2, 7):
        assert (kept[lag:] & kept[:-lag]).mean() == pytest.approx(0.64, abs=0.005)
    assert (kept[:, 1:] & kept[:, :-1]).mean() == pytest.approx(0.64, abs=0.005)  # two reviews
    # Each generator keeps 100 draws of 0.8 with a standard deviation of sqrt(0.16 / 100).
    assert kept.mean(axis=0).std() == pytest.approx(0.04, abs=0.003)


@pytest.mark.slow
@pytest.mark.parametrize("sequences", [False, True])
def test_gradients_with_new_masks_against_differences(sequences):
    shapes = {"source": (9, 4), "kernel": (4, 4), "bias": (4,), "recurrent_kernel": (4, 4)}
    arrays = {name: RNG.normal(size=shape) / 2 for name, shape in shapes.items()}
    tokens = RNG.integers(0, 9, (7, 3))
    seeds = [RNG.integers(0, 2**31, (3, 4)).astype("uint32") for _ in range(2)]
    masks = [Masks((keras.ops.convert_to_tensor(seed),), rate=0.3) for seed in seeds]
    drawn = [[np.asarray(m.at(t)[0], "float64") for t in range(7)] for m in masks]
    weights = RNG.normal(size=(7, 3, 4)) * (1 if sequences else np.arange(7)[:, None, None] == 6)

    def total(**moved):
        source, kernel, bias, recurrent = (arrays | moved).values()
        h, loss = np.zeros((3, 4)), 0.0
        for t in range(2, 7):  # the loop starts at timestep 2
            x = source[tokens[t]] * drawn[0][t]
            h = np.tanh(x @ kernel + bias + (h * drawn[1][t]) @ recurrent)
            loss += (h * weights[t]).sum()
        return loss

    class Holder(keras.layers.Layer):
        def build(self, _):
            for name, shape in shapes.items():
                setattr(self, name, self.add_weight(shape=shape, initializer="zeros", name=name))

        def call(self, x):
            used = Weights(*(getattr(self, name) for name in shapes), None)
            places = keras.ops.convert_to_tensor(tokens, "int32")
            way = Way("simple_rnn", sequences=sequences)
            states = run(way, used, places, Dropout(*masks), keras.ops.convert_to_tensor(2))
            w = weights if sequences else weights[-1]
            return x + keras.ops.sum(states * w.astype("float32"))

    inputs = keras.Input((1,))
    model = keras.Model(inputs, Holder()(inputs))
    model.set_weights(list(arrays.values()))
    zero = np.zeros((1, 1), "float32")
    assert model.predict(zero, verbose=0)[0, 0] == pytest.approx(total(), abs=1e-5)
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=lambda y, p: keras.ops.sum(p))
    model.train_on_batch(zero, zero)
    for after, (name, before) in zip(model.get_weights(), arrays.items(), strict=True):
        gradient = before - after
        for place in list(np.ndindex(before.shape))[::3]:
            step = np.zeros(before.shape)
            step[place] = 1e-6
            difference = (total(**{name: before + step}) - total(**{name: before - step})) / 2e-6
            assert gradient[place] == pytest.approx(difference, abs=2e-4), name


@pytest.mark.slow
def test_a_model_draws_new_masks_in_training_only():
    config = ModelConfig(units=5, **BOTH, dropout_masks="per_timestep")
    model = build_model(config, 50, None, seed=3)
    outputs = [np.asarray(model(TOKENS, training=True)) for _ in range(2)]
    assert np.abs(outputs[0] - outputs[1]).max() > 0.001  # other masks
    plain = build_model(ModelConfig(units=5), 50, None, seed=3)
    plain.set_weights(model.get_weights())
    tested = [m.predict(TOKENS, verbose=0) for m in (model, plain)]
    assert np.abs(tested[0] - tested[1]).max() < 1e-6  # without dropout
    model = compile_model(model)
    assert np.isfinite(model.train_on_batch(TOKENS, LABELS)).all()


def test_masks_at_each_timestep_are_for_simple_rnn():
    with pytest.raises(TutorialError, match=r"only recurrent models of simple_rnn"):
        ModelConfig(cell="lstm", dropout_masks="per_timestep")
