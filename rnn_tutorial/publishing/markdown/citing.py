"""References to what is numbered, and citations of what is in the bibliography."""

import html
import re
from collections import Counter
from pathlib import Path

import panflute as pf

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import NAMES, Label

# ipypublish: +@key, =@key ... say which kind of reference is meant. (& and % are for a glossary.)
PREFIXES = {"+": "cref", "?": "cref", "!": "ref", "=": "eqref", "&": "cref", "%": "cref"}
ATTRIBUTES = re.compile(r"\{[^{}]*\}")  # @key{}: ends the key


def reference(context: Context, command: str, keys: list[str], place: pf.Element) -> pf.Element:
    r"""`\\cref`, `\\ref` or `\\eqref` to one or several keys. place: what it replaces in the text.

    Raises TutorialError for a key that nothing in the book has.
    """
    labels, here = [label(context, key) for key in keys], context.chapter.page
    if context.is_latex:
        name = {"autoref": "cref", "Cref": "cref"}.get(command, command)
        marks = list(map(_mark, keys, labels))
        together = [",".join(marks)] if name == "cref" else marks  # LaTeX's own take one key
        text = listed([f"\\{name}{{{mark}}}" for mark in together])
        far = [key for key, one in zip(keys, labels, strict=True) if one.page != here]
        return context.raw(text + (page_numbers(context, far, place) if far else ""))
    links = []
    for one in labels:
        page = "" if one.page == here else one.page
        text = html.escape(shown(one, command)).replace(" ", "\N{NO-BREAK SPACE}")
        address = html.escape(f"{page}#{one.anchor}")
        links.append(f'<a class="ref" href="{address}">{text}</a>')
    return context.raw(listed(links))


def page_numbers(context: Context, keys: list[str], place: pf.Element) -> str:
    """For paper: the pages of things in other chapters, said once in each chapter.

    The items of a list are read alone, so each of them says it.
    """
    counted = Counter(f"page of {key}" for key in keys)
    seen = all(context.counts[name] for name in counted)
    context.counts += counted
    if seen and not isinstance(place.parent, pf.Plain):
        return ""
    before = "".join(one.text for one in place.container[: place.index] if isinstance(one, pf.Str))
    pages = f"\\cpageref{{{','.join(keys)}}}"
    return f", {pages}" if before.count("(") > before.count(")") else f" ({pages})"


def _mark(key: str, label: Label) -> str:
    """What LaTeX calls a label: a heading without one has the name of its page and its anchor."""
    is_heading = label.kind in ("sec", "chap") and label.where == ""
    return f"{Path(label.page).stem}--{label.anchor}" if is_heading else key


def listed(links: list[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, [", ".join(links[:-1]), links[-1]]))


def shown(label: Label, command: str) -> str:
    r"""What `\\cref`, `\\ref` or `\\eqref` shows for a label: Equation (2.3), 2.3 or (2.3)."""
    named = f"{NAMES[label.kind]} {label.shown}"
    return {"ref": label.number, "eqref": label.shown}.get(command, named)


def label(context: Context, key: str) -> Label:
    """What has the label `key`. Raises TutorialError if nothing in the book has it."""
    book, refers = context.book, f'{context.where} refers to "{key}"'
    if key in book.labels:
        return book.labels[key]
    if key in book.unmade:
        raise TutorialError(
            f"{refers}, the label of an output that {book.unmade[key]} has not produced yet: "
            "execute that notebook first."
        )
    for heading in context.chapter.headings:
        if heading.anchor == key and heading.number:  # pandoc's own label of a heading
            return Label("sec", heading.number, context.chapter.page, heading.anchor, "")
    raise TutorialError(
        f"{refers}, but no figure, equation, table, listing or heading has that label: correct "
        "the key, or add the label."
    )


def citation(context: Context, keys: list[str], *, textual: bool) -> pf.Element:
    """Author and year, linked to the source.

    textual: "Elman (1990)" as part of a sentence, else "(Elman 1990)". Raises TutorialError
    for a key that is not in the bibliography.
    """
    links = []
    for key in keys:
        source = entry(context, key)
        places = context.cited.setdefault(key, [])
        places.append(f"cite-{key}-{len(places) + 1}")
        text = html.escape(source["textual" if textual else "label"])
        place, title = html.escape(places[-1]), html.escape(source["text"])
        address = html.escape(f"#ref-{key}")
        links.append(f'<a class="cite" id="{place}" href="{address}" title="{title}">{text}</a>')
    if context.is_latex:
        return context.raw(f"\\{'citet' if textual else 'citep'}{{{','.join(keys)}}}")
    return context.raw("; ".join(links) if textual else f"({'; '.join(links)})")


def entry(context: Context, key: str) -> dict[str, str]:
    """The source `key` of the bibliography. Raises TutorialError if it isn't there."""
    if key not in context.book.entries:
        raise TutorialError(
            f'{context.where} cites "{key}", which is not in the bibliography '
            f"({len(context.book.entries)} entries): correct the key, or add the source."
        )
    return context.book.entries[key]


def at_notation(context: Context, cite: pf.Cite) -> object:
    """ipypublish's `@key`: a label, a source, or just a word that begins with @."""
    keys = [one.id for one in cite.citations]
    prefix = cite.prev.text[-1:] if isinstance(cite.prev, pf.Str) else ""
    if all(key in context.book.labels for key in keys):
        found = reference(context, PREFIXES.get(prefix, "cref"), keys, cite)
    elif all(key in context.book.entries for key in keys):
        found = citation(context, keys, textual=cite.citations[0].mode == "AuthorInText")
    else:
        return list(cite.content)
    if prefix in PREFIXES:
        cite.prev.text = cite.prev.text[:-1]
    if isinstance(cite.next, pf.Str):
        cite.next.text = ATTRIBUTES.sub("", cite.next.text, count=1)
    return found
