"""Several notebooks at once: the same outputs, the longest first, and a clean end."""

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.notebooks import parallel
from rnn_tutorial.publishing.notebooks.execute import NotebookError
from rnn_tutorial.publishing.notebooks.parallel import execute_notebooks
from rnn_tutorial.publishing.notebooks.watch import Watch

from ..chapters import code, markdown
from .test_execute import kernels, printed, save

pytestmark = pytest.mark.slow

# The gradient of a convolution is a sum that TensorFlow divides among its threads.
TRAIN = """
import keras, numpy as np
keras.utils.set_random_seed(0)
x = np.random.default_rng(0).normal(size=(512, 50, 8)).astype("float32")
y = (x.sum(axis=(1, 2)) > 0)[:, None].astype("float32")
layers = [keras.layers.Conv1D(64, 5), keras.layers.GlobalMaxPooling1D(), keras.layers.Dense(1)]
model = keras.Sequential([keras.Input((50, 8)), *layers])
model.compile("adam", "mse")
model.fit(x, y, batch_size=256, epochs=2, verbose=0)
print([float(np.abs(w).sum(dtype="float64")) for w in model.get_weights()])
"""


class Seen(Watch):
    def __init__(self):
        self.events = []

    def begin(self, notebook):
        self.events.append(("begin", notebook.stem))

    def done(self, notebook, seconds):
        self.events.append(("done", notebook.stem))

    def wait(self, reason):
        self.events.append(("wait", reason))


def pairs(folder, names, target):
    return [(folder / f"{name}.ipynb", folder / target / f"{name}.ipynb") for name in names]


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux lets one choose cores")
def test_the_outputs_depend_neither_on_jobs_nor_on_cores(tmp_path, monkeypatch, backend):
    """One notebook after the other on one core, then both at once on all cores."""
    monkeypatch.setenv("KERAS_BACKEND", backend)
    names = ("train", "count")
    for name, source in zip(names, (TRAIN, "print(sum(range(10**7)))"), strict=True):
        save(tmp_path / f"{name}.ipynb", code(source))
    cores = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(cores)})
        execute_notebooks(pairs(tmp_path, names, "one"), jobs=1)
    finally:
        os.sched_setaffinity(0, cores)
    execute_notebooks(pairs(tmp_path, names, "all"), jobs=2)
    for name in names:
        one, both = (tmp_path / folder / f"{name}.ipynb" for folder in ("one", "all"))
        assert printed(one) == printed(both) != ""


def test_compiled_programs_are_kept_for_the_second_execution(tmp_path, monkeypatch, home):
    fit = "import keras, numpy as np\nm = keras.Sequential([keras.layers.SimpleRNN(4)])\n"
    fit += "m.compile(loss='mse')\nm.fit(np.ones((8, 9, 2)), np.ones((8, 4)), verbose=0)\n"
    save(tmp_path / "a.ipynb", code(fit + "print(keras.backend.backend())"))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    kept = []
    for _ in range(2):
        execute_notebooks([(tmp_path / "a.ipynb", tmp_path / "out.ipynb")])
        assert printed(tmp_path / "out.ipynb") == "jax\n"
        kept.append({p.name for p in (home / "cache" / "compiled").glob("*-cache")})
    assert kept[0] and kept[0] == kept[1]


def test_the_longest_of_the_last_time_starts_first(tmp_path, home):
    for name in ("short", "long", "new"):
        save(tmp_path / f"{name}.ipynb", markdown("# Title"), code("1"))
    record = home / "cache" / "notebook_seconds.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"short.ipynb": 1, "long.ipynb": 200, "other.ipynb": 3}')
    seen = Seen()
    times = execute_notebooks(pairs(tmp_path, ("short", "long", "new"), "out"), jobs=1, watch=seen)
    order = ["new", "long", "short"]
    assert seen.events == [(what, name) for name in order for what in ("begin", "done")]
    assert [(t.notebook.stem, t.cell, t.source) for t in times] == [(n, 2, "1") for n in order]
    seconds = json.loads(record.read_text())
    assert seconds["other.ipynb"] == 3 and set(seconds) >= {f"{name}.ipynb" for name in order}
    assert all(0 < t.seconds < seconds[t.notebook.name] < 100 for t in times)


