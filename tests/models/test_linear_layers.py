"""minGRU and LRU: loop, scan and NumPy agree; counts, first weights, files, mistakes."""

import math

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import load_trained
from rnn_tutorial.models import builders
from rnn_tutorial.models.linear import LRU, MinGRU, linear_recurrence
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.cells import sigmoid
from rnn_tutorial.scratch.linear import linear_loop, lru_forward, min_gru_forward

LAYERS = {"min_gru": (MinGRU, min_gru_forward), "lru": (LRU, lru_forward)}
both = pytest.mark.parametrize("name", LAYERS)


def inputs(timesteps=37, features=6):
    return np.random.default_rng(0).normal(size=(3, timesteps, features)).astype("float32")


def computed(x):
    return keras.ops.convert_to_numpy(x)


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize("timesteps", [1, 2, 9, 1000])
def test_loop_and_scan_give_the_states_of_the_loop_in_numpy(timesteps, parallel):
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0, 1, (2, 3, timesteps, 5)).astype("float32")
    (states,) = linear_recurrence((a,), (b,), parallel=parallel)
    np.testing.assert_allclose(computed(states), linear_loop(a, b), atol=1e-5)
    turned = a * np.exp(1j * rng.uniform(0, 6, a.shape))
    real, imaginary = linear_recurrence(
        (turned.real.astype("float32"), turned.imag.astype("float32")), (b, -b), parallel=parallel
    )
    wanted = linear_loop(turned, b - 1j * b)
    np.testing.assert_allclose(computed(real), wanted.real, atol=1e-5)
    np.testing.assert_allclose(computed(imaginary), wanted.imag, atol=1e-5)


@both
def test_states_by_loop_and_by_scan_are_those_of_numpy(name):
    layer_class, forward = LAYERS[name]
    x = inputs()
    layer = layer_class(5, return_sequences=True, seed=1)
    looped = computed(layer(x))
    wanted = forward(x.astype("float64"), *layer.get_weights())
    np.testing.assert_allclose(looped, wanted, atol=1e-5)
    scanned = layer_class(5, return_sequences=True, parallel=True, seed=1)
    np.testing.assert_allclose(computed(scanned(x)), wanted, atol=1e-5)
    last = layer_class(5, seed=1)
    np.testing.assert_allclose(computed(last(x)), wanted[:, -1], atol=1e-5)


@both
def test_loop_and_scan_have_the_same_gradient(name):
    import tensorflow as tf

    x, found = inputs(), []
    for parallel in (False, True):
        layer = LAYERS[name][0](5, return_sequences=True, parallel=parallel, seed=1)
        layer.build(x.shape)
        with tf.GradientTape() as tape:
            loss = keras.ops.sum(layer(x) ** 2)
        found.append(tape.gradient(loss, [w.value for w in layer.trainable_weights]))
    assert len(found[0]) == len(layer.get_weights())
    for loop, scan in zip(*found, strict=True):
        assert np.abs(loop).max() > 0
        np.testing.assert_allclose(scan, loop, rtol=1e-4, atol=1e-5)


def closed_form(name, words, d, n):
    """Embedding, layer and output unit, counted by hand."""
    layer = {
        "min_gru": 2 * n * (d + 1),  # gate and candidate: a kernel and a bias each
        "lru": 3 * n + 2 * d * n + 2 * n * n + d * n,  # eigenvalues, gamma; B, C; D
    }[name]
    return words * d + layer + n + 1


@both
@pytest.mark.parametrize(("words", "d", "n"), [(10_000, 32, 32), (50, 6, 5)])
def test_parameters_are_the_closed_form(name, words, d, n):
    build = getattr(builders, f"build_{name}")
    model = build(words, 40, embedding_dim=d, units=n)
    config = EXPERIMENTS[name].with_changes(embedding_dim=d, units=n).model
    assert model.count_params() == closed_form(name, words, d, n)
    assert config.count_parameters(words, 40) == closed_form(name, words, d, n)
    if d == 32:
        assert f"{model.count_params():,} parameters" in build.__doc__


@both
def test_probabilities_are_those_of_numpy(name):
    model = getattr(builders, f"build_{name}")(50, 9, embedding_dim=6, units=5, seed=1)
    x = np.random.default_rng(0).integers(0, 50, (8, 9))
    embedding, *layer, kernel, bias = model.get_weights()
    last = LAYERS[name][1](embedding[x], *layer)[:, -1]
    np.testing.assert_allclose(computed(model(x)), sigmoid(last @ kernel + bias), atol=1e-5)


