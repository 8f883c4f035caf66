"""The book as one EPUB: the text of the pages, packed by pandoc with a title page and contents."""

import base64
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

# Code that only makes an output isn't printed either, and a still replaces a moving picture. The
# rest is for a browser.
GONE = (
    "header, .made:not(:has(form)) > .code, .anchor, .live, form, iframe, .code > summary, "
    "img:has(~ .printed), .wanted"
)
DRAWING = re.compile(r'<svg\b[^>]*? aria-label="([^"]*)"[^>]*? width="(\d+)".*?</svg>', re.S)
THEMED = re.compile(r"var\(--fig-(\w+)(?:, #\w+)?\)")
MIXED = re.compile(r"color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)")
NO_OUTLINE = re.compile(r"<path(?![^>]*\bd=)")  # that of a space
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pack(book: Book, pages: dict[str, str], target: Path, cover: Path | None) -> Path:
    """Write the book to `target`, in the folder of the pages' pictures, and return that path.

    pages: the HTML of each page of the book, by name. cover: a drawing with a PNG of the same name
    beside it, or None.
    """
    files = {chapter.page: f"ch{place:03d}" for place, chapter in enumerate(book.chapters, 1)}
    blocks = [block for one in book.chapters for block in _chapter(one, pages[one.page], files)]
    about = {"title": book.title, "subtitle": book.subtitle, "author": book.authors}
    about |= {"date": book.date or f"{date.today()}", "lang": "en-GB"}
    about |= {"rights": book.licence and f"{book.licence} licence"}
    whole = pf.Doc(*blocks, metadata={name: text for name, text in about.items() if text})
    options = ["-f", "json", "-t", "epub3", "--mathml", "--toc", "--toc-depth=2"]
    options += [f"--css={templates.FOLDER / 'epub.css'}", f"--resource-path={target.parent}"]
    if cover is not None and cover.with_suffix(".png").is_file():
        options.append(f"--epub-cover-image={cover.with_suffix('.png')}")
    pandoc.call([*options, "-o", str(target)], pandoc.dumped(whole))
    return target


def _chapter(chapter: Chapter, page: str, files: dict[str, str]) -> list[pf.Block]:
    """A chapter's title and sections as headings, for the contents, and all else as it is.

    files: the stem of each page's file in the EPUB, as pandoc names it.
    """
    article = BeautifulSoup(DRAWING.sub(_picture, NOT_XML.sub("", page)), "html.parser").article
    assert article is not None
    own = files[chapter.page]
    _clean(article)
    _readdress(article, own, files)
    title = " ".join(filter(None, [chapter.number, chapter.title]))
    return [pf.Header(pf.Str(title), identifier=own), *map(_block, article.children)]


def _clean(article: Tag) -> None:
    """Keep what a book can show, with nothing folded, in HTML that pandoc writes as XML."""
    for gone in article.select(GONE):
        gone.decompose()
    for line in article.select(".l"):
        line.unwrap()
    for part in article(True):
        if part.name in ("details", "summary"):
            part.name = "div"
        # Pandoc writes an empty attribute without its value, which XML doesn't allow.
        kept = (one for one in part.attrs.items() if one not in (("open", ""), ("alt", "")))
        part.attrs = {name: value or name for name, value in kept}


def _readdress(article: Tag, own: str, files: dict[str, str]) -> None:
    """Rename anchors for the EPUB, and point links to its files."""
    for name in ("id", "aria-labelledby"):
        for part in article.select(f"[{name}]"):
            part[name] = _anchor(own, str(part[name]))
    for link in article("a", href=True):
        other, mark, anchor = str(link["href"]).partition("#")
        if ":" not in other:
            place = files.get(other, own)
            link["href"] = f"{place}.xhtml{mark}{_anchor(place, anchor) if anchor else ''}"


def _block(part: PageElement) -> pf.Block:
    """A section's heading as one of pandoc's, in plain text; any other part as it is."""
    if not isinstance(part, Tag) or part.name != "h2":
        return pf.RawBlock(str(part), format="html")
    for source in part("annotation"):
        source.decompose()
    return pf.Header(pf.Str(" ".join(part.get_text().split())), level=2, identifier=part["id"])


def _anchor(file: str, name: str) -> str:
    """An anchor as XML allows it, without a colon, that no other chapter has."""
    return f"{file}-" + re.sub(r"[^\w.-]", "-", unquote(name))


def _picture(found: re.Match[str]) -> str:
    """A drawing in the colours of paper, as a picture with its data: few readers know a theme."""
    drawing = THEMED.sub(lambda name: getattr(style, name[1].upper()), found[0])
    drawing = NO_OUTLINE.sub('<path d=""', MIXED.sub(_mix, drawing))
    data = base64.b64encode(drawing.encode()).decode()
    return f'<img alt="{found[1]}" width="{found[2]}" src="data:image/svg+xml;base64,{data}"/>'


def _mix(found: re.Match[str]) -> str:
    share = int(found[2]) / 100
    pairs = zip(*(bytes.fromhex(colour[1:]) for colour in (found[1], found[3])), strict=True)
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)
