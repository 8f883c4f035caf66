"""The front page: cover, chapters with a line, a thumbnail and the minutes they take."""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rnn_tutorial.publishing import templates
from rnn_tutorial.publishing.formats import search
from rnn_tutorial.publishing.markdown import pictures
from rnn_tutorial.publishing.markdown.references import Book, Chapter
from rnn_tutorial.publishing.project import Project

WORDS_PER_MINUTE = 200
DRAWING = r'<figure class="figure"[^>]*{label}[^>]*>(<svg\b.*?</svg>|<img\b[^>]*>)'
SENTENCE = re.compile(r".+?[.?!](?=\s|$)", re.S)


@dataclass(frozen=True)
class Entry:
    """A chapter on the front page.

    line: what it is about. picture: markup, or "". reading, running: minutes; running is 0 if the
    notebook doesn't say how long it took.
    """

    chapter: Chapter
    line: str
    picture: str
    reading: int
    running: int


def write(
    book: Book,
    project: Project,
    folder: Path,
    pages: dict[str, str],
    formats: list[tuple[str, str]],
) -> None:
    """Write index.html, and sitemap.xml where the address of the pages is set.

    pages: the HTML of each chapter, by page. formats: name and address of the other forms.
    """
    cover = ""
    if project.cover is not None:
        cover = pictures.inline_svg(project.cover.read_text(encoding="utf-8"), "", "cover-")
        png = project.cover.with_suffix(".png")
        if project.address and png.is_file():
            (folder / "assets" / "cover.png").write_bytes(png.read_bytes())
    entries = [_entry(chapter, pages[chapter.page]) for chapter in book.chapters]
    made = templates.render(
        "index.html.j2", book=book, project=project, entries=entries, cover=cover, formats=formats
    )
    (folder / "index.html").write_text(made, encoding="utf-8")
    if project.address:
        addresses = [project.address, *(project.address + quote(page) for page in pages)]
        listed = "".join(f"<url><loc>{html.escape(one)}</loc></url>\n" for one in addresses)
        (folder / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n',
            encoding="utf-8",
        )


def _entry(chapter: Chapter, page: str) -> Entry:
    """The notebook's metadata may give `summary`, `thumbnail` (a label) and `minutes`."""
    given = chapter.notebook.metadata.get("rnn_tutorial", {})
    body = page.split("<article>", 1)[1].split("</article>", 1)[0]
    text = search.words(body)
    return Entry(
        chapter=chapter,
        line=given.get("summary") or _first_sentence(body.split("</header>", 1)[1]),
        picture=_thumbnail(chapter, body, given.get("thumbnail", "")),
        reading=max(1, round(len(text.split()) / WORDS_PER_MINUTE)),
        running=int(given.get("minutes", 0)),
    )


def _first_sentence(body: str) -> str:
    found = re.search(r"<p>(.*?)</p>", body, re.S)
    text = search.words(found.group(1)) if found else ""
    sentence = SENTENCE.match(text)
    return sentence.group() if sentence else text


def _thumbnail(chapter: Chapter, body: str, label: str) -> str:
    """The first figure of a chapter, or the one with this label, to be shown small."""
    wanted = rf'id="{re.escape(html.escape(label))}"' if label else ""
    found = re.search(DRAWING.format(label=wanted), body, re.S)
    if not found:
        return ""
    # The ids of drawings are unique in a chapter only; the title of the chapter says all.
    picture = re.sub(r'(id="|#)(g\d+-)', rf"\g<1>c{chapter.number}\2", found.group(1))
    picture = re.sub(r'role="img" aria-label="[^"]*"', 'aria-hidden="true"', picture, count=1)
    return re.sub(r'alt="[^"]*"', 'alt=""', picture, count=1)
