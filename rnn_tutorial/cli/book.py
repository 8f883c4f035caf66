"""The commands for the book: from the notebooks of a clone to pages, and JupyterLab.

The notebooks are found below the working folder, or beside the package.
"""

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
        page = publish_notebooks(targets, build, "html")[0]
    except KeyboardInterrupt:
        raise KeyboardInterrupt("An earlier book, if there was one, is unchanged.") from None
    console.print(f"\nOpen {page.resolve().as_uri()}", soft_wrap=True)


def publish(
    notebooks: Notebooks = None,
    to: Annotated[str, typer.Option(help="html, pdf, slides or all")] = "html",
    build: Build = Path("build"),
    solutions: Annotated[
        bool, typer.Option("--solutions", help="the instructors' edition, with solutions")
    ] = False,
) -> None:
    """Publish notebooks as one book; execute stale ones first."""
    chapters = notebooks or find_notebooks()
    if solutions:
        from rnn_tutorial.publishing.notebooks.editions import write_instructors_edition

        chapters = write_instructors_edition(chapters, build / "instructors")
    for path in publish_notebooks(chapters, build, to):
        console.print(str(path), soft_wrap=True)


def notebooks(names: Notebooks = None, jobs: Jobs = None, timings: Timings = False) -> None:
    """Execute the committed notebooks in place, on real reviews."""
    from rnn_tutorial.datasets.reviews import load_imdb

    sources = names or find_notebooks()
    load_imdb()  # it is an error if IMDB isn't here: "auto" would take the sample corpus instead
    try:
        execute_notebooks(sources, sources, jobs=jobs, timings=timings)  # with their own parameters
    except KeyboardInterrupt:
        raise KeyboardInterrupt("The notebooks that are done are kept.") from None


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
    from rnn_tutorial.figures import write_figures

    for path in write_figures(names or None):
        console.print(str(path))


def lab() -> None:
    """Open the notebooks in JupyterLab, with the project's kernel."""
    from rnn_tutorial.publishing.kernel import install_kernelspec

    folder = notebook_folder()
    install_kernelspec()
    raise typer.Exit(_run_python("-m", "jupyterlab", str(folder)))


def test() -> None:
    """Run the test suite (in a clone of the repository)."""
    words = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
    raise typer.Exit(_run_python(*words, cwd=notebook_folder().parent))


def notebook_folder() -> Path:
    """The folder `notebooks` of the clone."""
    for root in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if (root / "notebooks").is_dir():
            return root / "notebooks"
    raise TutorialError(
        f"{Path.cwd()} has no folder notebooks: run this in a clone of the repository."
    )


def find_notebooks() -> list[Path]:
    """The book's chapters in order."""
    found = sorted(notebook_folder().glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise TutorialError(f"{notebook_folder()} has no chapters: clone the repository again.")
    return found


def publish_notebooks(notebooks: Sequence[Path], build: Path, to: str) -> list[Path]:
    """Publish notebooks as html, pdf, slides or all; return the pages.

    Notebooks whose outputs don't belong to their code are executed first, as copies.
    """
    from rnn_tutorial.publishing.book import FORMATS, publish as publish_book

    check_choice("--to", to, (*FORMATS, "all"))
    with NotebookBars() as bars:
        return publish_book(
            list(notebooks),
            to=FORMATS if to == "all" else (to,),
            build=build,
            execute=True,
            on_step=show_seconds,
            on_wait=lambda: show(f"Another process is publishing into {build}; waiting for it."),
            watch=bars,
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
        from rnn_tutorial.publishing import kernel
        from rnn_tutorial.publishing.notebooks import parallel

    backend = kernel.environment().get("KERAS_BACKEND")
    show(f"The notebooks compute with {backend or 'the backend in keras.json'} (KERAS_BACKEND).")
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
