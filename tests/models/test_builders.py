"""Models against closed forms, NumPy recurrences, and another backend."""

import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig, TrainingConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models import builders, video
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.quiet_keras import keras

SMALL = {"num_words": 50, "maxlen": 9, "embedding_dim": 6, "units": 5, "seed": 1}
RECURRENT = {
    "simple_rnn": builders.build_simple_rnn,
    "stacked_rnn": builders.build_stacked_rnn,
    "bidirectional_rnn": builders.build_bidirectional_rnn,
    "dropout_rnn": builders.build_dropout_rnn,
    "min_gru": builders.build_min_gru,
    "lru": builders.build_lru,
}
BASELINES = {
    "dense_baseline": builders.build_dense_baseline,
    "conv1d_baseline": builders.build_conv1d_baseline,
}


def tokens(reviews=8, maxlen=9, num_words=50, seed=0):
    return np.random.default_rng(seed).integers(0, num_words, (reviews, maxlen)).astype("int32")


def outputs(model, x, **options):
    return keras.ops.convert_to_numpy(model(x, **options))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def rnn(x, kernel, recurrent_kernel, bias):
    """States (batch, timesteps, units) of h_t = tanh(W x_t + U h_(t-1) + b), h_0 = 0."""
    h, states = np.zeros((len(x), len(bias))), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    return np.stack(states, axis=1)


def randomised(model, seed=3):
    """Give every weight, biases too, a value that leaves its mark on the output."""
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 0.5, w.shape).astype("float32") for w in model.get_weights()])
    return model


# --- shapes and counts


def rnn_count(inputs, units):
    return units * (inputs + units + 1)


@pytest.mark.parametrize(
    ("build", "documented", "closed_form"),
    [
        (builders.build_simple_rnn, 322_113, 320_000 + rnn_count(32, 32) + 33),
        (builders.build_stacked_rnn, 328_353, 320_000 + 4 * rnn_count(32, 32) + 33),
        (builders.build_bidirectional_rnn, 324_225, 320_000 + 2 * rnn_count(32, 32) + 65),
        (builders.build_dropout_rnn, 322_113, 320_000 + rnn_count(32, 32) + 33),
        (builders.build_dense_baseline, 832_065, 320_000 + (500 * 32 + 1) * 32 + 33),
        (builders.build_conv1d_baseline, 1_315_937,
         10_000 * 128 + (7 * 128 + 1) * 32 + (7 * 32 + 1) * 32 + 33),
    ],
)  # fmt: skip
def test_parameter_counts(build, documented, closed_form):
    model = build()
    assert model.count_params() == documented == closed_form
    assert model.input_shape == (None, 500) and model.output_shape == (None, 1)
    assert model.built and not model.compiled


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_parameter_counts_of_other_widths(depth):
    model = builders.build_stacked_rnn(77, 12, embedding_dim=5, units=7, depth=depth)
    assert model.count_params() == 77 * 5 + rnn_count(5, 7) + (depth - 1) * rnn_count(7, 7) + 8


def test_the_stack_hands_on_sequences():
    model = builders.build_stacked_rnn(maxlen=30, depth=4)
    recurrent = [layer for layer in model.layers if isinstance(layer, keras.layers.SimpleRNN)]
    assert [layer.output.shape for layer in recurrent] == [(None, 30, 32)] * 3 + [(None, 32)]


def test_the_summary_shows_shapes_and_counts():
    lines = []
    builders.build_simple_rnn().summary(print_fn=lines.append)
    text = "\n".join(lines)
    assert "322,113" in text and "(None, 500, 32)" in text and "unbuilt" not in text


def test_any_length_is_read_where_maxlen_is_none():
    model = builders.build_simple_rnn(50, None, units=4, seed=1)
    assert (
        outputs(model, tokens(maxlen=3)).shape == outputs(model, tokens(maxlen=8)).shape == (8, 1)
    )


