"""Straight quotation marks in the text become curly ones; code and mathematics stay as they are."""

import re

import panflute as pf

PAIRS = {'"': "“”", "'": "‘’"}
OPENING = "([{—–-/“‘"  # after one of these, or after a space, a mark opens


def curl(document: pf.Doc) -> pf.Doc:
    """`document` with curly quotation marks and apostrophes."""
    return document.walk(_string)


def _string(element: pf.Element, doc: pf.Doc) -> None:
    if isinstance(element, pf.Str) and ('"' in element.text or "'" in element.text):
        before = _before(element)

        def one(found: re.Match[str]) -> str:
            at = found.start()
            last = element.text[at - 1] if at else before
            after = element.text[at + 1 : at + 2]
            opens = (not last or last in OPENING or last in PAIRS) and not (
                found.group(0) == "'" and after.isdigit()  # the '90s
            )
            return PAIRS[found.group(0)][0 if opens else 1]

        element.text = re.sub("[\"']", one, element.text)


def _before(element: pf.Element) -> str:
    """The character before an element; "" at the beginning and after a space."""
    previous = element.prev
    if previous is None:
        return _before(element.parent) if isinstance(element.parent, pf.Inline) else ""
    if isinstance(previous, (pf.Space, pf.SoftBreak, pf.LineBreak)):
        return ""
    if isinstance(previous, pf.RawInline) and re.fullmatch(r"<\w[^>]*>", previous.text):
        return _before(previous)
    if isinstance(previous, (pf.Code, pf.Math)):
        return "x"
    return pf.stringify(previous)[-1:] or "x"
