"""A notebook's cells, cleaned for readers, then numbered and typeset."""

import copy
from collections.abc import Iterator
from typing import Any

import panflute as pf
from nbformat import NotebookNode

from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.markdown import interactive, ipub, safety
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.typeset import typeset
from rnn_tutorial.publishing.notebooks import streams

KEY = "typeset"  # our metadata of a cell or output: where, kind, number, label, caption, alt
# What has a caption, by its entry in ipypublish's metadata: how it is counted, its name in print.
FLOATS = {
    "figure": ("fig", "figure"),
    "table": ("tbl", "table"),
    "code": ("code", "listing"),
    "text": ("code", "listing"),
}
TEXTS = ("text/markdown", "text/latex")  # forms of an output
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
    notebook.metadata[KEY] = NotebookNode(where=name, problems=ipub.settle(notebook))
    for cell in notebook.cells:
        where, meta = cell.metadata[KEY].where, ipub.of(cell)
        if cell.cell_type == "raw" and "text/html" in cell.metadata.values():
            cell.source = safety.clean_html(cell.source)
        if cell.cell_type == "markdown":
            cell.source, cell.metadata[KEY].replaced = interactive.without_players(cell.source)
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "code":
            cell.outputs = [] if "remove-output" in tags else _join_printed(cell.outputs)
            if isinstance(meta.get("embed_html"), dict):
                cell.outputs = cell.outputs or [interactive.stand_in()]
            if "remove-input" in tags:
                cell.source = ""
            for output in cell.outputs:
                # Whatever the notebook itself has under our key is replaced.
                output.setdefault("metadata", NotebookNode())[KEY] = NotebookNode(where=where)
                output.metadata[KEY].replaced = interactive.settle(output)
                ipub.of(output)
        cell.metadata[KEY].slideonly = bool(meta.get("slideonly"))
        # Cells with captions and sources are for readers of the notebook; a page has its own.
        removed = tags & {"remove-cell", "caption", "references"} or meta.get("ignore")
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
        own = output.get("metadata", {}).get("ipub")  # a caption of its own
        if result and result[-1].output_type == "stream" and not own:
            result[-1].text += "\n" + settled
        else:
            about = NotebookNode(ipub=own or NotebookNode())
            result.append(
                NotebookNode(output_type="stream", name="stdout", text=settled, metadata=about)
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


def texts(cell: NotebookNode) -> Iterator[str]:
    """The Markdown, and captions, of a cleaned cell that `typeset_cell` may typeset."""
    if cell.cell_type == "markdown":
        yield cell.source
    for holder in (cell, *cell.get("outputs", [])):
        about = (meta for meta in ipub.of(holder).values() if isinstance(meta, dict))
        yield from (str(meta.get("caption") or "") for meta in about)
        yield from (text for form, text in holder.get("data", {}).items() if form in TEXTS)


def typeset_cell(cell: NotebookNode, context: Context) -> list[Job]:
    """Number a cleaned cell and typeset its Markdown and captions.

    Returns the documents and where their texts belong. Raises TutorialError, naming the cell,
    for what can't be published.
    """
    context.where = cell.metadata[KEY].where
    context.attachments = cell.get("attachments", {})
    if cell.cell_type == "markdown":
        if cell.metadata[KEY].get("replaced") and not context.counting:
            context.warn(f"{cell.metadata[KEY].replaced}.")
        return [(typeset(cell.source, context), cell, "source")]
    if cell.cell_type != "code":
        return []
    for output in cell.outputs:
        if output.metadata[KEY].replaced and not context.counting:
            context.warn(f"{output.metadata[KEY].replaced}.")
    if isinstance(ipub.of(cell).get("embed_html"), dict) and not context.counting:
        interactive.embed(cell, context)
    unused = dict(ipub.of(cell))  # captions for outputs, each used once
    jobs = _captioned(cell, "code", unused.pop("code", None), context)
    for output in cell.outputs:
        data = output.get("data", {})
        name = _entry(output, cell, unused)
        if name:
            own = ipub.of(output).get(name)
            jobs += _captioned(output, name, _merged(unused.pop(name, None), own), context)
        jobs += [(typeset(data[form], context), data, form) for form in TEXTS if form in data]
        if interactive.has_pictures(data) and not context.counting:
            interactive.place_pictures(output, context)
    for meta in map(unused.get, ("figure", "table", "text", "equation", "equations")):
        if isinstance(meta, dict) and meta.get("label"):
            context.book.unmade[str(meta["label"])] = context.where
    return jobs


def _entry(output: NotebookNode, cell: NotebookNode, unused: dict[str, Any]) -> str:
    """The entry of the metadata with the caption of an output: "figure", "table", "text", or ""."""
    kinds, own = {ipub.kind(one) for one in cell.outputs}, ipub.kind(output)
    # Printed text is a table if there is no other; a chart or page in HTML may be a figure.
    other = {"text": "table", "table": "figure", "error": "text"}.get(own, "")
    given = {**unused, **ipub.of(output)}
    if not given.get(own) and given.get(other) and other not in kinds:
        return other
    return own if own in FLOATS else ""


def _merged(meta: Any, own: Any) -> Any:
    """What a cell says, with what its output says instead."""
    both = isinstance(meta, dict) and isinstance(own, dict)
    return {**meta, **own} if both else own or meta


def _captioned(holder: NotebookNode, name: str, meta: Any, context: Context) -> list[Job]:
    """Number a figure, table or listing that has a caption or label.

    meta: what the notebook says about it (caption, label, alt); anything, in a strange notebook.
    """
    if not isinstance(meta, dict):
        return []
    counted, kind = FLOATS[name]
    ours = holder.metadata[KEY]
    ours.update(kind=kind, alt=meta.get("alt"), placement=ipub.placement(meta))
    ours.update(width=ipub.share(meta, "width"), height=ipub.share(meta, "height"))
    caption, ours.label = (str(meta.get(name) or "") for name in ("caption", "label"))
    if not (caption or ours.label):
        return []
    ours.number = context.number(counted, ours.label)
    ours.caption = ""
    return [(typeset(caption, context), ours, "caption")]
