"""Links, pictures, tables and code inside the Markdown of a chapter."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

import panflute as pf

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown import code as codes
from rnn_tutorial.publishing.markdown import pictures

if TYPE_CHECKING:
    from rnn_tutorial.publishing.markdown.typeset import Typesetter

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf")
TABLE_LABEL = re.compile(r"\s*\{#([^\s}]+)[^}]*\}\s*$")


def link(setter: Typesetter, element: pf.Link) -> object:
    """A link to another notebook leads to its page; one to a file that isn't in the book goes."""
    address = urlparse(element.url)
    if address.scheme or not element.url or setter.book is None:
        return None
    anchor = _heading(setter, address.path, unquote(address.fragment))
    if not address.path:
        element.url = f"#{anchor}"
        return element
    page = Path(address.path).stem + ".html"
    chapter = next((c for c in setter.book.chapters if c.page == page), None)
    if address.path.endswith(".ipynb") and chapter is not None:
        if setter.target == "latex":
            element.url = f"#{Path(page).stem}--{anchor or chapter.headings[0].anchor}"
        else:
            element.url = page + (f"#{anchor}" if anchor else "")
        return element
    return list(element.content)


def _heading(setter: Typesetter, path: str, fragment: str) -> str:
    """Jupyter's anchors are titles with hyphens; ours are lower case, without punctuation."""
    if not fragment or setter.book is None:
        return fragment
    page = Path(path).stem + ".html" if path else setter.chapter.page
    plain = re.sub(r"[^a-z0-9]+", "-", fragment.lower()).strip("-")
    for chapter in setter.book.chapters:
        if chapter.page == page and any(h.anchor == plain for h in chapter.headings):
            return plain
    return fragment


def image_tag(setter: Typesetter, tag: str) -> object:
    """`<img src=... width=...>` typed as HTML, as Jupyter users do to set a width."""
    found = dict(re.findall(r"(\w+)\s*=\s*[\"']?([^\"'\s>]+)", tag))
    alt = re.search(r"alt\s*=\s*[\"']([^\"']*)", tag)
    picture = pf.Image(pf.Str(alt.group(1) if alt else ""), url=found.get("src", ""))
    if found.get("width", "").rstrip("px").isdigit():
        picture.attributes["width"] = found["width"].rstrip("px")
    return image(setter, picture)


def content(setter: Typesetter, url: str) -> tuple[bytes, str]:
    """The bytes of a picture and its suffix. Raises TutorialError where it isn't to be had."""
    if url.startswith("attachment:"):
        bundle = setter.attachments.get(url.removeprefix("attachment:"))
        if bundle:
            kind, data = next(iter(bundle.items()))
            return base64.b64decode(data), "." + kind.split("/")[-1].split("+")[0]
    if urlparse(url).scheme not in ("", "attachment"):
        raise TutorialError(
            f"{setter.where} shows {url} from the network: save the picture beside the "
            "notebook, so that the book can be read without one."
        )
    path = setter.base / unquote(url)
    if path.suffix.lower() not in SUFFIXES:
        raise TutorialError(
            f"{setter.where} shows {url}, which is no picture: give a file of the kind "
            f"{', '.join(SUFFIXES)}."
        )
    if not path.is_file():
        raise TutorialError(
            f"{setter.where} shows {url}, which is not there: make the picture "
            "(`rnn-tutorial figures` draws the book's), or correct the path."
        )
    return path.read_bytes(), path.suffix.lower()


def image(setter: Typesetter, element: pf.Image) -> object:
    """A picture in the text. One alone in its paragraph becomes a figure: see `figure`."""
    if setter.book is None:
        return None
    data, suffix = content(setter, element.url)
    if suffix not in (".svg", ".pdf"):
        try:
            pictures.shown_size(data)
        except Exception as error:  # Pillow has its own for every kind of file
            raise TutorialError(
                f"{setter.where} shows {element.url}, which can't be read as a picture ({error})."
            ) from None
    alt = pf.stringify(pf.Plain(*element.content)).strip()
    asked = element.attributes.get("width", "").removesuffix("px")
    width = int(asked) if asked.isdigit() else None
    if setter.target == "latex":
        tag = _for_latex(setter, element.url, data, suffix, width)
    elif suffix == ".svg":
        tag = pictures.inline_svg(data.decode(), alt, setter.prefix())
    else:
        name = pictures.asset(data, suffix)
        setter.files[name] = data
        tag = pictures.image_element(name, data, alt, width)
    caption = pf.Span(*element.content, classes=["caption"])
    return pf.Span(setter.raw(tag), caption, classes=["picture"], identifier=element.identifier)


