"""One name, one stored result: kept, returned, trained again, resumed, refused."""

import json
import logging
import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from small_npz import write_small_npz

from rnn_tutorial.cli.console import save_curves
from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, PROFILES, get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import load_trained, result_path
from rnn_tutorial.models.architecture import build_model
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import evaluate

TINY = {"profile": "smoke", "num_words": 300, "maxlen": 8, "units": 3, "embedding_dim": 3,
        "batch_size": 16}  # fmt: skip


@pytest.fixture
def messages(caplog):
    """A function: the texts that the library logged so far."""
    caplog.set_level(logging.INFO, "rnn_tutorial")
    return lambda: [
        record.getMessage() for record in caplog.records if record.name.startswith("rnn_tutorial.")
    ]


STORED = {"seed": 4, "epochs": 4}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A result that is trained once, in a home of its own."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUTORIAL_HOME", str(folder / "home"))
        path = write_small_npz(folder / "small.npz")
        return run_experiment("simple_rnn", **TINY | STORED, data=path)


@pytest.fixture
def trained(stored, home, run):
    """A function that runs the same experiment where its result is stored already."""
    shutil.copytree(stored.path.parents[1], home)
    return partial(run, **STORED)


@pytest.fixture
def run(keras_npz):
    """A function that runs a tiny experiment on a small file."""
    path = keras_npz()

    def start(name="simple_rnn", **options):
        return run_experiment(name, **TINY | {"data": path} | options)

    return start


@pytest.mark.slow
def test_a_result_tells_what_was_trained(stored):
    result, home = stored, stored.path.parents[1]
    assert (result.name, result.profile, result.seed) == ("simple_rnn", "smoke", 4)
    assert result.source == "small.npz" and len(result.fingerprint) == 12
    assert result.parameters == 300 * 3 + 3 * (3 + 3 + 1) + 3 + 1
    assert result.epochs == 4 == len(result.epoch_seconds) and not result.stored
    validation = result.history["val_accuracy"]
    assert result.best_epoch == validation.index(max(validation)) + 1
    assert result.overfitting_epoch == np.argmin(result.history["val_loss"]) + 1
    for metrics in (result.final, result.best):
        right = metrics.true_positives + metrics.true_negatives
        wrong = metrics.false_positives + metrics.false_negatives
        assert right + wrong == 20 and metrics.accuracy == pytest.approx(right / 20)
    assert result.backend == "tensorflow" and result.versions["keras"]
    assert result.peak_memory_mb > 50 and result.seconds > 0 and result.machine
    assert result.path.parent == home / "results" and result.path.suffix == ".json"
    stored = json.loads(result.path.read_text())
    assert stored["history"] == result.history
    assert str(home) not in result.path.read_text().replace(result.config.data.source, "")


@pytest.mark.slow
def test_the_same_call_returns_the_stored_result_and_logs_it(
    trained, stored, messages, snapshot, home
):
    before = snapshot(home)
    again = trained(progress=lambda *told: pytest.fail("trained again"))
    assert again == stored and again.stored and again.path == home / "results" / stored.path.name
    (message,) = messages()
    assert "stored result" in message and "rerun=True" in message
    assert snapshot(home) == before


@pytest.mark.slow
def test_rerun_trains_again_with_the_same_outcome(trained, stored, messages):
    batches = []
    again = trained(rerun=True, progress=lambda *told: batches.append(told))
    assert batches and not again.stored and not messages()
    assert again.history == stored.history  # by the seed
    assert trained() == again and again.epoch_seconds != stored.epoch_seconds