def test_probabilities():
    for build in (*RECURRENT.values(), builders.build_dense_baseline):
        y = outputs(build(**SMALL), tokens())
        assert y.shape == (8, 1) and ((y > 0) & (y < 1)).all()


# --- against NumPy


def test_simple_rnn_equals_a_numpy_recurrence():
    model = randomised(builders.build_simple_rnn(**SMALL))
    embedding, kernel, recurrent_kernel, bias, out, out_bias = model.get_weights()
    h = rnn(embedding[tokens()], kernel, recurrent_kernel, bias)[:, -1]
    np.testing.assert_allclose(outputs(model, tokens()), sigmoid(h @ out + out_bias), atol=1e-5)


def test_simple_rnn_worked_out_by_hand():
    model = builders.build_simple_rnn(4, 2, embedding_dim=1, units=1)
    table = np.array([[0.0], [0.5], [-0.5], [1.0]])
    scalars = [np.array([[2.0]]), np.array([[0.5]]), np.array([0.1]), np.array([[3.0]])]
    model.set_weights([table, *scalars, np.array([-1.0])])
    h1 = np.tanh(2 * 0.5 + 0.1)  # 0.800499
    h2 = np.tanh(2 * 1.0 + 0.5 * h1 + 0.1)  # 0.986629
    expected = 1 / (1 + np.exp(-(3 * h2 - 1)))  # 0.876518
    assert (h1, h2, expected) == pytest.approx((0.800499, 0.986629, 0.876518), abs=1e-5)
    assert outputs(model, np.array([[1, 3]]))[0, 0] == pytest.approx(expected, abs=1e-6)


def test_stacked_rnn_equals_a_numpy_recurrence():
    model = randomised(builders.build_stacked_rnn(**SMALL, depth=3))
    embedding, *cells, out, out_bias = model.get_weights()
    h = embedding[tokens()]
    for level in range(3):
        h = rnn(h, *cells[3 * level : 3 * level + 3])
    np.testing.assert_allclose(
        outputs(model, tokens()), sigmoid(h[:, -1] @ out + out_bias), atol=1e-5
    )


def test_bidirectional_rnn_equals_two_numpy_recurrences():
    model = randomised(builders.build_bidirectional_rnn(**SMALL))
    embedding, *cells, out, out_bias = model.get_weights()
    x = embedding[tokens()]
    forward = rnn(x, *cells[:3])[:, -1]
    backward = rnn(x[:, ::-1], *cells[3:])[:, -1]  # ends at the first word
    h = np.concatenate([forward, backward], axis=1)
    np.testing.assert_allclose(outputs(model, tokens()), sigmoid(h @ out + out_bias), atol=1e-5)
    # The two directions start from weights of their own.
    fresh = builders.build_bidirectional_rnn(**SMALL).get_weights()
    assert (fresh[1] != fresh[4]).all()


def test_deep_bidirectional_rnn_equals_numpy():
    config = ModelConfig(embedding_dim=6, units=5, depth=2, bidirectional=True)
    model = randomised(build_model(config, 50, 9, seed=1))
    embedding, *cells, out, out_bias = model.get_weights()
    x = embedding[tokens()]
    below = [rnn(x, *cells[:3]), rnn(x[:, ::-1], *cells[3:6])[:, ::-1]]
    h = np.concatenate(below, axis=2)  # (batch, timesteps, 2 * units), both in reading order
    h = np.concatenate([rnn(h, *cells[6:9])[:, -1], rnn(h[:, ::-1], *cells[9:12])[:, -1]], axis=1)
    np.testing.assert_allclose(outputs(model, tokens()), sigmoid(h @ out + out_bias), atol=1e-5)


# --- dropout


def test_dropout_acts_in_training_only():
    model = randomised(builders.build_dropout_rnn(**SMALL))
    plain = builders.build_simple_rnn(**SMALL)
    plain.set_weights(model.get_weights())
    np.testing.assert_array_equal(outputs(model, tokens()), outputs(plain, tokens()))
    np.testing.assert_array_equal(
        outputs(model, tokens(), training=False), outputs(model, tokens())
    )
    train = [outputs(model, tokens(), training=True) for _ in range(2)]
    assert (train[0] != train[1]).any() and (train[0] != outputs(model, tokens())).any()


