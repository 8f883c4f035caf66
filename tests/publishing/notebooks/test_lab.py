"""`rnn-tutorial lab` for real: Jupyter's options, the interpreter, and a chapter in JupyterLab."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
TOKEN = "for-the-test"
pytestmark = pytest.mark.slow


def ask(lab, path, data=None):
    request = urllib.request.Request(
        f"{lab}/api/{path}?token={TOKEN}", data=data and json.dumps(data).encode()
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of JupyterLab with a copy of two chapters."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    for name in ("01_recurrent_networks.ipynb", "03_deep_and_bidirectional.ipynb"):
        shutil.copy(NOTEBOOKS / name, folder / "notebooks")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = [f"--port={port}", "--no-browser", "--ServerApp.token", TOKEN, "--allow-root"]
    command = [sys.executable, "-m", "rnn_tutorial", "lab", *options]
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | own, stderr=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for line in process.stderr:
            if f":{port}/lab" in line:
                break
        for _ in range(60):  # it may be said before the port is open
            assert process.poll() is None
            with contextlib.suppress(OSError):
                ask(address, "kernels")
                break
            time.sleep(0.5)
        yield address
    finally:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            one.kill()
        process.wait()
        process.stderr.close()


def test_the_kernel_is_the_interpreter_of_the_environment(lab):
    started = ask(lab, "kernels", {"name": "python3"})
    below = psutil.Process().children(recursive=True)
    lines = [p.cmdline() for p in below if started["id"] in " ".join(p.cmdline())]
    assert lines and lines[0][0] == sys.executable


def test_opening_a_chapter_changes_nothing(lab, browser):
    name = "03_deep_and_bidirectional.ipynb"
    before = ask(lab, f"contents/{name}")["content"]
    written = before["metadata"]["language_info"]["version"]
    if written != ".".join(map(str, sys.version_info[:3])):
        pytest.skip(f"JupyterLab would write its Python's version: run it with Python {written}")
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{lab}/lab/tree/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=90_000)
    page.wait_for_selector(".jp-MarkdownOutput a[href='#fig:rnn48']")
    time.sleep(3)  # JupyterLab sets what it sets soon after the kernel has answered
    assert page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 0
    assert ask(lab, f"contents/{name}")["content"] == before
    folded = page.locator(".jp-CodeCell .jp-mod-noInput, .jp-CodeCell .jp-Placeholder").count()
    assert folded > 0
    page.locator(".jp-MarkdownOutput a[href='#fig:rnn48']").first.click()
    caption = page.locator(".jp-MarkdownOutput strong", has_text="Figure 3.1.")
    caption.wait_for()
    assert 0 <= caption.bounding_box()["y"] < 900
    page.close()