@pytest.mark.parametrize(
    "change", [{"units": 4}, {"maxlen": 9}, {"learning_rate": 0.1}, {"batch_size": 8}]
)
def test_what_shapes_a_training_has_a_result_of_its_own(keras_npz, change):
    def place(path, seed=0, **changes):
        config = get_experiment("simple_rnn", **TINY | {"data": path} | changes)
        return result_path(config, load_reviews(config.data), "smoke", seed)

    path = keras_npz()
    flipped = keras_npz("flipped.npz", y_test=np.arange(20) // 10)
    assert len({place(path), place(path, seed=1), place(path, **change), place(flipped)}) == 4
    # The same reviews under another name are the same reviews.
    assert place(keras_npz("renamed.npz")) == place(path)


@pytest.mark.slow
def test_the_precision_of_the_layers_is_part_of_what_was_trained(trained, stored):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        half, again = trained(), trained()
    finally:
        keras.config.set_dtype_policy("float32")
    assert not half.stored and half.history != stored.history
    assert again.stored and again == half
    assert trained() == stored


class Stop:
    def __init__(self, epoch):
        self.epoch = epoch

    def __call__(self, epoch, batch, batches, metrics):
        if epoch == self.epoch:
            raise KeyboardInterrupt


@pytest.mark.slow
def test_a_stopped_run_resumes_and_ends_as_if_it_had_not_been_stopped(run, messages, home):
    options = {"name": "dropout_rnn", "epochs": 3, "dropout": 0.4}
    whole = run(**options)
    for path in (home / "results").iterdir():
        path.unlink()
    with pytest.raises(KeyboardInterrupt):
        run(**options, progress=Stop(3))
    assert not list((home / "results").glob("*.json"))
    epochs = set()
    result = run(**options, progress=lambda epoch, *told: epochs.add(epoch))
    assert epochs == {3} and messages()[-1] == "Resuming dropout_rnn from epoch 3."
    assert result.history == whole.history and result.final == whole.final
    assert result.best == whole.best
    assert not list((home / "results").glob("*checkpoint*"))


@pytest.mark.slow
def test_a_stopped_rerun_leaves_the_stored_result(trained, stored):
    with pytest.raises(KeyboardInterrupt):
        trained(rerun=True, progress=Stop(1))
    assert trained() == stored


@pytest.mark.slow
def test_load_trained_gives_the_best_epoch(trained, stored):
    options = TINY | STORED | {"data": stored.config.data.source}
    model = load_trained("simple_rnn", **options)
    assert evaluate(model.keras_model, *model.dataset.test) == stored.best != stored.final
    assert model.result == stored
    assert model.title == "SimpleRNN (smoke, seed 4), trained on small.npz"
    with pytest.raises(TutorialError, match=r"no trained simple_rnn .*rnn-tutorial train simple"):
        load_trained("simple_rnn", **options | {"seed": 9})


@pytest.mark.slow
def test_save_and_load_round_trip(trained, tmp_path):
    result = trained()
    result.save(tmp_path / "copy.json")
    assert TrainingResult.load(tmp_path / "copy.json") == result


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"layout": 1', '"layout": 99'),
        lambda text: text.replace('"val_loss"', '"lost"'),
        lambda text: text.replace('"epoch_seconds": [', '"epoch_seconds": [1.0,'),
        lambda text: text.replace('"parameters"', '"parametres"'),
        lambda text: text.replace('"units": 3', '"units": 0'),
    ],
)
def test_a_spoilt_result_is_refused_and_left(trained, spoil):
    path = trained().path
    text = spoil(path.read_text())
    path.write_text(text)
    with pytest.raises(TutorialError, match="can't be read as a stored result") as caught:
        trained()
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_text() == text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("simpel_rnn", {}, "experiment is 'simpel_rnn': choose one of simple_rnn, stacked_rnn"),
        (
            "simple_rnn",
            {"profile": "speedy"},
            "profile is 'speedy': choose one of full, fast, quick, smoke",
        ),
        ("simple_rnn", {"units": 0}, "units is 0"),
        ("simple_rnn", {"maxlen": 0}, "maxlen is 0"),
        ("simple_rnn", {"num_words": 0}, "num_words is 0"),
        ("simple_rnn", {"dropout": 1}, "dropout is 1"),
        ("simple_rnn", {"seed": -1}, "seed is -1"),
        ("simple_rnn", {"neurons": 3}, "no setting is called neurons: choose from"),
        ("simple_rnn", {"data": "nowhere.npz"}, "nowhere.npz does not exist"),
    ],
)
def test_mistakes_are_named_and_leave_everything(trained, home, snapshot, name, options, message):
    before = snapshot(home)
    with pytest.raises(TutorialError, match=message) as caught:
        trained(name, **options)
    assert "\n" not in str(caught.value)
    assert snapshot(home) == before


@pytest.mark.slow
def test_auto_without_imdb_is_reported_everywhere(offline, messages):
    settings = TINY | {"data": "auto", "max_train_samples": 60, "epochs": 1}
    result = run_experiment("simple_rnn", **settings)
    (notice,) = messages()
    assert "sample corpus" in notice
    assert result.source == "sample corpus" and "sample corpus" in result.title
    assert result.notice == notice
    again = run_experiment("simple_rnn", **settings)
    assert messages()[1] == notice == again.notice
    picture = save_curves(result)
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.parent == result.path.parent


# --- the book's experiments


def test_the_full_profile_is_the_chapters():
    parameters = {"simple_rnn": 322_113, "stacked_rnn": 328_353, "bidirectional_rnn": 324_225,
                  "dropout_rnn": 322_113}  # fmt: skip
    for name, count in parameters.items():
        config = get_experiment(name)
        training, data = config.training, config.data
        assert (training.epochs, training.batch_size, training.validation_split) == (100, 128, 0.2)
        assert (training.optimizer, data.num_words, data.maxlen) == ("rmsprop", 10_000, 500)
        assert data.max_train_samples is data.max_test_samples is None
        assert build_model(config.model, data.num_words, data.maxlen).count_params() == count


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_can_be_built_in_every_profile(name, profile):
    config = get_experiment(name, profile)
    assert config.name == name
    model = build_model(config.model, config.data.num_words, config.data.maxlen)
    assert model.output_shape == (None, 1)


def test_configs_are_frozen_and_changed_by_copy():
    config = get_experiment("simple_rnn")
    changed = config.with_changes(units=64, epochs=3, maxlen=9)
    assert (changed.model.units, changed.training.epochs, changed.data.maxlen) == (64, 3, 9)
    assert config == get_experiment("simple_rnn") != changed
    assert replace(changed, name="x").model == changed.model
    with pytest.raises(AttributeError):
        config.model.units = 3


@pytest.mark.slow
def test_smoke_takes_seconds_and_knows_its_reviews():
    result = run_experiment("simple_rnn", profile="smoke", data="sample")
    assert result.epochs == 2 and sum(result.epoch_seconds) < 60
