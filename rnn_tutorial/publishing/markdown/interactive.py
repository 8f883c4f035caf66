"""Outputs that only a running notebook or its scripts can show, and what a book shows instead."""

import base64
import io
import re

from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown import safety

SHOWN = (
    "image/svg+xml",
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
)
MOVING = ("image/gif", "image/webp")
# What each kind of output is, and what its author can do.
KINDS = {
    "application/vnd.plotly.v1+json": ("A Plotly chart", 'add `fig.show("png")`'),
    "application/vnd.jupyter.widget-view+json": ("A widget", "show its result in another output"),
    "application/vnd.bokehjs_exec.v0+json": ("A Bokeh plot", "add `export_png` and show its file"),
    "application/vnd.vega.v5+json": ("A Vega chart", 'save it with `chart.save("chart.png")`'),
    "application/vnd.vegalite.v5+json": (
        "An Altair chart",
        'save it with `chart.save("chart.png")`',
    ),
    "application/javascript": ("A script", "show its result in another output"),
    "text/html": ("An output that is drawn by a script", "show a picture of it"),
}
FRAME = re.compile(r'frames\[\d+\]\s*=\s*"data:image/(?:png|jpeg);base64,([^"]*)"')
INTERVAL = re.compile(r"new Animation\(frames,[^,]*,[^,]*,\s*([\d.]+)")
MOST_FRAMES = 300


def settle(output: NotebookNode) -> str:
    """Put something that a book can show in place of an output that it can't.

    An output with a picture, text or mathematics keeps them. The frames of an animation (by
    Matplotlib's `to_jshtml`, or a GIF) are kept under "frames" in its metadata, with
    "milliseconds" for each; the first frame becomes its picture.

    Returns what was replaced, in words for a warning, or "".
    """
    data = output.get("data", {})
    if any(kind in data for kind in SHOWN):
        return ""
    frames, milliseconds = _frames(data)
    if frames:
        output.metadata.update(frames=frames, milliseconds=milliseconds)
        output.data = NotebookNode({"image/png": frames[0]})
        return ""
    markup = str(data.get("text/html", ""))
    if markup and safety.visible_html(markup):
        return ""
    kind = next((kind for kind in KINDS if kind in data), None)
    if kind is None or (kind == "text/html" and "<script" not in markup):
        return ""
    what, remedy = KINDS[kind]
    box = f'<p class="not-shown">{what}, which only Jupyter can show. Open the notebook there.</p>'
    output.data = NotebookNode({"text/html": box, "text/plain": re.sub("<[^>]+>", "", box)})
    return f"{what.lower()} can't be shown in a book: {remedy}"


def _frames(data: NotebookNode) -> tuple[list[str], float]:
    """The frames of an animation as PNG or JPEG in base64, and the milliseconds for each."""
    markup = str(data.get("text/html", ""))
    found = [re.sub(r"[\\\s]", "", frame) for frame in FRAME.findall(markup)]
    if found:
        interval = INTERVAL.search(markup)
        return found[:MOST_FRAMES], float(interval[1]) if interval else 100.0
    moving = next((data[kind] for kind in MOVING if kind in data), None)
    if moving is None:
        return [], 0.0
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(base64.b64decode(moving))) as picture:
            milliseconds = float(picture.info.get("duration") or 100)
            for frame, _ in zip(ImageSequence.Iterator(picture), range(MOST_FRAMES), strict=False):
                made = io.BytesIO()
                frame.convert("RGBA").save(made, "PNG")
                found.append(base64.b64encode(made.getvalue()).decode())
    except (ValueError, OSError, UnidentifiedImageError):
        return [], 0.0  # a damaged picture: its text is shown
    return found, milliseconds
