"""Executed notebooks in, a book out: HTML pages, and on request a PDF, an EPUB and slides."""

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from nbformat import NotebookNode

from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.publishing import titlepage
from rnn_tutorial.publishing.formats import reference, write
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook
from rnn_tutorial.publishing.notebooks.parallel import execute_notebooks
from rnn_tutorial.publishing.notebooks.watch import Watch
from rnn_tutorial.publishing.prepare import assemble, load
from rnn_tutorial.publishing.titlepage import TitlePage
from rnn_tutorial.storage import check_writable, hold, tell_full_disk, write_beside

logger = logging.getLogger(__name__)

FORMATS = ("html", "pdf", "epub", "slides", "reference")
Step = Callable[[str, float], None]
Read = tuple[Path, NotebookNode]  # a file, and the notebook that was read from it


def publish(
    notebooks: Sequence[Path],
    *,
    to: tuple[str, ...] = ("html",),
    build: Path = Path("build"),
    titles: TitlePage = TitlePage(),
    execute: bool | None = False,
    timeout: int | None = None,
    strict: bool = False,
    fetch_pictures: bool = False,
    on_step: Step | None = None,
    on_wait: Callable[[], None] | None = None,
    watch: Watch | None = None,
) -> list[Path]:
    """Make a book of executed notebooks.

    Everything is made in a temporary folder of `build` and moved when it is complete, so an
    earlier book stays whole if something fails.

    Args:
        notebooks: the chapters in order.
        to: any of "html" (build/index.html and a page for each notebook), "pdf"
            (build/rnn_tutorial.pdf), "epub" (build/rnn_tutorial.epub), "slides" (build/slides/, a
            deck for each notebook) and "reference" (build/reference/, the library; only if a
            notebook uses it).
        build: the folder of the book.
        titles: what the title page says; see `titlepage.read` for the rest of it.
        execute: first run a copy, in build/notebooks, of each notebook whose outputs may not
            come from its code. None: do so only for notebooks without any output. False:
            publish the outputs that there are.
        timeout: seconds allowed for one cell (None: no limit).
        strict: a problem, such as a formula that can't be set, stops the book. Otherwise it is
            a warning, and the reader sees a substitute.
        fetch_pictures: embed pictures from the network. Otherwise links replace them.
        on_step: called with the name of each finished step and its seconds.
        on_wait: called once if another process is publishing into `build`; this one waits.
        watch: is told how the execution goes (None: executed notebooks are steps, too).

    Returns:
        The files to open.

    Raises:
        TutorialError: a notebook can't be published; the message names it and the cell.
        MissingTeX: there is no TeX for the PDF. The other forms have been made.
    """
    for name in to:
        check_choice("to", name, FORMATS)
    build, report = Path(build).resolve(), on_step or (lambda name, seconds: None)
    check_writable(build)
    with hold(build / ".lock", on_wait=on_wait), tell_full_disk(build):
        for folder in build.glob(".book-*"):  # left by a run that was killed
            shutil.rmtree(folder, ignore_errors=True)
        seen = watch or _Steps(report)
        given = read_all(notebooks)
        chapters = load_all(_with_outputs(given, build, execute, strict, timeout, seen))
        page = titlepage.read(*given[0], titles)
        book = assemble(chapters, page, strict=strict, fetch_pictures=fetch_pictures)
        return _make_all(book, to, build, report)


class _Steps(Watch):
    """Reports an executed notebook as a step."""

    def __init__(self, report: Step) -> None:
        self.report = report

    def done(self, notebook: Path, seconds: float) -> None:
        self.report(notebook.name, seconds)


def read_all(notebooks: Sequence[Path]) -> list[Read]:
    """Read the notebooks of a book. Raises TutorialError if there is none, or none in a file."""
    if not notebooks:
        raise TutorialError("no notebook was given: name at least one .ipynb file.")
    return [(path, read_notebook(path)) for path in map(Path, notebooks)]


