"""Executed notebooks in, a book out: HTML pages, and a PDF and slides where they are asked for."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import prepare
from rnn_tutorial.publishing.formats import write as formats
from rnn_tutorial.publishing.formats.write import Source
from rnn_tutorial.publishing.markdown import bibliography
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import execute_notebook, read_notebook
from rnn_tutorial.storage import check_writable, hold, tell_full_disk, write_beside

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
    on_wait: Callable[[], None] | None = None,
) -> list[Path]:
    """Make a book of executed notebooks and return the files to open.

    to: any of "html" (build/index.html and a page for each notebook), "pdf"
    (build/rnn_tutorial.pdf) and "slides" (build/slides/, a deck for each notebook).
    execute: first run, in build/notebooks, a copy of each notebook whose outputs aren't known
    to be those of its code; without it, notebooks are published as they are.
    on_step: called with what was done and the seconds it took.
    on_wait: called once where another process is publishing into `build`: this one waits.
    Everything is made beside its place and moved there when it is complete, so an earlier
    book stays whole when something fails. Raises TutorialError for a notebook that can't be
    published, naming the notebook and the cell.
    """
    for name in to:
        check_choice("to", name, FORMATS)
    build = Path(build).resolve()
    check_writable(build)
    with hold(build / ".lock", on_wait=on_wait), tell_full_disk(build):
        _sweep(build)
        if execute:
            notebooks = [_executed(Path(path), build, on_step) for path in notebooks]
        return _publish(load(notebooks), to, build, title, subtitle, on_step)


def _sweep(build: Path) -> None:
    """Take away what a run that was killed has left; who calls this holds the build."""
    for folder in build.glob(".book-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _publish(
    sources: list[Source],
    to: tuple[str, ...],
    build: Path,
    title: str,
    subtitle: str,
    on_step: Step | None,
) -> list[Path]:
    book = assemble(sources, title)
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
        replace(part, build / "slides")
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


def replace(new: Path, target: Path) -> None:
    """Move what is in `new` over what `target` has of the same names; what is no longer made goes.

    Each file takes its place by one rename, so it is there at every moment, the old one or the
    new one, even where the process is killed between two of them; the next call completes the
    rest. What pages show goes before the pages, and what only earlier pages show is taken away
    after them. (To swap whole folders would need links that Windows, archives and a shell
    standing in the folder don't bear.)
    """
    names = sorted(
        _files(new, new), key=lambda name: (name == "index.html", name.endswith(".html"), name)
    )
    record = target / ".pages"
    before = set(record.read_text().split("\n")) - {""} if record.is_file() else set()
    before |= _files(target / "assets", target)
    # What this call is about to place is recorded first: none of it can be forgotten.
    _record(record, before | set(names))
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(target / name)
    for name in before - set(names):
        (target / name).unlink(missing_ok=True)
    _record(record, set(names))


def _files(folder: Path, base: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(base).as_posix() for path in found}


def _record(path: Path, names: set[str]) -> None:
    with write_beside(path) as stream:
        stream.write("\n".join(sorted(names)).encode())
