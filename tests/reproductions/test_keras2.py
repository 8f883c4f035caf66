"""The reproduction on Keras 2, as far as the project's own Keras 3 can test it."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from rnn_tutorial.experiments import result as results
from rnn_tutorial.experiments.result import TrainingResult, load_recorded

FOLDER = Path(__file__).parents[2] / "reproductions"
sys.path.insert(0, str(FOLDER))

import keras2_dropout as reproduction  # noqa: E402
import keras2_masks as masking  # noqa: E402
import keras2_training as training  # noqa: E402

FACTS = {"source": "tokens", "fingerprint": "0", "machine": "here"}


@pytest.fixture(scope="module")
def keras():
    from rnn_tutorial.quiet_keras import keras

    if keras.backend.backend() != "tensorflow":
        pytest.skip("the script needs TensorFlow: unset KERAS_BACKEND")
    return keras


@pytest.fixture
def run():
    """The plan's dropout run for seed 0, with a network and reviews of a tenth of the size."""
    run = reproduction.plan_runs("imdb", 1, **FACTS)[0]
    run["config"]["data"] |= {"num_words": 20, "maxlen": 6}
    run["config"]["model"] |= {"embedding_dim": 3, "units": 4}
    run["config"]["training"] |= {"epochs": 4, "batch_size": 8}
    return run


@pytest.fixture
def reviews():
    """Sixty-four reviews to train on and as many to test; token 7 makes a review positive."""
    rng = np.random.default_rng(0)
    parts = {}
    for half in ("train", "test"):
        x = rng.integers(8, 20, (64, 6)).astype("int32")
        y = rng.integers(0, 2, 64).astype("int32")
        x[y == 1, -1] = 7
        parts |= {f"x_{half}": x, f"y_{half}": y}
    return parts


@pytest.mark.parametrize("which", ["dropout", "recurrent_dropout"])
@pytest.mark.parametrize("mode", masking.MODES)
def test_keras_3_keeps_one_mask_for_all_timesteps(keras, mode, which):
    masks = masking.see_masks(keras, mode, which, units=20)
    assert masks.shape == (8, 20)
    assert set(masks.ravel()) == {0.0, 2.0}  # dropped, or scaled by 1/(1-0.5)
    assert masking.count_masks(masks) == 1


def test_masks_that_differ_are_counted():
    assert masking.count_masks(np.array([[0, 2], [2, 0], [0, 2], [2, 2]])) == 3


def test_printed_masks_show_each_timestep(keras, capsys):
    masking.print_masks(keras, "Keras 3")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    for line in lines:
        shown = line.split(": ")[1].split("  ")[0].split(" ")
        assert len(shown) == 8 and len(set(shown)) == 1 and set(shown[0]) <= {"#", "."}
        assert "1 different in 8 timesteps" in line


def test_plan_has_the_settings_of_the_chapter_seed_by_seed():
    runs = reproduction.plan_runs("imdb", 3, **FACTS)
    names = [(run["config"]["name"], run["seed"]) for run in runs]
    assert names == [(name, seed) for seed in range(3) for name in ("dropout_rnn", "simple_rnn")]
    for run in runs:
        rate = 0.2 if run["config"]["name"] == "dropout_rnn" else 0.0
        model, fitted = run["config"]["model"], run["config"]["training"]
        assert (run["config"]["data"]["num_words"], run["config"]["data"]["maxlen"]) == (
            10_000,
            500,
        )
        assert (model["embedding_dim"], model["units"]) == (32, 32)
        assert (model["dropout"], model["recurrent_dropout"]) == (rate, rate)
        assert (fitted["optimizer"], fitted["batch_size"]) == ("rmsprop", 128)
        assert (fitted["validation_split"], fitted["epochs"]) == (0.2, 100)
        assert "keras 2" in run["backend"] and run["profile"] == "keras2"


