"""Slots and the words that can fill them, read from the lists of the sample corpus."""

from importlib.resources import files
from itertools import chain, zip_longest

# Slots that are filled once per review -> the slot whose words they take.
REVIEW_SLOTS = {
    "DFIRST": "first",
    "DLAST": "surname",
    "AFIRST": "first",
    "ALAST": "surname",
    "BFIRST": "first",
    "BLAST": "surname",
    "HERO": "first",
    "RIVAL": "first",
    "CITY": "city",
    "GENRE": "genre",
    "JOB": "person",
    "TRAIT": "trait",
    "NOUN": "noun",
    "FAMILY": "family",
    "NATION": "nation",
}


def read_sections(name: str) -> dict[str, list[str]]:
    """The [sections] of a text file in this folder, each with its lines; # starts a comment."""
    text = files("rnn_tutorial.datasets.sample").joinpath(name).read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            lines = sections[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def build_lexicon() -> dict[str, tuple[str, ...]]:
    """Slot -> its words, the common words first.

    Slots of praise begin with "good" and slots of blame with "bad"; they replace the `+` and
    `-` of the sentences. See `REVIEW_SLOTS` for the slots in capitals.
    """
    sections = read_sections("words.txt") | read_sections("names.txt")
    words = {slot: " ".join(lines).split() for slot, lines in sections.items()}
    words["?adj"] = _alternate(words["goodadj"], words["badadj"])
    words["noun"] = _alternate(words["thing"], words["place"])
    return {slot: tuple(dict.fromkeys(each)) for slot, each in words.items()}


def _alternate(*lists: list[str]) -> list[str]:
    return [word for word in chain.from_iterable(zip_longest(*lists)) if word]
