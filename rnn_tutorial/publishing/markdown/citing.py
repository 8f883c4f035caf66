"""References to what is numbered, and citations of what is in the bibliography."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import panflute as pf

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown.references import NAMES, Label

if TYPE_CHECKING:
    from rnn_tutorial.publishing.markdown.typeset import Typesetter

PREFIXES = "+!=?&%"  # ipypublish: +@key, ?@key ... say which kind of reference is meant


def reference(setter: Typesetter, command: str, keys: list[str]) -> object:
    r"""`\\cref`, `\\ref` or `\\eqref` to one or several keys. Raises TutorialError."""
    if setter.book is None:
        return None
    labels = [_known(setter, key) for key in keys]
    if setter.target == "latex":
        name = {"autoref": "cref", "Cref": "cref"}.get(command, command)
        return setter.raw(f"\\{name}{{{','.join(keys)}}}")
    links = []
    for label in labels:
        named = f"{NAMES[label.kind]} {label.shown}"
        text = {"ref": label.number, "eqref": label.shown}.get(command, named)
        links.append(_link(setter, label, text))
    joined = links[0] if len(links) == 1 else ", ".join(links[:-1]) + " and " + links[-1]
    return setter.raw(joined)


def _known(setter: Typesetter, key: str) -> Label:
    book = setter.book
    if key in book.labels:
        return book.labels[key]
    if key in book.unmade:
        raise TutorialError(
            f'{setter.where} refers to "{key}", which {book.unmade[key]} labels but has '
            "not made: execute the notebook first."
        )
    raise TutorialError(
        f'{setter.where} refers to "{key}", which no figure, equation, table, listing or '
        "heading has as its label: correct the key, or give the label."
    )


def _link(setter: Typesetter, label: Label, text: str) -> str:
    page = "" if label.page == setter.chapter.page else label.page
    shown = html.escape(text).replace(" ", "\N{NO-BREAK SPACE}")
    return f'<a class="ref" href="{html.escape(page + "#" + label.anchor)}">{shown}</a>'


def citation(setter: Typesetter, keys: list[str], *, textual: bool) -> object:
    """Author and year, linked to the source. Raises TutorialError for one that is unknown.

    textual: "Elman (1990)" as part of a sentence, else "(Elman 1990)".
    """
    if setter.book is None:
        return None
    links = []
    for key in keys:
        entry = setter.book.entries.get(key)
        if entry is None:
            raise TutorialError(
                f'{setter.where} cites "{key}", which is not in the bibliography '
                f"({len(setter.book.entries)} entries): correct the key, or add the source."
            )
        places = setter.cited.setdefault(key, [])
        places.append(f"cite-{key}-{len(places) + 1}")
        shown = html.escape(entry["textual" if textual else "label"])
        title = html.escape(entry["text"])
        links.append(
            f'<a class="cite" id="{places[-1]}" href="#ref-{key}" title="{title}">{shown}</a>'
        )
    if setter.target == "latex":
        return setter.raw(f"\\{'citet' if textual else 'citep'}{{{','.join(keys)}}}")
    return setter.raw("; ".join(links) if textual else f"({'; '.join(links)})")


def at_notation(setter: Typesetter, cite: pf.Cite) -> object:
    """ipypublish's `@key`: a label, a source, or just a word that begins with @."""
    keys = [one.id for one in cite.citations]
    if setter.book is None:
        return list(cite.content)
    if all(key in setter.book.labels for key in keys):
        found = reference(setter, "cref", keys)
    elif all(key in setter.book.entries for key in keys):
        found = citation(setter, keys, textual=cite.citations[0].mode == "AuthorInText")
    else:
        return list(cite.content)
    if isinstance(cite.prev, pf.Str) and cite.prev.text[-1:] in PREFIXES:
        cite.prev.text = cite.prev.text[:-1]
    return found
