"""A notebook's cells, cleaned for readers, then numbered and typeset."""

import copy
from typing import Any

import panflute as pf
from nbformat import NotebookNode

from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.markdown import interactive, safety
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.typeset import typeset
from rnn_tutorial.publishing.notebooks import streams

PICTURES = ("image/svg+xml", "application/pdf", "image/png", "image/jpeg")
KEY = "typeset"  # our metadata of a cell or output: where, number, label, caption, alt
Job = tuple[pf.Doc, NotebookNode, str]  # a document, and the place where its text belongs


def clean(notebook: NotebookNode, name: str, page: str) -> NotebookNode:
    """A copy without what is not meant for readers: removed cells, progress bars, no output.

    name: the notebook's file, for error messages. page: the page that the cells belong to.
    """
    notebook = copy.deepcopy(notebook)
    cells, language = [], kernel.language(notebook.metadata)
    for place, cell in enumerate(notebook.cells, start=1):
        where = f"{name}, cell {place}"
        cell.metadata[KEY] = NotebookNode(where=where, page=page, language=language)
        if cell.cell_type == "raw" and "text/html" in cell.metadata.values():
            cell.source = safety.clean_html(cell.source)
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "code":
            cell.outputs = [] if "remove-output" in tags else _join_printed(cell.outputs)
            if "remove-input" in tags:
                cell.source = ""
            for output in cell.outputs:
                # Whatever the notebook itself has under our key is replaced.
                output.setdefault("metadata", NotebookNode())[KEY] = NotebookNode(where=where)
                output.metadata[KEY].replaced = interactive.settle(output)
        for holder in (cell, *cell.get("outputs", [])):
            if not isinstance(holder.metadata.get("ipub"), dict):
                holder.metadata["ipub"] = NotebookNode()
        meta = cell.metadata["ipub"]
        # Cells with captions and sources are for readers of the notebook; a page has its own.
        removed = (
            tags & {"remove-cell", "caption", "references"}
            or meta.get("ignore")
            or meta.get("slideonly")
        )
        if not removed and (cell.source.strip() or cell.get("outputs")):
            cells.append(cell)
    notebook.cells = cells
    return notebook


def _join_printed(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Consecutive printed texts are settled and joined into one. Other outputs stay."""
    result: list[NotebookNode] = []
    for output in outputs:
        text = _printed(output)
        if text is None:
            result.append(output)
            continue
        settled = streams.settle(text, colours=True).rstrip("\n")
        if not settled.strip():
            continue
        if result and result[-1].output_type == "stream":
            result[-1].text += "\n" + settled
        else:
            result.append(
                NotebookNode(output_type="stream", name="stdout", text=settled, metadata={})
            )
    return result


def _printed(output: NotebookNode) -> str | None:
    """The text of an output that is only text, also if rich coloured it; otherwise None."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join(output.traceback)
    data = output.get("data", {})
    is_rich = str(data.get("text/html", "")).startswith('<pre style="white-space:pre;')
    others = set(data) - {"text/plain"} - ({"text/html"} if is_rich else set())
    return None if others else data.get("text/plain")


def typeset_cell(cell: NotebookNode, context: Context) -> list[Job]:
    """Number a cleaned cell and typeset its Markdown and captions.

    Returns the documents and where their texts belong. Raises TutorialError, naming the cell,
    for what can't be published.
    """
    context.where = cell.metadata[KEY].where
    context.attachments = cell.get("attachments", {})
    if cell.cell_type == "markdown":
        return [(typeset(cell.source, context), cell, "source")]
    if cell.cell_type != "code":
        return []
    for output in cell.outputs:
        if output.metadata[KEY].replaced and not context.counting:
            context.warn(f"{output.metadata[KEY].replaced}.")
    unused = dict(cell.metadata["ipub"])  # captions for outputs, each used once
    jobs = _captioned(cell, unused.pop("code", None), "code", context)
    for output in cell.outputs:
        data = output.get("data", {})
        kind = _kind(output)
        meta = output.metadata["ipub"].get(kind) or unused.pop(kind, None)
        if kind in ("figure", "table"):
            jobs += _captioned(output, meta, {"figure": "fig", "table": "tbl"}[kind], context)
        jobs += [
            (typeset(data[form], context), data, form)
            for form in ("text/markdown", "text/latex")
            if form in data
        ]
    for meta in (unused.get("figure"), unused.get("table")):
        if isinstance(meta, dict) and meta.get("label"):
            context.book.unmade[str(meta["label"])] = context.where
    return jobs


def _kind(output: NotebookNode) -> str:
    data = output.get("data", {})
    if any(kind in data for kind in PICTURES):
        return "figure"
    return "table" if "text/html" in data or output.output_type == "stream" else "text"


def _captioned(holder: NotebookNode, meta: Any, kind: str, context: Context) -> list[Job]:
    """Number a figure, table or listing that has a caption or label.

    meta: what the notebook says about it (caption, label, alt); anything, in a strange notebook.
    """
    if not isinstance(meta, dict):
        return []
    ours = holder.metadata[KEY]
    ours.alt = meta.get("alt")
    caption, ours.label = (str(meta.get(name) or "") for name in ("caption", "label"))
    if not (caption or ours.label):
        return []
    ours.number = context.number(kind, ours.label)
    ours.caption = ""
    return [(typeset(caption, context), ours, "caption")]
