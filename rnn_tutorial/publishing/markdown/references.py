"""What text can refer to in the book, and the number of each of these."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

NAMES = {
    "fig": "Figure",
    "eq": "Equation",
    "tbl": "Table",
    "code": "Listing",
    "sec": "Section",
    "chap": "Chapter",
}


@dataclass(frozen=True)
class Label:
    """Something numbered: its kind ("fig"), number ("2.3"), page, anchor and notebook cell."""

    kind: str
    number: str
    page: str
    anchor: str
    where: str

    @property
    def shown(self) -> str:
        """The number as text shows it: equations have brackets."""
        return f"({self.number})" if self.kind == "eq" else self.number


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the chapter's title."""

    level: int
    number: str
    anchor: str
    text: str


@dataclass
class Chapter:
    """A page of the book, and the cleaned notebook that it is made of.

    number: "" if it is the only chapter. base: the folder in which its pictures are looked for.
    """

    page: str
    number: str
    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    notebook: NotebookNode = field(default_factory=NotebookNode)
    base: Path = Path()

    def __deepcopy__(self, memo: dict[int, object]) -> "Chapter":
        return self  # nbconvert copies its resources for every page; a whole book takes seconds


@dataclass
class Book:
    """Everything that a page needs to know about the other pages.

    labels: what text can refer to, by key. entries: the bibliography, as `bibliography.read`
    returns it. unmade: labels of outputs that a cell hasn't produced yet, and that cell.
    strict: a problem stops the book instead of being a warning. fetch_pictures: embed pictures from
    the network. formulas: all of them in TeX for MathML; not_settable: those without MathML.
    told: the warnings so far.
    """

    title: str = ""
    subtitle: str = ""
    authors: str = ""
    date: str = ""
    licence: str = ""
    chapters: list[Chapter] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)
    strict: bool = False
    fetch_pictures: bool = False
    formulas: set[str] = field(default_factory=set)
    not_settable: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def __deepcopy__(self, memo: dict[int, object]) -> "Book":
        return self  # as a chapter is


def slug(text: str, taken: set[str]) -> str:
    """An anchor for a heading that is not in `taken`; it is added to `taken`."""
    straight = text.replace("’", "'")  # as Jupyter, which makes its anchors of the source
    letters = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "section"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
