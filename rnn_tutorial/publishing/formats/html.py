"""The exporter of pages, and the filters of templates/outputs.html.j2."""

import base64
import html
import re
from collections.abc import Iterable
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from traitlets import default

from rnn_tutorial.publishing import templates
from rnn_tutorial.publishing.formats import reference
from rnn_tutorial.publishing.formats.outputs import (
    about,
    is_folded,
    is_unanswered,
    printed,
    show_picture,
    shown_language,
)
from rnn_tutorial.publishing.markdown import elements, pictures, safety, tables
from rnn_tutorial.publishing.markdown.context import Context

EXERCISE = re.compile(r"\bcheck\(\"([\w-]+)\"")
WANTED = re.compile(r"^answer = \.\.\. +# (?!your number)(.+)", re.M)  # such as "three words"
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")  # the first that an output has is shown


class PageExporter(TemplateExporter):
    """nbconvert's HTMLExporter parses and rewrites the finished page; this one doesn't."""

    file_extension = ".html"
    output_mimetype = "text/html"

    @default("template_name")
    def _base(self) -> str:
        return "base"

    @default("extra_template_paths")
    def _ours(self) -> list[str]:
        return [str(templates.FOLDER)]  # for `include` and `import`

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """Called by nbconvert."""
        ours = (is_folded, is_unanswered, question, shown_language, reference.link_names)
        return [*super().default_filters(), *((one.__name__, one) for one in ours)]


def picture(output: NotebookNode, context: Context) -> str:
    """The picture that a cell has output, with a text for screen readers."""
    ours = about(output)
    caption = re.sub(r"<annotation.*?</annotation>", "", ours.get("caption", ""), flags=re.S)
    words = html.unescape(re.sub(r"<[^>]+>", "", caption)).strip()
    alt = str(output.metadata.get("alt") or ours.get("alt") or words or "A plot")
    kind = next(kind for kind in PICTURES if kind in output.data)
    shown = show_picture(output, context, kind, alt)
    frames = output.metadata.get("frames")
    moves = re.search(r'class="[^"]*\banimated\b', shown.partition(">")[0])
    if moves and "image/png" in output.data:
        still = pictures.store(context, base64.b64decode(output.data["image/png"]), ".png")
        image = f'<img src="{still}" alt="{html.escape(alt)}">'
        shown += f'<span class="printed card">{image}</span>'
    shown = elements.narrowed(context, shown, ours.get("width") or 0)
    if not frames:
        return shown
    names = [pictures.store(context, base64.b64decode(frame), ".png") for frame in frames]
    pause = float(output.metadata.milliseconds)
    return f'<div class="film" data-frames="{" ".join(names)}" data-pause="{pause}">{shown}</div>'


def text_parts(output: NotebookNode) -> list[str | tables.Box]:
    """The lines and tables of printed text. Text without tables keeps its colours."""
    source = printed(output)
    parts = tables.segments(strip_ansi(source))
    return parts if any(isinstance(part, tables.Box) for part in parts) else [source]


def safe_markup(output: NotebookNode) -> str:
    """An HTML output, cleaned; "" if nothing that a reader could see is left."""
    if about(output).get("finished"):
        return str(about(output).finished)
    return safety.visible_html(output.data["text/html"]).replace(' border="1"', "")


def question(cell: NotebookNode) -> dict[str, Any] | None:
    """What a page needs for checking an exercise itself; None if it can't."""
    found = EXERCISE.search(cell.source) if is_unanswered(cell) else None
    if found is None:
        return None
    from rnn_tutorial.exercises.answers import EXERCISES

    known = EXERCISES.get(found[1])
    if known is None or known.question is None:
        return None
    wanted = WANTED.search(cell.source)
    told = {"wanted": wanted[1]} if wanted else {}
    return {"name": found[1], "passed": known.passed, **told, **known.question}
