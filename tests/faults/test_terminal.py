"""Shells, pipes, locales and Ctrl-C: the command in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

COMMAND = [sys.executable, "-m", "rnn_tutorial"]
SETTINGS = ["--profile", "smoke", "--data", "sample", "--set", "max_train_samples=64",
            "--set", "max_test_samples=32", "--set", "units=4", "--set", "maxlen=12"]  # fmt: skip
ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SURROUNDINGS = {
    "without a terminal": {},
    "a terminal 20 columns wide": {"COLUMNS": "20"},
    "NO_COLOR": {"NO_COLOR": "1", "TTY_COMPATIBLE": "1"},
    "a locale without UTF-8": ASCII,
    "a dumb terminal": {"TERM": "dumb", "TTY_COMPATIBLE": "1"},
}


def environment(**more):
    return {**os.environ, **more}


def run(*arguments, cwd=None, **env):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, cwd=cwd, timeout=300,
        env=environment(**env),
    )  # fmt: skip


def require_no_traceback(text):
    for word in ("Traceback", "Exception ignored", "Error:"):
        assert word not in text, text[-1500:]


@pytest.mark.parametrize("kind", SURROUNDINGS)
def test_surroundings(kind, note):
    env = SURROUNDINGS[kind]
    for arguments, code in ((["doctor"], 0), (["train", "lstn"], 2), (["--help"], 0)):
        done = run(*arguments, **env)
        said = (done.stdout + done.stderr).decode()
        require_no_traceback(said)
        assert done.returncode == code and said
        assert kind != "NO_COLOR" or not re.search(r"\x1b\[[\d;]*3\d", said)
        assert env is not ASCII or said.isascii()
    note("Terminal", f"{kind}: doctor, a mistake, --help", 3, 0, "no traceback, words complete")


@pytest.mark.slow
def test_a_folder_with_blanks_and_umlauts_and_no_utf8(note, tmp_path):
    """The whole of it once: training, the curves, the result, the same again."""
    folder = tmp_path / "Übung mit Äpfeln"
    folder.mkdir()
    env = {
        **ASCII,
        "COLUMNS": "20",
        "NO_COLOR": "1",
        "RNN_TUTORIAL_HOME": str(folder / "Zuhause ß"),
    }
    for again in (False, True):
        done = run("train", "simple_rnn", *SETTINGS, cwd=folder, **env)
        said = (done.stdout + done.stderr).decode()
        require_no_traceback(said)
        assert done.returncode == 0, said
        assert ("stored result" in " ".join(said.split())) == again
    assert list((folder / "Zuhause ß").rglob("*.png")) and list(folder.rglob("*.json"))
    note("Terminal", "train twice in a folder with blanks and umlauts, ASCII, 20 columns", 2, 0,
         "trained, then the stored result")  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE")
@pytest.mark.parametrize("command", ["doctor", "--help", "list"])
def test_a_pipe_that_is_closed(command, note):
    """`| head -1`, and a reader who reads nothing at all."""
    for lines in (1, 0):
        process = subprocess.Popen([*COMMAND, command], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment())  # fmt: skip
        for _ in range(lines):
            process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        process.stderr.close()
        process.wait(timeout=120)
        require_no_traceback(said)
    note("Terminal", f"{command} into a pipe that is closed", 2, 0, "ends without a word")


def interrupt(process, seconds):
    """Ctrl-C as a terminal sends it, to the whole group; return what was said, and who lives."""
    time.sleep(seconds)
    children = (
        psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    )
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[0].decode()
    _, alive = psutil.wait_procs(children, timeout=10)
    return said, alive


def start(*arguments, **env):
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True, env=environment(**env),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_training(note, home, tries):
    """At moments from the start of Python to the last epoch."""
    begun = time.monotonic()
    arguments = ["train", "simple_rnn", *SETTINGS, "--set", "epochs=3"]
    done = run(*arguments)
    assert done.returncode == 0
    seconds = time.monotonic() - begun
    count, seen = (12 if tries(0) else 4), {}
    for number in range(count):
        process = start(*arguments, "--rerun")
        said, alive = interrupt(process, 0.4 + (seconds - 0.4) * number / count)
        require_no_traceback(said)
        assert not alive
        # -2: TensorFlow's libraries load, and the system itself ends the process; a shell says 130.
        assert process.returncode in (0, 1, 130, -2), said
        seen[process.returncode] = seen.get(process.returncode, 0) + 1
        assert not list(home.rglob("*.part")) and not list(home.rglob("*.lock"))
    ends = ", ".join(f"{n} end with {code}" for code, n in sorted(seen.items()))
    note("Terminal", "Ctrl-C at any moment of `train`", count, 0, ends)
    assert run(*arguments, "--rerun").returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_a_notebook_runs(note, tmp_path, tries):
    """In Python's start, the kernel's start and the middle of a cell: no process stays."""
    cell = nbformat.v4.new_code_cell(f"open({str(tmp_path / 'started')!r}, 'w')\n"
                                     "import time; time.sleep(60)")  # fmt: skip
    path = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    count = 8 if tries(0) else 3
    for number in range(count):
        process = start("publish", path, "--build", tmp_path / "build")
        if number == 0:
            until = time.monotonic() + 60
            while not (tmp_path / "started").exists() and time.monotonic() < until:
                time.sleep(0.1)
            assert (tmp_path / "started").exists()
        said, alive = interrupt(process, 0.6 + 3 * number / count)
        require_no_traceback(said)
        assert not alive and process.returncode in (1, 130), said
        left = [p.name for p in (tmp_path / "build").rglob("*") if not p.is_dir()]
        assert not left
    note("Terminal", "Ctrl-C while a notebook runs", count, 0, "no kernel outlives it")