def _with_outputs(
    given: Sequence[Read],
    build: Path,
    execute: bool | None,
    strict: bool,
    timeout: int | None,
    watch: Watch,
) -> list[Read]:
    """Each notebook itself, or a copy that was executed, now or before."""
    copies: dict[Path, Path] = {}
    to_execute = []
    for path, notebook in given:
        stale = freshness.stale_cells(notebook)
        bare = not any(cell.get("outputs") for cell in notebook.cells)
        if stale and (execute or (execute is None and bare)):
            copies[path] = copy = build / "notebooks" / path.name
            if not (copy.is_file() and freshness.same_code(notebook, read_notebook(copy))):
                to_execute.append((path, copy))
        elif stale and freshness.is_stamped(notebook):
            problem = (
                f"{path}: the code of cell {stale[0]} has changed since it was executed. "
                "Give --execute to run a copy."
            )
            if strict:
                raise TutorialError(problem)
            logger.warning("%s", problem)
    execute_notebooks(to_execute, timeout=timeout, watch=watch)
    return [
        (copies[path], read_notebook(copies[path])) if path in copies else (path, notebook)
        for path, notebook in given
    ]


def load_all(notebooks: Sequence[Read]) -> list[Chapter]:
    """Give each notebook a page and a number. Raises TutorialError."""
    chapters = []
    pages: dict[str, Path] = {}
    for number, (path, notebook) in enumerate(notebooks, start=1):
        page = ("index_" if path.stem == "index" else path.stem) + ".html"
        chapters.append(load(path, page, str(number) if len(notebooks) > 1 else "", notebook))
        if page in pages:
            raise TutorialError(
                f"{pages[page]} and {path} would both be the page {page}: rename one of them."
            )
        pages[page] = path
    return chapters


def _make_all(book: Book, to: tuple[str, ...], build: Path, on_step: Step) -> list[Path]:
    made: list[Path] = []
    problems: list[TutorialError] = []
    with tempfile.TemporaryDirectory(prefix=".book-", dir=build) as folder:
        for name in reversed(FORMATS):  # the page comes last: it links to the others
            if name not in to:
                continue
            if name == "reference" and not reference.used(book):
                continue
            start = time.perf_counter()
            part = Path(folder) / name
            part.mkdir()
            try:
                made.insert(0, _make(name, book, part, build, to))
            except TutorialError as problem:
                if name != "pdf":
                    raise
                problems.append(problem)  # the other forms need no TeX: they are made
                continue
            on_step(name, time.perf_counter() - start)
    if problems:
        raise problems[0]
    return made


def _make(name: str, book: Book, part: Path, build: Path, to: tuple[str, ...]) -> Path:
    """Write one form of the book into `part`, then move it to `build`."""
    if name in ("pdf", "epub"):
        is_pdf = name == "pdf"
        one = write.write_pdf(book, part, keep=build) if is_pdf else write.write_epub(book, part)
        return one.replace(build / one.name)
    if name == "slides":
        write.write_slides(book, part, "../index.html" if "html" in to else "index.html")
        replace(part, build / "slides")
        return build / "slides" / "index.html"
    if name == "reference":
        reference.write(book, part)
        replace(part, build / "reference")
        return build / "reference" / "rnn_tutorial.html"
    others = [
        ("PDF", "rnn_tutorial.pdf"),
        ("EPUB", "rnn_tutorial.epub"),
        ("slides", "slides/index.html"),
        ("the reference of the library", "reference/rnn_tutorial.html"),
    ]
    present = [(form, address) for form, address in others if (build / address).is_file()]
    write.write_html(book, part, present)
    replace(part, build)
    return build / "index.html"


def replace(new: Path, target: Path) -> None:
    """Move the files of `new` to `target`, and remove files that an earlier call placed there.

    Each file is replaced by one rename, so at every moment it is there, old or new, even if the
    process is killed between two renames; the next call completes the rest. Files that pages
    show are moved before the pages. Files that only earlier pages show are removed after them.
    (To swap whole folders would need links, which Windows and archives don't support.)
    """
    names = sorted(
        _files(new, new), key=lambda name: (name == "index.html", name.endswith(".html"), name)
    )
    listed = target / ".pages"
    earlier = listed.read_text(encoding="utf-8") if listed.is_file() else ""
    before = set(earlier.split("\n")) - {""}
    before |= _files(target / "assets", target)
    # All files that this call places are listed first, so that none can be forgotten.
    _write_list(listed, before | set(names))
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(target / name)
    for name in before - set(names):
        (target / name).unlink(missing_ok=True)
    _write_list(listed, set(names))


def _files(folder: Path, base: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(base).as_posix() for path in found}


def _write_list(path: Path, names: set[str]) -> None:
    with write_beside(path) as stream:
        stream.write("\n".join(sorted(names)).encode())
