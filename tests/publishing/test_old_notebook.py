"""A notebook written for ipypublish years ago is executed and published unchanged."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from rnn_tutorial import publishing
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.formats.pdf import missing

pytestmark = pytest.mark.slow

CELLS = [
    ("code", "from ipypublish import nb_setup"),
    ("markdown", "Recurrent nets detect patterns in sequences, as Figure **rnn36** shows."),
    ("code", '#rnn36\nnb_setup.images_hconcat(["DL_images/rnn36.png"], width=600)'),
    (
        "markdown",
        "### Systems\n\nThe state obeys, with $X_1,...,X_n$ as input,\n"
        "$$ \\begin{equation} Z_{i+1} = w(Z_i,X_i) \\quad \\quad (**eqn1**) \\end{equation} $$\n"
        "$$ \\begin{equation} Y_{i+1} = v(Z_{i+1}) \\quad \\quad (**eqn2**) \\end{equation} $$\n"
        "where the shape is $time\\times features$.\n- The matrix $U$\n- The matrix $W$",
    ),
    ("code", "for i in range(2):\n    print(i)"),
]


@pytest.fixture
def old(tmp_path) -> Path:
    (tmp_path / "DL_images").mkdir()
    Image.new("RGB", (1200, 400), "#336699").save(tmp_path / "DL_images" / "rnn36.png")
    cells = []
    for kind, source in CELLS:
        cell = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": 3}
        cells.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    node = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {"kernelspec": kernel, "ipub": {"titlepage": {"author": "Somebody"}}},
        "cells": cells,
    }
    path = tmp_path / "RNNs.ipynb"
    path.write_text(json.dumps(node))
    return path


def test_it_is_executed_and_published(old, tmp_path):
    before = old.read_bytes()
    to = ("html",) if missing() else ("html", "pdf")
    steps = []
    publish([old], to=to, build=tmp_path / "b", execute=True, on_step=lambda *s: steps.append(s[0]))
    page = (tmp_path / "b" / "RNNs.html").read_text()
    picture = re.search(r'<img class="card" src="(assets/\w+\.png)"[^>]*width="600"', page)
    assert (tmp_path / "b" / picture.group(1)).is_file()
    assert page.count('<span class="eqno">') == 2 and page.count("<li>The matrix") == 2
    assert "<pre>0\n1</pre>" in page
    assert old.read_bytes() == before
    assert steps[0] == "RNNs.ipynb" and set(to) == set(steps[1:])
    if "pdf" in to:
        assert (tmp_path / "b" / "rnn_tutorial.pdf").read_bytes().startswith(b"%PDF")


def test_the_second_time_only_changed_code_is_executed(old, tmp_path):
    steps = []

    def again():
        steps.clear()
        publish([old], build=tmp_path / "b", execute=True, on_step=lambda *s: steps.append(s[0]))
        return list(steps)

    assert again() == ["RNNs.ipynb", "html"]
    assert again() == ["html"]
    old.write_text(old.read_text().replace("range(2)", "range(3)"))
    assert again() == ["RNNs.ipynb", "html"]


def test_nbpublish_takes_our_configuration(old, tmp_path):
    publish([old], build=tmp_path / "b", execute=True)
    config = Path(publishing.__file__).parent / "exports" / "html.json"
    script = (
        "from rnn_tutorial.publishing.compat import engine; engine()\n"
        "from ipypublish.frontend.nbpublish import run; run()"
    )
    copy = tmp_path / "b" / "notebooks" / "RNNs.ipynb"
    command = [sys.executable, "-c", script, "-f", config, "-o", tmp_path / "alone", copy]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    assert '<span class="eqno">(2)</span>' in (tmp_path / "alone" / "RNNs.html").read_text()
