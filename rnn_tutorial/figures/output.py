"""A figure as bytes: SVG for the page, PNG for print and notebooks, PDF for LaTeX.

The same figure gives the same bytes: no date, no version, no random identifier.
"""

import io
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from rnn_tutorial import style
from rnn_tutorial.figures.canvas import Canvas
from rnn_tutorial.figures.description import Figure, appear_in_turn

PNG_DPI = 240  # 720 units are 7.2 inches, so 1728 pixels
COLOURS = {
    getattr(style, name): name.lower()
    for name in ("INK", "MUTED", "PAPER", "BLUE", "ORANGE", "GREEN", "SKY", "YELLOW", "PINK")
}


@lru_cache(maxsize=1)
def _drawn(draw: Callable[[], Canvas]) -> Canvas:
    """What `draw` returns, kept for the other formats of the same figure."""
    return draw()


def render_png(figure: Figure) -> bytes:
    """A PNG on white, 1728 pixels wide, with a palette that keeps the file small."""
    with rc_context(style.settings()):
        drawing = _drawn(figure.still or figure.draw).figure
        resolution = drawing.dpi
        drawing.patch.set(facecolor=style.PAPER, visible=True)
        canvas = FigureCanvasAgg(drawing)
        drawing.set_dpi(PNG_DPI)
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba()), "RGBA").convert("RGB")
        drawing.patch.set_visible(False)  # the page is the ground of the other formats
        drawing.set_dpi(resolution)
    out = io.BytesIO()
    palette = image.quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(out, "png", optimize=True, dpi=(PNG_DPI, PNG_DPI))
    return out.getvalue()


def render_pdf(figure: Figure) -> bytes:
    """A PDF page of the figure's own size, for LaTeX."""
    # Only notebooks call this function; the import takes as long as drawing a figure.
    from matplotlib.backends.backend_pdf import FigureCanvasPdf

    out = io.BytesIO()
    blank = {"CreationDate": None, "Creator": None, "Producer": None}
    with rc_context(style.settings()):
        FigureCanvasPdf(_drawn(figure.still or figure.draw).figure).print_pdf(out, metadata=blank)
    return out.getvalue()


def render_svg(figure: Figure, name: str) -> bytes:
    """An SVG without a background, whose colours a page may set as `--fig-...` variables.

    Every identifier and every class of a moving part begins with the figure's name, so that one
    page can hold many figures. A moving figure has the class "animated".
    """
    out = io.StringIO()
    with rc_context(style.settings()):
        canvas = _drawn(figure.draw)
        blank = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(canvas.figure).print_svg(out, metadata=blank)
        width, height = canvas.figure.get_size_inches() * 100
    body = out.getvalue()
    body = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.S)
    body = re.sub(r'<g id="part--(\w+)--\d+">', rf'<g class="{name}-\1">', body)
    body = re.sub(r' id="(?:text|patch|axes|figure)_\d+"', "", body)
    body = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(r"-?\d+\.\d{3,}", _short, body)
    body = re.sub(r"#[0-9a-f]{6}", _variable, body)
    body = re.sub(r"\n\s*", "\n", body).strip()
    rules, kind, focus = "", "book-figure", ""
    if figure.appear:
        rules = f"<style>{appear_in_turn(name, **figure.appear)}</style>\n"
        kind, focus = "book-figure animated", ' tabindex="0"'  # so that the keyboard can pause it
    box = f"0 0 {width * 0.72:g} {height * 0.72:g}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'id="fig-{name}" class="{kind}" viewBox="{box}" width="{width:g}" '
        f'height="{height:g}" style="max-width: 100%; height: auto" '
        f'role="img" aria-label="{escape(figure.alt)}"{focus}>'
    )
    body = f'<g style="stroke-linejoin: round; stroke-linecap: butt">\n{body}\n</g>'
    return f"{head}\n{rules}{body}\n</svg>\n".encode()


def _short(match: re.Match) -> str:
    return f"{round(float(match.group()), 4 if abs(float(match.group())) < 1 else 2):g}"


def _variable(match: re.Match) -> str:
    colour = match.group()
    return f"var(--fig-{COLOURS[colour]}, {colour})"
