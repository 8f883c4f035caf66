"""The state of typesetting one chapter. Every function that visits Markdown takes it."""

import logging
from collections import Counter
from dataclasses import dataclass, field

import panflute as pf

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown.references import Book, Chapter, Heading, Label

logger = logging.getLogger(__name__)


@dataclass
class Context:
    """The book, the page, the counters and the files of one chapter while it is typeset.

    A chapter is visited twice. The first visit is `counting` only: it fills `headings`, and adds
    labels to `book`. On the second visit `book` knows every reference.

    target: "html" or "latex". where: the notebook and cell, for error messages. attachments:
    those of this cell. files: what the page needs beside it, by relative name. cited: the anchors
    of all citations of a source, by its key. macros: definitions in TeX from the cells so far.
    """

    chapter: Chapter
    book: Book = field(default_factory=Book)
    target: str = "html"
    counting: bool = False
    where: str = ""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    cited: dict[str, list[str]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    sections: list[int] = field(default_factory=lambda: [0, 0])  # of levels 2 and 3
    macros: list[str] = field(default_factory=list)

    @property
    def is_latex(self) -> bool:
        """Whether the target is LaTeX, not HTML."""
        return self.target == "latex"

    def number(self, kind: str, label: str | None = None) -> str:
        """The next number of its kind. Text can refer to it by `label`."""
        self.counts[kind] += 1
        number = ".".join(filter(None, [self.chapter.number, str(self.counts[kind])]))
        if label:
            self.define(label, kind, number, label)
        return number

    def section_number(self, level: int) -> str:
        """The number of the next heading of this level; "" below level 3."""
        if level == 1:
            return self.chapter.number
        if level > 3:
            return ""
        self.sections[level - 2] += 1
        self.sections[level - 1 :] = [0] * (len(self.sections) - level + 1)
        parts = [self.chapter.number, *map(str, self.sections[: level - 1])]
        return ".".join(filter(None, parts))

    def define(self, key: str, kind: str, number: str, anchor: str) -> None:
        """Let text refer to something by `key`. Raises TutorialError if the key is taken."""
        if not self.counting:
            return
        if key in self.book.labels:
            self.tell(
                TutorialError(
                    f'the label "{key}" is used twice, in {self.book.labels[key].where} and in '
                    f"{self.where}: rename one of them."
                )
            )
            return
        label = Label(kind, number, self.chapter.page, anchor, self.where)
        self.book.labels[key] = label

    def prefix(self) -> str:
        """A new prefix that keeps the ids of one drawing apart from those of the others.

        It begins with a letter that no colour has, so that no id is read as a colour.
        """
        self.counts["drawing"] += 1
        return f"g{self.counts['drawing']}-"

    def warn(self, problem: str) -> None:
        """Tell the author about a problem in this cell. Raises TutorialError for a strict book."""
        self.tell(TutorialError(f"{self.where}: {problem}"))

    def tell(self, problem: TutorialError) -> None:
        """Raise a problem that names the cell if the book is strict; else log it as a warning."""
        if self.book.strict:
            raise problem
        if str(problem) not in self.book.told:  # each form of the book meets it again
            self.book.told.add(str(problem))
            logger.warning("%s", problem)

    def raw(self, text: str) -> pf.RawInline:
        """`text`, written in the target's own language, inside a paragraph."""
        return pf.RawInline(text, format=self.target)

    def raw_block(self, text: str) -> pf.RawBlock:
        """`text`, written in the target's own language, as a block."""
        return pf.RawBlock(text, format=self.target)
