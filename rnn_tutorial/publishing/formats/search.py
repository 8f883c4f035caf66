"""The search index: one entry for each section. It is a script: a page from disk can't fetch."""

import html
import json
import re

from rnn_tutorial.publishing.markdown.references import Book

SECTION = re.compile(r'<h[2-4] id="([^"]+)">(.*?)</h[2-4]>', re.S)
SKIPPED = re.compile(
    r"<(svg|annotation|summary|script|style)\b.*?</\1>|<a class=\"anchor\".*?</a>", re.S
)


def index(book: Book, pages: dict[str, str]) -> str:
    """A script that sets `window.bookIndex` to [[page, anchor, chapter, heading, text], ...].

    pages: the HTML of each page of the book, by name.
    """
    entries = []
    for chapter in book.chapters:
        body = pages[chapter.page].split("<article>", 1)[1].split("</article>", 1)[0]
        body = body.split("</header>", 1)[1]
        pieces = SECTION.split(body)
        places = [("", chapter.title, pieces[0])]
        places += zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
        for anchor, heading, text in places:
            entries.append([chapter.page, anchor, chapter.title, words(heading), words(text)])
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.bookIndex={data.replace('</', '<' + chr(92) + '/')};\n"


def words(markup: str) -> str:
    """The text of `markup` that a reader sees, on one line, with quotation marks as typed."""
    plain = re.sub(r"<[^>]+>", " ", SKIPPED.sub(" ", markup))
    typed = html.unescape(plain).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", " ", typed).strip()
