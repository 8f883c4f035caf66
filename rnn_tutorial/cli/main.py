"""The `rnn-tutorial` command: one command per intention, no traceback for a reader's mistake."""

import codecs
import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer
import typer.core
from rich.console import Console

import rnn_tutorial
from rnn_tutorial.cli import book, sweep
from rnn_tutorial.cli.console import TrainingBar, console, save_curves, show
from rnn_tutorial.cli.predict import predict
from rnn_tutorial.cli.settings import (
    Data,
    Experiment,
    Label,
    PositiveFrom,
    Profile,
    Seed,
    Settings,
    Text,
    given,
    parse_settings,
)
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.style import model_name

# NumPy, Keras, Matplotlib and nbclient are imported inside the commands that need them, so that
# --help and a mistyped word are answered at once.

UsageError: Any = typer.BadParameter.__base__  # typer exports only this one of Click's errors


class Commands(typer.core.TyperGroup):
    """Ctrl-C ends a command in one line and with exit code 130, as in a shell."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # a command may add what is kept
            show(f"Stopped. {stop}".strip())
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


def _print_version(wanted: bool) -> None:
    if wanted:
        show(f"rnn-tutorial {rnn_tutorial.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="show the version"),
    ] = False,
) -> None:
    """Options of the command itself; its help is that of the app."""


@app.command()
def train(
    experiment: Experiment,
    profile: Profile = "quick",
    data: Data = "auto",
    seed: Seed = 0,
    rerun: Annotated[
        bool, typer.Option("--rerun", help="train again even if a result is stored")
    ] = False,
    text: Text = None,
    label: Label = None,
    positive_from: PositiveFrom = None,
    set_: Settings = None,
) -> None:
    """Train a model, print its results, store them with the curves."""
    changes = parse_settings(set_) | given(text=text, label=label, positive_from=positive_from)
    epochs = get_experiment(experiment, profile, data=data, **changes).training.epochs
    try:
        with TrainingBar(model_name(experiment), epochs).shown() as bar:
            bar.prepare("loading Keras")
            from rnn_tutorial.experiments.run import run_experiment
            from rnn_tutorial.training.backend import tune_jax

            tune_jax()
            result = run_experiment(
                experiment,
                profile=profile,
                data=data,
                seed=seed,
                rerun=rerun,
                progress=bar,
                preparing=bar.prepare,
                **changes,
            )
    except (KeyboardInterrupt, TypeError) as stop:
        # TensorFlow's types answer Ctrl-C with a TypeError.
        if isinstance(stop, TypeError) and not isinstance(stop.__context__, KeyboardInterrupt):
            raise
        kept = "The finished epochs are kept; the same command resumes from them."
        raise KeyboardInterrupt(kept) from None
    from rnn_tutorial.cli.tables import results_table

    console.print(results_table(result))
    show(f"curves   {save_curves(result)}\nresult   {result.path}")


app.command()(sweep.sweep)


@app.command("list")
def list_experiments(profile: Profile = "full") -> None:
    """Show the experiments with their settings and sizes, and what other tasks have recorded."""
    from rnn_tutorial.cli.tables import experiments_table, other_tables

    console.print(experiments_table(profile))
    for table in other_tables():
        console.print("", table, sep="\n")
    show("\nRecorded: mean (lowest to highest). `rnn-tutorial train NAME` says how to record it.")


app.command()(predict)


@app.command()
def claims() -> None:
    """Test the book's statements on the recorded runs."""
    from rnn_tutorial.claims.statements import check_claims
    from rnn_tutorial.cli.tables import claims_table

    console.print(claims_table(check_claims()))


for command in (
    book.book, book.publish, book.notebooks, book.blank, book.figures, book.start, book.test,
):  # fmt: skip
    app.command()(command)
app.command(context_settings={"ignore_unknown_options": True})(book.lab)


@app.command()
def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="also load Keras and ipypublish, and train for a moment")
    ] = False,
) -> None:
    """Check what the book needs on this machine."""
    from rnn_tutorial.cli.doctor import report, report_table

    console.print(report_table(report(deep=deep)))


CLOSEST = {"−": "-", "×": "x"}  # what a terminal without UTF-8 shows


def _closest(error: UnicodeError) -> tuple[str, int]:
    """Encode one letter for a terminal without UTF-8: its entry in CLOSEST, else "?"."""
    assert isinstance(error, UnicodeEncodeError)
    return CLOSEST.get(error.object[error.start], "?"), error.start + 1


codecs.register_error("closest", _closest)


def main() -> None:
    """Run the command. A reader's mistake is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="closest")
    rnn_tutorial.show_messages(show)
    try:
        sys.exit(app(standalone_mode=False))
    except UsageError as error:  # typer's own
        message = error.format_message()
        if "\n" in message:  # no command is given: the help
            error.show()
            sys.exit(2)
        _refuse(f"{message} (see `{error.ctx.command_path} --help`)")
    except TutorialError as error:
        _refuse(str(error))


def _refuse(message: str) -> None:
    Console(stderr=True).print(f"rnn-tutorial: {message}", markup=False, soft_wrap=True)
    sys.exit(2)
