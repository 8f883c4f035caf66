"""The commands for the book: from the notebooks of a clone to pages, and JupyterLab.

The notebooks are found below the working folder, or beside the package.
"""

import gc
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rnn_tutorial.cli.console import console, show
from rnn_tutorial.cli.execution import NotebookBars, show_seconds, slowest_cells_table
from rnn_tutorial.cli.settings import Data, Profile
from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.experiments.catalogue import PROFILES
from rnn_tutorial.storage import tell_full_disk

PACKAGE = Path(__file__).resolve().parents[1]
# The words of `make test` (PARALLEL in the Makefile).
PARALLEL = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile")
BOOK = ("notebooks", "DL_images", "references.bib", "_config.toml")
Build = Annotated[Path, typer.Option(help="the folder of the book")]
Notebooks = Annotated[
    list[Path] | None, typer.Argument(help="notebooks; by default, the book's", show_default=False)
]
Jobs = Annotated[
    int | None,
    typer.Option(help="notebooks that run at once; by default, one a core", show_default=False),
]
Timings = Annotated[bool, typer.Option("--timings", help="list the ten slowest cells")]


def book(
    profile: Profile = "quick",
    data: Data = "auto",
    build: Build = Path("build"),
    jobs: Jobs = None,
    timings: Timings = False,
) -> None:
    """Execute the notebooks and publish them as HTML."""
    check_choice("profile", profile, tuple(PROFILES))
    if data not in ("auto", "imdb", "sample"):
        data = str(Path(data).expanduser().resolve())  # the kernel works in another folder
    sources = find_notebooks()
    targets = [build / "notebooks" / source.name for source in sources]
    try:
        parameters = {"PROFILE": profile, "DATA": data}
        execute_notebooks(sources, targets, parameters, jobs=jobs, timings=timings)
        page = publish_notebooks(targets, build, "html", strict=True)[0]
    except KeyboardInterrupt:
        raise KeyboardInterrupt("An earlier book, if there was one, is unchanged.") from None
    console.print(f"\nOpen {page.resolve().as_uri()}", soft_wrap=True)


def publish(
    notebooks: Notebooks = None,
    to: Annotated[
        str, typer.Option(help="html (with the reference), pdf, epub, slides, reference or all")
    ] = "html",
    build: Build = Path("build"),
    solutions: Annotated[
        bool, typer.Option("--solutions", help="the instructors' edition, with solutions")
    ] = False,
    execute: Annotated[
        bool, typer.Option("--execute", help="execute notebooks whose outputs may be out of date")
    ] = False,
    timeout: Annotated[int | None, typer.Option(help="seconds allowed for one cell")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="stop at a problem instead of warning")
    ] = False,
    fetch_pictures: Annotated[
        bool, typer.Option("--fetch-pictures", help="embed pictures from the network")
    ] = False,
    title: Annotated[str | None, typer.Option(help="of the book")] = None,
    author: Annotated[str | None, typer.Option(help="of the book")] = None,
) -> None:
    """Publish notebooks as one book, with the outputs that they have.

    A notebook without any output is executed first, as a copy. The book itself is made --strict.
    """
    from rnn_tutorial.publishing.titlepage import TitlePage

    chapters = notebooks or find_notebooks()
    titles = TitlePage(title or "", authors=author or "")
    if solutions:
        from rnn_tutorial.publishing.notebooks.editions import write_instructors_edition

        chapters = write_instructors_edition(chapters, build / "instructors")
    how = {"execute": execute or None, "timeout": timeout, "fetch_pictures": fetch_pictures}
    strict = strict or not notebooks
    for path in publish_notebooks(chapters, build, to, strict=strict, titles=titles, **how):
        console.print(str(path), soft_wrap=True)


def notebooks(
    names: Notebooks = None,
    jobs: Jobs = None,
    timings: Timings = False,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="execute nothing: only number and caption")
    ] = False,
) -> None:
    """Execute the committed notebooks in place, on real reviews, and write their numbers."""
    from rnn_tutorial.datasets.reviews import load_imdb
    from rnn_tutorial.publishing.numbering import write_numbers

    if not numbers:
        sources = names or find_notebooks()
        load_imdb()  # it is an error if IMDB isn't here: "auto" would take the sample corpus
        try:
            execute_notebooks(sources, sources, jobs=jobs, timings=timings)  # own parameters
        except KeyboardInterrupt:
            raise KeyboardInterrupt("The notebooks that are done are kept.") from None
    for path in write_numbers(find_notebooks()):  # chapters refer to each other
        console.print(f"numbered {path}", soft_wrap=True)


