"""Reads references.bib with pandoc's citeproc (Chicago style, author and year)."""

import html
import re
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import project
from rnn_tutorial.publishing.markdown import pandoc
from rnn_tutorial.publishing.markdown.references import Chapter


def find(start: Path) -> Path | None:
    """The nearest references.bib in `start` or a folder above it."""
    return project.find(start, "references.bib")


def of(chapter: Chapter) -> Path | None:
    """The bibliography of a chapter: the file that ipypublish's metadata name, or `find`'s."""
    path = named(chapter)
    return path if path and path.is_file() else find(chapter.base)


def named(chapter: Chapter) -> Path | None:
    """The file that ipypublish's metadata name as the bibliography; it may not exist."""
    name = chapter.notebook.metadata.get("ipub", {}).get("bibliography")
    if not isinstance(name, str) or not name:
        return None
    path = chapter.base / name
    return path if path.suffix == ".bib" else path.with_name(f"{path.name}.bib")


def read(path: Path) -> dict[str, dict[str, str]]:
    """For each key: "label" (Elman 1990), "textual" (Elman (1990)), "html" and "text" (in full).

    Raises TutorialError if the file or one of its entries can't be read.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TutorialError(
            f"{path} can't be read ({error}): make it a text file in UTF-8."
        ) from None
    keys = re.findall(r"@\w+\s*\{\s*([^,\s]+)\s*,", source)
    if not keys:
        return {}
    asked = "\n\n".join(f"::: {{.x}}\n[@{key}]\n\n@{key}\n:::" for key in keys)
    options = ["-f", "markdown", "-t", "html", "--wrap=none", "--citeproc"]
    try:
        out = pandoc.call([*options, f"--bibliography={path}"], asked)
    except RuntimeError as error:
        raise TutorialError(f"{path} can't be read ({error}): correct the entry.") from None
    pairs = re.findall(r'<div class="x">\s*<p>(.*?)</p>\s*<p>(.*?)</p>', out, flags=re.S)
    entries = {}
    for key, (label, textual) in zip(keys, pairs, strict=True):
        found = re.search(
            rf'<div id="ref-{re.escape(key)}"[^>]*>\s*(.*?)\s*</div>', out, flags=re.S
        )
        if found is None:
            raise TutorialError(f'{path}: the entry "{key}" can\'t be read: correct it.')
        entries[key] = {
            "label": _plain(label).strip("()"),
            "textual": _plain(textual),
            "html": found.group(1).strip(),
            "text": _plain(found.group(1)),
        }
    return entries


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
