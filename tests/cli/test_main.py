"""The `rnn-tutorial` command as readers see it: output, exit codes, one line for a mistake."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from rnn_tutorial import __version__
from rnn_tutorial.cli import book
from rnn_tutorial.cli.settings import parse_settings
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import PROFILES
from rnn_tutorial.experiments.tables import RESULT_ROWS

ROOT = Path(book.PACKAGE).parent
TINY = [f"--set={s}" for s in ("units=3", "embedding_dim=3", "num_words=300", "maxlen=8")]
TINY += ["--profile", "smoke"]


def run_process(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "rnn_tutorial", *map(str, words)],
        env=os.environ | {"COLUMNS": "200"} | environment,
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip


@pytest.mark.slow
def test_train_prints_a_table_and_saves_curves_and_json(command, keras_npz, home):
    words = ["train", "simple_rnn", *TINY, "--data", keras_npz()]
    code, out, err = command(*words)
    assert (code, err) == (0, "")
    for label, _ in RESULT_ROWS:
        assert label in out
    assert "small.npz" in out and "Traceback" not in out
    (picture,) = (home / "results").glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG") and str(picture) in out
    result = json.loads(picture.with_suffix(".json").read_text())
    assert result["config"]["model"]["units"] == 3 and str(picture.with_suffix(".json")) in out
    # The second time, the stored result, with a message.
    code, out, err = command(*words)
    assert code == 0 and "stored result" in out
    assert json.loads(picture.with_suffix(".json").read_text()) == result
    code, out, _ = command(*words, "--rerun")
    assert code == 0 and "stored result" not in out
    again = json.loads(picture.with_suffix(".json").read_text())
    assert again["history"] == result["history"]


@pytest.mark.slow
def test_auto_says_that_it_took_the_sample(command, offline):
    code, out, err = command("train", "simple_rnn", *TINY, "--set=max_train_samples=40")
    assert code == 0 and (out + err).count("Using the sample corpus instead") == 1
    assert "sample corpus" in out.split("reviews")[-1]


def test_ctrl_c_ends_with_130_and_says_what_is_kept(command, keras_npz, monkeypatch):
    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("rnn_tutorial.experiments.run.fit", stop)
    code, out, err = command("train", "simple_rnn", *TINY, "--data", keras_npz())
    assert code == 130 and "finished epochs are kept" in out and "Traceback" not in out + err


def test_ctrl_c_that_a_library_turned_into_another_error_is_still_one(
    command, keras_npz, monkeypatch
):
    def stop(*args, **options):
        try:
            raise KeyboardInterrupt
        except BaseException:  # as `DType.max` does in TensorFlow
            raise TypeError("no limits for this type") from None

    monkeypatch.setattr("rnn_tutorial.experiments.run.fit", stop)
    code, out, err = command("train", "simple_rnn", *TINY, "--data", keras_npz())
    assert code == 130 and "finished epochs are kept" in out and "Traceback" not in out + err


def test_list_shows_settings_and_parameters(command):
    code, out, _ = command("list")
    assert code == 0
    counts = {"simple_rnn": "322,113", "stacked_rnn": "328,353", "bidirectional_rnn": "324,225",
              "dropout_rnn": "322,113", "min_gru": "322,145", "lru": "325,249",
              "dense_baseline": "832,065",
              "conv1d_baseline": "1,315,937"}  # fmt: skip
    for name, count in counts.items():
        (row,) = [line for line in out.splitlines() if line.strip(" │┃|").startswith(f"{name} ")]
        assert count in row
    assert "10,000 words, 500 timesteps, 100 epochs, batches of 128" in out
    assert "328,577" in out  # the Transformer
    for measure in ("perplexity", "nats a character", "error in ppm", "right of 64 characters"):
        assert measure in out


def test_claims_are_those_of_every_chapter(command):
    code, out, _ = command("claims")
    words = " ".join(out.split())
    assert code == 0
    for claim in (
        "Overfitting starts after about 8 to 10 epochs", "Tied embeddings cost nothing",
        "better than the values of last year with drift", "With a fixed context, accuracy falls",
        "Linear recurrences learn the adding problem",
    ):  # fmt: skip
        assert claim in words


@pytest.mark.slow
def test_predict_judges_with_a_trained_model(command, keras_npz):
    path = keras_npz("imdb.npz")
    index = {f"word{rank}": rank for rank in range(1, 400)}
    path.with_name("imdb_word_index.json").write_text(json.dumps(index))
    options = ["--profile", "smoke", "--data", path]
    code, _, err = command("predict", "word5 word9", *options)
    assert code == 2 and "run `rnn-tutorial train simple_rnn" in err and err.count("\n") == 1
    assert command("train", "simple_rnn", *options)[0] == 0
    code, out, _ = command("predict", "Word5, word9!", *options)
    assert code == 0
    told, probability = out.split()[0].strip(","), float(out.split()[2])
    assert told == ("positive" if probability > 0.5 else "negative")
    for text, message in (("?!", "has no words"), ("xyzzy", "but none of the review")):
        code, out, err = command("predict", text, *options)
        assert code == 2 and message in err and err.count("\n") == 1 and not out


# --- the reader's mistakes: exit code 2, one line, nothing changed


def write_mistakes(keras_npz, tmp_path):
    torn = keras_npz("torn.npz")
    torn.write_bytes(torn.read_bytes()[:500])
    keras_npz("keys.npz", x_test=None)
    keras_npz("labels.npz", y_train=np.full(40, 2))
    keras_npz("empty.npz", x_train=[[1], []], y_train=np.array([1, 0]))
    (tmp_path / "folder").mkdir()


MISTAKES = [
    (["train", "simpel_rnn"], "experiment is 'simpel_rnn': choose one of"),
    (["train", "simple_rnn", "--profile", "speedy"], "profile is 'speedy': choose one of"),
    (["train", "simple_rnn", "--set", "units=0"], "units is 0: give a whole number, 1 or more"),
    (["train", "simple_rnn", "--set", "units=-2"], "units is -2"),
    (["train", "simple_rnn", "--set", "units=many"], "units is 'many': give a whole number"),
    (["train", "simple_rnn", "--set", "epochs=3.5"], "epochs is '3.5': give a whole number"),
    (["train", "simple_rnn", "--set", "neurons=3"], "--set neurons=3: give NAME=VALUE"),
    (["train", "simple_rnn", "--set", "units"], "--set units: give NAME=VALUE"),
    (["train", "simple_rnn", "--set", "maxlen=0"], "maxlen is 0"),
    (["train", "simple_rnn", "--set", "num_words=0"], "num_words is 0"),
    (["train", "dropout_rnn", "--set", "dropout=1"], "dropout is 1.0: give a share of units"),
    (["train", "dropout_rnn", "--set", "recurrent_dropout=-0.5"], "recurrent_dropout is -0.5"),
    (["train", "simple_rnn", "--seed", "-1"], "seed is -1"),
    (["train", "simple_rnn", "--data", "{}/gone.npz"], "gone.npz does not exist"),
    (["train", "simple_rnn", "--data", "{}/torn.npz"], "torn.npz can't be read as"),
    (["train", "simple_rnn", "--data", "{}/keys.npz"], "it has no array x_test"),
    (["train", "simple_rnn", "--data", "{}/labels.npz"], "the train label 2: labels are 0"),
    (["train", "simple_rnn", "--data", "{}/empty.npz"], "an empty review (number 1 of train)"),
    (["train", "simple_rnn", "--data", "{}/folder"], "has no reviews"),
    (["train", "simple_rnn", "--data", "imdb"], "IMDB was not found"),
    (["predict", "fine", "--data", "{}/small.npz"], "no trained simple_rnn is stored"),
    (["predict", "fine", "--data", "{}/small.npz", "--seed", "-3"], "seed is -3"),
    (["predict", "fine", "--experiment", "tank"], "tank is not an experiment on reviews"),
    (["predict", "fine", "--model", "words"], "words is not an experiment on reviews"),
    (["train", "dates"], "`rnn-tutorial predict TEXT --model dates`"),
    (["sweep", "lstm", "co2"], "reproductions/forecasting.py"),
    (["list", "--profile", "speedy"], "profile is 'speedy'"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=lambda v: " ".join(v)[:60])
def test_a_mistake_is_one_line_and_exit_code_2(
    command, offline, keras_npz, tmp_path, home, snapshot, words, message
):
    write_mistakes(keras_npz, tmp_path)
    keras_npz()
    (home / "results").mkdir(parents=True)
    (home / "results" / "kept.json").write_text("{}")
    code, _, err = command(*(word.replace("{}", str(tmp_path)) for word in words))
    assert code == 2 and message in err
    assert err.startswith("rnn-tutorial: ") and err.count("\n") == 1 and err.endswith("\n")
    kept = {p for p in snapshot(home) if "corpora" not in p.parts}
    assert kept == {home / "results" / "kept.json"}


def test_imdb_without_imdb_tells_three_ways_on(command, offline):
    _, _, err = command("train", "simple_rnn", "--data", "imdb")
    for way in ("--data PATH", "connect to the network", "--data sample"):
        assert way in err


def test_settings_take_the_type_of_what_they_set():
    pairs = ["units=64", "dropout=0.5", "bidirectional=true", "optimizer=adam"]
    assert parse_settings(pairs) == {
        "units": 64, "dropout": 0.5, "bidirectional": True, "optimizer": "adam",
    }  # fmt: skip
    with pytest.raises(TutorialError, match="bidirectional is 'yes': give true or false"):
        parse_settings(["bidirectional=yes"])


@pytest.mark.parametrize("started", [True, False])
def test_without_tests_the_command_asks_for_a_clone(command, tmp_path, monkeypatch, started):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(book, "PACKAGE", tmp_path / "site-packages" / "rnn_tutorial")
    if started:  # by `rnn-tutorial start`
        (tmp_path / "notebooks").mkdir()
    else:  # another project
        (tmp_path / "tests").mkdir()
    code, out, err = command("test")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{tmp_path} has no tests: run this command in a clone of the repository." in err


def test_the_command_and_make_run_the_tests_alike(command, monkeypatch):
    called = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(book, "_run_python", lambda *words, cwd: called.append((*words, cwd)))
    assert command("test") == (0, "", "")
    ((_, _, *words, folder),) = called
    assert f"\nPARALLEL := {' '.join(words)}\n" in (ROOT / "Makefile").read_text()
    assert folder == ROOT


# --- in a separate process


def test_a_mistake_in_a_real_process(home):
    start = time.perf_counter()
    run = run_process("train", "simpel_rnn")
    seconds = time.perf_counter() - start
    assert run.returncode == 2 and "Traceback" not in run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith("rnn-tutorial: experiment is 'simpel_rnn': choose one of simple_rnn")
    assert seconds < 10 and not home.exists()


@pytest.mark.slow
def test_a_training_in_a_real_process_has_a_clean_stderr(keras_npz):
    run = run_process("train", "simple_rnn", *TINY, "--data", keras_npz())
    assert (run.returncode, run.stderr) == (0, "")
    assert "test accuracy, best epoch" in run.stdout


MISTYPED = [
    (["trian"], "Did you mean 'train'?"),
    (["train"], "Missing argument"),
    (["train", "lstm", "--sed", "3"], "--seed"),
    (["train", "lstm", "--seed", "many"], "Invalid value for '--seed'"),
    (["--quiet"], "No such option"),
]


@pytest.mark.parametrize(("words", "message"), MISTYPED)
def test_a_mistyped_command_is_one_line_too(command, words, message):
    code, out, err = command(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("rnn-tutorial: ") and message in err and "--help`" in err


@pytest.mark.parametrize("name", ["train", "sweep", "list", "book", "predict"])
def test_help_names_every_profile(command, name):
    code, out, _ = command(name, "--help")
    told = " ".join(out.split())  # a line may end before the bracket
    assert code == 0 and all(f"{profile} (" in told for profile in PROFILES)


def test_version(command):
    assert command("--version") == (0, f"rnn-tutorial {__version__}\n", "")


def test_no_command_is_the_help(command):
    code, out, err = command()
    assert code == 2 and "Commands:" in out + err


def test_help_names_every_command():
    run = run_process("--help")
    assert run.returncode == 0
    for name in ("train", "list", "predict", "book", "publish", "notebooks", "lab", "doctor"):
        assert f" {name} " in run.stdout


@pytest.mark.slow
def test_a_table_of_other_people_s_reviews_is_trained_on(command, home, tmp_path):
    rows = [f"{'good' if i % 2 else 'bad'} film {i},{9 if i % 2 else 2}" for i in range(40)]
    path = tmp_path / "mine.csv"
    path.write_text("words,stars\n" + "\n".join(rows))
    asked = ("train", "simple_rnn", "--profile", "smoke", "--data", str(path))
    code, _, err = command(*asked)
    assert code == 2 and "--text NAME" in err
    code, _, err = command(*asked, "--text", "words", "--label", "stars")
    assert code == 2 and "--positive-from NUMBER" in err
    code, out, _ = command(
        *asked, "--text", "words", "--label", "stars", "--positive-from", "5", "--set", "units=2"
    )
    assert code == 0 and "result" in out
