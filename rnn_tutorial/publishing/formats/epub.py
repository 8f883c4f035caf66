"""The book as one EPUB: the text of the pages, packed by pandoc with a title page and contents."""

import base64
import io
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import panflute as pf
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from rnn_tutorial import style
from rnn_tutorial.publishing import templates
from rnn_tutorial.publishing.markdown import pandoc
from rnn_tutorial.publishing.markdown.references import Book, Chapter

# Code that only makes an output isn't printed either. The rest is for a browser.
GONE = ".made:not(:has(form)) > .code, .anchor, .live, form, iframe, summary"
DRAWING = re.compile(r'<svg\b[^>]*? aria-label="([^"]*)"[^>]*? width="(\d+)".*?</svg>', re.S)
THEMED = re.compile(r"var\(--fig-(\w+)(?:, #\w+)?\)")
MIXED = re.compile(r"color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)")
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pack(book: Book, pages: dict[str, str], target: Path, cover: Path | None) -> Path:
    """Write the book to `target`, in the folder of the pages' pictures, and return that path.

    pages: the HTML of each page of the book, by name. cover: a drawing with a PNG of the same name
    beside it, or None.
    """
    names = {chapter.page: f"ch{place:03d}.xhtml" for place, chapter in enumerate(book.chapters, 1)}
    blocks = [block for one in book.chapters for block in _chapter(one, pages[one.page], names)]
    about = {"title": book.title, "subtitle": book.subtitle, "author": book.authors}
    about |= {"date": book.date or f"{date.today()}", "lang": "en-GB", "rights": book.licence}
    whole = pf.Doc(*blocks, metadata={name: text for name, text in about.items() if text})
    whole.api_version = pandoc.API_VERSION
    tree = io.StringIO()
    pf.dump(whole, tree)
    options = ["-f", "json", "-t", "epub3", "--mathml", "--toc", "--toc-depth=2"]
    options += [f"--css={templates.FOLDER / 'epub.css'}", f"--resource-path={target.parent}"]
    if cover is not None and cover.with_suffix(".png").is_file():
        options.append(f"--epub-cover-image={cover.with_suffix('.png')}")
    pandoc.call([*options, "-o", str(target)], tree.getvalue())
    return target


def _chapter(chapter: Chapter, page: str, names: dict[str, str]) -> list[pf.Block]:
    """A chapter's title and sections as headings, for the contents, and all else as it is.

    names: the file of each page in the EPUB.
    """
    article = BeautifulSoup(DRAWING.sub(_picture, NOT_XML.sub("", page)), "html.parser").article
    for gone in [*article.select(GONE), article.header]:
        gone.decompose()
    for line in article.select(".l"):
        line.unwrap()
    for code in article("details"):
        code.name, code.attrs = "div", {"class": "code"}
    for one in article(id=True):
        one["id"] = _anchor(one["id"])
    for link in article("a", href=True):
        other, mark, anchor = link["href"].partition("#")
        if ":" not in other:
            link["href"] = names.get(other, other) + mark + (_anchor(anchor) if anchor else "")
    title = " ".join(filter(None, [chapter.number, chapter.title]))
    named = _anchor(Path(chapter.page).stem)
    return [pf.Header(pf.Str(title), identifier=named), *map(_block, article.children)]


def _block(part: PageElement) -> pf.Block:
    """A section's heading as one of pandoc's, in plain text; any other part as it is."""
    if not isinstance(part, Tag) or part.name != "h2":
        return pf.RawBlock(str(part), format="html")
    for source in part("annotation"):
        source.decompose()
    return pf.Header(pf.Str(" ".join(part.get_text().split())), level=2, identifier=part["id"])


def _anchor(name: str) -> str:
    """An anchor as XML allows it: without a colon, and not beginning with a digit."""
    return "at-" + re.sub(r"[^\w.-]", "-", unquote(name))


def _picture(found: re.Match[str]) -> str:
    """A drawing in the colours of paper, as a picture with its data: few readers know a theme."""
    drawing = THEMED.sub(lambda name: getattr(style, name[1].upper()), found[0])
    data = base64.b64encode(MIXED.sub(_mix, drawing).encode()).decode()
    return f'<img alt="{found[1]}" width="{found[2]}" src="data:image/svg+xml;base64,{data}"/>'


def _mix(found: re.Match[str]) -> str:
    share = int(found[2]) / 100
    pairs = zip(*(bytes.fromhex(colour[1:]) for colour in (found[1], found[3])), strict=True)
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)
