"""The `rnn-tutorial predict` command: reads reviews, and prints coloured words or JSON.

Networks of other tasks that ship print their answer.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from rnn_tutorial.cli.console import console, show
from rnn_tutorial.cli.settings import (
    PROFILES_HELP,
    Label,
    PositiveFrom,
    Settings,
    Text,
    given,
    parse_settings,
)
from rnn_tutorial.errors import TutorialError

if TYPE_CHECKING:
    from rnn_tutorial.experiments.trained import TrainedModel


def predict(
    text: Annotated[str | None, typer.Argument(help="a review, in quotes")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="a table of reviews (.csv, .tsv, .jsonl, .parquet), or a text file with one "
            "review per line"
        ),
    ] = None,
    column: Text = None,
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
    label: Label = None,
    positive_from: PositiveFrom = None,
    set_: Settings = None,
) -> None:
    """Predict whether a review is positive, and why.

    Each word is coloured by its effect. Without a text, it reads standard input, one review per
    line. A model of yours is chosen by the options that it was trained with; --text names the
    column of reviews in the table of --data and in that of --file.

    Two models have another task: --model shakespeare continues a text, and --model dates writes
    the date that a text contains.
    """
    own = given(name=experiment, profile=profile, data=data, seed=seed, label=label)
    own |= given(positive_from=positive_from) | parse_settings(set_)
    if own and model is not None:
        raise TutorialError(
            f"--model {model} chooses a model of the package, and --experiment, --profile, --data, "
            "--seed, --label, --positive-from and --set choose one of yours: give one or the other."
        )
    if column is not None and file is None and not own:
        raise TutorialError(
            f"--text {column} names a column of a table: give the table with --file or --data."
        )
    notices: list[str] = []
    texts = gather_reviews(text, file, column, notices)
    for notice in notices:
        Console(stderr=True).print(notice, markup=False, soft_wrap=True)
    # NumPy's products are small here: its threads would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if model in _OTHERS:
        answer(model, texts, as_json=as_json)
        return
    from rnn_tutorial.datasets.vocabulary import check_text
    from rnn_tutorial.inspection.explanation import explain_all

    for place, line in texts:
        _check(place, check_text, line)
    chosen = load_model(model, own and own | given(text=column))
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


def answer(task: str, texts: list[tuple[str, str]], *, as_json: bool) -> None:
    """Print what the network of another task makes of each text."""
    with Console(stderr=True).status("reading the model"):
        network = _OTHERS[task]()
        found = [(text, _check(place, network, text)) for place, text in texts]
    for text, made in found:
        if as_json:
            print(json.dumps({"text": text, "answer": made}), flush=True)
        else:
            show(made)


def _shakespeare() -> Callable[[str], str]:
    from rnn_tutorial.experiments.language import load_shakespeare_lstm

    lstm = load_shakespeare_lstm()
    return lambda prompt: lstm.write(prompt, 300, temperature=0.7)


def _dates() -> Callable[[str], str]:
    from rnn_tutorial.experiments.date_runs import load_date_reader, read_date

    return partial(read_date, load_date_reader())


_OTHERS = {"shakespeare": _shakespeare, "dates": _dates}


def gather_reviews(
    text: str | None, file: Path | None, column: str | None, notices: list[str]
) -> list[tuple[str, str]]:
    """The reviews: the argument, or those of a file or of standard input.

    column: of a table. notices: gets a sentence where the encoding of the file was guessed.

    Returns:
        (place, text) pairs; the place begins an error message, such as "a.txt, line 3: ".

    Raises:
        TutorialError: there is no review, or the file is not text.
    """
    from rnn_tutorial.datasets.tables import numbered_texts

    if text is not None and file is not None:
        raise TutorialError("both a text and --file are given: give only one of them.")
    if text is not None and text != "-":
        return [("", text)]
    if not file and sys.stdin.isatty():
        raise TutorialError('no review is given: write one in quotes, as in predict "A fine film".')
    name = str(file) if file else "standard input"
    try:
        content = file.read_bytes() if file else sys.stdin.buffer.read()
    except OSError as error:
        raise TutorialError(
            f"{name} can't be read ({error.strerror or error}): give a text file."
        ) from None
    named = column if file else None  # standard input has lines; --text is for --data
    found = numbered_texts(content, name, named, notices)
    return [(f"{name}, {place}: ", line) for place, line in found]


def _check(place: str, check: Callable[[str], Any], text: str) -> Any:
    try:
        return check(text)
    except TutorialError as error:
        raise TutorialError(f"{place}{error}") from None
