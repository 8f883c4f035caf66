"""Shells, pipes, locales and Ctrl-C, with the command in a separate process."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import nbformat
import psutil
import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "rnn_tutorial"]
TRAIN = ["train", "simple_rnn", "--profile", "smoke", "--data", "sample", "--set", "epochs=3",
         "--set", "max_train_samples=64", "--set", "max_test_samples=32", "--set", "units=4",
         "--set", "maxlen=12"]  # fmt: skip
HOME = "Zuhause ß"
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
    note(
        "Terminal",
        f"{kind}: doctor, a mistake, --help",
        3,
        0,
        "no traceback; the output is complete",
    )


def test_a_minus_sign_is_a_hyphen_without_utf8():
    said = run("claims", **ASCII, COLUMNS="200").stdout.decode("ascii")
    assert "200 words -0.5 (-0.6 to -0.4)" in said and "?0" not in said
    assert "minGRU 3 x 1,000" in " ".join(said.split())


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A training in a folder with blanks and umlauts: its folder, its seconds, its process."""
    folder = tmp_path_factory.mktemp("Übung mit Äpfeln")
    begun = time.monotonic()
    done = train_in(folder)
    return folder, time.monotonic() - begun, done


def train_in(folder):
    env = {**ASCII, "COLUMNS": "20", "NO_COLOR": "1", "RNN_TUTORIAL_HOME": str(folder / HOME)}
    return run(*TRAIN, cwd=folder, **env)


@pytest.mark.slow
def test_a_folder_with_blanks_and_umlauts_and_no_utf8(note, trained):
    """Training, curves and result, then the stored result."""
    folder, _, first = trained
    for done, again in ((first, False), (train_in(folder), True)):
        said = (done.stdout + done.stderr).decode()
        require_no_traceback(said)
        assert done.returncode == 0, said
        assert ("stored result" in " ".join(said.split())) == again
    assert list((folder / HOME).rglob("*.png")) and list(folder.rglob("*.json"))
    note("Terminal", "train twice in a folder with spaces and umlauts, ASCII, 20 columns", 2, 0,
         "trained, then the stored result")  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE")
@pytest.mark.parametrize("command", ["doctor", "--help", "list"])
def test_a_pipe_that_is_closed(command, note):
    """A pipe that reads one line (`| head -1`), and one that reads nothing."""
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
    note("Terminal", f"{command} into a pipe that is closed", 2, 0, "ends without a message")


# Python was already ending, and the signal killed it: a shell reports that as 130, too.
ENDS = {0: "had ended", 130: "stopped with 130", -signal.SIGINT: "stopped by the signal"}


def list_ends(counts):
    return ", ".join(f"{counts[code]} {ENDS[code]}" for code in ENDS if counts[code])


