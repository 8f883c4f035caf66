"""The package as a whole: what an import costs, what it offers, and how its rooms depend."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_tutorial as rt
from rnn_tutorial.claims.evidence import load_evidence
from rnn_tutorial.claims.statements import CLAIMS
from rnn_tutorial.exercises.answers import EXERCISES
from rnn_tutorial.metrics import spread

ROOT = Path(__file__).parent.parent
HEAVY = {"keras", "tensorflow", "jax", "matplotlib", "numpy", "nbclient", "nbformat", "rich",
         "typer", "ipypublish", "pooch"}  # fmt: skip


def python(code):
    """What a new Python process prints."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    ).stdout


def loaded_after(code):
    """The top-level modules that a new Python process has loaded after `code`."""
    return set(python(f"{code}\nimport sys; print(*sys.modules)").split())


def test_every_subject_has_a_room():
    """A stranger sees the architecture at a glance: at most 26 entries."""
    entries = {path.name for path in (ROOT / "rnn_tutorial").iterdir()}
    entries = {name for name in entries if not name.startswith((".", "__pycache__"))}
    assert len(entries) <= 26, sorted(entries)


def test_import_is_quick():
    """In seconds of processor time, which other processes on the machine do not change."""
    code = (
        "import time; start = time.process_time(); import rnn_tutorial\n"
        "print(time.process_time() - start)"
    )
    assert any(float(python(code)) < 0.05 for _ in range(5))


def test_import_loads_nothing_heavy():
    assert not loaded_after("import rnn_tutorial") & HEAVY


def test_reading_and_plotting_a_stored_result_loads_no_keras():
    loaded = loaded_after(
        "import matplotlib; matplotlib.use('Agg'); import rnn_tutorial as rt\n"
        "runs = rt.load_recorded('simple_rnn'); rt.plot_accuracy_and_loss(runs[0])\n"
        "rt.plot_over_band(runs[0], rt.recorded_band(runs)); rt.markdown_table(runs)\n"
        "rt.check_claims(); rt.load_sample(); rt.get_experiment('lstm')"
    )
    assert "matplotlib" in loaded
    assert not loaded & {"keras", "tensorflow", "jax", "nbclient"}


def test_the_lengths_of_reviews_load_no_keras():
    assert "keras" not in loaded_after("from rnn_tutorial import review_lengths")


@pytest.mark.parametrize("name", rt.__all__)
def test_every_public_name_resolves_and_is_documented(name):
    found = getattr(rt, name)
    assert found is getattr(rt, name)
    if callable(found):
        assert found.__doc__ and found.__name__ == name
    assert name in dir(rt)


STUBS = sorted((ROOT / "rnn_tutorial").glob("*/__init__.pyi"))


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: stub.parent.name)
def test_a_room_offers_its_modules_and_what_the_package_offers_of_it(stub):
    room = getattr(rt, stub.parent.name)
    modules = {path.stem for path in stub.parent.glob("*.py")} - {"__init__"}
    above = {name for name in rt.__all__ if _module(name).rpartition(".")[0] == room.__name__}
    assert modules | above <= set(room.__all__)


def _module(name):
    return getattr(getattr(rt, name), "__module__", "")


def test_old_names_still_work_and_name_the_new_one():
    for old, new in rt._RENAMED.items():
        with pytest.warns(DeprecationWarning, match=new):
            assert getattr(rt, old) is getattr(rt, new)
        assert old not in rt.__all__


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(AttributeError) as error:
        _ = rt.load_imbd
    assert "load_imbd" in str(error.value) and "load_imdb" in str(error.value)


@functools.cache
def sample():
    return rt.load_sample()


@functools.cache
def trained():
    return rt.load_pretrained("simple_rnn")


@functools.cache
def predictions():
    return rt.predict_reviews(trained(), sample(), count=40)


def recorded():
    return rt.load_recorded("simple_rnn")


def longest(claims):
    return max(claims, key=lambda claim: len(claim.statement))


# Every kind of object that a reader gets from the library.
OBJECTS = {
    "ExperimentConfig": lambda: rt.get_experiment("bidirectional_lstm", "full"),
    "DataConfig": rt.DataConfig,
    "ModelConfig": rt.ModelConfig,
    "TrainingConfig": rt.TrainingConfig,
    "TrainingResult": lambda: recorded()[0],
    "TestMetrics": lambda: recorded()[0].best,
    "ReviewDataset": sample,
    "Vocabulary": lambda: sample().vocabulary,
    "Band": lambda: rt.recorded_band(recorded()),
    "BandComparison": lambda: rt.compare_with_band(recorded()[0], recorded()),
    "Claim": lambda: longest(CLAIMS),
    "CheckedClaims": rt.check_claims,
    "CheckedClaim": lambda: longest(rt.check_claims()),
    "Evidence": load_evidence,
    "Exercise": lambda: EXERCISES["01-3"],
    "Feedback": lambda: rt.check("01-1", 0.3),
    "Spread": lambda: spread([0.8, 0.9]),
    "ModelStyle": lambda: rt.style.MODEL_STYLES["per_timestep_dropout_rnn"],
    "Attempt": lambda: rt.load_distances()[0],
    "ForecastRun": lambda: rt.load_forecasts()[0],
    "Series": rt.datasets.load_co2,
    "Network": lambda: rt.scratch.make_network("lstm", 4, 2),
    "LanguageRun": lambda: rt.load_language_runs()[0],
    "CharacterLSTM": rt.load_shakespeare_lstm,
    "KneserNey": lambda: rt.scratch.KneserNey(range(9), 9),
    "TrainedModel": trained,
    "Predictions": predictions,
    "WrongReviews": lambda: rt.wrong_reviews(predictions()),
    "WrongReview": lambda: rt.wrong_reviews(predictions()).reviews[0],
    "Group": lambda: rt.accuracy_by_length(predictions())[0],
    "Bin": lambda: rt.calibration(predictions())[0],
    "Explanation": lambda: rt.explain(trained(), "A fine film, and a warm one. " * 9),
    "MarkdownTable": lambda: rt.markdown_table(recorded()),
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_repr_is_one_short_line(kind):
    """An object that is the value of a notebook's cell must not fill the page."""
    shown = repr(OBJECTS[kind]())
    assert "\n" not in shown and len(shown) < 200, f"{len(shown):,} characters: {shown[:300]}"


AS_ON_WINDOWS = """
import builtins, importlib, pkgutil, sys
real, asked = builtins.__import__, []

def without_posix(name, globals=None, *others, **options):
    importer = str((globals or {}).get("__name__"))
    if name in ("fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"):
        asked.extend([(importer, name)] if importer.startswith("rnn_tutorial") else [])
    return real(name, globals, *others, **options)

builtins.__import__ = without_posix
import rnn_tutorial
for module in pkgutil.walk_packages(rnn_tutorial.__path__, "rnn_tutorial."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
sys.argv = ["rnn-tutorial", "predict", "A fine film"]
try:
    rnn_tutorial.cli.main.main()
finally:
    print(asked)
"""


@pytest.mark.slow
def test_no_module_needs_posix_to_be_imported():
    """`make check` also runs mypy as on Windows, which sees what the functions use."""
    done = python(AS_ON_WINDOWS)
    assert done.splitlines()[-1] == "[]" and "probability" in done


def test_imports_follow_the_contract():
    """The contract stands in pyproject.toml, where import-linter reads it."""
    linter = Path(sys.executable).with_name("lint-imports" + (".exe" if os.name == "nt" else ""))
    run = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr
