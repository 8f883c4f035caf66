"""The preprocessor that our ipypublish configurations name: a notebook, made ready to be set."""

import copy
import html
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import panflute as pf
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Unicode

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown import bibliography, pandoc, safety
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.markdown.typeset import Typesetter
from rnn_tutorial.publishing.notebooks import streams

PICTURES = ("image/svg+xml", "application/pdf", "image/png", "image/jpeg")
OURS = ("number", "caption", "label", "shown")  # metadata that the templates show as they stand
Job = tuple[pf.Doc, NotebookNode, str]  # a document, and the place its result goes to


def clean(notebook: NotebookNode) -> NotebookNode:
    """A copy without what isn't meant for readers: removed cells, bars, empty outputs."""
    notebook = copy.deepcopy(notebook)
    cells = []
    for cell in notebook.cells:
        for holder in (cell, *cell.get("outputs", [])):
            for name in OURS:  # what stands on the page is worked out anew
                holder.get("metadata", {}).pop(name, None)
        if cell.cell_type == "raw" and "text/html" in cell.metadata.values():
            cell.source = safety.clean_html(cell.source)
        tags = set(cell.metadata.get("tags", []))
        meta = cell.metadata.get("ipub", {})
        if "remove-cell" in tags or meta.get("ignore") or meta.get("slideonly"):
            continue
        if cell.cell_type == "code":
            cell.outputs = [] if "remove-output" in tags else _outputs(cell.outputs)
            if "remove-input" in tags:
                cell.source = ""
            if not cell.source.strip() and not cell.outputs:
                continue
        elif not cell.source.strip():
            continue
        cells.append(cell)
    notebook.cells = cells
    return notebook


def _outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Printed text settled and joined, rich's coloured text taken as text, the rest as it is."""
    result: list[NotebookNode] = []
    for output in outputs:
        text = _printed(output)
        if text is None:
            result.append(output)
            continue
        settled = streams.settle(text, colours=True).rstrip("\n")
        if not settled.strip():
            continue
        last = result[-1] if result else None
        if last is not None and last.output_type == "stream":
            last.text += "\n" + settled
        else:
            result.append(
                NotebookNode(output_type="stream", name="stdout", text=settled, metadata={})
            )
    return result


