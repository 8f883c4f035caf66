"""Filters of the HTML template: each takes an output or a cell and returns its markup."""

import html
import re

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import ansi2html, strip_ansi
from nbformat import NotebookNode
from traitlets import default

from rnn_tutorial.publishing import templates
from rnn_tutorial.publishing.formats.outputs import about, is_prose, printed, store_picture
from rnn_tutorial.publishing.markdown import code, pictures, safety, tables
from rnn_tutorial.publishing.markdown.context import Context


class PageExporter(TemplateExporter):
    """nbconvert's HTMLExporter parses and rewrites the finished page; this one doesn't."""

    file_extension = ".html"
    output_mimetype = "text/html"

    @default("template_name")
    def _base(self) -> str:
        return "base"

    @default("extra_template_paths")
    def _ours(self) -> list[str]:
        return [str(templates.FOLDER)]  # for `include`


def code_cell(cell: NotebookNode) -> str:
    """The code of a cell, foldable, and closed at first if a tag of the cell asks for it."""
    tags = set(cell.metadata.get("tags", []))
    folded = tags & {"hide-code", "hide-input", "hide-cell"} or is_prose(cell)
    state, word = ("", "Show code") if folded else (" open", "Code")
    body = code.spans(cell.source.strip("\n"), "python")
    details = (
        f'<details class="code"{state}><summary>{word}</summary>'
        f"<pre><code>{body}</code></pre></details>"
    )
    return _framed("listing", details, cell) if "number" in about(cell) else details


def _framed(kind: str, body: str, holder: NotebookNode) -> str:
    """A figure, table or listing with an anchor for its label, and its number and caption."""
    ours = about(holder)
    name = f' id="{html.escape(ours.label)}"' if ours.get("label") else ""
    caption = ""
    if "number" in ours:
        label = f'<span class="label">{kind.capitalize()} {ours.number}</span>'
        caption = f"<figcaption>{label} {ours.caption}</figcaption>"
    return f'<figure class="{kind}"{name}>{body}{caption}</figure>'


def figure(output: NotebookNode, context: Context, kind: str) -> str:
    """A picture that a cell has output. kind: its MIME type."""
    ours = about(output)
    caption = re.sub(r"<annotation.*?</annotation>", "", ours.get("caption", ""), flags=re.S)
    words = html.unescape(re.sub(r"<[^>]+>", "", caption)).strip()
    alt = str(output.metadata.get("alt") or ours.get("alt") or words or "A plot")
    if kind == "image/svg+xml":
        picture = pictures.inline_svg(output.data[kind], alt, context.prefix())
    else:
        name, content, width = store_picture(output, context, kind)
        picture = pictures.image_element(name, content, alt, width)
    return _framed("figure", picture, output)


def text(output: NotebookNode) -> str:
    """Printed text; tables drawn in it become HTML tables."""
    source = printed(output)
    parts = tables.segments(strip_ansi(source))
    if not any(isinstance(part, tables.Box) for part in parts):
        parts = [source]  # with its colours
    markup = "".join(
        _table(part) if isinstance(part, tables.Box) else f"<pre>{ansi2html(part)}</pre>"
        for part in parts
    )
    return _held(f'<div class="output">{markup}</div>', output)


def _table(box: tables.Box) -> str:
    def row(cells: tuple[str, ...], tag: str) -> str:
        marks = [' class="number"' if number else "" for number in box.numeric]
        inner = "".join(
            f"<{tag}{mark}>{html.escape(cell)}</{tag}>"
            for cell, mark in zip(cells, marks, strict=True)
        )
        return f"<tr>{inner}</tr>"

    body = "".join(row(cells, "td") for cells in box.rows)
    head = row(box.head, "th")
    return (
        '<div class="scroll"><table class="summary">'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def markup(output: NotebookNode) -> str:
    """An HTML output without anything that would run a script or send a request."""
    source = safety.clean_html(output.data["text/html"]).replace(' border="1"', "")
    if not re.sub(r"<(?!img)[^>]+>", "", source).strip():
        plain = output.data.get("text/plain", "")
        return f'<div class="output"><pre>{html.escape(plain)}</pre></div>' if plain else ""
    return _held(f'<div class="output rich scroll">{source}</div>', output)


def _held(body: str, output: NotebookNode) -> str:
    """Put a numbered output into a figure."""
    return _framed("table", body, output) if "number" in about(output) else body