def states_in_training(layer, x):
    layer.return_sequences = True
    return keras.ops.convert_to_numpy(layer(x, training=True))


def test_input_dropout_keeps_one_mask_for_all_timesteps():
    """Kernel 1, no recurrence, input 1: a state is tanh(mask), so states show the mask."""
    model = builders.build_dropout_rnn(
        50, 40, embedding_dim=64, units=64, dropout=0.5, recurrent_dropout=0.0, seed=1
    )
    layer = model.get_layer("simple_rnn")
    layer.set_weights([np.eye(64), np.zeros((64, 64)), np.zeros(64)])
    states = states_in_training(layer, np.ones((6, 40, 64), "float32"))
    mask = states[:, :1]  # (review, 1, unit), at the first timestep
    np.testing.assert_array_equal(states, np.repeat(mask, 40, axis=1))
    # What is kept is scaled by 1 / (1 - dropout), so that the sum stays the same on average.
    assert set(np.round(np.unique(mask), 4)) == {0.0, np.round(np.tanh(2.0), 4).astype("float32")}
    assert 0.3 < (mask > 0).mean() < 0.7
    assert (mask[0] != mask[1]).any()  # each review has a mask of its own


def test_recurrent_dropout_keeps_one_mask_for_all_timesteps():
    """Input 0, bias 0.3, identity recurrence: a dropped unit stays at tanh(0.3) for ever."""
    model = builders.build_dropout_rnn(
        50, 40, embedding_dim=4, units=64, dropout=0.0, recurrent_dropout=0.5, seed=1
    )
    layer = model.get_layer("simple_rnn")
    layer.set_weights([np.zeros((4, 64)), np.eye(64), np.full(64, 0.3)])
    states = states_in_training(layer, np.zeros((6, 40, 4), "float32"))
    kept = states[:, 1] > 0.5  # (review, unit): tells the mask from the second timestep
    assert 0.3 < kept.mean() < 0.7 and (kept[0] != kept[1]).any()
    h = np.zeros((6, 64))
    for t in range(40):
        h = np.tanh(0.3 + h * kept / (1 - 0.5))
        np.testing.assert_allclose(states[:, t], h, atol=1e-5)


# --- seeds


def test_a_seed_fixes_the_weights_and_nothing_outside():
    np.random.seed(0)  # noqa: NPY002  (the global generator is what must not be touched)
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    for build in (*RECURRENT.values(), builders.build_dense_baseline):
        one, same, other = (build(**SMALL | {"seed": s}).get_weights() for s in (1, 1, 2))
        assert all((a == b).all() for a, b in zip(one, same, strict=True))
        assert any((a != b).any() for a, b in zip(one, other, strict=True))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_layers_do_not_share_first_weights():
    weights = builders.build_stacked_rnn(**SMALL | {"embedding_dim": 5}, depth=3).get_weights()
    assert (weights[1] != weights[4]).any() and (weights[4] != weights[7]).any()
    one, other = (builders.build_simple_rnn(**SMALL | {"seed": None}) for _ in range(2))
    assert (one.get_weights()[0] != other.get_weights()[0]).any()


# --- compiling


def test_compiled_as_the_chapter_does():
    model = compile_model(randomised(builders.build_simple_rnn(**SMALL)))
    assert isinstance(model.optimizer, keras.optimizers.RMSprop)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.001)
    y = (np.arange(8) % 2)[:, None]
    p = outputs(model, tokens()).astype("float64")
    measured = model.evaluate(tokens(), y, return_dict=True, verbose=0)
    cross_entropy = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    assert measured == {
        "loss": pytest.approx(cross_entropy, rel=1e-4),
        "accuracy": pytest.approx(((p > 0.5) == y).mean()),
    }


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(TutorialError, match="optimizer is 'sgdd'"):
        compile_model(builders.build_simple_rnn(**SMALL), TrainingConfig(optimizer="sgdd"))


