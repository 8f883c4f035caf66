"""Filters of the LaTeX template, templates/book.tex.j2."""

import functools
import re

from bs4 import BeautifulSoup
from nbconvert.filters import escape_latex
from nbformat import NotebookNode
from pygments.formatters import LatexFormatter

from rnn_tutorial.publishing.formats.fonts import FONTS, fonts
from rnn_tutorial.publishing.formats.outputs import about, printed, show_picture
from rnn_tutorial.publishing.markdown import elements, pictures, tables
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.notebooks import streams


@functools.lru_cache
def _letters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(fonts()[name]) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """LaTeX `text` in which characters that the code font lacks are set in another font.

    A character that no font has is written as its code point, such as U+1F9E0.
    """

    def one(found: re.Match[str]) -> str:
        letter = found.group(0)
        if ord(letter) in _letters(FONTS[0]):
            return letter
        if ord(letter) in _letters(FONTS[2]):
            return f"\\fallback{{{letter}}}"
        return "" if ord(letter) in (0xFE0F, 0x200D) else f"[U+{ord(letter):04X}]"

    return re.sub(r"[^\x00-\x7f]", one, text)


def escape(text: str) -> str:
    """`text` for the running text of LaTeX."""
    return printable(escape_latex(text))


def colours(style: str) -> str:
    """Definitions of the colours that `code.latex` uses, in the Pygments style of that name."""
    return LatexFormatter(style=style).get_style_defs()


def verbatim(text: str) -> str:
    """Printed text for a verbatim environment in which a backslash and braces are commands."""
    table = str.maketrans({"\\": r"\PYZbs{}", "{": r"\PYZob{}", "}": r"\PYZcb{}"})
    return printable(text.translate(table))


def picture(output: NotebookNode, context: Context, kind: str) -> str:
    """A picture that a cell has output. kind: its MIME type."""
    if kind != "image/svg+xml":
        return _within(output, show_picture(output, context, kind), context)
    context.where = about(output).where
    try:
        drawn = pictures.drawn(output.data[kind].encode())
        return _within(output, pictures.show(context, drawn, ".pdf"), context)
    except ValueError as problem:
        context.warn(f"a picture can't be printed: {problem}.")
        return escape(output.data.get("text/plain", "[picture]"))


def _within(output: NotebookNode, shown: str, context: Context) -> str:
    """A picture no wider and higher than the shares of a page that its author asked for."""
    ours = about(output)
    if ours.get("height"):
        shown = f"\\adjustbox{{max totalheight={ours.height:g}\\textheight}}{{{shown}}}"
    return elements.narrowed(context, shown, ours.get("width") or 0)


def text_parts(output: NotebookNode) -> list[str | tables.Box]:
    """The lines and tables of printed text."""
    return tables.segments(streams.settle(printed(output)))


def markup_part(output: NotebookNode) -> str | tables.Box:
    """The table of an HTML output, or else its text."""
    soup = BeautifulSoup(output.data["text/html"], "html.parser")
    found = [[cell.get_text().strip() for cell in row(["td", "th"])] for row in soup("tr")]
    rows = [row for row in found if row]
    if len(rows) < 2:
        return streams.settle(output.data.get("text/plain") or soup.get_text())
    width = max(map(len, rows))
    head, *others = [tuple(row + [""] * (width - len(row))) for row in rows]
    return tables.Box(head, tuple(others))
