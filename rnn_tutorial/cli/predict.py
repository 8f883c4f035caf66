"""What `rnn-tutorial predict` does: texts in, a model chosen, coloured words or JSON out."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.trained import TrainedModel, check_text, load_trained
from rnn_tutorial.inspection.pretrained import find_weights, load_pretrained


def read_texts(text: str | None, file: Path | None) -> list[tuple[str, str]]:
    """(where it came from, text) of every review: the argument, or the lines of a file or of
    standard input. Blank lines are no reviews.

    Raises TutorialError where there is none, or the file is not text.
    """
    if text is not None and file is not None:
        raise TutorialError("both a text and --file are given: give one of them.")
    if text is not None and text != "-":
        return [("", text)]
    name = str(file) if file else "standard input"
    if not file and sys.stdin.isatty():
        raise TutorialError('no review is given: write it in quotes, as in predict "A fine film".')
    try:
        content = (file.read_bytes() if file else sys.stdin.buffer.read()).decode("utf-8-sig")
    except OSError as error:
        raise TutorialError(
            f"{name} can't be read ({error.strerror or error}): give a text file."
        ) from None
    except UnicodeDecodeError as error:
        raise TutorialError(
            f"{name} is no UTF-8 text (byte {error.start:,}): save it as UTF-8, a review a line."
        ) from None
    # Not splitlines: that also breaks at signs that stand inside a review.
    lines = enumerate(content.replace("\r\n", "\n").split("\n"), start=1)
    found = [(f"{name}, line {number}: ", line) for number, line in lines if line.strip()]
    if not found:
        raise TutorialError(f"{name} has no review: write one a line.")
    return found


def choose_model(
    model: str | None,
    experiment: str | None,
    profile: str | None,
    data: str | None,
    seed: int | None,
) -> TrainedModel:
    """The shipped model, or the reader's own where any of the other four is given."""
    if (experiment, profile, data, seed) == (None,) * 4:
        return load_pretrained(model)
    if model is not None:
        raise TutorialError(
            f"--model {model} names a model that ships, and --experiment, --profile, --data and "
            "--seed name one of yours: give one or the other."
        )
    return load_trained(
        experiment or "simple_rnn", profile=profile or "quick", data=data or "auto", seed=seed or 0
    )


def run(
    text: str | None,
    file: Path | None,
    as_json: bool,
    console: Console,
    *,
    model: str | None,
    experiment: str | None,
    profile: str | None,
    data: str | None,
    seed: int | None,
) -> None:
    """Judge each text and print what came of it: coloured words, or JSON, one object a line."""
    texts = read_texts(text, file)
    if (experiment, profile, data, seed) == (None,) * 4:
        find_weights(model)  # a mistyped name is answered before Keras is loaded
    for where, line in texts:
        _located(where, check_text, line)
    with Console(stderr=True).status("loading Keras"):
        chosen = choose_model(model, experiment, profile, data, seed)
        from rnn_tutorial.inspection.explanation import explain_all
    for where, line in texts:
        _located(where, chosen.tokens, line)
    # A console of few letters shows a question mark for the others.
    sys.stdout.reconfigure(errors="replace")
    colours = console.color_system is not None and not console.no_color
    for number, found in enumerate(explain_all(chosen, [line for _, line in texts])):
        if as_json:
            print(json.dumps(found.to_dict()), flush=True)
        else:
            console.print(*[""] * (number > 0), found.to_rich(colours=colours), sep="\n")


def _located(where: str, check: Callable[[str], Any], text: str) -> None:
    try:
        check(text)
    except TutorialError as error:
        raise TutorialError(f"{where}{error}") from None
