"""Options that several commands share, and settings as they are typed: --set NAME=VALUE."""

from typing import Annotated, Any

import typer

from rnn_tutorial.config import setting_types
from rnn_tutorial.errors import TutorialError

PROFILES_HELP = (
    "full (the chapter's 100 epochs), fast (12 epochs in batches of similar length), "
    "quick (8 epochs of shortened reviews, about a minute) or smoke (a trial of seconds)"
)
Experiment = Annotated[str, typer.Argument(help="see `rnn-tutorial list`", show_default=False)]
Profile = Annotated[str, typer.Option(help=PROFILES_HELP)]
Data = Annotated[str, typer.Option(help="auto, imdb, sample, or the path of the reviews")]
Text = Annotated[
    str | None, typer.Option("--text", metavar="NAME", help="the table's column of reviews")
]
Label = Annotated[str | None, typer.Option(metavar="NAME", help="the table's column of labels")]
PositiveFrom = Annotated[
    float | None, typer.Option(help="the lowest positive rating, where labels are ratings")
]
Seed = Annotated[int, typer.Option(help="fixes weights, shuffling and dropout masks")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="change one setting, such as units=64"),
]


def given(**settings: Any) -> dict[str, Any]:
    """Those of the settings that have a value, for options of their own such as --text."""
    return {name: value for name, value in settings.items() if value is not None}


def parse_settings(pairs: list[str] | None) -> dict[str, Any]:
    """Turn ["units=64"] into {"units": 64}, each value of its setting's type."""
    types, changes = setting_types(), {}
    for pair in pairs or []:
        name, _, text = pair.partition("=")
        if name not in types or not text:
            raise TutorialError(
                f"--set {pair}: give NAME=VALUE, with one of the names {', '.join(types)}."
            )
        changes[name] = _parse(name, text, str(types[name]))
    return changes


def parse_values(pairs: list[str] | None) -> dict[str, list[Any]]:
    """Turn ["units=16,32"] into {"units": [16, 32]}; a name given twice adds its values."""
    values: dict[str, list[Any]] = {}
    for pair in pairs or []:
        name, _, texts = pair.partition("=")
        for text in texts.split(","):
            values.setdefault(name, []).append(parse_settings([f"{name}={text}"])[name])
    return values


def _parse(name: str, text: str, kind: str) -> Any:
    try:
        if "bool" in kind:
            return {"true": True, "false": False}[text.lower()]
        if "int" in kind:
            return int(text)
        return float(text) if "float" in kind else text
    except (KeyError, ValueError):
        whole = "a whole number" if "int" in kind else "a number"
        wanted = "true or false" if "bool" in kind else whole
        raise TutorialError(f"{name} is {text!r}: give {wanted}.") from None