@pytest.mark.parametrize("position, rate", [(0, 0.2), (1, 0.0)])
def test_network_is_the_chapters(keras, position, rate):
    config = reproduction.plan_runs("imdb", 1, **FACTS)[position]["config"]
    network = training.build(keras, config)
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds == ["Embedding", "SimpleRNN", "Dense"]
    assert network.count_params() == 322_113
    assert network.layers[1].dropout == network.layers[1].recurrent_dropout == rate
    assert type(network.optimizer).__name__ == "RMSprop"
    assert float(network.optimizer.learning_rate.numpy()) == pytest.approx(
        config["training"]["learning_rate"]
    )


@pytest.mark.slow
def test_finished_run_is_a_training_result(keras, run, reviews, tmp_path, monkeypatch):
    path = tmp_path / "dropout_rnn-keras2-seed0.json"
    training.train(keras, run, reviews, path)
    result = TrainingResult.load(path)
    assert result.epochs == 4 and len(result.epoch_seconds) == 4
    assert result.parameters == 20 * 3 + 4 * (3 + 4 + 1) + 5
    assert result.backend == run["backend"] and result.versions["keras"] == keras.__version__
    assert "resumed after epoch" not in result.versions
    assert {p.name for p in tmp_path.iterdir()} == {path.name, f"{path.stem}.weights.npz"}
    monkeypatch.setattr(results, "RECORDED", tmp_path)
    assert load_recorded("dropout_rnn", "keras2") == [result]

    network = training.build(keras, run["config"])
    with np.load(path.with_suffix(".weights.npz")) as stored:
        network.set_weights([stored[f"w{i}"] for i in range(len(stored.files))])
    loss, accuracy = network.evaluate(reviews["x_test"], reviews["y_test"], verbose=0)
    assert result.best.accuracy == pytest.approx(accuracy)
    assert result.best.loss == pytest.approx(loss, abs=1e-5)
    counts = result.best.true_positives + result.best.false_negatives
    assert counts == reviews["y_test"].sum()


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["training", "writing"])
def test_killed_run_resumes_after_its_last_finished_epoch(
    keras, run, reviews, tmp_path, monkeypatch, moment
):
    path = tmp_path / "dropout_rnn-keras2-seed0.json"

    class Killed(BaseException):
        pass

    calls = []

    def dies_third_time(original):
        def call(*given):
            calls.append(given)
            if len(calls) == 3:
                raise Killed
            return original(*given)

        return call

    with monkeypatch.context() as patch:
        if moment == "training":
            patch.setattr(training, "store", dies_third_time(training.store))
        else:  # the third checkpoint is half on disk
            patch.setattr(training.os, "fsync", dies_third_time(training.os.fsync))
        with pytest.raises(Killed):
            training.train(keras, run, reviews, path)
    before = reproduction.read_histories(tmp_path)[path.stem]
    assert len(before["loss"]) == 2 and not path.exists()

    stored = np.load(path.with_suffix(".checkpoint.npz"))
    network, state = training.build(keras, run["config"]), {}
    training.restore(network, state, path.with_suffix(".checkpoint.npz"))
    variables = [*network.weights, *network.optimizer.variables]
    for i, variable in enumerate(variables):
        np.testing.assert_array_equal(np.asarray(variable), stored[f"now_{i}"])
    assert int(np.asarray(network.optimizer.iterations)) == 2 * 7  # 51 reviews in batches of 8

    training.train(keras, run, reviews, path)
    result = TrainingResult.load(path)
    assert result.epochs == 4 and result.versions["resumed after epoch"] == "2"
    assert {metric: values[:2] for metric, values in result.history.items()} == before
    assert not path.with_suffix(".checkpoint.npz").exists()


def test_finished_runs_are_not_trained_again(keras, run, reviews, tmp_path, monkeypatch):
    (tmp_path / "plan.json").write_text(json.dumps([run, run | {"seed": 1}]))
    for part, values in reviews.items():
        np.save(tmp_path / f"{part}.npy", values)
    (tmp_path / "dropout_rnn-keras2-seed0.json").write_text("{}")
    trained = []
    monkeypatch.setattr(training, "train", lambda *given: trained.append(given[-1].name))
    training.train_all(keras, tmp_path)
    assert trained == ["dropout_rnn-keras2-seed1.json"]