def _printed(output: NotebookNode) -> str | None:
    """The text of an output that is text alone, else None."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join(output.traceback)
    data = output.get("data", {})
    is_rich = str(data.get("text/html", "")).startswith('<pre style="white-space:pre;')
    others = set(data) - {"text/plain"} - ({"text/html"} if is_rich else set())
    if others or "text/plain" not in data:
        return None
    return data["text/plain"]


def walk(setter: Typesetter, notebook: NotebookNode, name: str) -> list[Job]:
    """Count, and set, every cell of a cleaned notebook in order. Raises TutorialError."""
    jobs: list[Job] = []
    for place, cell in enumerate(notebook.cells, start=1):
        where = f"{name}, cell {cell.metadata.get('place', place)}"
        setter.where = where
        setter.attachments = cell.get("attachments", {})
        if cell.cell_type == "markdown":
            jobs.append((setter.markdown(cell.source, where), cell, "source"))
        elif cell.cell_type == "code":
            jobs += _code(setter, cell)
    return jobs


def _code(setter: Typesetter, cell: NotebookNode) -> list[Job]:
    jobs = _captioned(setter, cell, cell.metadata.get("ipub", {}).get("code"), "code")
    free = dict(cell.metadata.get("ipub", {}))  # what the cell says of its outputs, used once
    for output in cell.outputs:
        own = output.get("metadata", {}).get("ipub", {})
        kind = _kind(output)
        meta = own.get(kind) or free.pop(kind, None)
        output.setdefault("metadata", {})["shown"] = meta or {}
        short = {"figure": "fig", "table": "tbl"}.get(kind)
        if short:
            jobs += _captioned(setter, output, meta, short)
        for kind_of_text in ("text/markdown", "text/latex"):
            if kind_of_text in output.get("data", {}):
                source = output.data[kind_of_text]
                jobs.append((setter.markdown(source), output.data, kind_of_text))
    for kind in ("figure", "table"):
        if hasattr(free.get(kind), "get") and free[kind].get("label"):
            setter.unmade[free[kind].get("label")] = setter.where
    return jobs


def _kind(output: NotebookNode) -> str:
    data = output.get("data", {})
    if any(kind in data for kind in PICTURES):
        return "figure"
    return "table" if "text/html" in data or output.output_type == "stream" else "text"


def _captioned(setter: Typesetter, holder: NotebookNode, meta: Any, kind: str) -> list[Job]:
    """Number a figure, table or listing that has a caption or label."""
    if not hasattr(meta, "get") or not (meta.get("caption") or meta.get("label")):
        return []
    holder.metadata["label"] = meta.get("label", "")
    holder.metadata["number"] = setter.number(kind, meta.get("label"))
    caption = setter.markdown(meta.get("caption") or "")
    holder.metadata["caption"] = ""
    return [(caption, holder.metadata, "caption")]


def scan(notebook: NotebookNode, chapter: Chapter, name: str) -> Typesetter:
    """The first walk: fills `chapter` and returns what was found."""
    setter = Typesetter(chapter, "html", None)
    walk(setter, notebook, name)
    first = next((h for h in setter.headings if h.level == 1), None)
    chapter.title = first.text if first else Path(chapter.page).stem.replace("_", " ")
    chapter.headings = setter.headings
    return setter


def alone(notebook: NotebookNode, path: Path) -> Book:
    """The book that a single notebook makes."""
    chapter = Chapter(path.stem + ".html", "")
    setter = scan(notebook, chapter, path.name)
    found = bibliography.find(path.parent)
    entries = bibliography.read(found) if found else {}
    return Book(chapter.title, [chapter], setter.labels, entries, setter.unmade)


class Typeset(Preprocessor):
    """Turns Markdown cells and captions into the target's language, numbers resolved.

    target: "html" or "latex". metapath: the notebook's path, which ipypublish fills in.
    The book that the page belongs to is in the notebook's metadata (`rnn_tutorial.book`);
    a notebook published alone (`nbpublish -f`) is a book of its own.
    """

    target = Unicode("html").tag(config=True)
    metapath = Unicode("").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Called by nbconvert."""
        path = Path(self.metapath)
        own = nb.metadata.get("rnn_tutorial", {})
        nb = clean(nb)
        book = Book.from_json(own["book"]) if "book" in own else alone(nb, path)
        page, base = path.stem + ".html", str(path.parent / own.get("base", ""))
        jobs: list[Job] = []
        files: dict[str, bytes] = {}
        cited: dict[str, list[str]] = {}
        # A merged notebook says of each cell which chapter it is from; a page has one chapter.
        for (page, base), cells in groupby(  # noqa: B020
            nb.cells, key=lambda cell: tuple(cell.metadata.get("chapter", (page, base)))
        ):
            chapter = next(c for c in book.chapters if c.page == page)
            setter = Typesetter(chapter, self.target, book, Path(base))
            setter.files, setter.cited = files, cited
            jobs += walk(setter, NotebookNode(cells=list(cells)), Path(page).stem + ".ipynb")
        texts, notes = pandoc.write([document for document, _, _ in jobs], self.target)
        for text, (_, place, key) in zip(texts, jobs, strict=True):
            _require_mathml(text, path)
            place[key] = _unwrapped(text) if key == "caption" else text
        resources["outputs"] = files  # the template adds the pictures of outputs
        resources["setter"] = setter
        resources.update(_surroundings(book, chapter), notes=notes, cited=cited)
        resources["subtitle"] = own.get("subtitle", "")
        return nb, resources


def _require_mathml(text: str, path: Path) -> None:
    """Raise TutorialError for a formula that pandoc left as TeX, since no page can set it."""
    found = re.search(r'<span class="math[^>]*>(.*?)</span>', text, flags=re.S)
    if found:
        raise TutorialError(
            f"{path.name}: the formula {html.unescape(found.group(1))} can't be set on a page: "
            "write it with commands that MathML has a counterpart of."
        )


def _surroundings(book: Book, chapter: Chapter) -> dict[str, Any]:
    place = book.chapters.index(chapter)
    return {
        "book": book,
        "chapter": chapter,
        "previous": book.chapters[place - 1] if place else None,
        "next": book.chapters[place + 1] if place + 1 < len(book.chapters) else None,
    }


def _unwrapped(text: str) -> str:
    found = re.fullmatch(r"<p>(.*)</p>", text, flags=re.S)
    return found.group(1) if found and "<p>" not in found.group(1) else text


def require_cells(notebook: NotebookNode, path: Path) -> None:
    """Raises TutorialError for a notebook that has nothing to publish."""
    if not clean(notebook).cells:
        raise TutorialError(f"{path} has no cell with anything in it: nothing can be published.")
