"""Filters of the LaTeX template, templates/book.tex.j2."""

import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.filters import escape_latex
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from pygments.formatters import LatexFormatter

import rnn_tutorial
from rnn_tutorial.publishing.formats.outputs import (
    about,
    is_folded,
    is_unanswered,
    printed,
    show_picture,
)
from rnn_tutorial.publishing.markdown import code, elements, letters, pictures, tables
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import Book
from rnn_tutorial.publishing.notebooks import streams


def escape(text: str) -> str:
    """`text` for the running text of LaTeX; a line break in it, as in a cell of a table, stays."""
    lines = letters.printable(escape_latex(text), code=False).split("\n")
    whole = r" \\ ".join(lines)
    return whole if len(lines) == 1 else f"\\inlines{{{whole}}}"


def edition(book: Book) -> str:
    """The version of this package if the book is made of its own chapters, else ""."""
    root = Path(rnn_tutorial.__file__).parents[1]
    ours = book.chapters[0].base.resolve().is_relative_to(root)
    return f"Version {rnn_tutorial.__version__}" if ours else ""


def colours(style: str) -> str:
    """Definitions of the colours that `code.latex` uses, in the Pygments style of that name."""
    return LatexFormatter(style=style).get_style_defs()


def verbatim(text: str) -> str:
    """Printed text for a verbatim environment in which a backslash and braces are commands."""
    table = str.maketrans({"\\": r"\PYZbs{}", "{": r"\PYZob{}", "}": r"\PYZcb{}"})
    return letters.printable(code.folded(text).translate(table))


def is_shown(cell: NotebookNode) -> bool:
    """Is the code of a cell printed? Paper can't unfold what the page folds."""
    return not is_folded(cell)


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


WIDE, LONG = 90, 30  # letters of small print on a line, and of a word that must fit its column
LOST = re.compile(r"\[U\+([0-9A-F]{4,6})\]")  # as letters.printable writes it
BLOCKS = ["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"]
REPR = re.compile(r"(<.*>)?$")  # the text beside an output in HTML is its author's, or this
LINE_BREAK = "\x1e"  # while white space is joined


def _words(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split(LINE_BREAK)).strip()


def markup_part(output: NotebookNode) -> str | tables.Box:
    """The table of an HTML output, or else its text."""
    soup = BeautifulSoup(output.data["text/html"], "html.parser")
    for mark in soup(["style", "script"]):
        mark.decompose()
    for mark in soup("br"):
        mark.replace_with(LINE_BREAK)
    rows = tables.spread(
        (
            [
                (_words(cell.get_text()), str(cell.get("rowspan")), str(cell.get("colspan")))
                for cell in row(["td", "th"])
            ]
            for row in soup("tr")
        ),
        empty="",
    )
    if len(rows) < 2:
        for mark in soup(BLOCKS):
            mark.append(LINE_BREAK)
        plain = output.data.get("text/plain", "")
        words = re.sub("\n+", "\n", _words(soup.get_text()))
        return streams.settle(words if REPR.match(plain) else plain)
    heads = sum(bool(row(["td", "th"])) for row in soup.thead("tr")) if soup.thead else 1
    heads = max(heads, 1)
    head = ["\n".join(lines) if any(lines) else "" for lines in zip(*rows[:heads], strict=True)]
    return tables.Box(tuple(head), tuple(map(tuple, rows[heads:])))


def lines_wide(table: tables.Box) -> float:
    """How many lines of the page a table needs beside each other so that no word leaves its column.

    A wider one is made smaller.
    """
    words = (
        max((len(word) for row in (table.head, *table.rows) for word in row[k].split()), default=0)
        for k in range(len(table.head))
    )
    return min(max(sum(min(word, LONG) + 2 for word in words) / WIDE, 1), 3)


def columns(table: tables.Box) -> str:
    """The columns of a long table, which can't be made smaller: wide ones get lines that wrap."""
    widths = [
        max(len(row[k]) for row in (table.head, *table.rows)) + 2 for k in range(len(table.head))
    ]
    if sum(widths) <= WIDE:
        return "".join("r" if number else "l" for number in table.numeric)
    shares = [max(min(width, WIDE), 8) for width in widths]
    each = (f"{share / sum(shares):.3f}\\linewidth - 2\\tabcolsep" for share in shares)
    return "".join(f">{{\\raggedright\\arraybackslash}}p{{{width}}}" for width in each)


WIDTH, LINE = 556, 18  # of the text on paper, and the height of its lines, in CSS pixels
MOST = 27  # lines that may stay empty so that an exercise stands on one page


def _room(cells: list[NotebookNode]) -> int:
    """The lines that an exercise needs on its first page: for all of it, or to begin a long one."""
    lines = [2, *map(_lines, cells)]
    return sum(lines) if sum(lines) <= MOST else sum(lines[:2]) + 4


def _lines(cell: NotebookNode) -> int:
    """About how many lines of a page a cell and its outputs take."""
    if cell.cell_type != "code":
        shown = re.sub(r"\\(?:hypertarget|label)\{[^}]*\}|\\addcontentsline.*", "", cell.source)
        words = re.sub(r"\\[a-zA-Z]+|[{}]", "", shown)
        return len(words) // 95 + words.count("\n\n")
    outputs = [] if is_unanswered(cell) else cell.outputs
    return _box(cell.source * is_shown(cell)) + sum(map(_output_lines, outputs))


def _box(text: str) -> int:
    return len(text.splitlines()) + bool(text)


def _output_lines(output: NotebookNode) -> int:
    data = output.get("data", {})
    if output.output_type == "stream" or set(data) == {"text/plain"}:
        return _box(printed(output))
    if not any("image/" in kind for kind in data):
        return 8
    _, width, height = pictures.drawn_size(data.get("image/svg+xml", ""))
    return round(height * min(WIDTH / width, 1) / LINE) + 3 if width else 18


class Paper(Preprocessor):
    """Runs after `Typeset`: says how much room an exercise needs, and which letters are missing."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert."""
        asking: list[NotebookNode] = []  # the cells since the last heading
        for cell in nb.cells:
            if cell.cell_type == "markdown" and re.search(r"\\(?:sub)*section\b", cell.source):
                asking = []
            asking.append(cell)
            if "exercise" in cell.metadata.get("tags", []):
                about(asking[0]).room = _room(asking)
                for one in asking[-2:-1]:
                    about(one).asks = True  # its output stays with the answer
            lost = "".join(map(letters.lacking, letters.texts(cell)))
            lost += "".join(chr(int(code, 16)) for code in LOST.findall(cell.source))
            if lost:
                named = ", ".join(f"{c} (U+{ord(c):04X})" for c in sorted(set(lost)))
                context = resources["context"]
                context.where = about(cell).where
                context.warn(
                    f"no font here has {named}, so the PDF shows the code in square brackets. "
                    "Install the Noto fonts (`rnn-tutorial doctor` says how)."
                )
        return nb, resources
