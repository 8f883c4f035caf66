"""Filters of the LaTeX template: one output or cell in, its LaTeX out."""

import base64
import functools
import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path

from nbconvert.exporters import LatexExporter
from nbformat import NotebookNode
from pygments.formatters import LatexFormatter
from traitlets.config import Config

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.formats.html import is_prose
from rnn_tutorial.publishing.markdown import code, pictures, tables
from rnn_tutorial.publishing.markdown.typeset import Typesetter
from rnn_tutorial.publishing.notebooks import streams

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
FONTS = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans.ttf")


class BookExporter(LatexExporter):
    """nbconvert's, without the preprocessors that ours does the work of."""

    @property
    def default_config(self) -> Config:
        """Nothing but the order in which an output's forms are preferred."""
        return Config({"NbConvertBase": {"display_data_priority": list(PRIORITY)}})


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


def fonts() -> dict[str, Path]:
    """DejaVu, as Matplotlib brings it: box-drawing characters wherever the book is made."""
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return {name: folder / name for name in FONTS}


@functools.lru_cache
def _letters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(fonts()[name]) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """`text`, already LaTeX, with characters that the code font lacks found elsewhere.

    One that no font has is written as its code point, U+1F9E0, rather than left out.
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
    return printable("".join(SPECIAL.get(letter, letter) for letter in text))


def colours(style: str) -> str:
    """What the colours of `code.latex` mean, in the Pygments style of that name."""
    return LatexFormatter(style=style).get_style_defs()


def code_cell(cell: NotebookNode) -> str:
    """The code of a cell, as a listing where it has a caption.

    Code that only writes a passage of text is left out: the passage is there.
    """
    if is_prose(cell):
        return ""
    body = printable(code.latex(cell.source.strip("\n"), "python"))
    caption = _caption(cell.metadata, "listing")
    return f"{body}\n{caption}"


def _caption(meta: NotebookNode, kind: str) -> str:
    if "number" not in meta:
        return ""
    label = meta.get("label")
    mark = f"\\label{{{label}}}" if label else ""
    return f"\\captionof{{{kind}}}{{{meta.get('caption', '')}}}{mark}"


def figure(output: NotebookNode, setter: Typesetter, kind: str) -> str:
    """A picture among a cell's outputs. kind: its MIME type."""
    if kind == "image/svg+xml":
        raise TutorialError(
            f"{setter.where} has a picture in SVG alone, which LaTeX can't read: let the "
            "notebook make PDF too (`%config InlineBackend.figure_formats = ['svg', 'pdf']`)."
        )
    content = base64.b64decode(output.data[kind])
    name = pictures.asset(content, "." + kind.split("/")[1])
    setter.files[name] = content
    about = output.metadata.get(kind)
    width = about.get("width") if hasattr(about, "get") else None
    shown = pictures.latex_image(name, content, width and int(width))
    caption = _caption(output.metadata, "figure").replace("\\captionof{figure}", "\\caption")
    if not caption:
        return f"\\begin{{center}}{shown}\\end{{center}}"
    return f"\\begin{{figure}}[!htb]\\centering\n{shown}\n{caption}\n\\end{{figure}}"


def text(output: NotebookNode) -> str:
    """Printed text, and the tables drawn in it."""
    source = output.text if output.output_type == "stream" else output.data["text/plain"]
    parts = tables.segments(streams.settle(source))
    body = "\n".join(
        tabular((part.head, *part.rows), part.numeric)
        if isinstance(part, tables.Box)
        else verbatim(part)
        for part in parts
    )
    return body + "\n" + _caption(output.get("metadata", {}), "table")


def verbatim(source: str) -> str:
    """Printed lines in the code font."""
    table = str.maketrans({"\\": r"\PYZbs{}", "{": r"\PYZob{}", "}": r"\PYZcb{}"})
    return f"\\begin{{Printed}}\n{printable(source.translate(table))}\n\\end{{Printed}}"


def tabular(rows: tuple[tuple[str, ...], ...], numeric: tuple[bool, ...]) -> str:
    """Rows of plain text, the first of them a head, no wider than the page."""
    columns = "".join("r" if number else "l" for number in numeric)
    head, *body = [" & ".join(escape(cell) for cell in row) + r" \\" for row in rows]
    lines = [r"\toprule", head, r"\midrule", *body, r"\bottomrule"]
    inner = "\n".join([f"\\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"])
    return (
        "\\begin{center}\\begin{adjustbox}{max width=\\linewidth}\n"
        f"{inner}\n\\end{{adjustbox}}\\end{{center}}"
    )


class _Rows(HTMLParser):
    """The cells of the tables in some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self._in_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def markup(output: NotebookNode) -> str:
    """An HTML output: its table, or else its text."""
    reader = _Rows()
    reader.feed(output.data["text/html"])
    rows = [tuple(cell.strip() for cell in row) for row in reader.rows if row]
    if len(rows) > 1:
        width = max(len(row) for row in rows)
        even = tuple(row + ("",) * (width - len(row)) for row in rows)
        numeric = tables.Box(even[0], even[1:]).numeric
        return tabular(even, numeric) + "\n" + _caption(output.metadata, "table")
    plain = output.data.get("text/plain") or re.sub(r"<[^>]+>", "", output.data["text/html"])
    return verbatim(streams.settle(plain)) if plain.strip() else ""
