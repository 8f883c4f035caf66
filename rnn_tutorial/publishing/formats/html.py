"""Filters of the HTML template: one output or cell in, its markup out."""

import base64
import html
import re

from nbconvert.exporters import TemplateExporter
from nbconvert.filters.ansi import ansi2html
from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown import code, pictures, safety, tables
from rnn_tutorial.publishing.markdown.typeset import Typesetter


class PageExporter(TemplateExporter):
    """nbconvert's HTMLExporter reads the finished page again and rewrites it; this doesn't."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def _template_name_default(self) -> str:
        return "base"


def code_cell(cell: NotebookNode) -> str:
    """The code of a cell: foldable, folded already where it is tagged so."""
    tags = set(cell.metadata.get("tags", []))
    folded = tags & {"hide-code", "hide-input", "hide-cell"} or is_prose(cell)
    state, word = ("", "Show code") if folded else (" open", "Code")
    label = cell.metadata.get("label", "")
    name = f' id="{html.escape(label)}"' if label else ""
    body = code.spans(cell.source.strip("\n"), "python")
    caption = _caption("Listing", cell.metadata)
    details = (
        f'<details class="code"{state}><summary>{word}</summary>'
        f"<pre><code>{body}</code></pre></details>"
    )
    return f'<figure class="listing"{name}>{details}{caption}</figure>' if caption else details


def is_prose(cell: NotebookNode) -> bool:
    """Does the cell only write a passage of text, with numbers worked out in it?"""
    data = [output.get("data", {}) for output in cell.outputs]
    return bool(data) and all("text/markdown" in one for one in data)


def _caption(word: str, meta: NotebookNode) -> str:
    if "number" not in meta:
        return ""
    label = f'<span class="label">{word} {meta["number"]}</span>'
    return f"<figcaption>{label} {meta.get('caption', '')}</figcaption>"


def figure(output: NotebookNode, setter: Typesetter, kind: str) -> str:
    """A picture among a cell's outputs. kind: its MIME type."""
    meta = output.metadata
    shown = meta.get("shown") or {}
    alt = meta.get("alt") or shown.get("alt") or _words(meta.get("caption", "")) or "A plot"
    data = output.data[kind]
    if kind == "image/svg+xml":
        picture = pictures.inline_svg(data, alt, setter.prefix())
    else:
        content = base64.b64decode(data)
        name = pictures.asset(content, "." + kind.split("/")[1])
        setter.files[name] = content
        width = meta.get(kind, {}).get("width") if hasattr(meta.get(kind), "get") else None
        picture = pictures.image_element(name, content, alt, width and int(width))
    key = meta.get("label", "")
    name = f' id="{html.escape(key)}"' if key else ""
    return f'<figure class="figure"{name}>{picture}{_caption("Figure", meta)}</figure>'


def _words(markup: str) -> str:
    """A caption as plain text, to stand for the picture."""
    markup = re.sub(r"<annotation.*?</annotation>", "", markup, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def text(output: NotebookNode) -> str:
    """Printed text; tables drawn in it are set as tables."""
    source = output.text if output.output_type == "stream" else output.data["text/plain"]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", source)
    parts = tables.segments(plain)
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
    """An HTML output, without what would call for a network or run a script."""
    source = safety.clean_html(output.data["text/html"])
    source = source.replace(' border="1"', "")
    if not re.sub(r"<(?!img|svg)[^>]+>", "", source).strip():
        plain = output.data.get("text/plain", "")
        return f'<div class="output"><pre>{html.escape(plain)}</pre></div>' if plain else ""
    return _held(f'<div class="output rich scroll">{source}</div>', output)


def _held(body: str, output: NotebookNode) -> str:
    caption = _caption("Table", output.get("metadata", {}))
    if not caption:
        return body
    key = output.metadata.get("label", "")
    name = f' id="{html.escape(key)}"' if key else ""
    return f'<figure class="table"{name}>{body}{caption}</figure>'
