"""Training: against Keras's own loop, and the same after a stop as without one."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import needs
import numpy as np
import pytest

from rnn_tutorial.config import ModelConfig, TrainingConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.models.builders import build_simple_rnn
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training import backend
from rnn_tutorial.training.backend import fixed_order_of_sums
from rnn_tutorial.training.fitting import (
    METRICS,
    Fit,
    evaluate,
    fit,
    keras_model,
    predict,
    random_states,
    set_seed,
    split_validation,
)

DROPOUT = ModelConfig(embedding_dim=4, units=4, dropout=0.3, recurrent_dropout=0.3)
SETTINGS = {"epochs": 4, "batch_size": 16, "learning_rate": 0.01}


def reviews(count=80, maxlen=10):
    """Token 7 makes a review positive."""
    rng = np.random.default_rng(2)
    x = rng.integers(8, 40, (count, maxlen)).astype("int32")
    y = (np.arange(count) % 2).astype("int32")
    x[y == 1, rng.integers(0, maxlen, count)[y == 1]] = 7
    x[::3, :4] = 0
    return x, y


def small_model(config=TrainingConfig(), maxlen=10, model=DROPOUT):
    skip = config.batching == "by_length"
    return compile_model(build_model(model, 40, maxlen, seed=5, skip_padding=skip), config)


@functools.cache
def made(**settings):
    """A model with its optimizer, and all their variables as they were made."""
    model = small_model(TrainingConfig(**settings))
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    return model, [(v, keras.ops.convert_to_numpy(v).copy()) for v in variables]


def new_model(config):
    """A model with its first variables; often an old one, as TensorFlow traces a new one anew."""
    names = ("optimizer", "learning_rate", "batching")
    model, variables = made(**{name: getattr(config, name) for name in names})
    for variable, value in variables:
        variable.assign(value)
    return model


def train(checkpoint=None, seed=1, progress=None, **changes):
    config = TrainingConfig(**SETTINGS | changes)
    model = new_model(config)
    state = fit(model, *reviews(), config, seed=seed, checkpoint=checkpoint, progress=progress)
    return state, model


@pytest.fixture(scope="module")
def uninterrupted():
    """The training, the model, which other tests train again, and the weights it had."""
    state, model = train()
    return state, model, model.get_weights()


# --- against Keras


@pytest.mark.slow
def test_one_batch_an_epoch_equals_keras_own_fit():
    """With all reviews in one batch no order is left to differ in."""
    x, y = reviews()
    config = TrainingConfig(epochs=3, batch_size=64)
    plain = ModelConfig(embedding_dim=4, units=4)
    ours = fit(small_model(config, model=plain), x, y, config)
    model = small_model(config, model=plain)
    theirs = model.fit(x, y, batch_size=64, epochs=3, validation_split=0.2, verbose=0)
    assert set(ours.history) == set(theirs.history) == set(METRICS)
    for metric in METRICS:
        np.testing.assert_allclose(ours.history[metric], theirs.history[metric], rtol=1e-5)


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5])
@pytest.mark.parametrize("count", [10, 73, 25_000])
def test_the_split_equals_keras(count, share):
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    x, y = np.arange(count)[:, None], np.arange(count)
    (a, b), (c, d) = split_validation(x, y, share)
    (k, m), (n, o) = train_validation_split((x, y), validation_split=share)
    for ours, theirs in ((a, k), (b, m), (c, n), (d, o)):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.slow
def test_keras_own_fit_still_works_afterwards(uninterrupted):
    """Its shuffling has no seed, which TensorFlow refuses while it is told to be deterministic."""
    uninterrupted[1].fit(*reviews(), epochs=1, verbose=0)


@pytest.mark.slow
def test_evaluate_equals_keras(uninterrupted):
    x, y = reviews()
    model = uninterrupted[1]
    ours, theirs = evaluate(model, x, y), model.evaluate(x, y, return_dict=True, verbose=0)
    assert ours.accuracy == pytest.approx(theirs["accuracy"])
    assert ours.loss == pytest.approx(theirs["loss"], rel=1e-4)
    np.testing.assert_allclose(predict(model, x), model.predict(x, verbose=0)[:, 0], rtol=1e-5)


def test_evaluate_worked_out_by_hand():
    class Fixed(keras.Model):
        def predict(self, x, **options):
            return np.array([[0.9], [0.2], [0.6], [0.5]], "float32")

    metrics = evaluate(Fixed(), np.zeros((4, 3)), np.array([1, 1, 0, 0]))
    assert metrics.accuracy == 0.5
    # -(ln 0.9 + ln 0.2 + ln 0.4 + ln 0.5) / 4 = 3.32424 / 4
    assert metrics.loss == pytest.approx(0.83106, abs=1e-5)
    counts = ("true_positives", "true_negatives", "false_positives", "false_negatives")
    assert [getattr(metrics, name) for name in counts] == [1, 1, 1, 1]


# --- seeds, stopping, resuming


@pytest.mark.slow
def test_same_seed_same_history(uninterrupted):
    state, _, weights = uninterrupted
    again, same_model = train()
    assert again.history == state.history
    for a, b in zip(weights, same_model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert train(seed=2)[0].history != state.history


@pytest.mark.slow
def test_the_history_has_all_metrics_for_all_epochs(uninterrupted):
    state = uninterrupted[0]
    assert state.epochs == 4 == len(state.epoch_seconds) and min(state.epoch_seconds) > 0
    assert {metric: len(values) for metric, values in state.history.items()} == dict.fromkeys(
        METRICS, 4
    )


class Stop:
    """Ctrl-C after a batch of an epoch, as progress sees it."""

    def __init__(self, epoch, batch):
        self.at = (epoch, batch)

    def __call__(self, epoch, batch, batches, metrics):
        if (epoch, batch) == self.at:
            raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_stopping_and_resuming_equals_not_stopping(tmp_path, uninterrupted, batching):
    whole = uninterrupted[0] if batching == "padded" else train(batching=batching)[0]
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(KeyboardInterrupt):
        train(path, progress=Stop(2, 2), batching=batching)  # in the middle of an epoch
    assert stored_epochs(path) == 1
    with pytest.raises(KeyboardInterrupt):
        train(path, progress=Stop(4, 1), batching=batching)
    assert stored_epochs(path) == 3
    seen = []
    state, _ = train(path, progress=lambda *told: seen.append(told[0]), batching=batching)
    assert set(seen) == {4}  # only the missing epoch was trained
    assert state.history == whole.history and len(state.epoch_seconds) == 4
    for a, b in zip(state.best_weights, whole.best_weights, strict=True):
        np.testing.assert_array_equal(a, b)


def stored_epochs(path):
    with np.load(path, allow_pickle=False) as stored:
        return len(json.loads(stored["progress"].tobytes())["epoch_seconds"])


@pytest.mark.slow
def test_a_finished_checkpoint_is_not_trained_further(tmp_path, uninterrupted):
    path = tmp_path / "checkpoint.npz"
    first, _ = train(path)
    before = path.read_bytes()
    again, _ = train(path, progress=lambda *told: pytest.fail("trained again"))
    assert again.history == first.history == uninterrupted[0].history
    assert path.read_bytes() == before


@pytest.mark.slow
def test_best_weights_are_those_of_the_best_epoch(uninterrupted):
    state = uninterrupted[0]
    best = int(np.argmax(state.history["val_accuracy"])) + 1
    _, model = train(epochs=best)
    for a, b in zip(state.best_weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_progress_is_told_every_batch():
    told = []
    train(epochs=2, progress=lambda *args: told.append(args))
    assert [args[:3] for args in told] == [(e, b, 4) for e in (1, 2) for b in (1, 2, 3, 4)]
    assert all({"loss", "accuracy"} <= set(args[3]) for args in told)


@pytest.mark.slow
def test_it_learns():
    x, y = reviews(1_000)
    config = TrainingConfig(epochs=3, batch_size=16, learning_rate=0.01)
    model = compile_model(build_simple_rnn(40, 10, embedding_dim=8, units=8, seed=0), config)
    state = fit(model, x, y, config)
    assert max(state.history["val_accuracy"]) > 0.9


def test_set_seed_fixes_what_takes_no_seed():
    draws = []
    for seed in (4, 4, 5):
        set_seed(seed)
        draws.append((np.random.random(), float(keras.random.uniform(()))))  # noqa: NPY002
    assert draws[0] == draws[1] != draws[2]


@pytest.mark.slow
def test_the_random_states_are_those_of_the_dropout(uninterrupted):
    for model in (small_model(), uninterrupted[1]):  # metrics and optimizer add no random state
        (state,) = random_states(model)
        assert state is model.get_layer("simple_rnn").cell.seed_generator.state
    both = build_model(ModelConfig(units=4, dropout=0.1, bidirectional=True), 40, 10)
    assert len(random_states(both)) == 2


# --- what is fitted and how it is shown


@pytest.mark.slow
def test_a_trained_model_serves_as_its_keras_model(uninterrupted):
    x, y = reviews()
    trained = SimpleNamespace(keras_model=uninterrupted[1])  # as a TrainedModel has it
    np.testing.assert_array_equal(predict(trained, x), predict(uninterrupted[1], x))
    assert evaluate(trained, x, y) == evaluate(uninterrupted[1], x, y)
    assert keras_model(trained) is keras_model(uninterrupted[1]) is uninterrupted[1]
    config = TrainingConfig(**SETTINGS)
    again = fit(SimpleNamespace(keras_model=new_model(config)), x, y, config, seed=1)
    assert again.history == uninterrupted[0].history


@pytest.mark.parametrize("model", [None, "simple_rnn", SimpleNamespace(), Fit])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(TutorialError, match="give a Keras model"):
        predict(model, reviews()[0])


@pytest.mark.slow
def test_the_repr_of_a_fit_is_one_short_line(uninterrupted):
    assert repr(uninterrupted[0]).startswith("Fit(epochs=4, best val_accuracy=0.")
    assert repr(Fit({metric: [] for metric in METRICS}, [], [])).startswith("Fit(epochs=0")


# --- the process


@pytest.mark.slow
@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="only TensorFlow has it: unset KERAS_BACKEND"
)
def test_the_order_of_sums_is_fixed_only_meanwhile():
    from tensorflow.python.framework import config

    seen = []
    train(epochs=1, progress=lambda *_: seen.append(config.is_op_determinism_enabled()))
    assert all(seen) and seen and not config.is_op_determinism_enabled()
    with pytest.raises(KeyError), fixed_order_of_sums():
        raise KeyError
    assert not config.is_op_determinism_enabled()
    config.enable_op_determinism()  # a reader's own choice stays
    try:
        with fixed_order_of_sums():
            pass
        assert config.is_op_determinism_enabled()
    finally:
        config.disable_op_determinism()


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="JAX is tuned: unset KERAS_BACKEND")
def test_tuning_does_nothing_on_other_backends(monkeypatch):
    monkeypatch.setattr(backend.ctypes, "CDLL", lambda name: pytest.fail("malloc was changed"))
    backend.tune_jax()


ON_JAX = """
import ctypes, os
called = []
class Library:
    mallopt = staticmethod(lambda *arguments: called.append(arguments))