def _for_latex(setter: Typesetter, url: str, data: bytes, suffix: str, width: int | None) -> str:
    """LaTeX reads no SVG: the PDF or PNG drawn beside it is taken."""
    if suffix == ".svg":
        stem = setter.base / unquote(url)
        beside = [stem.with_suffix(s) for s in (".pdf", ".png") if stem.with_suffix(s).is_file()]
        if not beside:
            raise TutorialError(
                f"{setter.where} shows {url}, which LaTeX can't read: draw a PDF or PNG "
                "of the same name beside it."
            )
        data, suffix = beside[0].read_bytes(), beside[0].suffix
    name = pictures.asset(data, suffix)
    setter.files[name] = data
    return pictures.latex_image(name, data, width)


def without_captions(setter: Typesetter, block: pf.Block) -> object:
    """Inside a line of text a picture's words are its alternative text, and not shown."""
    if setter.book is None:
        return None
    for child in block.content:
        if isinstance(child, pf.Span) and "picture" in child.classes:
            child.content = [child.content[0]]
    return block


def figure(setter: Typesetter, para: pf.Para) -> object:
    """A paragraph that is one picture: a figure, numbered where it has a label."""
    found = [c for c in para.content if not isinstance(c, (pf.Space, pf.SoftBreak))]
    alone = found[0] if len(found) == 1 else None
    is_picture = isinstance(alone, pf.Image) or (
        isinstance(alone, pf.Span) and "picture" in alone.classes
    )
    if not is_picture:
        return without_captions(setter, para)
    key = alone.identifier
    number = setter.number("fig", key) if key else ""
    if setter.book is None:
        return None
    picture, caption = alone.content[0], list(alone.content[1].content)
    return framed(setter, "figure", key, number, pf.Plain(picture), caption if key else [])


def framed(
    setter: Typesetter,
    kind: str,
    key: str,
    number: str,
    body: pf.Block,
    caption: list[pf.Inline],
) -> list[pf.Block]:
    """A figure or table with its number and caption below; unnumbered where `number` is ""."""
    if setter.target == "latex":
        if not number:
            start, end = ("\\begin{center}", "\\end{center}")
            return [setter.raw(start, block=True), body, setter.raw(end, block=True)]
        mark = f"\\label{{{key}}}" if key else ""
        below = pf.Plain(setter.raw("\\caption{"), *caption, setter.raw("}" + mark))
        start, end = f"\\begin{{{kind}}}[!htb]\\centering", f"\\end{{{kind}}}"
        return [setter.raw(start, block=True), body, below, setter.raw(end, block=True)]
    name = f' id="{html.escape(key)}"' if key else ""
    parts = [setter.raw(f'<figure class="{kind}"{name}>', block=True), body]
    if number:
        word = {"figure": "Figure", "table": "Table"}[kind]
        label = setter.raw(f'<span class="label">{word} {number}</span> ')
        parts += [
            setter.raw("<figcaption>", block=True),
            pf.Plain(label, *caption),
            setter.raw("</figcaption>", block=True),
        ]
    return [*parts, setter.raw("</figure>", block=True)]


def table(setter: Typesetter, element: pf.Table) -> object:
    """A table, numbered where its caption ends in `{#tbl:key}`."""
    caption = list(element.caption.content) if element.caption else []
    inlines = list(caption[0].content) if caption else []
    found = TABLE_LABEL.search(pf.stringify(pf.Plain(*inlines))) if inlines else None
    key = found.group(1) if found else ""
    if found:
        while inlines and "{#" not in pf.stringify(inlines[-1]):
            inlines.pop()
        inlines.pop()
    number = setter.number("tbl", key) if inlines else ""
    element.caption = pf.Caption()
    is_latex = setter.target == "latex"  # pandoc.write makes its longtable one that floats
    scroll = element if is_latex else pf.Div(element, classes=["scroll"])
    return framed(setter, "table", key, number, scroll, inlines)


def code(setter: Typesetter, block: pf.CodeBlock) -> object:
    """Code in the text, coloured like that of the cells."""
    language = block.classes[0] if block.classes else ""
    if setter.target == "latex":
        return setter.raw(codes.latex(block.text, language), block=True)
    return setter.raw(codes.html_block(block.text, language), block=True)


VISITS = {
    pf.Link: link,
    pf.Image: image,
    pf.Para: figure,
    pf.Plain: without_captions,
    pf.Table: table,
    pf.CodeBlock: code,
}
