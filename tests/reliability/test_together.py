"""Several processes at once; unwritable folders, full disks and clocks that jump."""

import json
import os
import subprocess
import sys
from pathlib import Path

import ledger
import nbformat
import needs
import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor flock"),
    pytest.mark.slow,
]
HERE = Path(__file__).parent
LIGHT = ("storing a result", "writing the cache")
HEAVY = ("training", "executing a notebook", "publishing the book")


def crowd(kind, folder, processes, *options):
    command = [sys.executable, HERE / "crowd.py", kind, folder, str(processes), *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert not told["left"], told["left"]
    return told, done.stderr


def all_counts(kind):
    """Two and eight processes; `make test` has time for only two with TensorFlow or a kernel."""
    return (2, 8) if ledger.REPORT or kind in LIGHT else (2,)


@pytest.mark.parametrize("kind", [*LIGHT, *HEAVY])
def test_the_same_at_once(kind, note, tmp_path):
    for processes in all_counts(kind):
        told, stderr = crowd(kind, tmp_path / str(processes), processes)
        took = sum("stored result" in said for said in told["said"])
        how = "every file complete, no temporary files left"
        if kind == "training":
            how = f"one trains, the others use its result: {took}"
        note("Several at once", f"{processes} processes {kind}", processes, told["failed"], how)
        assert not told["failed"], stderr[-2000:]
        assert kind != "training" or took == processes - 1


@pytest.mark.parametrize("kind", LIGHT)
def test_a_folder_shared_between_users(kind, note, tmp_path):
    needs.root()
    open_to_all(tmp_path)
    told, stderr = crowd(kind, tmp_path / "shared", 8, "--users")
    note("Several at once", f"8 users of one group {kind} in a shared folder", 8, told["failed"],
         "folders inside a shared folder (set-group-ID) are shared as well")  # fmt: skip
    assert not told["failed"], stderr[-2000:]


@pytest.mark.parametrize("kind", LIGHT)
def test_a_clock_that_jumps_back(kind, note, tmp_path):
    told, stderr = crowd(kind, tmp_path / "folder", 2, "--clock")
    note("Several at once", f"a clock that jumps back while {kind}", 2, told["failed"],
         "no decision depends on the clock")  # fmt: skip
    assert not told["failed"], stderr[-2000:]


def open_to_all(folder):
    """Let other users into pytest's folders, which are private, or skip the test."""
    folders = (folder, *folder.parents)
    names = [path.name.startswith("pytest-of-") for path in folders]
    for path in folders[: names.index(True) + 1] if any(names) else ():
        path.chmod(path.stat().st_mode | 0o055)
    for path in folders:
        if path.stat().st_mode & 0o005 != 0o005:
            pytest.skip(f"other users can't enter {path}: give pytest --basetemp below /tmp")


AS_ANOTHER_USER = """
import contextlib, io, os, shutil, sys
folder, script = sys.argv[1:]
def run(folder):
    os.environ["RNN_TUTORIAL_HOME"] = folder + "/home"
    exec(script, {"folder": folder})
copy = folder + "-copy"
shutil.copytree(folder, copy)
with contextlib.redirect_stdout(io.StringIO()):
    run(copy)  # loads the modules: the other user may not be able to read them
os.setgroups([]); os.setgid(60000); os.setuid(60000)
run(folder)
"""


def as_another_user(script, folder):
    """Run Python code, which knows `folder`, as user 60000; return the lines it prints."""
    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER_USER, str(folder), script],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_a_home_that_cannot_be_written(note, tmp_path, keras_npz):
    needs.root()
    home = tmp_path / "home"
    home.mkdir()
    keras_npz()
    open_to_all(tmp_path)
    home.chmod(0o555)
    said = as_another_user(
        "import rnn_tutorial as rt\n"
        "data = rt.load_imdb(path=folder + '/small.npz')\n"
        "print(len(data.x_train), data.notice)\n"
        "from rnn_tutorial.storage import check_writable, data_folder\n"
        "try: check_writable(data_folder() / 'results')\n"
        "except rt.TutorialError as error: print(error)\n",
        tmp_path,
    )
    note("Several at once", "a home that can't be written: the cache", 1, 0, said[0][3:])
    note("Several at once", "a home that can't be written: training", 1, 0, said[1])
    assert said[0].startswith("40 The reviews ") and "can't be written" in said[0]
    assert "can't be written (Permission denied)" in said[1] and "RNN_TUTORIAL_HOME" in said[1]
    assert not list(home.iterdir())


