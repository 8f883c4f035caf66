"""Executed notebooks in, a book out: HTML pages, and a PDF and slides where they are asked for."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import bibliography, compat, prepare, search
from rnn_tutorial.publishing.execute import read_notebook
from rnn_tutorial.publishing.references import Book, Chapter

HERE = Path(__file__).parent
FORMATS = ("html", "pdf", "slides")
TITLE = "Recurrent neural networks"
Step = Callable[[str, float], None]


@dataclass
class Source:
    """A notebook on its way to a chapter."""

    path: Path
    notebook: NotebookNode
    chapter: Chapter


def publish(
    notebooks: Sequence[Path],
    *,
    to: tuple[str, ...] = ("html",),
    build: Path = Path("build"),
    title: str = TITLE,
    subtitle: str = "",
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
    with tempfile.TemporaryDirectory(prefix=".book-", dir=build) as folder:
        for name in FORMATS:
            if name not in to:
                continue
            start = time.perf_counter()
            made.append(_make(name, book, sources, Path(folder), build, subtitle))
            if on_step is not None:
                on_step(name, time.perf_counter() - start)
    return made


def _make(
    name: str, book: Book, sources: list[Source], folder: Path, build: Path, subtitle: str
) -> Path:
    part = folder / name
    part.mkdir()
    write_html(book, sources, part, subtitle)
    replace(part, build)
    return build / "index.html"


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
        base = source.path.parent / source.notebook.metadata.get("rnn_tutorial", {}).get("base", "")
        found = bibliography.find(base)
        if found is not None and not book.entries:
            book.entries = bibliography.read(found)
    return book


def convert(source: Source, book: Book, export: str, folder: Path) -> dict[str, Any]:
    """Run ipypublish on one notebook with an export configuration of ours."""
    main = compat.engine()
    notebook = NotebookNode(source.notebook)
    own = dict(notebook.metadata.get("rnn_tutorial", {}))
    notebook.metadata["rnn_tutorial"] = NotebookNode({**own, "book": book.as_json()})
    publisher = main(
        config={
            "IpyPubMain": {
                "conversion": str(HERE / "exports" / export),
                "outpath": str(folder),
                "log_to_stdout": False,
            }
        }
    )
    path = source.path.with_name(Path(source.chapter.page).stem + ".ipynb")
    return publisher.publish(path, nb_node=notebook)


def write_html(book: Book, sources: list[Source], folder: Path, subtitle: str = "") -> None:
    """Every page of the book, its front page, style, script and search index."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    assets = folder / "assets"
    assets.mkdir()
    pages = {}
    for source in sources:
        done = convert(source, book, "html.json", folder)
        pages[source.chapter.page] = done["stream"]
    loader = FileSystemLoader(HERE / "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    front = jinja.get_template("index.html.j2")
    text = front.render(book=book, subtitle=subtitle, formats=[])
    (folder / "index.html").write_text(text, encoding="utf-8")
    (assets / "search.js").write_text(search.index(book, pages), encoding="utf-8")
    shutil.copytree(HERE / "static", assets, dirs_exist_ok=True)


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