# --- files and backends


def build_all():
    built = {name: build(**SMALL) for name, build in RECURRENT.items()}
    baseline = SMALL | {"maxlen": 45}
    built |= {name: build(**baseline) for name, build in BASELINES.items()}
    built["video_rnn"] = video.build_video_rnn(4, 8, 8, units=5, seed=1)
    return {name: randomised(model) for name, model in built.items()}


def inputs_for(model):
    shape = model.input_shape[1:]
    if len(shape) == 1:
        return tokens(maxlen=shape[0])
    return np.random.default_rng(5).random((8, *shape), dtype="float32")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Every model as a `.keras` file, with an input and the output that TensorFlow gives."""
    folder = tmp_path_factory.mktemp("saved")
    for name, model in build_all().items():
        x = inputs_for(model)
        model.save(folder / f"{name}.keras")
        np.savez(folder / f"{name}.npz", x=x, y=outputs(model, x))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", [*RECURRENT, *BASELINES, "video_rnn"])
def test_save_and_load_round_trip(saved, name):
    model = keras.saving.load_model(saved / f"{name}.keras")
    with np.load(saved / f"{name}.npz") as known:
        np.testing.assert_array_equal(outputs(model, known["x"]), known["y"])
    assert model.name == name


def distance_from_jax(path):
    """What another backend makes of a saved model: the largest difference, and the spread."""

    assert keras.backend.backend() == "jax"
    with np.load(path.with_suffix(".npz")) as known:
        y = keras.saving.load_model(path).predict_on_batch(known["x"])  # compiled, so quicker
        return np.abs(y - known["y"]).max(), np.ptp(known["y"])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*RECURRENT, *BASELINES, "video_rnn"])
def test_tensorflow_and_jax_agree(saved, on_jax, name):
    difference, spread = on_jax(distance_from_jax, saved / f"{name}.keras")
    assert difference < 1e-5 < 1e-2 < spread


# --- video


def moving_squares(clips, rng):
    """Squares that move left, right, up or down on a torus.

    No single frame, the first and the last included, tells the direction.
    """
    videos = np.zeros((clips, 10, 16, 16, 1), "float32")
    directions = rng.integers(0, 4, clips)
    for clip, direction in enumerate(directions):
        frame = np.zeros((16, 16), "float32")
        frame[:4, :4] = 1
        frame = np.roll(frame, rng.integers(0, 16, 2), (0, 1))
        step = [(0, -1), (0, 1), (-1, 0), (1, 0)][direction]
        for t in range(10):
            videos[clip, t, ..., 0] = np.roll(frame, (step[0] * t, step[1] * t), (0, 1))
    return videos + rng.normal(0, 0.1, videos.shape).astype("float32"), directions


@pytest.mark.slow
def test_video_rnn_tells_directions_of_motion_apart():
    rng = np.random.default_rng(0)
    x, y = moving_squares(2_000, rng)
    held_out, truth = moving_squares(200, rng)
    model = video.build_video_rnn(seed=0)
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    keras.utils.set_random_seed(0)
    model.fit(x, y, batch_size=32, epochs=10, verbose=0)
    told = model.predict(held_out, verbose=0).argmax(axis=1)
    assert (told == truth).mean() > 0.9
    # The same frames in reverse move the other way: left <-> right, up <-> down.
    reverse = model.predict(held_out[:, ::-1], verbose=0).argmax(axis=1)
    assert (reverse == np.array([1, 0, 3, 2])[truth]).mean() > 0.9


def test_video_rnn_shapes_and_count():
    model = video.build_video_rnn(frames=6, height=12, width=20, channels=3, classes=5, units=7)
    assert model.input_shape == (None, 6, 12, 20, 3) and model.output_shape == (None, 5)
    convnet = (9 * 3 + 1) * 8 + (9 * 8 + 1) * 16
    assert model.count_params() == convnet + rnn_count(3 * 5 * 16, 7) + 8 * 5


def test_video_rnn_reads_each_frame_with_the_same_convnet():
    model = video.build_video_rnn(3, 8, 8, units=5, seed=1)
    x = np.random.default_rng(0).random((2, 3, 8, 8, 1), dtype="float32")
    convnet = model.get_layer("convnet_per_frame").layer
    features = np.stack([outputs(convnet, x[:, t]) for t in range(3)], axis=1)
    h = rnn(features, *model.get_layer("simple_rnn").get_weights())[:, -1]
    out, bias = model.layers[-1].get_weights()
    scores = np.exp(h @ out + bias)
    np.testing.assert_allclose(
        outputs(model, x), scores / scores.sum(axis=1, keepdims=True), atol=1e-5
    )


# --- the reader's mistakes


@pytest.mark.parametrize(
    ("build", "options", "message"),
    [
        (builders.build_simple_rnn, {"units": 0}, "units is 0: give a whole number, 1 or more"),
        (builders.build_simple_rnn, {"units": -3}, "units is -3"),
        (builders.build_simple_rnn, {"units": 1.5}, "units is 1.5"),
        (builders.build_simple_rnn, {"embedding_dim": 0}, "embedding_dim is 0"),
        (builders.build_simple_rnn, {"num_words": 0}, "num_words is 0"),
        (builders.build_simple_rnn, {"maxlen": 0}, "maxlen is 0"),
        (builders.build_simple_rnn, {"seed": -1}, "seed is -1"),
        (builders.build_stacked_rnn, {"depth": 0}, "depth is 0"),
        (builders.build_dropout_rnn, {"dropout": 1.0}, "dropout is 1.0: give a share of units"),
        (builders.build_dropout_rnn, {"dropout": -0.1}, "dropout is -0.1"),
        (builders.build_dropout_rnn, {"dropout": float("nan")}, "dropout is nan"),
        (builders.build_dropout_rnn, {"dropout": "0.2"}, "dropout is '0.2'"),
        (builders.build_dropout_rnn, {"recurrent_dropout": 1}, "recurrent_dropout is 1"),
        (builders.build_dense_baseline, {"maxlen": None}, "needs a fixed number of timesteps"),
        (builders.build_conv1d_baseline, {"maxlen": 40}, "maxlen is 40: .* needs 41"),
        (video.build_video_rnn, {"frames": 0}, "frames is 0"),
        (
            video.build_video_rnn,
            {"height": 3},
            "height is 3: give a whole number, 4 or more",
        ),
        (video.build_video_rnn, {"classes": 1}, "classes is 1"),
    ],
)
def test_mistakes_are_named(build, options, message):
    with pytest.raises(TutorialError, match=message) as caught:
        build(**options)
    assert "\n" not in str(caught.value)


def test_the_smallest_admitted_sizes_work():
    model = builders.build_conv1d_baseline(50, 41, embedding_dim=2, units=2)
    assert outputs(model, tokens(maxlen=41)).shape == (8, 1)
    assert outputs(
        builders.build_simple_rnn(4, 1, embedding_dim=1, units=1), np.array([[3]])
    ).shape == (1, 1)
    assert video.build_video_rnn(1, 4, 4, units=1, classes=2).output_shape == (None, 2)


def test_a_model_may_be_deep():
    model = builders.build_stacked_rnn(4, 1, embedding_dim=1, units=1, depth=100, seed=0)
    assert len(model.layers) > 100


@pytest.mark.parametrize("field", [{"cell": "rnn"}, {"kind": "perceptron"}])
def test_unknown_words_are_named_with_those_that_exist(field):
    with pytest.raises(TutorialError, match=r"choose one of (simple_rnn, lstm|recurrent, min_gru)"):
        ModelConfig(**field)