def test_a_read_only_folder_of_results_is_read(note, tmp_path, monkeypatch):
    needs.root()
    monkeypatch.syspath_prepend(HERE)
    import works

    path = tmp_path / "home" / "results" / "a.json"
    works.result(3).save(path)
    open_to_all(tmp_path)
    path.parent.chmod(0o555)
    said = as_another_user(
        "import pathlib, rnn_tutorial as rt\n"
        "path = pathlib.Path(folder) / 'home/results/a.json'\n"
        "print(rt.TrainingResult.load(path).seed)\n"
        "try: rt.TrainingResult.load(path).save(path)\n"
        "except rt.TutorialError as error: print(error)\n",
        tmp_path,
    )
    note("Several at once", "a read-only folder of results", 1, 0, said[1])
    assert said[0] == "3" and "results can't be written (Permission denied)" in said[1]


@pytest.mark.parametrize("kind", LIGHT)
def test_a_full_disk(kind, note, tmp_path):
    """A tmpfs of 200 KB, in a mount namespace that ends with the process."""
    needs.small_disk()
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=200k none {disk}"
    script = (
        "import sys; from pathlib import Path\n"
        "import works; from rnn_tutorial.errors import TutorialError\n"
        "work = works.WORKS[sys.argv[1]](Path(sys.argv[2])); work.again()\n"
        "if sys.argv[1] == 'storing a result':\n"
        "    works.result(0, 100).save(work.path); before = work.path.read_bytes()\n"
        "    try: works.result(1, 20_000).save(work.path)\n"
        "    except TutorialError as error: print(error)\n"
        "    assert work.path.read_bytes() == before\n"
        "else:\n"
        "    from rnn_tutorial.datasets.corpus_cache import cached_corpus\n"
        "    print(cached_corpus('a', work.corpus).notice)\n"
        "print(*[p.name for p in Path(sys.argv[2]).rglob('*') if p.is_file()])\n"
    )
    run = f'{mount} && exec "$0" -c "$1" "$2" {disk}'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", run, sys.executable, script, kind],
        capture_output=True, text=True, timeout=60, cwd=HERE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    message, files = done.stdout.splitlines()
    note("Several at once", f"a full disk while {kind}", 1, 0, message)
    assert "could not be written (No space left on device): free some disk space" in message
    assert files == ("simple_rnn.json" if kind == "storing a result" else "")


# Each run is a child, which begins with the modules loaded that the command needs.
FILLED = """
import json, os, pathlib, subprocess, sys
import rnn_tutorial.cli.main
from rnn_tutorial.__main__ import main
disk, tmp, *arguments = sys.argv[1:]
disk, said = pathlib.Path(disk), pathlib.Path(tmp, "said")
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], check=True)
os.chdir(disk)
def run():
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        sys.argv[1:] = arguments
        main()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.read_text()
def files():
    return {str(p): p.read_bytes().hex() for p in disk.rglob("*") if p.is_file()}
(disk / "a.ipynb").write_bytes(pathlib.Path(tmp, "a.ipynb").read_bytes())
first = run()
assert first == (0, ""), first
with open(disk / "filler", "wb", buffering=0) as stream:
    try:
        while True: stream.write(bytes(4096))
    except OSError:
        stream.truncate(stream.tell() - 40_960)
before = files()
print(json.dumps([*run(), sorted(before.items() ^ files().items())]))
"""
ENGINE = "from rnn_tutorial.publishing import book, compat; compat.engine()"
ON_DISK = {
    "`figures`": ["import rnn_tutorial.figures.output", "figures", "rnn1"],
    "`train`": ["import rnn_tutorial.experiments.run", "train", "simple_rnn", "--profile", "smoke",
                "--data", "sample", "--rerun", "--set", "max_train_samples=64",
                "--set", "maxlen=12"],
    "`publish`": [ENGINE, "publish", "a.ipynb"],
    "`publish --to slides`": [ENGINE, "publish", "a.ipynb", "--to", "slides"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", ON_DISK)
def test_a_disk_that_fills_between_two_runs(kind, note, tmp_path):
    """The first run's files stay unchanged, and the second run leaves no other files."""
    needs.small_disk()
    disk = tmp_path / "disk"
    disk.mkdir()
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A chapter")]),
        tmp_path / "a.ipynb",
    )
    modules, *words = ON_DISK[kind]
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", modules + FILLED, disk, tmp_path, *words],
        capture_output=True, text=True, timeout=120,
        env={**os.environ, "RNN_TUTORIAL_HOME": str(disk / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    code, message, changed = json.loads(done.stdout)
    note("Several at once", f"a disk that is full when {kind} runs again", 1, len(changed), message)
    assert not changed
    assert code == 2 and message.count("\n") == 1 and "free some disk space" in message