def blank(
    notebooks: Notebooks = None,
    folder: Annotated[Path, typer.Option(help="the folder of the copies")] = Path("build/blank"),
) -> None:
    """Write copies for class, with the text but without the code."""
    from rnn_tutorial.publishing.notebooks.editions import write_blank_twins

    for path in write_blank_twins(notebooks or find_notebooks(), folder):
        console.print(str(path), soft_wrap=True)


def figures(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="names of figures; by default, all", show_default=False),
    ] = None,
) -> None:
    """Draw the book's figures into DL_images/."""
    gc.disable()  # modules hold no garbage: searching them now and later takes a fifth of the time
    try:
        from rnn_tutorial.figures import write_figures

        gc.freeze()
    finally:
        gc.enable()
    for path in write_figures(names or None):
        console.print(str(path))


def start(
    folder: Annotated[Path, typer.Argument(help="a new or empty folder", show_default=False)],
) -> None:
    """Copy the book's notebooks and figures into a folder, to work with them there."""
    if folder.exists() and not folder.is_dir():
        raise TutorialError(f"{folder} is a file: give the name of a new folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise TutorialError(f"{folder} is not empty: give the name of a new folder.")
    source = _book_source()
    with tell_full_disk(folder):
        for name in BOOK:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (source / name).is_dir():
                shutil.copytree(source / name, target, ignore=shutil.ignore_patterns(".*"))
            else:
                shutil.copyfile(source / name, target)
    show(f"The book is in {folder}. To open it:\n  cd {folder}\n  rnn-tutorial lab")


def lab(
    options: Annotated[
        list[str] | None, typer.Argument(metavar="[JUPYTER OPTIONS]...", show_default=False)
    ] = None,
) -> None:
    """Open the notebooks in JupyterLab; Jupyter's own options, such as --port, are passed on."""
    raise typer.Exit(_run_python("-m", "jupyterlab", str(notebook_folder()), *(options or [])))


def test() -> None:
    """Run the test suite (in a clone of the repository)."""
    for root in (Path.cwd(), PACKAGE.parent):
        if (root / "notebooks").is_dir() and (root / "tests").is_dir():
            raise typer.Exit(_run_python("-m", "pytest", *PARALLEL, cwd=root))
    raise TutorialError(
        f"{Path.cwd()} has no tests: run this command in a clone of the repository."
    )


def notebook_folder() -> Path:
    """The folder `notebooks` below the working folder, or of the clone."""
    for root in (Path.cwd(), PACKAGE.parent):
        if (root / "notebooks").is_dir():
            return root / "notebooks"
    raise TutorialError(
        f"{Path.cwd()} has no folder notebooks: run `rnn-tutorial start FOLDER`, which copies the "
        "book into FOLDER, and then this command there."
    )


def _book_source() -> Path:
    """Where the book is: in the installed package, or in the clone."""
    for root in (PACKAGE / "book", PACKAGE.parent):
        if all((root / name).exists() for name in BOOK):
            return root
    raise TutorialError(f"{PACKAGE} came without the book: install the package again.")


def find_notebooks() -> list[Path]:
    """The book's chapters in order."""
    found = sorted(notebook_folder().glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise TutorialError(f"{notebook_folder()} has no chapters: clone the repository again.")
    return found


def publish_notebooks(
    notebooks: Sequence[Path], build: Path, to: str, **options: Any
) -> list[Path]:
    """Publish as html (with the reference), pdf, epub, slides, reference or all; return the pages.

    options: of `publish`.
    """
    from rnn_tutorial.publishing.book import FORMATS, publish as publish_book

    check_choice("--to", to, (*FORMATS, "all"))
    with NotebookBars() as bars:
        return publish_book(
            list(notebooks),
            to=FORMATS if to == "all" else ("html", "reference") if to == "html" else (to,),
            build=build,
            on_step=show_seconds,
            on_wait=lambda: show(f"Another process is publishing into {build}; waiting for it."),
            watch=bars,
            **options,
        )


def execute_notebooks(
    sources: Sequence[Path],
    targets: Sequence[Path],
    parameters: dict[str, str] | None = None,
    *,
    jobs: int | None,
    timings: bool,
) -> None:
    """Execute notebooks side by side, with `parameters` where a cell asks for them."""
    with console.status("loading Jupyter"):
        from rnn_tutorial.publishing.notebooks import parallel

    pairs = list(zip(sources, targets, strict=True))
    with NotebookBars() as bars:
        times = parallel.execute_notebooks(pairs, parameters=parameters, jobs=jobs, watch=bars)
    if timings:
        console.print(slowest_cells_table(times))


def _run_python(*arguments: str, **options: Any) -> int:
    """Run Python and return its exit code. Ctrl-C is for that process: JupyterLab asks first."""
    process = subprocess.Popen([sys.executable, *arguments], **options)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
