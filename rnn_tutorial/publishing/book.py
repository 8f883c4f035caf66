"""Executed notebooks in, a book out: HTML pages, and a PDF and slides where they are asked for."""

import copy
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import bibliography, compat, pdf, prepare, search
from rnn_tutorial.publishing.execute import read_notebook
from rnn_tutorial.publishing.pdf import MissingTeX
from rnn_tutorial.publishing.references import Book, Chapter

HERE = Path(__file__).parent
FORMATS = ("html", "pdf", "slides")
TITLE = "Recurrent neural networks"
SUBTITLE = "How a network keeps the past in mind, from one recurrent layer to LSTM and GRU"
Step = Callable[[str, float], None]


@dataclass
class Source:
    """A notebook on its way to a chapter."""

    path: Path
    notebook: NotebookNode
    chapter: Chapter

    @property
    def base(self) -> Path:
        """The folder that the notebook was written in; a copy was executed elsewhere."""
        return self.path.parent / self.notebook.metadata.get("rnn_tutorial", {}).get("base", "")


def publish(
    notebooks: Sequence[Path],
    *,
    to: tuple[str, ...] = ("html",),
    build: Path = Path("build"),
    title: str = TITLE,
    subtitle: str = SUBTITLE,
    on_step: Step | None = None,
) -> list[Path]:
    """Make a book of executed notebooks and return the files to open.

    to: any of "html" (build/index.html and a page for each notebook), "pdf"
    (build/rnn_tutorial.pdf) and "slides" (build/slides/, a deck for each notebook).
    on_step: called with what was done and the seconds it took.
    Everything is made beside `build` and moved there when it is complete, so an earlier
    book stays whole when something fails. Raises TutorialError for a notebook that can't be
    published, naming the notebook and the cell.
    """
    for name in to:
        check_choice("to", name, FORMATS)
    sources = load(notebooks)
    book = assemble(sources, title)
    build = Path(build).resolve()
    build.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    problems: list[MissingTeX] = []
    with tempfile.TemporaryDirectory(prefix=".book-", dir=build) as folder:
        for name in FORMATS:
            if name not in to:
                continue
            start = time.perf_counter()
            try:
                made.append(_make(name, to, book, sources, Path(folder), build, subtitle))
            except MissingTeX as problem:  # what needs no TeX is made all the same
                problems.append(problem)
                continue
            if on_step is not None:
                on_step(name, time.perf_counter() - start)
    if problems:
        raise problems[0]
    return made


def _make(
    name: str,
    to: tuple[str, ...],
    book: Book,
    sources: list[Source],
    folder: Path,
    build: Path,
    subtitle: str,
) -> Path:
    part = folder / name
    part.mkdir()
    if name == "html":
        extra = [("PDF", "rnn_tutorial.pdf"), ("slides", "slides/index.html")]
        wanted = [(n, a) for n, a in extra if n.lower() in to or (build / a).is_file()]
        write_html(book, sources, part, subtitle, wanted)
        replace(part, build)
        return build / "index.html"
    if name == "slides":
        write_slides(book, sources, part)
        replace_folder(part, build / "slides")
        return build / "slides" / "index.html"
    made = write_pdf(book, sources, part, subtitle, keep=build)
    os.replace(made, build / made.name)
    return build / made.name


def load(notebooks: Sequence[Path]) -> list[Source]:
    """Read the notebooks and give each a page and a number. Raises TutorialError."""
    if not notebooks:
        raise TutorialError("no notebook was given: name at least one .ipynb file.")
    sources = []
    pages: dict[str, Path] = {}
    for number, path in enumerate(map(Path, notebooks), start=1):
        notebook = read_notebook(path)
        for place, cell in enumerate(notebook.cells, start=1):
            cell.metadata["place"] = place  # said in errors, whatever is removed before it
        prepare.require_cells(notebook, path)
        page = ("index_" if path.stem == "index" else path.stem) + ".html"
        if page in pages:
            raise TutorialError(
                f"{pages[page]} and {path} would be the same page {page}: rename one of them."
            )
        pages[page] = path
        alone = len(notebooks) == 1
        sources.append(Source(path, notebook, Chapter(page, "" if alone else str(number))))
    return sources


