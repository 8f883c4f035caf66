"""A chapter as slides: its sections, key sentences, equations, figures and curves."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from rnn_tutorial.publishing.formats import html as page
from rnn_tutorial.publishing.markdown.references import Chapter

HEADING = re.compile(r'<h([23]) id="[^"]*">(.*?)</h[23]>', re.S)
EQUATION = re.compile(
    r'<span class="equation".*?</math></span>(?:<span class="eqno">.*?</span>)?</span>', re.S
)
FIGURE = re.compile(r"<figure\b.*?</figure>", re.S)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z<])")
MATH = re.compile(r"<math\b.*?</math>", re.S)
CITATION = re.compile(r'\s*\((?:<a class="cite".*?</a>(?:; )?)+\)', re.S)
SHORTEST, LONGEST = 20, 260  # letters: a slide is glanced at


@dataclass
class Section:
    """One column of slides: a heading, what to say, and what to show below it."""

    title: str
    points: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


class Deck(Preprocessor):
    """Runs after `Typeset`, and puts the sections of the deck into the resources."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Called by nbconvert."""
        chapter: Chapter = resources["chapter"]
        sections = [Section("")]
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                _markdown(cell.source, sections)
            elif cell.cell_type == "code":
                sections[-1].shown += _pictures(cell, resources)
        resources["deck"] = [s for s in sections if s.title or s.points or s.shown]
        resources["title"] = chapter.title
        return nb, resources


def _pictures(cell: NotebookNode, resources: dict) -> list[str]:
    shown = []
    for output in cell.outputs:
        for kind in ("image/svg+xml", "image/png", "image/jpeg"):
            if kind in output.get("data", {}):
                shown.append(_loose(page.figure(output, resources["setter"], kind)))
                break
    return shown


def _markdown(source: str, sections: list[Section]) -> None:
    pieces = HEADING.split(source)
    _body(pieces[0], sections[-1])
    for _, title, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        sections.append(Section(_loose(title)))
        _body(body, sections[-1])


def _body(body: str, section: Section) -> None:
    section.shown += [_loose(found) for found in EQUATION.findall(body)]
    section.shown += [_loose(found) for found in FIGURE.findall(body)]
    text = FIGURE.sub(" ", EQUATION.sub(" ", body))
    for paragraph in PARAGRAPH.findall(text):
        section.points += _key_sentences(paragraph, first=not section.points)


def _key_sentences(paragraph: str, *, first: bool) -> list[str]:
    """Sentences with something in bold, and the one that opens a section."""
    paragraph = _loose(CITATION.sub("", paragraph))  # a link's title may hold full stops
    maths = iter(MATH.findall(paragraph))
    chosen = []
    # A formula has full stops of its own, so it stands aside while sentences are told apart.
    for place, sentence in enumerate(SENTENCE.split(MATH.sub("\x00", paragraph).strip())):
        whole = re.sub("\x00", lambda _: next(maths), sentence)
        is_key = "<strong>" in sentence or (first and place == 0)
        length = len(re.sub(r"<[^>]+>", "", sentence))
        if is_key and SHORTEST < length < LONGEST and _is_whole(whole):
            chosen.append(whole)
    return chosen


def _is_whole(sentence: str) -> bool:
    """Does it end as a sentence does, with every element closed?"""
    if not re.search(r"[.!?](</\w+>)*$", sentence):
        return False
    try:
        ET.fromstring(f"<p>{sentence}</p>")
    except ET.ParseError:
        return False
    return True


def _loose(markup: str) -> str:
    """Without links and anchors, which lead to places on the page."""
    markup = re.sub(r'<span class="secno">.*?</span>\s*|<a class="anchor".*?</a>', "", markup)
    markup = re.sub(r"</?a\b[^>]*>", "", markup)
    return re.sub(r'(<(?:figure|span)\b[^>]*?) id="[^"]*"', r"\1", markup).strip()
