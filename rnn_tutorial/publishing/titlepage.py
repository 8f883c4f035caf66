"""The words on a book's title page: from options, `_config.toml`, or the notebook's metadata."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import project

CONFIG = "_config.toml"


@dataclass(frozen=True)
class TitlePage:
    """Title, subtitle, authors, date and licence of a book; "" for what is not known."""

    title: str = ""
    subtitle: str = ""
    authors: str = ""
    date: str = ""
    licence: str = ""


def read(path: Path, notebook: NotebookNode, given: TitlePage) -> TitlePage:
    """The title page of a book whose first notebook is at `path`.

    Each entry comes from the first of these that has it: `given`; `_config.toml` in the folder of
    the notebook or one above it; the notebook's metadata (`title`, `authors`, `date`, `license`,
    or ipypublish's `ipub.titlepage`); CITATION.cff, for authors and licence.
    Raises TutorialError for a `_config.toml` that can't be used.
    """
    folder = path.resolve().parent
    about = project.read(folder)
    found = {"authors": about.authors, "licence": about.licence}
    for source in (
        vars(_from_metadata(notebook.metadata)), _from_config(folder), vars(given)
    ):  # fmt: skip
        found |= {name: text for name, text in source.items() if text}
    return TitlePage(**found)


def _from_config(folder: Path) -> dict[str, str]:
    path = project.find(folder, CONFIG)
    if path is None:
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TutorialError(f"{path} can't be read as TOML ({error}): correct it.") from None
    names = [field.name for field in fields(TitlePage)]
    unknown = sorted(set(content) - set(names))
    if unknown:
        raise TutorialError(f"{path} has {unknown[0]!r}: its entries are {', '.join(names)}.")
    return {name: _text(value) for name, value in content.items()}


def _from_metadata(metadata: Mapping[str, Any]) -> TitlePage:
    ipub = metadata.get("ipub")
    page = ipub.get("titlepage") if isinstance(ipub, dict) else None
    page = page if isinstance(page, dict) else {}
    about = {name: _text(value).replace("\\_", "_") for name, value in page.items()}
    supervised = about.get("supervisors") and f"supervised by {about['supervisors']}"
    parts = (about.get("author"), about.get("email"), about.get("institution"), supervised)
    page = page | {
        "author": ", ".join(filter(None, parts)),
        "subtitle": ". ".join(filter(None, map(about.get, ("subtitle", "tagline")))),
    }

    def entry(*names: str) -> str:
        values = [source.get(name) for source in (metadata, page) for name in names]
        return next((text for text in map(_text, values) if text), "")

    return TitlePage(
        title=entry("title"),
        subtitle=entry("subtitle"),
        authors=entry("authors", "author"),
        date=entry("date"),
        licence=entry("licence", "license"),
    )


def _text(value: Any) -> str:
    """A value as text: a list, and Jupyter's `[{"name": "A"}]`, with commas between the names."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text(value.get("name", ""))
    return "" if value is None else str(value).strip()
