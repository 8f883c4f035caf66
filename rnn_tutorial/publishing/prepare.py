"""From notebooks to a book in which every reference is known, and to typeset cells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from traitlets import Bool, Unicode

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown import bibliography, cells, formulas, ipub, notation, pandoc
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.markdown.typeset import read_ahead
from rnn_tutorial.publishing.titlepage import TitlePage

HEADING = re.compile(  # "# Title", or a line above "===="
    r"^(?P<mark>#{1,6})[ \t]+[^\n]+$|^(?P<line>[^\s#>|-][^\n]*\n=+)[ \t]*$", re.M
)


def load(path: Path, page: str, number: str, notebook: NotebookNode) -> Chapter:
    """A notebook, read from `path`, as a chapter.

    Raises TutorialError if it has nothing to publish.
    """
    # A copy that was executed in another folder says where its original is.
    base = path.parent / notebook.metadata.get("rnn_tutorial", {}).get("base", "")
    cleaned = cells.clean(notebook, path.name, page)
    if not cleaned.cells:
        raise TutorialError(f"{path} has no cell with any content: there is nothing to publish.")
    _title_first(cleaned, Path(page).stem)
    return Chapter(page, number, notebook=cleaned, base=base)


def _title_first(notebook: NotebookNode, stem: str) -> None:
    """Let the notebook begin with its title: below a badge or banner, a PDF would print it late.

    Its title is its first heading if that has level 1, otherwise the file's name.
    """
    title = f"# {stem.replace('_', ' ')}"
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        pieces = notation.by_turns(cell.source, inline=False)
        pieces[1::2] = [re.sub(r"\S", " ", code) for code in pieces[1::2]]
        plain = "".join(pieces)
        found = HEADING.search(plain)
        if found is None:
            continue
        if found["mark"] in ("#", None):
            if cell is notebook.cells[0] and not plain[: found.start()].strip():
                return
            title = found[0]
            cell.source = cell.source[: found.start()] + cell.source[found.end() :]
        break
    about = notebook.cells[0].metadata[cells.KEY] | {"slideonly": False}
    notebook.cells.insert(0, new_markdown_cell(title, id="title", metadata={cells.KEY: about}))
    ipub.of(notebook.cells[0])


def assemble(
    chapters: list[Chapter],
    titles: TitlePage = TitlePage(),
    *,
    strict: bool = True,
    fetch_pictures: bool = False,
) -> Book:
    """Count through the whole book, so that every page knows the others.

    Raises TutorialError if two things have the same label.
    """
    book = Book(**vars(titles), chapters=chapters, strict=strict, fetch_pictures=fetch_pictures)
    for chapter in chapters:
        context = Context(chapter, book, counting=True)
        about = chapter.notebook.metadata[cells.KEY]
        source = bibliography.named(chapter)
        lacking = source is not None and not source.is_file()
        for problem in about.problems + [f"the bibliography {source} doesn't exist"] * lacking:
            context.tell(TutorialError(f"{about.where}: {problem}."))
        read_ahead(text for cell in chapter.notebook.cells for text in cells.texts(cell))
        for cell in chapter.notebook.cells:
            if not cell.metadata[cells.KEY].slideonly:
                cells.typeset_cell(cell, context)
        names = [heading.text for heading in context.headings if heading.level == 1]
        chapter.title = names[0] if names else Path(chapter.page).stem.replace("_", " ")
        chapter.headings = context.headings
        found = bibliography.of(chapter)
        if found is not None and not book.entries:
            book.entries = bibliography.read(found)
    book.title = book.title or chapters[0].title
    book.not_settable = formulas.not_settable(book.formulas)
    return book


def contexts(book: Book, chapters: Sequence[Chapter]) -> dict[str, Context]:
    """A context for each chapter by its page, for one document that holds all of them."""
    files: dict[str, bytes] = {}
    cited: dict[str, list[str]] = {}
    return {chapter.page: Context(chapter, book, files=files, cited=cited) for chapter in chapters}


class Typeset(Preprocessor):
    """Turns Markdown cells and captions into the target's language, with references resolved.

    target: "html" or "latex". slides: keep the cells that are for slides only. metapath: the
    notebook's path, which ipypublish fills in.
    `write.convert` puts the contexts of the chapters into the resources. A notebook that
    `nbpublish -f` publishes comes without them and is treated as a whole book.
    """

    target = Unicode("html").tag(config=True)
    slides = Bool(False).tag(config=True)
    metapath = Unicode("").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert."""
        if "contexts" not in resources:
            path = Path(self.metapath)
            chapter = load(path, path.stem + ".html", "", nb)
            book = assemble([chapter], strict=False)
            nb, resources["contexts"] = chapter.notebook, contexts(book, [chapter])
        found: dict[str, Context] = resources["contexts"]
        jobs: list[cells.Job] = []
        nb.cells = [cell for cell in nb.cells if self.slides or not _for_slides(cell)]
        for cell in nb.cells:
            context = found[cell.metadata[cells.KEY].page]
            context.target = self.target
            # What is on slides only is not counted.
            own = replace(context, counts=Counter()) if _for_slides(cell) else context
            jobs += cells.typeset_cell(cell, own)
        texts, notes = pandoc.write([document for document, _, _ in jobs], self.target)
        for text, (_, holder, key) in zip(texts, jobs, strict=True):
            holder[key] = _unwrapped(text) if key == "caption" else text
        # For the template. ipypublish writes what is in "outputs"; the template adds pictures.
        resources.update(context=context, outputs=context.files, notes=notes)
        return nb, resources


def _for_slides(cell: NotebookNode) -> bool:
    only: bool = cell.metadata[cells.KEY].slideonly
    return only


def _unwrapped(text: str) -> str:
    """A caption without the paragraph around it."""
    found = re.fullmatch(r"<p>(.*)</p>", text, flags=re.S)
    return found.group(1) if found and "<p>" not in found.group(1) else text