@both
def test_any_length_is_read_and_a_scan_needs_one(name):
    model = getattr(builders, f"build_{name}")(50, None, embedding_dim=6, units=5, seed=1)
    for timesteps in (3, 7, 4):  # from the second on, TensorFlow compiles for any length
        assert model.predict(np.ones((2, timesteps)), verbose=0).shape == (2, 1)
    with pytest.raises(TutorialError, match=r"timesteps is None.*maxlen"):
        linear_recurrence(
            (keras.KerasTensor((None, None, 2)),), (keras.KerasTensor((None, None, 2)),),
            parallel=True,
        )  # fmt: skip


@pytest.mark.slow
@both
@pytest.mark.parametrize("parallel", [False, True])
def test_a_compiled_model_computes_and_learns(name, parallel):
    """Compiled, TensorFlow forgets the shapes that its scans return."""
    layer = LAYERS[name][0](5, return_sequences=True, parallel=parallel, seed=1)
    model = keras.Sequential([keras.Input((9, 6)), layer, keras.layers.Dense(1)])
    x = inputs(9)
    np.testing.assert_allclose(model.predict(x, verbose=0), computed(model(x)), atol=1e-6)
    model.compile("sgd", "mse")
    losses = [float(model.train_on_batch(x, np.ones((3, 9, 1)))) for _ in range(5)]
    assert losses[-1] < losses[0]


@both
def test_a_clone_has_the_settings_and_a_file_the_weights(name, tmp_path):
    options = {"horizon": 7} if name == "min_gru" else {"max_radius": 0.95, "max_phase": 1.0}
    layer = LAYERS[name][0](5, return_sequences=True, parallel=True, seed=3, **options)
    model = keras.Sequential([keras.Input((37, 6)), layer])
    clone = keras.models.clone_model(model).layers[0]
    assert clone.get_config() == layer.get_config() and clone is not layer
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(computed(loaded(inputs())), computed(model(inputs())))


@both
def test_the_first_weights_follow_from_the_seed(name):
    one, same, other = (LAYERS[name][0](5, seed=seed) for seed in (1, 1, 2))
    for layer in (one, same, other):
        layer.build((None, 9, 6))
    for a, b in zip(one.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


def test_the_untrained_units_of_a_min_gru_keep_for_1_to_horizon_timesteps():
    layer = MinGRU(50, horizon=400)
    layer.build((None, 9, 6))
    bias = layer.get_weights()[1]
    assert not bias[50:].any()  # the candidate's
    # A gate of sigmoid(log(n)) = n / (n + 1) loses 1 / (n + 1) at each timestep.
    lost = 1 - sigmoid(bias[:50])
    np.testing.assert_allclose(1 / lost - 1, np.linspace(1, 400, 50), rtol=1e-3)
    plain = MinGRU(50, horizon=1)
    plain.build((None, 9, 6))
    assert not plain.get_weights()[1].any()


def test_the_untrained_eigenvalues_of_an_lru_lie_in_the_ring():
    layer = LRU(2000, min_radius=0.5, max_radius=0.9, max_phase=1.0, seed=0)
    layer.build((None, 9, 2))
    real, imaginary = map(computed, layer.eigenvalues())
    found = real + 1j * imaginary
    assert np.abs(found).min() >= 0.5 and np.abs(found).max() <= 0.9
    assert np.angle(found).min() >= 0 and np.angle(found).max() <= 1
    middle = math.sqrt((0.5**2 + 0.9**2) / 2)  # halves the ring's area
    assert (np.abs(found) < middle).mean() == pytest.approx(0.5, abs=0.05)
    # gamma makes the state's size independent of the radius: sum of abs(lambda)^2k is 1 / gamma^2.
    gamma = np.exp(layer.get_weights()[2])
    np.testing.assert_allclose(gamma**2, 1 - np.abs(found) ** 2, rtol=1e-3)


@pytest.mark.parametrize(
    ("layer", "options", "message"),
    [
        (MinGRU, {"units": 0}, "units is 0"),
        (MinGRU, {"units": 3, "horizon": 0.5}, "horizon is 0.5: give a number of timesteps"),
        (LRU, {"units": 3, "max_radius": 1.0}, "never fades"),
        (LRU, {"units": 3, "min_radius": 0.9, "max_radius": 0.5}, "min_radius < max_radius"),
        (LRU, {"units": 3, "max_phase": 0}, "max_phase is 0"),
    ],
)
def test_mistakes_are_named(layer, options, message):
    with pytest.raises(TutorialError, match=message) as caught:
        layer(**options)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@both
def test_an_experiment_is_trained_and_read_again(name, keras_npz):
    settings = {"profile": "smoke", "data": keras_npz(), "epochs": 1}
    result = run_experiment(name, **settings)
    assert math.isfinite(result.best.loss) and result.config.model == EXPERIMENTS[name].model
    trained = load_trained(name, **settings)
    assert trained.numpy_network is not None
    assert trained.keras_model.count_params() == result.parameters
