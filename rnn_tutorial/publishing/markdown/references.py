"""What can be referred to in the book, and by which number."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any

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
    """A numbered thing: its kind ("fig"), number ("2.3"), page and anchor, and where it stands."""

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
    """A heading: level 1 is the chapter's title."""

    level: int
    number: str
    anchor: str
    text: str


@dataclass
class Chapter:
    """What one notebook adds to the book's contents."""

    page: str
    number: str
    title: str = ""
    headings: list[Heading] = field(default_factory=list)


@dataclass
class Book:
    """Everything a page has to know about the others. Goes through notebook metadata as JSON."""

    title: str = ""
    chapters: list[Chapter] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    entries: dict[str, dict[str, str]] = field(default_factory=dict)  # the bibliography
    unmade: dict[str, str] = field(default_factory=dict)  # labels without an output, and where

    def as_json(self) -> dict[str, Any]:
        """Plain data; `from_json` gives an equal book."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Book":
        """The inverse of `as_json`."""
        chapters = [
            Chapter(c["page"], c["number"], c["title"], [Heading(**h) for h in c["headings"]])
            for c in data["chapters"]
        ]
        labels = {key: Label(**value) for key, value in data["labels"].items()}
        return cls(data["title"], chapters, labels, dict(data["entries"]), dict(data["unmade"]))


def slug(text: str, taken: set[str]) -> str:
    """An anchor for a heading, not among `taken`, which it joins."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "section"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
