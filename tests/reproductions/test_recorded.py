"""The recorded runs are those of this code: their recipe, and their first epoch trained again."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments import result as results
from rnn_tutorial.experiments.result import RECIPE, load_recorded, read_recorded, recorded_stem
from rnn_tutorial.metrics import METRICS

FOLDER = Path(__file__).parents[2] / "reproductions"
sys.path.insert(0, str(FOLDER))

import check_runs  # noqa: E402


def test_runs_of_another_recipe_are_refused(tmp_path, monkeypatch):
    stem = recorded_stem("simple_rnn", "quick", {})
    run = read_recorded(stem)[0]
    monkeypatch.setattr(results, "RECORDED", tmp_path)
    replace(run, recipe=RECIPE).save(tmp_path / f"{stem}-seed0.json")
    assert load_recorded("simple_rnn", "quick") == [replace(run, recipe=RECIPE)]
    replace(run, recipe=RECIPE + 1).save(tmp_path / f"{stem}-seed0.json")
    with pytest.raises(TutorialError, match=f"recipe {RECIPE + 1}.*make results"):
        load_recorded("simple_rnn", "quick")


def test_how_near_is_near_enough(monkeypatch):
    runs = read_recorded(recorded_stem("simple_rnn", "full", {}))
    first = {metric: runs[0].history[metric][0] for metric in METRICS}
    seeds = [run.history["val_loss"][0] for run in runs]
    near = first | {"val_loss": first["val_loss"] + max(seeds) - min(seeds) - 1e-6}
    far = first | {"val_loss": first["val_loss"] + max(0.03, max(seeds) - min(seeds)) + 1e-6}
    for same, told in ((True, "differs"), (False, "within the spread")):
        monkeypatch.setattr(check_runs, "same_environment", lambda run, same=same: same)
        assert check_runs.compare(first, runs) == "equal"
        assert check_runs.compare(near, runs) == told
        assert check_runs.compare(far, runs) == "differs"


@pytest.mark.slow
@pytest.mark.imdb
@pytest.mark.parametrize(("backend", "profile"), [("tensorflow", "quick")])
def test_the_first_epoch_is_that_of_the_record(imdb_path, imdb_home, backend, profile):
    """Two of the recordings; `make check-results` does it for all."""
    if backend == "jax":
        pytest.importorskip("jax", reason="JAX is an extra: pip install 'rnn-tutorial[jax]'")
    done = subprocess.run(
        [sys.executable, FOLDER / "check_runs.py", profile, "dropout_rnn"],
        env=os.environ
        | {"KERAS_BACKEND": backend, "RNN_TUTORIAL_DATA": str(imdb_path)}
        | {"RNN_TUTORIAL_HOME": str(imdb_home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
