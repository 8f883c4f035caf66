"""The recorded runs are those of this code: their recipe, and their first epoch trained again."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import needs
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments import result as results
from rnn_tutorial.experiments.result import RECIPE, load_recorded, read_recorded, recorded_stem
from rnn_tutorial.experiments.trained import weights_path
from rnn_tutorial.metrics import METRICS

FOLDER = Path(__file__).parents[2] / "reproductions"
sys.path.insert(0, str(FOLDER))

import check_runs  # noqa: E402
import record_runs  # noqa: E402


def test_runs_of_another_recipe_are_refused(tmp_path, monkeypatch):
    stem = recorded_stem("simple_rnn", "quick", {})
    run = read_recorded(stem)[0]
    monkeypatch.setattr(results, "RECORDED", tmp_path)
    replace(run, recipe=RECIPE).save(tmp_path / f"{stem}-seed0.json")
    assert load_recorded("simple_rnn", "quick") == [replace(run, recipe=RECIPE)]
    replace(run, recipe=RECIPE + 1).save(tmp_path / f"{stem}-seed0.json")
    with pytest.raises(TutorialError, match=f"recipe {RECIPE + 1}.*make results"):
        load_recorded("simple_rnn", "quick")


def test_what_ships_is_not_trained_again(tmp_path, monkeypatch):
    recording = record_runs.Recording("simple_rnn", "full", seeds=(0, 1), weights=True)
    stem = recorded_stem("simple_rnn", "full", {})
    run = replace(read_recorded(stem)[0], recipe=RECIPE)
    one, two = (tmp_path / f"{stem}-seed{seed}.json" for seed in recording.seeds)
    for path in (one, two):
        run.save(path)
    asked = []
    monkeypatch.setattr(record_runs, "_record_one", lambda *words: asked.append(words[2]))
    assert list(record_runs.record((recording,), tmp_path)) == asked == [one]  # without weights
    weights_path(one).touch()
    assert list(record_runs.record((recording,), tmp_path)) == []
    longer = run.config.with_changes(epochs=101)
    for changed in (replace(run, recipe=RECIPE + 1), replace(run, config=longer)):
        changed.save(two)
        assert list(record_runs.record((recording,), tmp_path)) == [two]
    two.unlink()
    assert list(record_runs.record((recording,), tmp_path)) == [two]


def test_how_near_is_near_enough(monkeypatch):
    runs = read_recorded(recorded_stem("simple_rnn", "full", {}))
    first = {metric: runs[0].history[metric][0] for metric in METRICS}
    seeds = [run.history["loss"][0] for run in runs]
    spread = max(0.03, max(seeds) - min(seeds))
    near = first | {"loss": first["loss"] + spread - 1e-6}
    far = first | {"loss": first["loss"] + spread + 1e-6}
    jumped = first | {"val_loss": first["val_loss"] + 1}
    for same, told in ((True, "differs"), (False, "within the spread")):
        monkeypatch.setattr(check_runs, "same_environment", lambda run, same=same: same)
        assert check_runs.compare(first, runs) == "equal"
        assert check_runs.compare(near, runs) == check_runs.compare(jumped, runs) == told
        assert check_runs.compare(far, runs) == "differs"


@pytest.mark.slow
@pytest.mark.imdb
@pytest.mark.parametrize(("backend", "profile"), [("tensorflow", "quick"), ("jax", "fast")])
def test_the_first_epoch_is_that_of_the_record(imdb_path, imdb_home, backend, profile):
    """Two of the recordings; `make check-results` does it for all."""
    if backend == "jax":
        needs.package("jax")
    threads_as_recorded = {k: v for k, v in os.environ.items() if not k.startswith("TF_NUM_")}
    done = subprocess.run(
        [sys.executable, FOLDER / "check_runs.py", profile, "dropout_rnn"],
        env=threads_as_recorded
        | {"KERAS_BACKEND": backend, "RNN_TUTORIAL_DATA": str(imdb_path)}
        | {"RNN_TUTORIAL_HOME": str(imdb_home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
