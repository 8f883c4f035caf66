"""What the filters of both templates, HTML and LaTeX, ask about a cell's outputs."""

import base64

from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown import pictures
from rnn_tutorial.publishing.markdown.cells import KEY
from rnn_tutorial.publishing.markdown.context import Context

FOLDING = {"hide-code", "hide-input", "hide-cell"}  # tags of cells whose code is shown on request


def about(holder: NotebookNode) -> NotebookNode:
    """What was found out about a cell or output: where, number, label, caption, alt."""
    return holder.metadata[KEY]


def is_prose(cell: NotebookNode) -> bool:
    """Does the cell only write a passage of text, with computed numbers in it?"""
    data = [output.get("data", {}) for output in cell.outputs]
    return bool(data) and all("text/markdown" in one for one in data)


def is_folded(cell: NotebookNode) -> bool:
    """Does the cell's code only make its outputs, so that it is shown on request?"""
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    return bool(hidden or FOLDING & set(cell.metadata.get("tags", [])) or is_prose(cell))


def printed(output: NotebookNode) -> str:
    """The text of an output that was printed, or that is shown as text."""
    return output.text if output.output_type == "stream" else output.data["text/plain"]


def shown_language(cell: NotebookNode) -> str:
    """The language of a program that the cell prints; "" if it prints something else."""
    return "python" if "inspect.getsource(" in cell.source else ""


def show_picture(output: NotebookNode, context: Context, kind: str, alt: str = "") -> str:
    """The markup of an output's picture. kind: its MIME type. alt: for screen readers."""
    if kind == "image/svg+xml":
        return pictures.show(context, output.data[kind].encode(), ".svg", alt)
    meta = output.metadata.get(kind)
    width = str(meta.get("width") if isinstance(meta, dict) else "").partition(".")[0]
    content, asked = base64.b64decode(output.data[kind]), int(width) if width.isdigit() else None
    return pictures.show(context, content, "." + kind.split("/")[1], alt, asked)


def is_unanswered(cell: NotebookNode) -> bool:
    """Is the cell an exercise that still waits for the reader's answer?"""
    return any(
        printed(output).endswith(": not answered yet")
        for output in cell.outputs
        if output.output_type == "stream"
    )