def test_without_memory_one_runs_at_a_time(tmp_path, monkeypatch):
    for name in ("a", "b"):
        save(tmp_path / f"{name}.ipynb", code("1"))
    monkeypatch.setattr(parallel, "KERNEL_MEMORY", 10**15)
    seen = Seen()
    execute_notebooks(pairs(tmp_path, ("a", "b"), "out"), jobs=2, watch=seen)
    words = [word for word, _ in seen.events]
    assert words == ["begin", "wait", "done", "begin", "done"]


def test_a_failing_cell_stops_the_others_and_what_is_done_is_kept(tmp_path):
    save(tmp_path / "done.ipynb", code("1"))
    wait = "import time\nfrom pathlib import Path\nwhile not {}: time.sleep(0.05)\n"
    both = "(Path('out/done.ipynb').exists() and Path('started').exists())"
    save(tmp_path / "bad.ipynb", code(wait.format(both) + "1 / 0"))
    save(tmp_path / "long.ipynb", code("Path('started').touch()\n" + wait.format("False")))
    nb = nbformat.read(tmp_path / "long.ipynb", 4)
    nb.cells.insert(0, code("from pathlib import Path"))
    nbformat.write(nb, tmp_path / "long.ipynb")
    with pytest.raises(NotebookError) as caught:
        execute_notebooks(pairs(tmp_path, ("done", "bad", "long"), "out"), jobs=3)
    assert caught.value.notebook.name == "bad.ipynb"
    assert "division by zero" in caught.value.reason
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["done.ipynb"]
    assert not kernels()


def test_jobs_must_be_a_count(tmp_path):
    with pytest.raises(TutorialError, match="jobs is 0: give a whole number, 1 or more"):
        execute_notebooks([], jobs=0)


def test_the_book_lists_its_slowest_cells(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    for name, seconds in (("01_a", 0.2), ("02_b", 0.6)):
        sleep = code(f"import time\ntime.sleep({seconds})")
        save(tmp_path / "notebooks" / f"{name}.ipynb", markdown(f"# {name}"), sleep)
    status, out, err = command("book", "--data", "sample", "--jobs", 2, "--timings")
    assert (status, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if "import time" in line]
    assert [row[1:] for row in rows] == [
        ["02_b", "2", "import", "time"],
        ["01_a", "2", "import", "time"],
    ]
    assert float(rows[0][0]) >= 0.6 > float(rows[1][0]) >= 0.2
    assert (tmp_path / "build" / "index.html").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_stops_all_and_what_is_done_is_kept(tmp_path):
    (tmp_path / "notebooks").mkdir()
    save(tmp_path / "notebooks" / "01_a.ipynb", code("1"))
    for name in ("02_b", "03_c"):
        wait = f"import time\nopen('{name}', 'w')\nwhile True: time.sleep(0.1)"
        save(tmp_path / "notebooks" / f"{name}.ipynb", code(wait))
    process = subprocess.Popen(
        [sys.executable, "-m", "rnn_tutorial", "book", "--data", "sample", "--jobs", "3"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        build = tmp_path / "build" / "notebooks"
        wanted = [build / "01_a.ipynb", tmp_path / "notebooks/02_b", tmp_path / "notebooks/03_c"]
        until = time.monotonic() + 90
        while not all(path.exists() for path in wanted) and time.monotonic() < until:
            time.sleep(0.1)
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=20)[0].decode()
    finally:
        process.kill()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive and process.returncode == 130
    assert "Stopped." in said and "Traceback" not in said
    assert [path.name for path in build.iterdir()] == ["01_a.ipynb"]
