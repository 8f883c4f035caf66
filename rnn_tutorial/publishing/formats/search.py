"""The search index: one entry for each section. It is a script: a page from disk can't fetch."""

import html
import json
import re

from rnn_tutorial.publishing.markdown.mathml import MATH
from rnn_tutorial.publishing.markdown.references import Book

SECTION = re.compile(r'<h[2-4] id="([^"]+)">(.*?)</h[2-4]>', re.S)
# Folded code only makes the output that is beside it.
SKIPPED = re.compile(
    r"<(svg|summary|script|style|form)\b.*?</\1>|<a class=\"anchor\".*?</a>"
    r"|<span class=\"(?:eqno|secno)\">.*?</span>|<details class=\"code\">.*?</details>"
    r"|<(t[dh])\b[^>]*>\s*</\2>",
    re.S,
)
CELLS = re.compile(r"(?<=</t[dh]>)\s*(?:</?(?:tr|thead|tbody)\b[^>]*>\s*)*(?=<t[dh]\b)")
BLOCK = re.compile(r"</?(?:p|li|td|th|tr|h\d|div|pre|figcaption|dd|dt)\b[^>]*>")


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
    """The text of `markup` that a reader sees, on one line.

    Nobody types mathematics, and its letters alone say nothing in an excerpt: "…" stands there.
    """
    apart = BLOCK.sub(" ", CELLS.sub("; ", SKIPPED.sub(" ", MATH.sub("…", markup))))
    plain = html.unescape(re.sub(r"<[^>]+>", "", apart))
    one_line = re.sub(r"…(?:\s*…)+", "…", re.sub(r"\s+", " ", plain))
    return re.sub(r"\s+(?=[.,;:)])", "", one_line).strip()