ctypes.CDLL = lambda name: Library
import jax
from rnn_tutorial.config import TrainingConfig
from test_fitting import ModelConfig, fit, reviews, small_model
fit(small_model(model=ModelConfig(units=2)), *reviews(), TrainingConfig(epochs=1))
print(called, jax.config.jax_compilation_cache_dir)
import sys
from rnn_tutorial.cli.main import app
try:
    small = "epochs=1 units=2 maxlen=8 max_train_samples=64 max_test_samples=32".split()
    sets = [f"--set={value}" for value in small]
    app(["train", "simple_rnn", "--profile", "smoke", "--data", "sample", *sets])
except SystemExit as end:
    assert not end.code, end
print(len(called), jax.config.jax_compilation_cache_dir, "tensorflow" in sys.modules)
"""


@pytest.mark.slow
def test_the_command_tunes_its_process_and_fit_does_not(home):
    needs.package("jax")
    run = subprocess.run(
        [sys.executable, "-c", ON_JAX],
        cwd=Path(__file__).parent,
        env=os.environ
        | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr
    first, *_, last = run.stdout.splitlines()
    assert first == "[] None"
    assert last == f"{3 * (sys.platform == 'linux')} {home / 'cache' / 'compiled'} False"
    assert any((home / "cache" / "compiled").iterdir())


# --- the reader's mistakes


@pytest.mark.slow
def test_a_loss_that_is_no_number_names_the_epoch(tmp_path):
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(TutorialError, match=r"loss of epoch 1 is not a number.*learning_rate"):
        train(path, learning_rate=1e38, optimizer="sgd")
    assert not path.exists()


@pytest.mark.slow
@pytest.mark.parametrize("keep", [0, 20, 0.5, 0.99])
def test_a_torn_checkpoint_is_refused_and_kept(tmp_path, keep):
    path = tmp_path / "checkpoint.npz"
    train(path, epochs=1)
    content = path.read_bytes()
    path.write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    torn = path.read_bytes()
    with pytest.raises(TutorialError, match=r"can't resume from .*--rerun"):
        train(path)
    assert path.read_bytes() == torn


@pytest.mark.slow
def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    path = tmp_path / "checkpoint.npz"
    train(str(path), epochs=1)
    config = TrainingConfig(**SETTINGS)
    other = small_model(config, model=ModelConfig(embedding_dim=4, units=9))
    with pytest.raises(TutorialError, match="can't resume from"):
        fit(other, *reviews(), config, checkpoint=path)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs is 0: give a whole number, 1 or more"),
        ({"batch_size": -5}, "batch_size is -5"),
        ({"validation_split": 0}, "validation_split is 0: give a share above 0"),
        ({"validation_split": 1.0}, "validation_split is 1.0"),
        ({"learning_rate": 0}, "learning_rate is 0: give a number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"batching": "sorted"}, "batching is 'sorted': choose one of padded, by_length"),
    ],
)
def test_mistaken_settings_are_named(settings, message):
    with pytest.raises(TutorialError, match=message) as caught:
        TrainingConfig(**settings)
    assert "\n" not in str(caught.value)


def test_too_few_reviews_to_split_are_refused():
    with pytest.raises(TutorialError, match=r"validation_split is 0\.2: with 1 reviews"):
        split_validation(np.zeros((1, 3)), np.zeros(1), 0.2)
    with pytest.raises(TutorialError, match=r"validation_split is 0\.9: with 2 reviews"):
        split_validation(np.zeros((2, 3)), np.zeros(2), 0.9)
