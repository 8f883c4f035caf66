"""Executed notebooks in, a book out: HTML pages, and a PDF and slides where they are asked for."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import bibliography, formats, freshness, prepare
from rnn_tutorial.publishing.execute import execute_notebook, read_notebook
from rnn_tutorial.publishing.formats import Source
from rnn_tutorial.publishing.references import Book, Chapter

FORMATS = ("html", "pdf", "slides")
TITLE = "Recurrent neural networks"
SUBTITLE = "How a network keeps the past in mind, from one recurrent layer to LSTM and GRU"
Step = Callable[[str, float], None]


def publish(
    notebooks: Sequence[Path],
    *,
    to: tuple[str, ...] = ("html",),
    build: Path = Path("build"),
    title: str = TITLE,
    subtitle: str = SUBTITLE,
    execute: bool = False,
    on_step: Step | None = None,
) -> list[Path]:
    """Make a book of executed notebooks and return the files to open.

    to: any of "html" (build/index.html and a page for each notebook), "pdf"
    (build/rnn_tutorial.pdf) and "slides" (build/slides/, a deck for each notebook).
    execute: first run, in build/notebooks, a copy of each notebook whose outputs aren't known
    to be those of its code; without it, notebooks are published as they are.
    on_step: called with what was done and the seconds it took.
    Everything is made beside `build` and moved there when it is complete, so an earlier
    book stays whole when something fails. Raises TutorialError for a notebook that can't be
    published, naming the notebook and the cell.
    """
    for name in to:
        check_choice("to", name, FORMATS)
    build = Path(build).resolve()
    if execute:
        notebooks = [_executed(Path(path), build, on_step) for path in notebooks]
    sources = load(notebooks)
    book = assemble(sources, title)
    build.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    problems: list[TutorialError] = []
    with tempfile.TemporaryDirectory(prefix=".book-", dir=build) as folder:
        for name in reversed(FORMATS):  # the page comes last: it links to the others
            if name not in to:
                continue
            start = time.perf_counter()
            try:
                made.insert(0, _make(name, book, sources, Path(folder), build, subtitle))
            except TutorialError as problem:
                if name != "pdf":
                    raise
                problems.append(problem)  # what needs no TeX is made all the same
                continue
            if on_step is not None:
                on_step(name, time.perf_counter() - start)
    if problems:
        raise problems[0]
    return made


def _executed(path: Path, build: Path, on_step: Step | None) -> Path:
    """The notebook itself where it is fresh, else a copy that was executed, now or before."""
    read_notebook(path)  # refuses what is no notebook, by name
    if not freshness.stale_cells(path):
        return path
    target = build / "notebooks" / path.name
    if target.is_file() and freshness.same_code(path, target):
        return target
    seconds = execute_notebook(path, target)
    if on_step is not None:
        on_step(path.name, seconds)
    return target


def _make(
    name: str, book: Book, sources: list[Source], folder: Path, build: Path, subtitle: str
) -> Path:
    part = folder / name
    part.mkdir()
    if name == "html":
        extra = [("PDF", "rnn_tutorial.pdf"), ("slides", "slides/index.html")]
        wanted = [(n, a) for n, a in extra if (build / a).is_file()]
        formats.write_html(book, sources, part, subtitle, wanted)
        replace(part, build)
        return build / "index.html"
    if name == "slides":
        formats.write_slides(book, sources, part)
        replace_folder(part, build / "slides")
        return build / "slides" / "index.html"
    made = formats.write_pdf(book, sources, part, subtitle, keep=build)
    made.replace(build / made.name)
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
        book.unmade.update(setter.unmade)
        book.chapters.append(source.chapter)
        found = bibliography.find(source.base)
        if found is not None and not book.entries:
            book.entries = bibliography.read(found)
    return book


def replace(new: Path, build: Path) -> None:
    """Move what is in `new` over what `build` has of the same names; pages no longer made go."""
    record = build / ".pages"
    before = set(record.read_text().split("\n")) if record.is_file() else set()
    names = sorted(path.name for path in new.iterdir())
    for name in names:
        target, old = build / name, new / f"{name}.old"
        if target.exists():
            target.replace(old)
        (new / name).replace(target)
    for name in before - set(names) - {""}:
        (build / name).unlink(missing_ok=True)
    record.write_text("\n".join(name for name in names if name.endswith(".html")))


def replace_folder(new: Path, target: Path) -> None:
    """Put `new` where `target` is; what was there goes."""
    old = new.with_name("old")
    if target.exists():
        target.replace(old)
    new.replace(target)
