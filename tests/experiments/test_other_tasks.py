"""The tasks of later chapters: where their networks are trained, and what says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_tutorial as rt
from rnn_tutorial.cli.predict import _OTHERS
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, OTHER_TASKS

ROOT = Path(__file__).parents[2]
every_task = pytest.mark.parametrize("name", OTHER_TASKS)


@every_task
def test_its_chapter_and_its_script_are_there(name):
    task = OTHER_TASKS[name]
    (chapter,) = (ROOT / "notebooks").glob(f"{task.chapter:02}_*.ipynb")
    loader = task.loader.removeprefix("rt.").partition("(")[0]
    assert loader in chapter.read_text(encoding="utf-8")
    script = (ROOT / "reproductions" / task.script).read_text(encoding="utf-8")
    assert "KERAS_BACKEND=jax" in script and f"chapter {task.chapter}" in script
    assert name not in EXPERIMENTS


@every_task
def test_its_loader_returns_what_was_recorded(name):
    assert eval(OTHER_TASKS[name].loader, {"rt": rt})


@every_task
@pytest.mark.parametrize(
    "use", [rt.get_experiment, rt.load_recorded, rt.load_trained, rt.load_pretrained]
)
def test_where_an_experiment_is_expected_the_message_says_what_it_is(name, use):
    with pytest.raises(TutorialError, match=f"{name} is not an experiment on reviews") as caught:
        use(name)
    task, message = OTHER_TASKS[name], str(caught.value)
    for part in (f"chapter {task.chapter}", task.goal, task.loader, f"`{task.command}`"):
        assert part in message
    assert (f"predict TEXT --model {name}" in message) == task.ships
    assert "\n" not in message


def test_an_unknown_run_is_answered_with_the_other_loaders():
    with pytest.raises(TutorialError, match="no run was recorded as 'forecasts-full'") as caught:
        rt.load_recorded("forecasts")
    assert "rt.load_forecasts(), rt.load_date_runs(), rt.load_recurrences()." in str(caught.value)


def test_predict_knows_the_networks_that_ship():
    assert set(_OTHERS) == {name for name, task in OTHER_TASKS.items() if task.ships}


@pytest.mark.slow
def test_the_scripts_that_record_begin_to_run():
    """Up to their first function: imports and settings. To train all of them takes an hour."""
    scripts = {task.script for task in OTHER_TASKS.values()}
    scripts |= {"attention_cost.py", "measure_evidence.py"}
    paths = [str(ROOT / "reproductions" / script) for script in sorted(scripts)]
    code = f"import runpy\nfor path in {paths}: runpy.run_path(path)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"KERAS_BACKEND": "jax"},
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
