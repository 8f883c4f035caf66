"""From the notebooks of a clone to the book: find, execute, publish, and tell the time."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import PROFILES


def notebook_folder() -> Path:
    """`notebooks/` of the clone: below this folder, or beside the package."""
    for root in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if (root / "notebooks").is_dir():
            return root / "notebooks"
    raise TutorialError(
        f"there is no folder notebooks in {Path.cwd()}: run this in a clone of the repository."
    )


def find_notebooks() -> list[Path]:
    """The book's chapters in order."""
    found = sorted(notebook_folder().glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise TutorialError(f"{notebook_folder()} has no chapters: is the clone complete?")
    return found


def make_book(
    sources: Sequence[Path], build: Path, *, profile: str, data: str, console: Console
) -> Path:
    """Execute copies of the notebooks under `build` and publish them; return the first page."""
    check_choice("profile", profile, tuple(PROFILES))
    if data not in ("auto", "imdb", "sample"):
        data = str(Path(data).expanduser().resolve())  # the kernel works in another folder
    targets = [build / "notebooks" / source.name for source in sources]
    executed = _execute(sources, targets, {"PROFILE": profile, "DATA": data}, console)
    return publish_notebooks(executed, build, "html", console=console)[0]


def refresh_notebooks(sources: Sequence[Path], *, console: Console) -> None:
    """Execute notebooks in place, with their own parameters, on the real reviews.

    What is committed then holds these outputs. Raises TutorialError where IMDB isn't at hand:
    "auto" would take the sample corpus instead.
    """
    from rnn_tutorial.datasets.reviews import load_imdb

    load_imdb()
    _execute(sources, sources, None, console)


def publish_notebooks(
    notebooks: Sequence[Path], build: Path, to: str, *, console: Console
) -> list[Path]:
    """Publish notebooks; `to` is html, pdf, slides or all.

    Those whose outputs are not of their code are executed first, as copies.
    """
    from rnn_tutorial.publishing.book import FORMATS, publish

    check_choice("--to", to, (*FORMATS, "all"))
    return publish(
        list(notebooks),
        to=FORMATS if to == "all" else (to,),
        build=build,
        execute=True,
        on_step=lambda step, seconds: console.print(f"{step:<28} {seconds:6.1f} s"),
        on_wait=lambda: console.print(f"another process is publishing into {build}; waiting"),
    )


def _execute(
    sources: Sequence[Path],
    targets: Sequence[Path],
    parameters: dict[str, str] | None,
    console: Console,
) -> list[Path]:
    from rnn_tutorial.publishing.notebooks.execute import execute_notebook

    for source, target in zip(sources, targets, strict=True):
        with console.status(f"executing {source.name}"):
            own = parameters if parameters and _has_parameters(source) else None
            seconds = execute_notebook(source, target, parameters=own)
        console.print(f"{source.stem:<28} {seconds:6.1f} s")
    return list(targets)


def _has_parameters(source: Path) -> bool:
    from rnn_tutorial.publishing.notebooks.execute import read_notebook

    cells = read_notebook(source).cells
    return any("parameters" in cell.metadata.get("tags", []) for cell in cells)
