"""Links, pictures, tables and code inside the Markdown of a chapter."""

import base64
import html
import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import panflute as pf

from rnn_tutorial.publishing.markdown import code, pictures
from rnn_tutorial.publishing.markdown.citing import page_numbers
from rnn_tutorial.publishing.markdown.context import Context

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf")
INSIDE = re.compile(r"data:image/(png|jpe?g|gif|webp|svg\+xml);base64,(.*)", re.S)
TABLE_LABEL = re.compile(r"\s*\{#([^\s}]+)[^}]*\}\s*$")


def link(context: Context, element: pf.Link) -> object:
    """A link to a chapter leads to its page. A link to a file outside the book becomes text."""
    address = urlparse(element.url)
    if address.scheme or not element.url:
        return None
    page = Path(address.path).stem + ".html" if address.path else context.chapter.page
    chapter = next((c for c in context.book.chapters if c.page == page), None)
    anchor = unquote(address.fragment)
    # Jupyter's anchors are titles with hyphens; ours are lower case, without punctuation.
    plain = re.sub(r"[^a-z0-9]+", "-", anchor.lower()).strip("-")
    if chapter is not None and any(heading.anchor == plain for heading in chapter.headings):
        anchor = plain
    if not address.path:
        element.url = f"#{anchor}"
    elif not address.path.endswith(".ipynb") or chapter is None:
        return list(element.content)
    elif context.is_latex:
        target = f"{Path(page).stem}--{anchor or chapter.headings[0].anchor}"
        element.url = f"#{target}"
        if chapter is not context.chapter:
            return [element, context.raw(page_numbers(context, [target], element))]
    else:
        element.url = page + (f"#{anchor}" if anchor else "")
    return element


def image_tag(context: Context, tag: str) -> object:
    """`<img src=... width=...>` typed as HTML, as Jupyter users do to set a width."""
    found = dict(re.findall(r"(\w+)\s*=\s*[\"']?([^\"'\s>]+)", tag))
    alt = re.search(r"alt\s*=\s*[\"']([^\"']*)", tag)
    picture = pf.Image(pf.Str(alt.group(1) if alt else ""), url=found.get("src", ""))
    if found.get("width", "").rstrip("px").isdigit():
        picture.attributes["width"] = found["width"].rstrip("px")
    return image(context, picture)


def _read_picture(context: Context, url: str) -> tuple[bytes, str]:
    """The bytes of a picture and its suffix. Raises OSError, ValueError if there is none."""
    bundle = context.attachments.get(url.removeprefix("attachment:"))
    if url.startswith("attachment:") and bundle:
        kind, data = next(iter(bundle.items()))
        return base64.b64decode(data), "." + kind.split("/")[-1].split("+")[0]
    if inside := INSIDE.fullmatch(url):
        return base64.b64decode(unquote(inside[2])), f".{inside[1]}".replace(".svg+xml", ".svg")
    if url.startswith(("http:", "https:")) and context.book.fetch_pictures:
        return pictures.fetch(url)
    if urlparse(url).scheme in ("data", "file"):
        raise ValueError("save the picture as a file beside the notebook, and name that")
    if urlparse(url).scheme not in ("", "attachment"):
        raise ValueError(
            "it is on the network. A link replaces it; save the picture beside the notebook, or "
            "give --fetch-pictures"
        )
    path = context.chapter.base / unquote(url)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"it is not a picture: use one of the types {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise ValueError(
            f"{path} does not exist: draw the picture (`rnn-tutorial figures` draws those of the "
            "book), or correct the path"
        )
    return path.read_bytes(), path.suffix.lower()


def image(context: Context, element: pf.Image) -> pf.Span:
    """A picture in the text. `figure` handles a paragraph that is only a picture.

    One that can't be shown becomes a link, or its alternative text, and a warning.
    """
    alt = pf.stringify(pf.Plain(*element.content)).strip()
    tag = shown(context, element.url, alt, element.attributes.get("width", ""))
    if tag is None:
        inside_link = isinstance(element.parent, pf.Link)
        text = [*element.content] or [pf.Str(element.url)]
        remote = element.url.startswith(("http:", "https:"))
        return pf.Span(*(text if inside_link or not remote else [pf.Link(*text, url=element.url)]))
    caption = pf.Span(*element.content, classes=["caption"])
    return pf.Span(context.raw(tag), caption, classes=["picture"], identifier=element.identifier)


def shown(context: Context, url: str, alt: str, width: str) -> str | None:
    """The markup of the picture at an address; None, after a warning, if it can't be shown.

    width: the width asked for, such as "300", "300px" or "60%"; "" for its own.
    """
    asked = width.removesuffix("px")
    try:
        data, suffix = _read_picture(context, url)
        if suffix == ".svg" and context.is_latex:
            data, suffix = _beside(context, url) or (pictures.drawn(data), ".pdf")
        if suffix not in (".svg", ".pdf"):
            pictures.shown_size(data)
        tag = pictures.show(context, data, suffix, alt, int(asked) if asked.isdigit() else None)
        return narrowed(context, tag, _share(asked))
    except Exception as error:  # Pillow raises a different type for every kind of file
        context.warn(f"{url:.200} can't be shown: {str(error).rstrip('.')}.")
        return None


