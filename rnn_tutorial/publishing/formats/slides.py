"""A chapter as slides, chosen by its author with Jupyter's `slideshow` metadata (docs/slides.md).

`slide_type` decides where a slide begins. `text` is Markdown for the slide, if the cell's own text
is too long for one; that text then becomes the speaker's notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.publishing.formats.outputs import FOLDING, about, is_prose
from rnn_tutorial.publishing.markdown import pandoc
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.typeset import read_ahead, typeset

TYPES = ("slide", "subslide", "fragment", "skip", "notes", "-")  # as Jupyter has them
PARTS = ("code", "output", "tables")  # of a code cell; "tables": only those of its output
ANOTHER = re.compile(r"^---$", re.M)  # a line in `text` between two slides
SHOW = re.compile(r"^!\[\]\(#([^)\s]+)\)$", re.M)  # a line in `text`: what has this label
HEADING = re.compile(r"<h[2-6][^>]*>(.*?)</h[2-6]>", re.S)


@dataclass(frozen=True)
class Part:
    """Something on a slide. kind: "markup", "code" (of a cell) or "output"."""

    kind: str
    shown: str | NotebookNode
    fragment: bool = False  # it appears at the next key


@dataclass
class Slide:
    """What is shown, and the markup of the speaker's notes."""

    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Deck(Preprocessor):
    """Runs after `Typeset`. Puts the deck into the resources: columns of slides."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert. Raises TutorialError, naming the cell, for unknown metadata."""
        cells = [(cell, _asked(cell)) for cell in nb.cells]
        chosen = any("slide_type" in cell.metadata.get("slideshow", {}) for cell in nb.cells)
        texts = _typeset_texts(cells, resources["context"])
        resources["deck"] = columns = [[Slide()]]
        for cell, asked in cells:
            kind = asked.get("slide_type", "-") if chosen else _by_heading(cell)
            if kind == "skip":
                continue
            if kind == "notes":
                columns[-1][-1].notes.append(_prose(cell))
                continue
            if kind == "slide":
                columns.append([])
            if kind in ("slide", "subslide"):
                columns[-1].append(Slide())
            _fill(columns[-1], cell, asked, texts.get(cell.id, []), nb)
        if not chosen and resources.get("notes"):  # footnotes
            columns.append([Slide([Part("markup", loose(resources["notes"]))])])
        resources["deck"] = [column for column in columns if any(s.parts for s in column)]
        return nb, resources


def _asked(cell: NotebookNode) -> dict[str, Any]:
    """The slide metadata of a cell, checked."""
    asked = cell.metadata.get("slideshow")
    if "injected-parameters" in cell.metadata.get("tags", []):
        return {"slide_type": "skip"}
    if not isinstance(asked, dict):
        return {}
    where = about(cell).where
    if "slide_type" in asked:
        check_choice(f"slideshow.slide_type of {where}", asked["slide_type"], TYPES)
    for name in asked.get("show", []):
        check_choice(f"slideshow.show of {where}", name, PARTS)
    return asked


def _by_heading(cell: NotebookNode) -> str:
    """Where no cell is marked: a slide begins at each Markdown cell with a heading."""
    return "slide" if cell.cell_type == "markdown" and HEADING.search(cell.source) else "-"


def _typeset_texts(
    cells: list[tuple[NotebookNode, dict[str, Any]]], context: Context
) -> dict[str, list[list[str]]]:
    """For each cell with a `text`, by its id: its slides, in each markup and labels by turns."""
    texts: dict[str, list[list[str]]] = {}
    jobs: list[tuple[list[str], int, str]] = []
    for cell, asked in cells:
        for piece in ANOTHER.split(asked.get("text", "")) if "text" in asked else []:
            slide = SHOW.split(piece)
            texts.setdefault(cell.id, []).append(slide)
            jobs += [(slide, place, about(cell).where) for place in range(0, len(slide), 2)]
    read_ahead(slide[place] for slide, place, _ in jobs)
    documents = []
    for slide, place, where in jobs:
        own = Context(context.chapter, context.book, where=where)  # numbers belong to the page
        own.headings = list(context.headings)
        documents.append(typeset(slide[place], own))
    markups, _ = pandoc.write(documents, "html")
    for markup, (slide, place, _) in zip(markups, jobs, strict=True):
        slide[place] = loose(markup)
    return texts


