"""Executed notebooks in, a book out: HTML pages, and on request a PDF and slides."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.publishing.formats import write
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import execute_notebook, read_notebook
from rnn_tutorial.publishing.prepare import assemble, load
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
    """Make a book of executed notebooks.

    Everything is made in a temporary folder of `build` and moved when it is complete, so an
    earlier book stays whole if something fails.

    Args:
        notebooks: the chapters in order.
        to: any of "html" (build/index.html and a page for each notebook), "pdf"
            (build/rnn_tutorial.pdf) and "slides" (build/slides/, a deck for each notebook).
        build: the folder of the book.
        title, subtitle: of the whole book.
        execute: first run a copy, in build/notebooks, of each notebook whose outputs may not
            come from its code. Otherwise notebooks are published as they are.
        on_step: called with the name of each finished step and its seconds.
        on_wait: called once if another process is publishing into `build`; this one waits.

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
        if execute:
            notebooks = [_executed(Path(path), build, report) for path in notebooks]
        return _make_all(assemble(load_all(notebooks), title, subtitle), to, build, report)


def _executed(path: Path, build: Path, on_step: Step) -> Path:
    """The notebook itself if it is fresh, else a copy that was executed, now or before."""
    read_notebook(path)  # a file that is no notebook is refused by name
    if not freshness.stale_cells(path):
        return path
    target = build / "notebooks" / path.name
    if not (target.is_file() and freshness.same_code(path, target)):
        on_step(path.name, execute_notebook(path, target))
    return target


def load_all(notebooks: Sequence[Path]) -> list[Chapter]:
    """Read the notebooks and give each a page and a number. Raises TutorialError."""
    if not notebooks:
        raise TutorialError("no notebook was given: name at least one .ipynb file.")
    chapters = []
    pages: dict[str, Path] = {}
    for number, path in enumerate(map(Path, notebooks), start=1):
        page = ("index_" if path.stem == "index" else path.stem) + ".html"
        chapters.append(load(path, page, str(number) if len(notebooks) > 1 else ""))
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
            start = time.perf_counter()
            part = Path(folder) / name
            part.mkdir()
            try:
                made.insert(0, _make(name, book, part, build))
            except TutorialError as problem:
                if name != "pdf":
                    raise
                problems.append(problem)  # the other forms need no TeX: they are made
                continue
            on_step(name, time.perf_counter() - start)
    if problems:
        raise problems[0]
    return made


def _make(name: str, book: Book, part: Path, build: Path) -> Path:
    """Write one form of the book into `part`, then move it to `build`."""
    if name == "pdf":
        pdf = write.write_pdf(book, part, keep=build)
        return pdf.replace(build / pdf.name)
    if name == "slides":
        write.write_slides(book, part)
        replace(part, build / "slides")
        return build / "slides" / "index.html"
    others = [("PDF", "rnn_tutorial.pdf"), ("slides", "slides/index.html")]
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
    before = set(listed.read_text().split("\n")) - {""} if listed.is_file() else set()
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
