"""The committed notebooks as other programs show them: nothing is left that only ours reads."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter, MarkdownExporter

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
CHAPTERS = sorted(NOTEBOOKS.glob("*.ipynb"))
COMMITTED = [*CHAPTERS, *sorted(NOTEBOOKS.glob("solutions/*.ipynb"))]
OURS = re.compile(
    r"\\(?:[cC]ref|(?:eq|auto)?ref|cite[pt]?|label|begin\{equation)\b|\{#\w+:|@\w+:\w"
)
PICTURES = {"image/svg+xml", "image/png", "image/jpeg"}


@pytest.fixture(scope="module", params=COMMITTED, ids=[path.stem for path in COMMITTED])
def notebook(request):
    return nbformat.read(request.param, 4)


@pytest.fixture(scope="module")
def exporters():
    """They compile their templates once."""
    return HTMLExporter(), MarkdownExporter(exclude_input=True)


@pytest.mark.slow
def test_stock_nbconvert_leaves_no_notation_of_ours(notebook, exporters):
    html, markdown = (exporter.from_notebook_node(notebook)[0] for exporter in exporters)
    page = BeautifulSoup(html, "html.parser")
    for code in page.select("head, pre, code, .jp-InputArea-editor"):
        code.decompose()
    markdown = re.sub(r"```.*?```|`[^`\n]*`|^    .*$", "", markdown, flags=re.S | re.M)
    for text in (page.get_text(), markdown):
        assert OURS.findall(text) == []
    assert bool(page.select("cite")) == ("references" in [cell.id for cell in notebook.cells])
    # Every reference leads to something that is in this notebook, or to another file.
    anchors = {tag["id"] for tag in page.select("[id]")}
    local = [link["href"][1:] for link in page.select(".jp-MarkdownOutput a[href^='#']")]
    assert {anchor for anchor in local if ":" in anchor} <= anchors


@pytest.mark.parametrize("path", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_every_figure_has_its_caption_below(path):
    notebook = nbformat.read(path, 4)
    for cell, below in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        kinds = [set(output.get("data", {})) for output in cell.get("outputs", [])]
        pictures = [kind for kind in kinds if kind & PICTURES]
        # JupyterLab shows no SVG of a notebook that it doesn't trust yet.
        assert all("image/png" in kind for kind in pictures), cell.source
        if pictures:
            assert below is not None and "caption" in below.metadata.get("tags", []), cell.source
            assert re.match(r'<a id="fig:[\w-]+"></a>\*\*Figure \d+\.\d+\.\*\* \S', below.source)


def test_any_jupyter_opens_it_as_it_is(notebook):
    """JupyterLab marks a notebook as unsaved if its kernel says anything else than its metadata."""
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelspec import get_kernel_dict

    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    spec = get_kernel_dict()
    wanted = {"name": "python3", **{name: spec[name] for name in ("display_name", "language")}}
    assert notebook.metadata.kernelspec == wanted
    reported = IPythonKernel.language_info
    assert set(notebook.metadata.language_info) == {*reported, "version"}
    for name in ("name", "file_extension", "mimetype", "nbconvert_exporter"):
        assert notebook.metadata.language_info[name] == reported[name]


def test_code_that_only_writes_text_is_folded(notebook):
    for cell in notebook.cells:
        kinds = [output.get("data", {}) for output in cell.get("outputs", [])]
        if kinds and all("text/markdown" in kind for kind in kinds):
            assert "hide-code" in cell.metadata.get("tags", []), cell.source


def test_what_the_page_folds_is_folded_in_jupyterlab(notebook):
    for cell in notebook.cells:
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert folded == ("hide-code" in cell.metadata.get("tags", [])), cell.source


def test_the_folder_holds_notebooks_only():
    names = [path.name for path in NOTEBOOKS.iterdir() if not path.name.startswith(".")]
    assert sorted(names) == [*(path.name for path in CHAPTERS), "solutions"]


@pytest.mark.slow
def test_jupyters_own_kernel_executes_a_chapter_and_gives_the_same_text():
    """As `jupyter nbconvert --execute`, papermill and VS Code do, with the kernel that it names."""
    before = nbformat.read(CHAPTERS[-1], 4)
    after = copy.deepcopy(before)
    NotebookClient(after, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    assert after.metadata.kernelspec.name == "python3"
    assert texts(after) == texts(before)


def texts(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [
        output.data["text/markdown"]
        for output in outputs
        if "text/markdown" in output.get("data", {})
    ]
