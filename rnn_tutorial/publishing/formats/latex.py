"""Filters of the LaTeX template: each takes an output or a cell and returns its LaTeX."""

import functools
import re
from importlib.metadata import distribution
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert.exporters import LatexExporter
from nbconvert.filters import escape_latex
from nbformat import NotebookNode
from pygments.formatters import LatexFormatter
from traitlets.config import Config

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.formats.outputs import about, is_prose, printed, store_picture
from rnn_tutorial.publishing.markdown import code, pictures, tables
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.notebooks import streams

FONTS = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans.ttf")


PRIORITY = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
    "text/latex",
    "text/html",
    "text/markdown",
    "text/plain",
)


class BookExporter(LatexExporter):
    """nbconvert's exporter without its preprocessors: ours do their work."""

    @property
    def default_config(self) -> Config:
        """Only the order in which the forms of an output are preferred."""
        return Config({"NbConvertBase": {"display_data_priority": list(PRIORITY)}})


def fonts() -> dict[str, Path]:
    """The DejaVu fonts that Matplotlib installs; they have box-drawing characters."""
    folder = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return {name: Path(str(folder)) / name for name in FONTS}


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


def code_cell(cell: NotebookNode) -> str:
    """The code of a cell, as a listing if it has a caption.

    Code that only writes a passage of text is left out: the passage is there.
    """
    if is_prose(cell):
        return ""
    body = printable(code.latex(cell.source.strip("\n"), "python"))
    return f"{body}\n{_caption(cell, 'captionof{listing}')}"


def _caption(holder: NotebookNode, command: str) -> str:
    """The caption and label of a cell or output, or ""."""
    ours = about(holder)
    if "number" not in ours:
        return ""
    mark = f"\\label{{{ours.label}}}" if ours.label else ""
    return f"\\{command}{{{ours.caption}}}{mark}"


def figure(output: NotebookNode, context: Context, kind: str) -> str:
    """A picture that a cell has output. kind: its MIME type."""
    if kind == "image/svg+xml":
        raise TutorialError(
            f"{about(output).where} has a picture only as SVG, which LaTeX can't read: make PDF "
            "as well (`%config InlineBackend.figure_formats = ['svg', 'pdf']`)."
        )
    shown = pictures.latex_image(*store_picture(output, context, kind))
    caption = _caption(output, "caption")
    if not caption:
        return f"\\begin{{center}}{shown}\\end{{center}}"
    return f"\\begin{{figure}}[!htb]\\centering\n{shown}\n{caption}\n\\end{{figure}}"


def text(output: NotebookNode) -> str:
    """Printed text, and the tables drawn in it."""
    body = "\n".join(
        tabular(part) if isinstance(part, tables.Box) else verbatim(part)
        for part in tables.segments(streams.settle(printed(output)))
    )
    return f"{body}\n{_caption(output, 'captionof{table}')}"


def verbatim(source: str) -> str:
    """Printed lines in the code font."""
    table = str.maketrans({"\\": r"\PYZbs{}", "{": r"\PYZob{}", "}": r"\PYZcb{}"})
    return f"\\begin{{Printed}}\n{printable(source.translate(table))}\n\\end{{Printed}}"


def tabular(box: tables.Box) -> str:
    """A table of plain text, no wider than the page."""
    columns = "".join("r" if number else "l" for number in box.numeric)
    head, *body = [
        " & ".join(escape(cell) for cell in row) + r" \\" for row in (box.head, *box.rows)
    ]
    lines = [r"\toprule", head, r"\midrule", *body, r"\bottomrule"]
    inner = "\n".join([f"\\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"])
    return (
        "\\begin{center}\\begin{adjustbox}{max width=\\linewidth}\n"
        f"{inner}\n\\end{{adjustbox}}\\end{{center}}"
    )


def markup(output: NotebookNode) -> str:
    """An HTML output: its table, or else its text."""
    soup = BeautifulSoup(output.data["text/html"], "html.parser")
    found = [[cell.get_text().strip() for cell in row(["td", "th"])] for row in soup("tr")]
    rows = [row for row in found if row]
    if len(rows) > 1:
        width = max(map(len, rows))
        head, *others = [tuple(row + [""] * (width - len(row))) for row in rows]
        return f"{tabular(tables.Box(head, tuple(others)))}\n{_caption(output, 'captionof{table}')}"
    plain = output.data.get("text/plain") or soup.get_text()
    return verbatim(streams.settle(plain)) if plain.strip() else ""
