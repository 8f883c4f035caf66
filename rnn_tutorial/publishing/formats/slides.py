"""A chapter as slides: its sections, key sentences, equations, figures and curves."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from rnn_tutorial.publishing.formats.html import PICTURES

HEADING = re.compile(r'<h([23]) id="[^"]*">(.*?)</h[23]>', re.S)
EQUATION = re.compile(
    r'<span class="equation".*?</math></span>(?:<span class="eqno">.*?</span>)?</span>', re.S
)
FIGURE = re.compile(r"<figure\b.*?</figure>", re.S)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z<])")
MATH = re.compile(r"<math\b.*?</math>", re.S)
CITATION = re.compile(r'\s*\((?:<a class="cite".*?</a>(?:; )?)+\)', re.S)
SHORTEST, LONGEST = 20, 260  # letters of a sentence on a slide


@dataclass
class Section:
    """One column of slides: a heading, what to say, and what to show below it.

    shown: markup from the text, and outputs that have a picture.
    """

    title: str
    points: list[str] = field(default_factory=list)
    shown: list[str | NotebookNode] = field(default_factory=list)


class Deck(Preprocessor):
    """Runs after `Typeset`, and puts the sections of the deck into the resources."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert."""
        sections = [Section("")]
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                _markdown(cell.source, sections)
            elif cell.cell_type == "code":
                sections[-1].shown += [
                    output
                    for output in cell.outputs
                    if any(kind in output.get("data", {}) for kind in PICTURES)
                ]
        resources["deck"] = [s for s in sections if s.title or s.points or s.shown]
        return nb, resources


def _markdown(source: str, sections: list[Section]) -> None:
    pieces = HEADING.split(source)
    _body(pieces[0], sections[-1])
    for _, title, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        sections.append(Section(loose(title)))
        _body(body, sections[-1])


def _body(body: str, section: Section) -> None:
    section.shown += [*EQUATION.findall(body), *FIGURE.findall(body)]
    text = FIGURE.sub(" ", EQUATION.sub(" ", body))
    for paragraph in PARAGRAPH.findall(text):
        section.points += _key_sentences(paragraph, first=not section.points)


def _key_sentences(paragraph: str, *, first: bool) -> list[str]:
    """The sentences with bold words, and the first sentence of a section."""
    paragraph = loose(CITATION.sub("", paragraph))  # a link's title may hold full stops
    maths = iter(MATH.findall(paragraph))
    chosen = []
    # A formula may contain full stops, so it is taken out while the sentences are split.
    for place, sentence in enumerate(SENTENCE.split(MATH.sub("\x00", paragraph).strip())):
        whole = re.sub("\x00", lambda _: next(maths), sentence)
        is_key = "<strong>" in sentence or (first and place == 0)
        length = len(re.sub(r"<[^>]+>", "", sentence))
        if is_key and SHORTEST < length < LONGEST and _is_whole(whole):
            chosen.append(whole)
    return chosen


def _is_whole(sentence: str) -> bool:
    """Does it end like a sentence, with every element closed?"""
    if not re.search(r"[.!?](</\w+>)*$", sentence):
        return False
    try:
        ET.fromstring(f"<p>{sentence}</p>")
    except ET.ParseError:
        return False
    return True


def loose(markup: str) -> str:
    """Markup without links, anchors and ids, which belong to the page."""
    markup = re.sub(r'<span class="secno">.*?</span>\s*|<a class="anchor".*?</a>', "", markup)
    markup = re.sub(r"</?a\b[^>]*>", "", markup)
    return re.sub(r'(<(?:figure|span)\b[^>]*?) id="[^"]*"', r"\1", markup).strip()
