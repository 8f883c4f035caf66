import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import psutil
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.notebooks.execute import NotebookError

from ..chapters import code, execute_notebook, markdown

pytestmark = pytest.mark.slow


def save(path, *cells, **metadata):
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells), metadata=metadata), path)
    return path


def printed(path):
    cells = nbformat.read(path, 4).cells
    return "".join(o.text for c in cells for o in c.get("outputs", []) if "text" in o)


def kernels():
    """Processes below this one that run the project's kernel."""
    children = psutil.Process().children(recursive=True)
    return [c for c in children if "rnn_tutorial.publishing.kernel" in " ".join(c.cmdline())]


def test_parameters_override_those_of_the_tagged_cell(tmp_path):
    source = save(
        tmp_path / "a.ipynb",
        code("x = 1\ny = 2", tags=["parameters"]),
        code("import os; print(x + y, os.getcwd() == HERE)"),
    )
    execute_notebook(
        source,
        tmp_path / "out" / "a.ipynb",
        parameters={"x": 40, "HERE": str(tmp_path)},
    )
    done = nbformat.read(tmp_path / "out" / "a.ipynb", 4)
    assert done.cells[1].metadata.tags == ["injected-parameters"]
    assert printed(tmp_path / "out" / "a.ipynb").strip() == "42 True"
    assert not kernels()


def test_parameters_need_a_tagged_cell(tmp_path):
    source = save(tmp_path / "a.ipynb", code("x = 1"))
    with pytest.raises(TutorialError, match='no cell has the tag "parameters"'):
        execute_notebook(source, source, parameters={"x": 2})


def test_a_failing_cell_is_named_and_the_earlier_book_stays(tmp_path):
    source = save(tmp_path / "bad.ipynb", markdown("# Title"), code("a = 1"), code("a / 0  # here"))
    target = tmp_path / "out.ipynb"
    target.write_text("a good earlier one")
    with pytest.raises(NotebookError) as caught:
        execute_notebook(source, target)
    assert (caught.value.notebook, caught.value.cell) == (source, 3)
    assert "a / 0  # here" in str(caught.value)
    assert str(caught.value).endswith("ZeroDivisionError: division by zero")
    assert "\x1b" not in str(caught.value)
    assert target.read_text() == "a good earlier one"
    assert not kernels()


def test_a_cell_that_takes_too_long_is_named(tmp_path):
    source = save(tmp_path / "slow.ipynb", code("import time\ntime.sleep(60)"))
    with pytest.raises(NotebookError, match=r"cell 1 failed") as caught:
        execute_notebook(source, tmp_path / "out.ipynb", timeout=1)
    told = str(caught.value)
    assert "    import time ...\n" in told and told.endswith("a longer --timeout.")
    assert "longer than 1 s" in told and "KeyboardInterrupt" not in told
    assert not kernels()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "The kernel died"),
        ("%unheard_of 3", "Line magic function `%unheard_of` not found"),
    ],
)
def test_the_true_reason_is_told(tmp_path, source, reason):
    path = save(tmp_path / "bad.ipynb", code("a = 1"), code(source))
    with pytest.raises(NotebookError, match="cell 2 failed") as caught:
        execute_notebook(path, tmp_path / "out.ipynb")
    assert reason in str(caught.value) and source.split("\n")[0] in str(caught.value)
    assert not kernels()


R = {"kernelspec": {"name": "ours-r", "display_name": "R", "language": "R"}}


def test_a_notebook_in_another_language_needs_its_own_kernel(tmp_path, monkeypatch):
    path = save(tmp_path / "r.ipynb", code("print('run')"), **R)
    with pytest.raises(TutorialError, match=r"r\.ipynb.*needs the kernel 'ours-r'") as caught:
        execute_notebook(path, tmp_path / "out.ipynb")
    assert "\n" not in str(caught.value)
    spec = tmp_path / "jupyter" / "kernels" / "ours-r"  # a real kernel, under another name
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": "R"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    execute_notebook(path, tmp_path / "out.ipynb")
    assert nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text == "run\n"


def test_no_kernel_of_the_machine_is_used(tmp_path, monkeypatch):
    """Where Jupyter looks first, there is a kernelspec python3 that can't start."""
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    spec.joinpath("kernel.json").write_text(
        json.dumps({"argv": ["/nonexistent", "{connection_file}"], "display_name": "trap"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    source = save(
        tmp_path / "a.ipynb",
        code("import sys; print(sys.executable)"),
        kernelspec={"name": "python3", "display_name": "trap", "language": "python"},
    )
    execute_notebook(source, tmp_path / "out.ipynb")
    node = nbformat.read(tmp_path / "out.ipynb", 4)
    # The interpreter's own folder is this machine's, so it is not in the output.
    assert node.cells[0].outputs[0].text.strip().endswith("/bin/python") or sys.platform == "win32"
    assert sys.prefix not in node.cells[0].outputs[0].text


def test_a_notebook_of_format_4_0_gets_ids_that_stay(tmp_path):
    path = tmp_path / "old.ipynb"
    old = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {},
        "cells": [
            {
                "cell_type": "code",
                "source": ["print('old')"],
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
        ],
    }
    path.write_text(json.dumps(old))
    texts = []
    for name in ("one.ipynb", "two.ipynb"):
        execute_notebook(path, tmp_path / name)
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    assert nbformat.read(tmp_path / "one.ipynb", 4).cells[0].id == "cell-1"


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"nbformat": 4, "cells": 3}', "not json"])
def test_what_is_no_notebook_is_refused_by_name(tmp_path, content):
    path = tmp_path / "torn.ipynb"
    path.write_text(content)
    with pytest.raises(TutorialError, match=r"torn\.ipynb can't be read as a notebook"):
        execute_notebook(path, tmp_path / "out.ipynb")


def test_a_missing_notebook_is_refused_by_name(tmp_path):
    with pytest.raises(TutorialError, match=r"gone\.ipynb is not there"):
        execute_notebook(tmp_path / "gone.ipynb", tmp_path / "out.ipynb")


def test_a_folder_of_notebooks_is_refused_with_how_to_name_them(tmp_path):
    every = re.escape(str(tmp_path / "*.ipynb"))
    with pytest.raises(TutorialError, match=rf"is a folder: give the notebooks.* {every}"):
        execute_notebook(tmp_path, tmp_path / "out.ipynb")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_leaves_no_kernel(tmp_path):
    source = save(tmp_path / "a.ipynb", code("open('started', 'w')\nimport time; time.sleep(60)"))
    script = (
        "import sys; from pathlib import Path\n"
        "from rnn_tutorial.publishing.notebooks.parallel import execute_notebooks\n"
        "execute_notebooks([(Path(sys.argv[1]), Path(sys.argv[2]))])\n"
    )
    command = [sys.executable, "-c", script, str(source), str(tmp_path / "out.ipynb")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 40
        while not (tmp_path / "started").exists() and time.monotonic() < until:
            time.sleep(0.1)
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    finally:
        process.kill()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive and not (tmp_path / "out.ipynb").exists()
    assert process.returncode == -signal.SIGINT  # a KeyboardInterrupt that nobody caught


def test_a_program_with_an_event_loop_can_execute_a_notebook(tmp_path):
    """As in Jupyter, where a loop runs in the thread of every cell."""
    source = save(tmp_path / "a.ipynb", code("print('done')"))

    async def execute():
        execute_notebook(source, tmp_path / "out.ipynb")

    with ThreadPoolExecutor(1) as pool:  # the browser's loop may run in this thread
        pool.submit(asyncio.run, execute()).result()
    assert printed(tmp_path / "out.ipynb") == "done\n"
    assert not kernels()