def assemble(sources: list[Source], title: str) -> Book:
    """Count through the whole book, so that every page knows the others."""
    book = Book(title)
    for source in sources:
        setter = prepare.scan(prepare.clean(source.notebook), source.chapter, source.path.name)
        for key, label in setter.labels.items():
            if key in book.labels:
                raise TutorialError(
                    f'the label "{key}" is given twice, in {book.labels[key].where} and in '
                    f"{label.where}: rename one of them."
                )
            book.labels[key] = label
        book.chapters.append(source.chapter)
        found = bibliography.find(source.base)
        if found is not None and not book.entries:
            book.entries = bibliography.read(found)
    return book


def convert(
    notebook: NotebookNode, path: Path, book: Book, export: str, folder: Path, subtitle: str = ""
) -> dict[str, Any]:
    """Run ipypublish on one notebook with an export configuration of ours.

    path: its stem names the page; what the notebook shows is looked for in its folder.
    """
    main = compat.engine()
    notebook = copy.deepcopy(notebook)
    own = notebook.metadata.setdefault("rnn_tutorial", NotebookNode())
    own.update(book=book.as_json(), subtitle=subtitle)
    publisher = main(
        config={
            "IpyPubMain": {
                "conversion": str(HERE / "exports" / export),
                "outpath": str(folder),
                "log_to_stdout": False,
            }
        }
    )
    return publisher.publish(path, nb_node=notebook)


def page_path(source: Source) -> Path:
    """The path by which ipypublish names a notebook's page."""
    return source.path.with_name(Path(source.chapter.page).stem + ".ipynb")


def render(template: str, target: Path, **values: Any) -> None:
    """Write a page that is no notebook's."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(HERE / "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    target.write_text(jinja.get_template(template).render(**values), encoding="utf-8")


def write_html(
    book: Book, sources: list[Source], folder: Path, subtitle: str, formats: list[tuple[str, str]]
) -> None:
    """Every page of the book, its front page, style, script and search index."""
    assets = folder / "assets"
    shutil.copytree(HERE / "static", assets)
    pages = {}
    for source in sources:
        done = convert(source.notebook, page_path(source), book, "html.json", folder)
        pages[source.chapter.page] = done["stream"]
    render("index.html.j2", folder / "index.html", book=book, subtitle=subtitle, formats=formats)
    (assets / "search.js").write_text(search.index(book, pages), encoding="utf-8")


def write_slides(book: Book, sources: list[Source], folder: Path) -> None:
    """A deck for each chapter and a list of them."""
    shutil.copytree(HERE / "static", folder / "assets")
    shutil.copytree(HERE / "slides_static", folder / "assets", dirs_exist_ok=True)
    for source in sources:
        convert(source.notebook, page_path(source), book, "slides.json", folder)
    render("decks.html.j2", folder / "index.html", book=book)


def write_pdf(
    book: Book, sources: list[Source], folder: Path, subtitle: str = "", *, keep: Path
) -> Path:
    """The whole book as folder/rnn_tutorial.pdf. Raises MissingTeX, TutorialError."""
    pdf.require()
    merged = nbformat.v4.new_notebook()
    for source in sources:
        for cell in copy.deepcopy(source.notebook.cells):
            cell.metadata["chapter"] = [source.chapter.page, str(source.base)]
            merged.cells.append(cell)
    convert(merged, Path("rnn_tutorial.ipynb"), book, "latex.json", folder, subtitle)
    found = bibliography.find(sources[0].base)
    if found is not None:
        shutil.copy(found, folder / "references.bib")
    return pdf.compile_book(folder, "rnn_tutorial", keep)


def replace(new: Path, build: Path) -> None:
    """Move what is in `new` over what `build` has of the same names; pages no longer made go."""
    record = build / ".pages"
    before = set(record.read_text().split("\n")) if record.is_file() else set()
    names = sorted(path.name for path in new.iterdir())
    for name in names:
        target, old = build / name, new / f"{name}.old"
        if target.exists():
            os.replace(target, old)
        os.replace(new / name, target)
    for name in before - set(names) - {""}:
        (build / name).unlink(missing_ok=True)
    record.write_text("\n".join(name for name in names if name.endswith(".html")))


def replace_folder(new: Path, target: Path) -> None:
    """Put `new` where `target` is; what was there goes."""
    old = new.with_name("old")
    if target.exists():
        os.replace(target, old)
    os.replace(new, target)
