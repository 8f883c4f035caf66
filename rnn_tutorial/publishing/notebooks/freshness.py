"""Are a notebook's outputs those of its code?"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_tutorial.publishing.notebooks import streams

KEY = "rnn_tutorial"
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def digest(source: str) -> str:
    """A short fingerprint of a cell's code."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def stamp(notebook: NotebookNode, parameters: Mapping[str, Any] | None = None) -> None:
    """Record which code, and which parameters, the outputs were made by."""
    executed = [digest(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    record = notebook.metadata.setdefault(KEY, {})
    record["executed"] = executed
    if parameters:
        record["parameters"] = {
            name: value
            for name, value in parameters.items()
            if not (isinstance(value, str) and Path(value).is_absolute())
        }


def clear(notebook: NotebookNode) -> None:
    """Forget outputs, counts, timings and the last stamp."""
    notebook.metadata.pop(KEY, None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def stale_cells(notebook: Path) -> list[int]:
    """The cells, counted from 1 among all, whose code is not what made their outputs.

    A cell added or removed since makes every cell after it stale. A notebook that was never
    executed by this package is stale wherever it has code.
    """
    node = nbformat.read(notebook, as_version=4)
    executed = node.metadata.get(KEY, {}).get("executed", [])
    code = [(n, c) for n, c in enumerate(node.cells, start=1) if c.cell_type == "code"]
    stale = [
        number
        for place, (number, cell) in enumerate(code)
        if place >= len(executed) or executed[place] != digest(cell.source)
    ]
    if len(executed) > len(code) and not stale:
        return [len(node.cells)]
    return stale


def same_code(notebook: Path, executed: Path) -> bool:
    """Were the outputs of `executed`, run without parameters, made by the code of `notebook`?"""
    record = nbformat.read(executed, as_version=4).metadata.get(KEY, {})
    cells = nbformat.read(notebook, as_version=4).cells
    code = [digest(cell.source) for cell in cells if cell.cell_type == "code"]
    return "parameters" not in record and record.get("executed") == code


def tidy(notebook: NotebookNode, *, hide: tuple[str, ...] = ()) -> None:
    """Make outputs the same from run to run: no bars, addresses in memory, or `hide` paths.

    hide: folders of this machine; each is written as an ellipsis.
    """
    paths = sorted((p for p in hide if len(p) > 1), key=len, reverse=True)

    def clean(text: str) -> str:
        for path in paths:
            text = text.replace(path, "…")
        return ADDRESS.sub("at 0x…", text)

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = clean(streams.settle(output.text, colours=True))
            elif "text/plain" in output.get("data", {}):
                output.data["text/plain"] = clean(output.data["text/plain"])
    language = notebook.metadata.get("language_info", {})
    for name in ("version", "codemirror_mode", "pygments_lexer", "nbconvert_exporter"):
        language.pop(name, None)  # these change with the machine, and say nothing
    notebook.metadata["kernelspec"] = {
        "display_name": "rnn_tutorial",
        "language": "python",
        "name": "rnn-tutorial",
    }


def refresh(notebook: Path, **options: object) -> float:
    """Execute a committed notebook in place; returns the seconds.

    options: as for `execute_notebook`.
    """
    from rnn_tutorial.publishing.notebooks.execute import execute_notebook

    return execute_notebook(notebook, notebook, **options)