def test_second_process_is_refused_while_the_first_trains(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reproduction, "prepare", pytest.fail)
    monkeypatch.setattr(sys, "argv", ["keras2_dropout.py", "--train", "--folder", str(tmp_path)])
    with FileLock(tmp_path / "train.lock"), pytest.raises(SystemExit) as end:
        reproduction.main()
    assert str(tmp_path) in end.value.code


@pytest.mark.slow
def test_progress_shows_finished_and_unfinished_runs(keras, run, reviews, tmp_path, capsys):
    training.train(keras, run, reviews, tmp_path / "dropout_rnn-keras2-seed0.json")
    capsys.readouterr()  # one line per epoch
    network = training.build(keras, run["config"])
    network.optimizer.build(network.trainable_variables)
    history = {
        "loss": [1, 2],
        "accuracy": [0.5, 0.6],
        "val_loss": [3, 4],
        "val_accuracy": [0.7, 0.6],
    }
    state = {"history": history, "epoch_seconds": [1, 1], "resumed": [], "best": []}
    training.store(network, state, tmp_path / "simple_rnn-keras2-seed0.checkpoint.npz")
    reproduction.print_progress(tmp_path)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("dropout_rnn-keras2-seed0: 4 epochs")
    assert second.startswith("simple_rnn-keras2-seed0: 2 epochs")
    assert "0.700 at best (epoch 1), 0.600 now" in second


def test_environment_is_made_once_and_again_for_other_packages(tmp_path, monkeypatch):
    commands = []

    def call(command, check):
        commands.append(command[1:3])
        (tmp_path / "env").mkdir(exist_ok=True)

    monkeypatch.setattr(reproduction, "find_uv", lambda: "uv")
    monkeypatch.setattr(reproduction.subprocess, "run", call)
    made = [["venv", "--quiet"], ["pip", "install"]]
    python = reproduction.make_environment(tmp_path)
    assert tmp_path / "env" in python.parents and commands == made
    reproduction.make_environment(tmp_path)
    assert commands == made
    monkeypatch.setattr(reproduction, "PACKAGES", ("tf_keras==2.20.0",))
    reproduction.make_environment(tmp_path)
    assert commands == made * 2


def test_uv_is_found_beside_python_or_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(reproduction.TutorialError, match="uv"):
        reproduction.find_uv()
    uv = tmp_path / "uv"
    uv.touch(mode=0o755)
    if sys.platform != "win32":
        assert reproduction.find_uv() == str(uv)


def test_spectral_radius_without_dropout_is_one():
    np.testing.assert_allclose(masking.spectral_radii(20, rate=0.0), 1.0)


def test_one_mask_grows_a_state_at_the_rate_of_its_spectral_radius():
    radii = masking.spectral_radii(20, seed=3)
    growth = masking.growth_factors(False, 20, steps=2_000, seed=3)  # the same W and masks
    np.testing.assert_allclose(growth, radii, rtol=5e-3)
    assert radii.mean() == pytest.approx(1.16, abs=0.05)


def test_new_masks_grow_a_state_by_less_than_the_root_of_the_scale():
    """E|mask * h|^2 = |h|^2 / (1-p), and the mean of a logarithm is below the log of the mean."""
    growth = masking.growth_factors(True, 20, seed=3)
    assert 1.10 < growth.mean() < (1 / 0.8) ** 0.5


def test_committed_results_are_full_runs_on_keras_2():
    paths = sorted(results.RECORDED.glob("*-keras2-*.json"))
    assert paths
    for path in paths:
        result = TrainingResult.load(path)
        assert path.stem == f"{result.name}-keras2-seed{result.seed}"
        assert result.epochs == 100 and result.source == "IMDB"
        assert "keras 2" in result.backend and result.versions["tf_keras"].startswith("2.")
