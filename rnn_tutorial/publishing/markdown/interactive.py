"""Outputs that only a running notebook or its scripts can show, and what a book shows instead."""

import base64
import hashlib
import html
import io
import re
from pathlib import Path

from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_output

from rnn_tutorial.publishing.markdown import elements, ipub, notation, safety
from rnn_tutorial.publishing.markdown.context import Context

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
SCRIPT = re.compile(r"""<script\b[^>]*?\bsrc=["']?([^"'\s>]+)[^>]*>\s*</script>""", re.I)
MOST_FRAMES = 300
PLACE = "[picture {} goes here]"
PLAYER = re.compile(r"<(iframe|video|audio|object|embed)\b([^>]*)>(?:(.*?)</\1\s*>)?", re.I | re.S)
PLAYED = {"video": "A video", "audio": "A sound"}
ADDRESS = re.compile(r"""\b(?:src|data)\s*=\s*["']?(https?://[^"'\s>]+)""", re.I)
ONLY_JUPYTER = ", which only Jupyter can show. Open the notebook there."
EMBEDDED = "An embedded page, which only the HTML edition shows."


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
    markup, problem = without_players(str(data.get("text/html", "")))
    if problem:
        text = BeautifulSoup(markup, "html.parser").get_text(" ", strip=True)
        output.data = NotebookNode({"text/html": markup, "text/plain": text})
    if markup and safety.visible_html(markup):
        return problem
    kind = next((kind for kind in KINDS if kind in data), None)
    if kind is None or (kind == "text/html" and not re.search("<script|<iframe", markup)):
        return ""
    what, remedy = KINDS[kind]
    output.data = _box(what + ONLY_JUPYTER)
    return f"{what.lower()} can't be shown in a book: {remedy}"


def without_players(source: str) -> tuple[str, str]:
    """HTML or Markdown with links in place of players and frames, and a warning about them.

    A video or sound without an address on the network becomes a box. A page that is drawn into
    a frame stays: `settle` makes the box.
    """
    problems = []

    def one(found: re.Match[str]) -> str:
        name = found[1].lower()
        what, address = PLAYED.get(name, "A page"), ADDRESS.search(found[2] + (found[3] or ""))
        if address:
            problems.append(f"{what.lower()} can't be shown in a book: a link replaces it")
            shown = html.escape(html.unescape(address[1]))
            return f'<a href="{shown}">{shown}</a>'
        if name not in PLAYED:
            return found[0]
        problems.append(f"{what.lower()} can't be shown in a book: show a picture, too")
        return f'<p class="not-shown">{what}{ONLY_JUPYTER}</p>'

    pieces = notation.by_turns(source)
    pieces[::2] = [PLAYER.sub(one, text) for text in pieces[::2]]
    return "".join(pieces), problems[0] if problems else ""


def has_pictures(data: NotebookNode) -> bool:
    """Whether an output is shown as HTML with pictures."""
    return "<img" in str(data.get("text/html", "")) and not any(kind in data for kind in SHOWN)


def place_pictures(output: NotebookNode, context: Context) -> None:
    """Show the pictures that an HTML output names as those of the text are shown.

    A page gets them in their places, cleaned; LaTeX gets them as a list, to print after the text.
    """
    ours = output.metadata["typeset"]
    found: list[str] = []
    soup = BeautifulSoup(output.data["text/html"], "html.parser")
    for tag in soup("img"):
        url, alt, width = (str(tag.get(name) or "") for name in ("src", "alt", "width"))
        shown = elements.shown(context, url, alt, width)
        if shown is None:
            link = soup.new_tag("a", href=url)
            link.string = alt or url.partition(",")[0]
            tag.replace_with(link)
        else:
            tag.replace_with("" if context.is_latex else PLACE.format(len(found)))
            found.append(shown)
    output.data["text/html"] = str(soup)
    if context.is_latex:
        ours.pictures = found
        return
    ours.finished = safety.visible_html(str(soup))
    for number, shown in enumerate(found):
        ours.finished = ours.finished.replace(PLACE.format(number), shown)


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


def _box(words: str) -> NotebookNode:
    return NotebookNode({"text/html": f'<p class="not-shown">{words}</p>', "text/plain": words})


def stand_in() -> NotebookNode:
    """An output in place of a page that is embedded by the metadata `ipub.embed_html`."""
    return new_output("display_data", _box(EMBEDDED))


def _with_scripts(page: str, path: Path, others: list[Path]) -> str:
    """The page at `path` with these scripts in it: a frame may not load files from a disk."""

    def one(found: re.Match[str]) -> str:
        source = (path.parent / found[1]).resolve()
        if source not in others:
            return found[0]
        script = source.read_text(encoding="utf-8").replace("</script", "<\\/script")
        return f"<script>{script}</script>"

    return SCRIPT.sub(one, page)


def embed(cell: NotebookNode, context: Context) -> None:
    """Show the page that a cell's `ipub.embed_html` names in place of the cell's first output.

    A file is shown in a frame whose scripts can't reach the book's page, and is copied with its
    `other_files`; all must be below the notebook's folder. An address becomes a link, since the
    book sends no requests. LaTeX keeps the output.
    """
    if context.is_latex:
        return
    meta = cell.metadata["ipub"]["embed_html"]
    first = cell.outputs[0]
    if meta.get("url"):
        address = html.escape(str(meta["url"]))
        more = f'<p class="embedded"><a href="{address}">{address}</a></p>'
        first.data = NotebookNode({"text/html": safety.clean_html(more), "text/plain": address})
        return
    others = meta.get("other_files")
    names = [str(meta.get("filepath") or ""), *(others if isinstance(others, list) else [])]
    folder, paths = context.chapter.base.resolve(), []
    for name in map(str, names):
        path = (folder / name).resolve()
        if not (name and path.is_file() and path.is_relative_to(folder)):
            context.warn(f"the page {name!r} can't be embedded: no such file below {folder}.")
            return
        paths.append(path)
    place = f"assets/{hashlib.sha256(paths[0].read_bytes()).hexdigest()[:12]}"
    context.files.update({f"{place}/{path.name}": path.read_bytes() for path in paths})
    whole = _with_scripts(paths[0].read_text(encoding="utf-8"), folder / names[0], paths[1:])
    context.files[f"{place}/{paths[0].name}"] = whole.encode()
    width, height = (ipub.share(meta, name) or 0.5 for name in ("width", "height"))
    first.data = NotebookNode({"text/html": "", "text/plain": EMBEDDED})
    name = html.escape(paths[0].name)
    first.metadata["typeset"].finished = (
        f'<iframe class="embedded" sandbox="allow-scripts" loading="lazy" '
        f'src="{place}/{name}" title="{name}" '
        f'style="width:min(100%,{100 * width:g}vw);height:{100 * height:g}vh;border:0"></iframe>'
    )
