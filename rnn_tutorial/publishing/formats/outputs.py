"""What the filters of both templates, HTML and LaTeX, ask about a cell's outputs."""

import base64

from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown import pictures
from rnn_tutorial.publishing.markdown.cells import KEY
from rnn_tutorial.publishing.markdown.context import Context


def about(holder: NotebookNode) -> NotebookNode:
    """What was found out about a cell or output: where, number, label, caption, alt."""
    return holder.metadata[KEY]


def is_prose(cell: NotebookNode) -> bool:
    """Does the cell only write a passage of text, with computed numbers in it?"""
    data = [output.get("data", {}) for output in cell.outputs]
    return bool(data) and all("text/markdown" in one for one in data)


def printed(output: NotebookNode) -> str:
    """The text of an output that was printed, or that is shown as text."""
    return output.text if output.output_type == "stream" else output.data["text/plain"]


def store_picture(
    output: NotebookNode, context: Context, kind: str
) -> tuple[str, bytes, int | None]:
    """Make the picture of an output a file of the page.

    kind: its MIME type. Returns the file's name, its bytes, and the width asked for in CSS
    pixels, if any.
    """
    content = base64.b64decode(output.data[kind])
    name = pictures.asset(content, "." + kind.split("/")[1])
    context.files[name] = content
    meta = output.metadata.get(kind)
    width = str(meta.get("width") if isinstance(meta, dict) else "").partition(".")[0]
    return name, content, int(width) if width.isdigit() else None
