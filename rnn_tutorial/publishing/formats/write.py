"""The forms of the book, each written into a folder: by ipypublish with our
configuration, the EPUB by pandoc."""

import copy
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_tutorial.publishing import compat, project, templates
from rnn_tutorial.publishing.formats import epub, front, pdf, search
from rnn_tutorial.publishing.markdown import bibliography
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.prepare import contexts

PUBLISHING = Path(__file__).parents[1]  # exports/ and static/ are below it
_exporters: dict[str, Any] = {}  # one for each configuration: it compiles the templates once
NAME = "rnn_tutorial"  # the stem of the PDF and the EPUB


def convert(
    notebook: NotebookNode,
    stem: str,
    book: Book,
    chapters: Sequence[Chapter],
    export: str,
    to: Path,
    **more: Any,
) -> str:
    """Run ipypublish on one notebook with a configuration from `exports/`; returns the text.

    stem: names the file. chapters: those that the notebook consists of. to: the folder. more:
    what the template gets in addition.
    """
    resources = {"contexts": contexts(book, chapters), **more}

    class Publisher(compat.engine()):  # type: ignore[misc]  # ipypublish is imported on demand
        """`publish` can't hand resources to nbconvert, but its step that calls nbconvert can."""

        def export_notebook(
            self, nb: NotebookNode, exporter: type, config: Any, template: Any
        ) -> tuple[Any, str, Any]:
            if export not in _exporters:
                _exporters[export] = exporter(config=config, extra_loaders=[template])
            made = _exporters[export]
            return made, *made.from_notebook_node(nb, resources=resources)

    config = {
        "conversion": str(PUBLISHING / "exports" / export),
        "outpath": str(to),
        "log_to_stdout": False,
    }
    done = Publisher(config={"IpyPubMain": config}).publish(Path(f"{stem}.ipynb"), notebook)
    return done["stream"]


def write_html(book: Book, folder: Path, formats: list[tuple[str, str]]) -> None:
    """Every page of the book, its front page, style, script and search index.

    formats: name and address of the book's other forms, which the front page links to.
    """
    about = project.read(book.chapters[0].base)
    referenced = any(address.startswith("reference/") for _, address in formats)
    pages = _write_pages(book, "html.json", folder, about, referenced=referenced)
    front.write(book, about, folder, pages, formats)
    (folder / "assets" / "search-index.js").write_text(search.index(book, pages), encoding="utf-8")


def write_slides(book: Book, folder: Path, home: str) -> None:
    """A deck for each chapter and a list of them. home: the address that leads to the book."""
    pages = _write_pages(book, "slides.json", folder, project.Project())
    counts = {name: page.count('<div class="slide') - 1 for name, page in pages.items()}
    decks = templates.render("decks.html.j2", book=book, counts=counts, home=home)
    (folder / "index.html").write_text(decks, encoding="utf-8")
    shutil.copytree(PUBLISHING / "static" / "slides", folder / "assets", dirs_exist_ok=True)


def _write_pages(
    book: Book, export: str, folder: Path, about: project.Project, **more: Any
) -> dict[str, str]:
    """A page for each chapter and the files of all; returns the pages by name.

    more: what the templates get in addition.
    """
    ours = shutil.ignore_patterns("slides")
    shutil.copytree(PUBLISHING / "static", folder / "assets", ignore=ours)
    pages = {}
    for chapter in book.chapters:
        stem = Path(chapter.page).stem
        given = {"project": about, "links": about.links((chapter.base / f"{stem}.ipynb").resolve())}
        pages[chapter.page] = convert(
            chapter.notebook, stem, book, [chapter], export, folder, **given, **more
        )
    return pages


def write_epub(book: Book, folder: Path) -> Path:
    """The whole book as one EPUB, made of its pages; returns its path."""
    about = project.read(book.chapters[0].base)
    pages = _write_pages(book, "html.json", folder, about)
    return epub.pack(book, pages, folder / f"{NAME}.epub", about.cover)


def write_pdf(book: Book, folder: Path, keep: Path) -> Path:
    """The whole book as one PDF; returns its path.

    keep: the folder in which the log stays if TeX fails. Raises MissingTeX, TutorialError.
    """
    pdf.require()
    merged = nbformat.v4.new_notebook()
    for chapter in book.chapters:
        for cell in copy.deepcopy(chapter.notebook.cells):
            cell["id"] = f"cell-{len(merged.cells) + 1}"  # two notebooks may use the same
            merged.cells.append(cell)
    convert(merged, NAME, book, book.chapters, "latex.json", folder)
    found = bibliography.of(book.chapters[0])
    if found is not None:
        shutil.copy(found, folder / "references.bib")
    return pdf.compile_book(folder, NAME, keep)