def interrupt(process, seconds):
    """Ctrl-C as a terminal sends it, to the whole group; return the output and live children."""
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
        [*COMMAND, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True, env=environment(**env),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_training(note, trained, tries):
    """At moments from the start of Python to the last epoch."""
    folder, seconds, _ = trained
    home = folder / HOME
    count, ends = tries(3, 12), Counter()
    for number in range(count):
        process = start(*TRAIN, "--rerun", RNN_TUTORIAL_HOME=str(home))
        said, alive = interrupt(process, 0.4 + (seconds - 0.4) * number / count)
        require_no_traceback(said)
        assert not alive
        assert process.returncode in ENDS, said
        ends[process.returncode] += 1
        assert not list(home.rglob("*.part")) and not list(home.rglob("*.lock"))
    note("Terminal", "Ctrl-C at any moment of `train`", count, 0, list_ends(ends))
    assert run(*TRAIN, "--rerun", RNN_TUTORIAL_HOME=str(home)).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_a_notebook_runs(note, tmp_path, tries):
    """While Python starts, the kernel starts and a cell runs: no process stays."""
    cell = nbformat.v4.new_code_cell(f"open({str(tmp_path / 'started')!r}, 'w')\n"
                                     "import time; time.sleep(60)")  # fmt: skip
    path = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    count = tries(3, 8)
    for number in range(count):
        process = start("publish", path, "--build", tmp_path / "build")
        if number == 0:
            until = time.monotonic() + 60
            while not (tmp_path / "started").exists() and time.monotonic() < until:
                time.sleep(0.1)
            assert (tmp_path / "started").exists()
        said, alive = interrupt(process, 0.6 + 3 * number / count)
        require_no_traceback(said)
        assert not alive and process.returncode == 130, said
        left = [p.name for p in (tmp_path / "build").rglob("*") if not p.is_dir()]
        assert not left
    note("Terminal", "Ctrl-C while a notebook runs", count, 0, "no kernel keeps running")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_within_a_text_that_is_executed_ends_with_130(tmp_path):
    """CPython would end `python -m` by SIGINT, although the interrupt was handled."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, types\n"
        "main = types.ModuleType('rnn_tutorial.cli.main')\n"
        "main.main = lambda: exec('raise KeyboardInterrupt')\n"
        "sys.modules['rnn_tutorial.cli.main'] = main\n"
    )
    process = start(PYTHONPATH=str(tmp_path))
    said = process.communicate(timeout=60)[0].decode()
    assert (process.returncode, said) == (130, "Stopped.\n")


# The arguments, and the seconds over which the interrupts are spread.
COMMANDS = {
    ("list",): 0.5,
    ("doctor",): 0.8,
    ("figures", "rnn1"): 1,
    ("predict", "A fine film"): 0.8,
    ("predict", "--file", "/dev/stdin"): 1,  # waits for input
    ("blank",): 1,
    ("publish", "a.ipynb"): 3,
}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_ctrl_c_at_every_command(arguments, note, tmp_path, monkeypatch, tries):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks")
    cells = [nbformat.v4.new_markdown_cell("# A chapter")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    count, ends = tries(1, 8), Counter()
    for number in range(count):
        process = start(*arguments)
        said, alive = interrupt(process, 0.3 + COMMANDS[arguments] * number / count)
        require_no_traceback(said)
        assert not alive and process.returncode in ENDS, said
        ends[process.returncode] += 1
        assert not list(tmp_path.rglob("*.part"))
    note("Terminal", f"Ctrl-C at any moment of `{' '.join(arguments)}`", count, 0, list_ends(ends))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminal")
def test_ctrl_c_is_for_jupyter_while_it_runs(note, tmp_path):
    """JupyterLab asks whether to stop; the command waits for the answer, and until it ends."""
    import pexpect

    (tmp_path / "jupyter_server_config.py").write_text("c.ServerApp.allow_root = True\n")
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks")
    env = environment(JUPYTER_CONFIG_DIR=str(tmp_path), JUPYTER_RUNTIME_DIR=str(tmp_path / "run"),
                      JUPYTER_DATA_DIR=str(tmp_path / "data"), BROWSER="true")  # fmt: skip
    terminal = pexpect.spawn(COMMAND[0], [*COMMAND[1:], "lab"], cwd=tmp_path, env=env, timeout=60)
    terminal.expect("Use Control-C to stop this server")
    children = psutil.Process(terminal.pid).children(recursive=True)
    for answer in ("n", "y"):
        time.sleep(1)  # after "no" it takes a moment until it listens again
        terminal.sendintr()
        terminal.expect(r"Shut ?down this Jupyter server \(y/\[n\]\)\?")
        assert terminal.isalive()
        terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    require_no_traceback(terminal.before.decode())
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    note("Terminal", "Ctrl-C at the prompt of `lab`, answered with no, then with yes", 2, 0,
         "JupyterLab asks; the command ends when it does")  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no signal to a thread")
def test_ctrl_c_that_python_drops(note):
    """In a finaliser, Python prints KeyboardInterrupt and continues; we interrupt again."""
    script = (
        "import time; from rnn_tutorial import __main__; from rnn_tutorial.cli import main as cli\n"
        "class Dropped:\n"
        "    def __del__(self): raise KeyboardInterrupt\n"
        "def run(): Dropped(); time.sleep(60)\n"
        "cli.main = run; __main__.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=30)
    note("Terminal", "Ctrl-C in a finaliser", 1, 0, done.stderr.decode())
    assert done.returncode == 130 and done.stderr.decode().split() == ["Stopped."]
