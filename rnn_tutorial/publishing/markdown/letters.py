r"""Letters in LaTeX that the book's fonts lack: each is set in a font that has it.

The text is set in Latin Modern, code in DejaVu Sans Mono. A letter that one of these lacks is
looked for in the DejaVu fonts that Matplotlib brings, then in the Noto fonts of this machine, then
in Symbola. It is written `\fallback{FONT}{letter}`; templates/book.tex.j2 defines the command.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import panflute as pf
from nbconvert.filters import escape_latex
from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown.fonts import CODE, SANS, SERIF, bundled, installed

# What Latin Modern has beyond ASCII, as far as text uses it.
TEXT = frozenset(
    [*range(0xA0, 0x180), *range(0x218, 0x21C), *map(ord, "–—‘’‚“”„†‡•…‰‹›€™−")]
) - {0x138, 0x149, 0x166, 0x167, 0x17F}  # fmt: skip
SILENT = {0xFE0E, 0xFE0F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD}  # they have no shape
# Scripts from right to left, and scripts whose letters join: a word is set as one.
RIGHT_TO_LEFT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
JOINED = re.compile(rf"[{RIGHT_TO_LEFT}]+(?: +[{RIGHT_TO_LEFT}]+)*|[\u0900-\u109f\u1780-\u17ff]+")
ASIAN = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
IN_CODE = re.compile(rf"{JOINED.pattern}|[^\x00-\x7f]")
IN_TEXT = re.compile(rf"{JOINED.pattern}|[{ASIAN}]+|[^\x00-\x7f]")  # TeX breaks such a run itself
SAME_FONT = re.compile(r"(\\fallback\{(\w+)\}\{[^{}]*)\}\\fallback\{\2\}\{")
SHORT = 20  # letters; code in the text that has fewer doesn't break, as in static/book.js
LONGEST = 60  # letters of a word in the text that isn't given places to break
DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@functools.lru_cache
def _letters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont((bundled() | installed())[name], fontNumber=0) as font:
        return frozenset(font.getBestCmap())


def key(name: str) -> str:
    """The name of a font for TeX, which allows letters only."""
    stem = re.sub(r"\d", lambda found: DIGITS[int(found.group(0))], Path(name).stem)
    return re.sub(r"\W|_", "", stem)


@functools.lru_cache(maxsize=65536)
def _font(word: str, *, code: bool) -> str | None:
    """The first font that has every letter of `word`; "" for the font of the text or the code."""
    letters = frozenset(map(ord, word)) - SILENT - {ord(" ")}
    if not JOINED.fullmatch(word):
        if letters <= (_letters(CODE) if code else TEXT):
            return ""
        order = [SANS, SERIF] if code else [SERIF, SANS]
        for name in order:
            if letters <= _letters(name):
                return name
    return next((name for name in installed() if letters <= _letters(name)), None)


def printable(text: str, *, code: bool = True) -> str:
    """LaTeX `text` in which letters that the font lacks are set in another font.

    code: whether the font is that of code, else that of the running text. A letter that no font
    has is written as its code point, such as [U+1F9E0].
    """

    pattern = IN_CODE if code else IN_TEXT
    shown = pattern.sub(lambda found: _set(found.group(0), code=code), text)
    # In code, a line may break between any two letters.
    joined = 1 if not code else 0
    while joined:
        shown, joined = SAME_FONT.subn(r"\1", shown)
    return shown


def _set(word: str, *, code: bool) -> str:
    """A letter, or a word that is set as one, as LaTeX."""
    word = "".join(letter for letter in word if ord(letter) not in SILENT)
    name = _font(word, code=code) if word else ""
    is_reversed = re.match(f"[{RIGHT_TO_LEFT}]", word) is not None
    if name is None and len(word) > 1:  # no font has all of its letters
        gap = " " if " " in word else ""
        parts = gap.join(_set(part, code=code) for part in (word.split() if gap else word))
        return f"\\rightleft{{{parts}}}" if is_reversed and gap else parts
    if name is None:
        return f"[U+{ord(word):04X}]"
    if name and is_reversed:
        word = f"\\rightleft{{{word}}}"
    elif name and not code and re.match(f"[{ASIAN}]", word):
        word = f"\\asian{{{word}}}"
    return f"\\fallback{{{key(name)}}}{{{word}}}" if name else word


def used(latex: str) -> dict[str, Path]:
    """The fonts, by key, that a whole LaTeX text asks for."""
    asked = set(re.findall(r"\\fallback\{([A-Za-z]+)\}", latex))
    return {
        key(name): path for name, path in (bundled() | installed()).items() if key(name) in asked
    }


def lacking(text: str) -> str:
    """The letters of `text`, each once, that no font here has."""
    return "".join(
        sorted({c for c in text if ord(c) > 127 and ord(c) not in SILENT
                and _font(c, code=True) is None})
    )  # fmt: skip


def texts(cell: NotebookNode) -> Iterator[str]:
    """All texts of a cell that are printed."""
    yield cell.source
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        yield output.get("text", "") or data.get("text/html") or data.get("text/plain", "")


def for_latex(document: pf.Doc) -> pf.Doc:
    """A document for pandoc's LaTeX writer, with every letter in a font that has it."""
    return document.walk(_join_words).walk(_word)


def _join_words(element: pf.Element, doc: pf.Doc) -> None:
    """Words from right to left that follow each other become one: else their order is wrong."""
    content = getattr(element, "content", None)
    if content is None or not isinstance(
        element, (pf.Para, pf.Plain, pf.Header, pf.Emph, pf.Strong)
    ):
        return
    place = 1
    while place + 1 < len(content):
        before, gap, after = content[place - 1 : place + 2]
        if isinstance(gap, (pf.Space, pf.SoftBreak)) and all(
            isinstance(one, pf.Str) and JOINED.fullmatch(one.text) for one in (before, after)
        ):
            content[place - 1] = pf.Str(f"{before.text} {after.text}")
            del content[place : place + 2]
        else:
            place += 1


def _word(element: pf.Element, doc: pf.Doc) -> pf.Element | list[pf.Element] | None:
    if isinstance(element, pf.Code):
        if element.text.isascii() and " " in element.text and len(element.text) < SHORT:
            return [pf.RawInline(r"\mbox{", "latex"), element, pf.RawInline("}", "latex")]
        if element.text.isascii():
            return None
        shown = printable(escape_latex(element.text))
        return pf.RawInline(f"\\texttt{{{shown}}}", format="latex")
    if not isinstance(element, pf.Str) or (element.text.isascii() and len(element.text) <= LONGEST):
        return None
    if len(element.text) > LONGEST:
        parts = [element.text[at : at + 8] for at in range(0, len(element.text), 8)]
        shown = "\\hspace{0pt}".join(printable(escape_latex(part), code=False) for part in parts)
        return pf.RawInline(shown, format="latex")
    shown = printable(element.text, code=False)
    if shown == element.text:
        return None
    return pf.RawInline(printable(escape_latex(element.text), code=False), format="latex")
