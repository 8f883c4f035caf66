"""The `rnn-tutorial predict` command: reads reviews, and prints coloured words or JSON."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from rnn_tutorial.cli.console import console
from rnn_tutorial.cli.settings import PROFILES_HELP
from rnn_tutorial.errors import TutorialError

if TYPE_CHECKING:
    from rnn_tutorial.experiments.trained import TrainedModel


def predict(
    text: Annotated[str | None, typer.Argument(help="a review, in quotes")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="a table of reviews (.csv, .tsv, .jsonl), or a text file with one review per line"
        ),
    ] = None,
    column: Annotated[
        str | None, typer.Option("--text", metavar="NAME", help="the table's column of reviews")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print a JSON object per line")] = False,
    model: Annotated[
        str | None, typer.Option(help="a model of the package (simple_rnn ...), or a file")
    ] = None,
    experiment: Annotated[str | None, typer.Option(help="one of your trained models")] = None,
    profile: Annotated[
        str | None, typer.Option(help=f"its profile: {PROFILES_HELP} [default: quick]")
    ] = None,
    data: Annotated[str | None, typer.Option(help="its reviews [default: auto]")] = None,
    seed: Annotated[int | None, typer.Option(help="its seed [default: 0]")] = None,
) -> None:
    """Predict whether a review is positive, and why.

    Each word is coloured by its effect. Without a text, it reads standard input, one review per
    line.
    """
    given = {"name": experiment, "profile": profile, "data": data, "seed": seed}
    own: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if own and model is not None:
        raise TutorialError(
            f"--model {model} chooses a model of the package, and --experiment, --profile, --data "
            "and --seed choose one of yours: give one or the other."
        )
    texts = read_texts(text, file, column)
    # NumPy's products are small here: its threads would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from rnn_tutorial.datasets.vocabulary import check_text
    from rnn_tutorial.inspection.explanation import explain_all

    for place, line in texts:
        _check(place, check_text, line)
    chosen = load_model(model, own)
    for place, line in texts:
        _check(place, chosen.tokens, line)
    colours = console.color_system is not None and not console.no_color
    for number, found in enumerate(explain_all(chosen, [line for _, line in texts])):
        if as_json:
            print(json.dumps(found.to_dict()), flush=True)
        else:
            blank_line = [""] if number else []
            console.print(*blank_line, found.to_rich(colours=colours), sep="\n")


def load_model(name: str | None, own: dict[str, Any]) -> "TrainedModel":
    """A model of the package, or one of the user's own; with Keras if it is not a recurrent one."""
    from rnn_tutorial.experiments.trained import load_trained
    from rnn_tutorial.inspection.pretrained import load_pretrained

    step = "reading the reviews" if own else "reading the model"
    with Console(stderr=True).status(step) as status:
        chosen = load_trained(**{"name": "simple_rnn"} | own) if own else load_pretrained(name)
        if chosen.numpy_network is None:
            status.update(f"loading Keras: {chosen.name} has no form in NumPy")
            chosen.keras_model  # noqa: B018  # builds it
    return chosen


def read_texts(
    text: str | None, file: Path | None, column: str | None = None
) -> list[tuple[str, str]]:
    """The reviews: the argument, or those of a file or of standard input.

    Returns:
        (place, text) pairs; the place begins an error message, such as "a.txt, line 3: ".

    Raises:
        TutorialError: there is no review, or the file is not text.
    """
    from rnn_tutorial.datasets.tables import read_texts as texts_in

    if text is not None and file is not None:
        raise TutorialError("both a text and --file are given: give only one of them.")
    if column is not None and file is None:
        raise TutorialError(f"--text {column} names a column of a table: give it with --file.")
    if text is not None and text != "-":
        return [("", text)]
    name = str(file) if file else "standard input"
    if not file and sys.stdin.isatty():
        raise TutorialError('no review is given: write one in quotes, as in predict "A fine film".')
    try:
        content = (file.read_bytes() if file else sys.stdin.buffer.read()).decode("utf-8-sig")
    except OSError as error:
        raise TutorialError(
            f"{name} can't be read ({error.strerror or error}): give a text file."
        ) from None
    except UnicodeDecodeError as error:
        raise TutorialError(
            f"{name} is not UTF-8 text (byte {error.start:,}): save it as UTF-8, a review per line."
        ) from None
    return [(f"{name}, {place}: ", line) for place, line in texts_in(content, name, column)]


def _check(place: str, check: Callable[[str], Any], text: str) -> None:
    try:
        check(text)
    except TutorialError as error:
        raise TutorialError(f"{place}{error}") from None
