"""The cell that installs this package where a notebook is opened without it, as in Colab.

`rnn-tutorial notebooks` writes it into the chapters if `[tool.rnn_tutorial]` in pyproject.toml
names a repository. No edition shows it, and no execution runs it.
"""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

TAG = "install"
CODE = """\
from importlib.util import find_spec

if find_spec("rnn_tutorial") is None:  # in Colab, for example
    %pip install -q "git+{repository}@{branch}\""""


def cell(repository: str, branch: str) -> NotebookNode:
    """The cell for notebooks of this repository."""
    return new_code_cell(
        CODE.format(repository=repository, branch=branch),
        id="install",
        metadata={
            "jupyter": {"source_hidden": True},
            "slideshow": {"slide_type": "skip"},
            "tags": [TAG, "remove-cell"],
        },
    )


def installs(cell: NotebookNode) -> bool:
    """Is it the cell that `cell` makes?"""
    return TAG in cell.metadata.get("tags", [])
