"""The written-out backward pass against Keras's layers, differences, and masks by hand."""

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.models.fast_rnn import FastSimpleRNN, rnn_states
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.batching import ReviewBatches

RNG = np.random.default_rng(0)
TOKENS = RNG.integers(0, 50, (6, 17)).astype("int32")
LABELS = np.array([0, 1, 1, 0, 1, 0], "float32")[:, None]


def pair(**options):
    """The same network, first weights included, of Keras's layers and of ours."""
    return [
        build_model(ModelConfig(implementation=kind, units=5, **options), 50, None, seed=3)
        for kind in ("keras", "fast")
    ]


def largest_difference(one, other):
    return max(np.abs(a - b).max() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "options",
    [{}, {"bidirectional": True}, {"depth": 3}, {"depth": 2, "bidirectional": True}],
    ids=str,
)
def test_it_computes_and_learns_what_kerass_layer_does(options):
    theirs, ours = pair(**options)
    assert largest_difference(theirs.get_weights(), ours.get_weights()) == 0
    outputs = [model.predict(TOKENS, verbose=0) for model in (theirs, ours)]
    assert np.abs(outputs[0] - outputs[1]).max() < 1e-6
    first = ours.get_weights()
    for model in (theirs, ours):  # SGD: the change of the weights is the gradient itself
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss="binary_crossentropy")
        for _ in range(5):
            model.train_on_batch(TOKENS, LABELS)
    assert largest_difference(first, ours.get_weights()) > 0.01
    assert largest_difference(theirs.get_weights(), ours.get_weights()) < 1e-5


@pytest.mark.parametrize(
    "options", [{}, {"depth": 2}, {"depth": 2, "bidirectional": True}], ids=str
)
def test_it_trains_on_batches_of_several_widths(options):
    x = np.zeros((60, 300), "int32")
    for row, length in zip(x, [20, 150, 260] * 20, strict=True):
        row[-length:] = RNG.integers(1, 50, length)
    _, model = pair(**options)
    batches = ReviewBatches(x, np.arange(60) % 2, batch_size=10, bucketed=True, seed=0)
    assert {width for _, width in batches.batches} == {128, 192, 300}
    compile_model(model)
    history = model.fit(batches, shuffle=False, verbose=0).history
    assert 0.3 < history["loss"][0] < 1.2


def numpy_states(z, kernel, mask):
    h, states = np.zeros(z.shape[1:]), []
    for t in range(len(z)):
        h = np.tanh(z[t] + (h * (mask[t] if mask.ndim == 3 else mask)) @ kernel)
        states.append(h)
    return np.array(states)


@pytest.mark.parametrize("mask_shape", [(3, 4), (7, 3, 4)], ids=["fixed", "per timestep"])
@pytest.mark.parametrize("last_only", [False, True])
def test_states_and_gradients_with_masks_against_numpy(mask_shape, last_only):
    z, kernel = RNG.normal(size=(7, 3, 4)), RNG.normal(size=(4, 4)) / 2
    mask = RNG.integers(0, 2, mask_shape) * 1.25
    weights = RNG.normal(size=(7, 3, 4)) * (np.arange(7)[:, None, None] == 6 if last_only else 1)

    def total(z, kernel):
        return (numpy_states(z, kernel, mask) * weights).sum()

    class Holder(keras.layers.Layer):
        def build(self, _):
            self.z, self.kernel = (
                self.add_weight(shape=a.shape, initializer="zeros") for a in (z, kernel)
            )

        def call(self, x):
            states = rnn_states(
                self.z * 1.0, self.kernel, mask.astype("float32"), last_only=last_only
            )
            used = weights[-1] if last_only else weights
            return x + keras.ops.sum(states * used.astype("float32"))

    inputs = keras.Input((1,))
    model = keras.Model(inputs, Holder()(inputs))
    model.set_weights([z, kernel])
    zero = np.zeros((1, 1), "float32")
    assert model.predict(zero, verbose=0)[0, 0] == pytest.approx(total(z, kernel), abs=1e-5)
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=lambda y, p: keras.ops.sum(p))
    model.train_on_batch(zero, zero)
    for number, array in enumerate((z, kernel)):
        gradient = array - model.get_weights()[number]
        for place in list(np.ndindex(array.shape))[:: 1 if array.size < 20 else 9]:
            step = np.zeros(array.shape)
            step[place] = 1e-6
            moved = [[a + s * step if a is array else a for a in (z, kernel)] for s in (1, -1)]
            difference = (total(*moved[0]) - total(*moved[1])) / 2e-6
            assert gradient[place] == pytest.approx(difference, abs=2e-4)


@pytest.mark.parametrize("masks", ["fixed", "per_timestep"])
def test_dropout_masks_are_drawn_once_a_review_or_at_each_timestep(masks):
    layer = FastSimpleRNN(
        40,
        dropout=0.5,
        kernel_initializer=lambda shape, dtype: keras.ops.eye(40, dtype=dtype) * 0.1,
        recurrent_initializer="zeros",
        return_sequences=True,
        dropout_masks=masks,
        seed=1,
    )
    h = np.asarray(layer(np.ones((2, 9, 40), "float32"), training=True))
    dropped = h == 0
    assert 0.3 < dropped.mean() < 0.7 and np.allclose(h[~dropped], np.tanh(0.2), atol=1e-6)
    assert not (dropped[0, 0] == dropped[1, 0]).all()
    same = (dropped[:, 1:] == dropped[:, :1]).all()
    assert same if masks == "fixed" else not same
    assert (np.asarray(layer(np.ones((2, 9, 40), "float32"), training=False)) > 0).all()


def test_a_model_can_draw_masks_at_each_timestep_and_trains():
    config = ModelConfig(units=5, dropout=0.2, recurrent_dropout=0.2, dropout_masks="per_timestep")
    model = compile_model(build_model(config, 50, None, seed=3))
    assert np.isfinite(model.train_on_batch(TOKENS, LABELS)).all()
    outputs = [np.asarray(model(TOKENS, training=True)) for _ in range(2)]
    assert np.abs(outputs[0] - outputs[1]).max() > 0.01


def test_masks_at_each_timestep_are_for_simple_rnn():
    with pytest.raises(TutorialError, match=r"only recurrent models of simple_rnn"):
        ModelConfig(cell="lstm", dropout_masks="per_timestep")
