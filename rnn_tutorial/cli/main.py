"""The `rnn-tutorial` command: one command per intention, no traceback for a reader's mistake."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
from rich.console import Console
from rich.table import Table

from rnn_tutorial.cli.settings import parse_settings
from rnn_tutorial.cli.sweep import add_sweep
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment

# Keras, Matplotlib and nbclient are imported inside the commands that need them, so that
# --help and a mistyped word are answered at once.


class Commands(typer.core.TyperGroup):
    """Ctrl-C ends a command in one line and with 130, as shells have it; typer's own is 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            console.print("Stopped.")
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=Commands,
    name="rnn-tutorial",
    help="Recurrent neural networks: train the book's models, make the book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console()

Experiment = Annotated[str, typer.Argument(help="see `rnn-tutorial list`", show_default=False)]
Profile = Annotated[str, typer.Option(help="smoke (seconds), quick (a minute) or full")]
Data = Annotated[str, typer.Option(help="auto, imdb, sample, or the path of the reviews")]
Seed = Annotated[int, typer.Option(help="fixes weights, shuffling and dropout masks")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="change one setting, such as units=64"),
]


@app.command()
def train(
    experiment: Experiment,
    profile: Profile = "quick",
    data: Data = "auto",
    seed: Seed = 0,
    rerun: Annotated[bool, typer.Option("--rerun", help="train afresh")] = False,
    set_: Settings = None,
) -> None:
    """Train a model; print its results, and store them as JSON with the curves as PNG."""
    from rnn_tutorial.cli.console import TrainingProgress, result_table, save_curves

    changes = parse_settings(set_)
    epochs = get_experiment(experiment, profile, data=data, **changes).training.epochs
    with console.status("loading Keras"):
        from rnn_tutorial.experiments.run import run_experiment
        from rnn_tutorial.training.backend import tune_jax

    tune_jax()
    try:
        with TrainingProgress(console, experiment, epochs) as progress:
            result = run_experiment(
                experiment,
                profile=profile,
                data=data,
                seed=seed,
                rerun=rerun,
                progress=progress,
                **changes,
            )
    except KeyboardInterrupt:
        console.print("Stopped. The finished epochs are kept; the same command goes on from them.")
        raise typer.Exit(130) from None
    console.print(result_table([result]))
    console.print(f"curves   {save_curves(result)}\nresult   {result.path}", soft_wrap=True)


@app.command("list")
def list_experiments(profile: Profile = "full") -> None:
    """Show the experiments with their settings and parameter counts."""
    from rnn_tutorial.cli.console import experiments_table

    console.print(experiments_table(profile))


@app.command()
def predict(
    text: Annotated[str | None, typer.Argument(help="a review, in quotes")] = None,
    file: Annotated[Path | None, typer.Option(help="a text file, one review a line")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, one object a line")] = False,
    model: Annotated[str | None, typer.Option(help="of those that ship, or a file")] = None,
    experiment: Annotated[str | None, typer.Option(help="which of your trained models")] = None,
    profile: Annotated[str | None, typer.Option(help="of your model (quick)")] = None,
    data: Annotated[str | None, typer.Option(help="your model's reviews (auto)")] = None,
    seed: Annotated[int | None, typer.Option(help="your model's (0)")] = None,
) -> None:
    """Judge a review, or one a line of standard input, and colour what each word did to it."""
    from rnn_tutorial.cli.predict import run

    own = {"experiment": experiment, "profile": profile, "data": data, "seed": seed}
    run(text, file, as_json, console, model=model, **own)


@app.command()
def figures(names: Annotated[list[str] | None, typer.Argument(help="all, if none")] = None) -> None:
    """Draw the book's figures into DL_images/."""
    from rnn_tutorial.figures import write_figures

    for path in write_figures(names or None):
        console.print(str(path))


@app.command()
def book(
    profile: Profile = "quick",
    data: Data = "auto",
    build: Annotated[Path, typer.Option(help="where the book goes")] = Path("build"),
) -> None:
    """Execute the notebooks in the quick profile and publish them as HTML."""
    from rnn_tutorial.cli.book import find_notebooks, make_book

    try:
        page = make_book(find_notebooks(), build, profile=profile, data=data, console=console)
    except KeyboardInterrupt:
        console.print("Stopped. An earlier book, if there was one, is unchanged.")
        raise typer.Exit(130) from None
    console.print(f"\nOpen {page.resolve().as_uri()}", soft_wrap=True)


@app.command()
def publish(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="the book's, if none")] = None,
    to: Annotated[str, typer.Option(help="html, pdf, slides or all")] = "html",
    build: Annotated[Path, typer.Option(help="where the book goes")] = Path("build"),
    solutions: Annotated[bool, typer.Option("--solutions", help="instructors' edition")] = False,
) -> None:
    """Publish notebooks as one book; stale ones are executed first, as copies."""
    from rnn_tutorial.cli.book import find_notebooks, publish_notebooks

    chapters = notebooks or find_notebooks()
    if solutions:
        from rnn_tutorial.publishing.notebooks.editions import write_instructors_edition

        chapters = write_instructors_edition(chapters, build / "instructors")
    for path in publish_notebooks(chapters, build, to, console=console):
        console.print(str(path), soft_wrap=True)


