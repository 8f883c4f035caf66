"""The package as a whole: what an import costs, what it offers, and which way imports run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_tutorial

ROOT = Path(__file__).parent.parent
HEAVY = ("keras", "tensorflow", "jax", "matplotlib", "numpy", "nbclient", "nbformat", "rich",
         "typer", "ipypublish", "pooch")  # fmt: skip


def python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    ).stdout


def test_import_is_quick_and_loads_nothing_heavy():
    out = python(
        "import time; start = time.perf_counter(); import rnn_tutorial\n"
        "seconds = time.perf_counter() - start; import sys\n"
        "print(seconds, *{name.partition('.')[0] for name in sys.modules})"
    )
    seconds, *loaded = out.split()
    assert float(seconds) < 0.5
    assert not set(loaded) & set(HEAVY)


def test_reviews_and_plots_need_no_keras():
    out = python(
        "import sys\n"
        "from rnn_tutorial import load_sample, plot_history, TrainingResult, get_experiment\n"
        "from rnn_tutorial import review_lengths\n"
        "review_lengths(load_sample().x_test); print(*sys.modules)"
    )
    assert not set(out.split()) & {"keras", "tensorflow", "jax", "nbclient"}


@pytest.mark.parametrize("name", rnn_tutorial.__all__)
def test_every_public_name_resolves_and_is_documented(name):
    found = getattr(rnn_tutorial, name)
    assert found is getattr(rnn_tutorial, name)
    if callable(found):
        assert found.__doc__ and found.__name__ == name
    assert name in dir(rnn_tutorial)


@pytest.mark.parametrize(("old", "new"), rnn_tutorial._RENAMED.items())
def test_an_old_name_still_works_and_names_the_new_one(old, new):
    with pytest.warns(DeprecationWarning, match=new):
        assert getattr(rnn_tutorial, old) is getattr(rnn_tutorial, new)


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(AttributeError, match=r"no 'load_imbd'; it has .*load_imdb"):
        _ = rnn_tutorial.load_imbd


def test_imports_run_one_way():
    """The contracts stand in pyproject.toml, where import-linter reads them."""
    linter = Path(sys.executable).with_name("lint-imports")
    if os.name == "nt":
        linter = linter.with_suffix(".exe")
    run = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr
