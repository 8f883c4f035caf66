"""Were a notebook's outputs made by the code that it has now?"""

import hashlib
import os
import re
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from rnn_tutorial.publishing.notebooks import sentences, streams

KEY = "rnn_tutorial"
STAMP = ("executed", "parameters", "base")  # the author's own entries stay: summary, thumbnail
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def _digests(notebook: NotebookNode) -> dict[int, str]:
    """For each cell that is executed, by its place from 1, a short fingerprint of its code."""
    code = {n: sentences.executed(cell) for n, cell in enumerate(notebook.cells, start=1)}
    return {
        n: hashlib.sha256(text.encode()).hexdigest()[:16]
        for n, text in code.items()
        if text is not None
    }


def stamp(
    notebook: NotebookNode,
    parameters: Mapping[str, Any] | None = None,
    seconds: float | None = None,
) -> None:
    """Record the code, and the parameters, that the outputs were made with.

    seconds: how long that took; recorded in whole minutes, for the front page of the book.
    """
    stamp = notebook.metadata.setdefault(KEY, {})
    stamp["executed"] = list(_digests(notebook).values())
    if seconds is not None:
        stamp["minutes"] = minutes(seconds, stamp.get("minutes"))
    if parameters:
        stamp["parameters"] = {
            name: value
            for name, value in parameters.items()
            if not (isinstance(value, str) and Path(value).is_absolute())
        }


def minutes(seconds: float, before: int | None = None) -> int:
    """Whole minutes, at least 1. Less than a minute from the last time, `before`: the same."""
    now = seconds / 60
    return before if before and abs(now - before) < 1 else max(1, round(now))


def set_base(notebook: NotebookNode, source: Path, target: Path) -> None:
    """Record in a copy that goes to the folder `target` where the folder of its original is.

    Pictures are looked for there.
    """
    try:
        base = os.path.relpath(source.resolve(), target.resolve())
    except ValueError:  # on another drive of Windows
        base = str(source.resolve())
    notebook.metadata.setdefault(KEY, {})["base"] = Path(base).as_posix()


def clear(notebook: NotebookNode) -> None:
    """Forget outputs, counts, timings and the last stamp."""
    for name in STAMP:
        notebook.metadata.get(KEY, {}).pop(name, None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def stale_cells(notebook: NotebookNode) -> list[int]:
    """The cells, counted from 1 among all, whose code has changed since it was executed.

    A cell added or removed makes every cell after it stale. In a notebook that this package
    never executed, every code cell is stale.
    """
    executed = notebook.metadata.get(KEY, {}).get("executed", [])
    digests = _digests(notebook)
    pairs = zip_longest(digests.values(), executed)
    stale = [number for number, (now, then) in zip(digests, pairs, strict=False) if now != then]
    if len(executed) > len(digests) and not stale:
        return [len(notebook.cells)]
    return stale


def is_stamped(notebook: NotebookNode) -> bool:
    """Did this package execute the notebook?"""
    return "executed" in notebook.metadata.get(KEY, {})


def same_code(notebook: NotebookNode, executed: NotebookNode) -> bool:
    """Were the outputs of `executed` made by the code of `notebook`, without parameters?"""
    stamp = executed.metadata.get(KEY, {})
    code = _digests(notebook)
    return "parameters" not in stamp and stamp.get("executed") == list(code.values())


def tidy(notebook: NotebookNode, *, hide: tuple[str, ...] = ()) -> None:
    """Remove from outputs what changes from run to run: progress bars and memory addresses.

    hide: folders of this machine; each is replaced by an ellipsis.
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
    if notebook.metadata.get("language_info", {}).get("name") == "python":
        notebook.metadata["kernelspec"] = {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        }