@app.command()
def notebooks(
    names: Annotated[list[Path] | None, typer.Argument(help="the book's, if none")] = None,
) -> None:
    """Execute the committed notebooks in place, on the real reviews."""
    from rnn_tutorial.cli.book import find_notebooks, refresh_notebooks

    refresh_notebooks(names or find_notebooks(), console=console)


@app.command()
def blank(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="the book's, if none")] = None,
    folder: Annotated[Path, typer.Option(help="where the copies go")] = Path("build/blank"),
) -> None:
    """Write copies for class: the text stays, the code is left to be written."""
    from rnn_tutorial.cli.book import find_notebooks
    from rnn_tutorial.publishing.notebooks.editions import write_blank_twins

    for path in write_blank_twins(notebooks or find_notebooks(), folder):
        console.print(str(path), soft_wrap=True)


@app.command()
def lab() -> None:
    """Open JupyterLab on the notebooks, with the project's kernel."""
    from rnn_tutorial.cli.book import notebook_folder
    from rnn_tutorial.publishing.kernel import install_kernelspec

    folder = notebook_folder()
    install_kernelspec()
    raise typer.Exit(_run_to_its_end("-m", "jupyterlab", str(folder)))


@app.command()
def test() -> None:
    """Run the test suite (in a clone of the repository)."""
    from rnn_tutorial.cli.book import notebook_folder

    words = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
    raise typer.Exit(_run_to_its_end(*words, cwd=notebook_folder().parent))


def _run_to_its_end(*arguments: str, **options: Any) -> int:
    """Run Python with `arguments`. Ctrl-C is for that process: JupyterLab asks before it stops."""
    process = subprocess.Popen([sys.executable, *arguments], **options)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


@app.command()
def claims() -> None:
    """Print what the chapter says of its experiments, against what was measured."""
    from rnn_tutorial.claims.statements import check_claims
    from rnn_tutorial.cli.console import claims_table

    console.print(claims_table(check_claims()))


@app.command()
def doctor() -> None:
    """Say what this machine has for the book, and the command that mends what is missing."""
    from rnn_tutorial.cli.doctor import report

    table = Table(box=None, show_header=False, pad_edge=False)
    for check in report():
        mark = "[green]ok[/]" if check.ok else "[yellow]--[/]"
        table.add_row(
            mark, check.name, check.detail + (f"\n{check.remedy}" if not check.ok else "")
        )
    console.print(table)


add_sweep(app, console)


def main() -> None:
    """Run the command; a reader's mistake is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without UTF-8 shows "?" and goes on
    try:
        app()
    except TutorialError as error:
        Console(stderr=True).print(f"rnn-tutorial: {error}", markup=False, soft_wrap=True)
        sys.exit(2)