def _fill(
    column: list[Slide],
    cell: NotebookNode,
    asked: dict[str, Any],
    texts: list[list[str]],
    nb: NotebookNode,
) -> None:
    """Add a cell to the last slide of a column, and more slides if its `text` has them."""
    fragment = asked.get("slide_type") == "fragment"
    notes = _sections(cell) if texts else {}
    for place, text in enumerate(texts):
        if place:
            column.append(Slide())
        for number, piece in enumerate(text):  # markup and labels by turns
            kind, shown = _labelled(piece, nb, cell) if number % 2 else ("markup", piece)
            _add(column[-1], kind, shown, fragment)
        column[-1].notes += _take(notes, "".join(text[::2]), last=place == len(texts) - 1)
    is_html = cell.cell_type == "raw" and "text/html" in cell.metadata.values()
    if (cell.cell_type == "markdown" or is_html) and not texts:
        _add(column[-1], "markup", loose(cell.source), fragment)
    elif cell.cell_type == "code":
        for kind, shown in _of_code(cell, asked):
            _add(column[-1], kind, shown, fragment)


def _of_code(cell: NotebookNode, asked: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is shown of a code cell: its code unless that is hidden, and its outputs."""
    tags = set(cell.metadata.get("tags", []))
    closed = is_prose(cell) or tags & FOLDING
    show = asked.get("show", ["output"] if closed else ["code", "output"])
    if "code" in show and cell.source.strip():
        yield "code", cell
    for output in cell.outputs:
        if "output" in show:
            yield "output", output
        elif "tables" in show:
            markup = output.get("data", {}).get("text/markdown", "")
            yield "markup", "".join(re.findall(r"<table.*?</table>", markup, re.S))


def _add(slide: Slide, kind: str, shown: str | NotebookNode, fragment: bool) -> None:
    if not shown:
        return
    slide.parts.append(Part(kind, shown, fragment))
    caption = "" if isinstance(shown, str) else about(shown).get("caption", "")
    if kind == "output" and caption:  # small letters on a slide help nobody
        slide.notes.append(f"<p>{loose(caption)}</p>")


def _labelled(label: str, nb: NotebookNode, asking: NotebookNode) -> tuple[str, str | NotebookNode]:
    """Kind and content of the part that has a label in the chapter. Raises TutorialError."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if about(output).get("label") == label:
                return "output", output
        for text in _texts(cell):
            found = BeautifulSoup(text, "html.parser").find(id=label) if label in text else None
            if found is not None:
                return "markup", loose(str(found))
    raise TutorialError(
        f'the slide of {about(asking).where} shows "{label}", but no figure, equation or table of '
        "its chapter has that label: correct the key."
    )


def _texts(cell: NotebookNode) -> list[str]:
    """The markup of a cell's text: that of a code cell is what it has output in Markdown."""
    if cell.cell_type == "markdown":
        return [cell.source]
    return [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]


def _prose(cell: NotebookNode) -> str:
    """A cell's text for the speaker's notes."""
    return _spoken("".join(_texts(cell)))


def _spoken(markup: str) -> str:
    markup = re.sub(r"<figure\b.*?</figure>", "", markup, flags=re.S)
    return re.sub(r"(<h[2-6][^>]*>).*?</h[2-6]>", "", loose(markup), flags=re.S).strip()


def _sections(cell: NotebookNode) -> dict[str, str]:
    """The text of a Markdown cell by the words of its headings; "" before the first."""
    if cell.cell_type != "markdown":
        return {"": _prose(cell)}
    lead, *rest = HEADING.split(loose(cell.source))
    return {"": _spoken(lead)} | {
        _words(title): _spoken(body) for title, body in zip(rest[::2], rest[1::2], strict=True)
    }


def _take(sections: dict[str, str], text: str, *, last: bool) -> list[str]:
    """Remove and return what belongs to a slide: the section of its heading, and what is before."""
    found = HEADING.search(text)
    title = _words(found.group(1)) if found else ""
    names = list(sections)
    if last:
        taken = names
    elif title in names:
        taken = names[: names.index(title) + 1]
    else:
        taken = [name for name in names if not name]
    return [text for text in map(sections.pop, taken) if text]


def _words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", loose(markup))).strip()


def loose(markup: str) -> str:
    """Markup without links, anchors and ids, which belong to the page."""
    markup = re.sub(r'<span class="secno">.*?</span>\s*|<a class="anchor".*?</a>', "", markup)
    markup = re.sub(r"</?a\b[^>]*>", "", markup)
    return re.sub(r'(<(?:figure|span|h\d)\b[^>]*?) id="[^"]*"', r"\1", markup).strip()


def on_slide(markup: str) -> str:
    """The markup of an output for a slide: of a caption, only the number."""
    number = r'(<figcaption>\s*<span class="label">.*?</span>).*?(?=</figcaption>)'
    return loose(re.sub(number, r"\1", markup, flags=re.S))