def narrowed(context: Context, shown: str, width: float) -> str:
    """The markup of a picture that is no wider than this share of the text; 0 for any width."""
    if not width:
        return shown
    if context.is_latex:
        return f"\\adjustbox{{max width={width:g}\\linewidth}}{{{shown}}}"
    style = f"display:block;max-width:{100 * width:g}%;margin:0 auto"
    return f'<span style="{style}">{shown}</span>'


def _share(asked: str) -> float:
    """The share that a width such as 60% is; 0 for other widths."""
    number = asked.removesuffix("%")
    return min(int(number) / 100, 1.0) if asked.endswith("%") and number.isdigit() else 0.0


def _beside(context: Context, url: str) -> tuple[bytes, str] | None:
    """LaTeX can't read SVG: the PDF or PNG of the same name, as bytes and suffix."""
    for suffix in (".pdf", ".png"):
        path = (context.chapter.base / unquote(url)).with_suffix(suffix)
        if not urlparse(url).scheme and path.is_file():
            return path.read_bytes(), suffix
    return None


def without_captions(context: Context, block: pf.Block) -> pf.Block:
    """Inside a line of text, a picture's caption is only its alternative text: not shown."""
    for child in block.content:
        if _is_picture(child):
            child.content = [child.content[0]]
    return block


def _is_picture(element: pf.Element) -> bool:
    """Whether `image` made the element. A notebook may have spans of that class, too."""
    is_ours = isinstance(element, pf.Span) and "picture" in element.classes
    return is_ours and [type(child) for child in element.content] == [pf.RawInline, pf.Span]


def figure(context: Context, para: pf.Para) -> object:
    """A paragraph that holds one picture only: a figure, numbered if it has a label."""
    found = [c for c in para.content if not isinstance(c, (pf.Space, pf.SoftBreak))]
    picture = found[0] if len(found) == 1 else pf.Null()
    # On the first visit, which only counts, `image` isn't called.
    if not isinstance(picture, pf.Image) and not _is_picture(picture):
        return None if context.counting else without_captions(context, para)
    key = picture.identifier
    number = context.number("fig", key) if key else ""
    if context.counting:
        return None
    shown, caption = picture.content[0], list(picture.content[1].content)
    return framed(context, "figure", key, number, pf.Plain(shown), caption if key else [])


def framed(
    context: Context, kind: str, key: str, number: str, body: pf.Block, caption: list[pf.Inline]
) -> list[pf.Block]:
    """A figure or table with its number and caption below.

    kind: "figure" or "table". number: "" for one without a number and caption.
    """
    name, mark = (f' id="{html.escape(key)}"', f"\\label{{{key}}}") if key else ("", "")
    if context.is_latex and number:
        start, end = f"\\begin{{{kind}}}[!htb]\\centering", f"\\end{{{kind}}}"
        below = [pf.Plain(context.raw("\\caption{"), *caption, context.raw("}" + mark))]
    elif context.is_latex:
        start, end, below = "\\begin{center}", "\\end{center}", []
    else:
        start, end, below = f'<figure class="{kind}"{name}>', "</figure>", []
        if number:
            label = context.raw(f'<span class="label">{kind.capitalize()} {number}</span> ')
            below = [
                context.raw_block("<figcaption>"),
                pf.Plain(label, *caption),
                context.raw_block("</figcaption>"),
            ]
    return [context.raw_block(start), body, *below, context.raw_block(end)]


def table(context: Context, element: pf.Table) -> list[pf.Block]:
    """A table, numbered if it has a caption. Text refers to it if that ends in `{#tbl:key}`."""
    caption = list(element.caption.content) if element.caption else []
    inlines = list(caption[0].content) if caption else []
    found = TABLE_LABEL.search(pf.stringify(pf.Plain(*inlines))) if inlines else None
    key = found.group(1) if found else ""
    if found:
        while inlines and "{#" not in pf.stringify(inlines[-1]):
            inlines.pop()
        inlines.pop()
    number = context.number("tbl", key) if inlines else ""
    element.caption = pf.Caption()
    # In LaTeX, pandoc.write makes the table one that floats.
    body = element if context.is_latex else pf.Div(element, classes=["scroll"])
    return framed(context, "table", key, number, body, inlines)


def code_block(context: Context, block: pf.CodeBlock) -> pf.RawBlock:
    """Code in the text, coloured like that of the cells."""
    language = block.classes[0] if block.classes else ""
    if context.is_latex:
        announced = block.prev is not None and pf.stringify(block.prev).rstrip().endswith(":")
        stays = "\\nopagebreak\n" if announced else ""
        return context.raw_block(stays + code.latex(block.text, language))
    body = code.spans(block.text, language)
    return context.raw_block(f'<div class="code plain"><pre><code>{body}</code></pre></div>')
