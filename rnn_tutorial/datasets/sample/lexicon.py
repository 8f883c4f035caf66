"""Slots and the words that can fill them: the lists of the sample corpus, inflected."""

from importlib.resources import files
from itertools import chain, zip_longest

# The order of the slots is part of the corpus: a drawn number selects a word by its position.
_SLOTS = (
    "goodadj", "badadj", "goodadv", "badadv", "goodnoun", "badnoun", "goodverb", "badverb",
    "?adj", "aspect", "genre", "family", "month", "number", "nation", "person", "people",
    "thing", "things", "place", "places", "noun", "idea", "treats", "treat", "treated",
    "treating", "handles", "handle", "handled", "handling", "trait", "adverb", "older",
    "oldest", "look", "scene", "first", "surname", "city",
)  # fmt: skip
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
_IRREGULAR_PLURALS = {
    "thief": "thieves",
    "knife": "knives",
    "volcano": "volcanoes",
    "torpedo": "torpedoes",
}
_SURNAME_ENDS = (
    "ford", "ton", "ley", "well", "wood", "field", "worth", "ham", "combe", "bury", "stead",
    "hurst", "mere", "bridge", "gate", "bourne", "leigh", "stone",
)  # fmt: skip


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
    w = {name: " ".join(lines).split() for name, lines in sections.items()}
    traits_with_adverb = [word for word in w["trait"] if word not in w["no adverb"]]
    states = [word for word in w["trait"] if word.endswith(("less", "ful", "ty", "ry", "zy"))]
    w |= {
        "?adj": _alternate(w["goodadj"], w["badadj"]),
        "people": [_plural(word) for word in w["person"]],
        "things": [_plural(word) for word in w["thing"]],
        "places": [_plural(word) for word in w["place"]],
        "noun": _alternate(w["thing"], w["place"]),
        "idea": w["idea"] + [_noun_of(word) for word in states],
        "treats": [_add_s(word) for word in w["treat"]],
        "treated": [_past(word) for word in w["treat"]],
        "treating": [_participle(word) for word in w["treat"]],
        "handles": [_add_s(word) for word in w["handle"]],
        "handled": [_past(word) for word in w["handle"]],
        "handling": [_participle(word) for word in w["handle"]],
        "adverb": [_adverb(word) for word in traits_with_adverb],
        "older": [word.removesuffix("e") + "er" for word in w["compared"]],
        "oldest": [word.removesuffix("e") + "est" for word in w["compared"]],
        "surname": w["surname"]
        + [father + end for end in ("son", "sen") for father in w["father"]]
        + [first + end for end in _SURNAME_ENDS for first in w["english"] if first != end],
    }
    return {slot: tuple(dict.fromkeys(w[slot])) for slot in _SLOTS}


def _alternate(*lists: list[str]) -> list[str]:
    merged = chain.from_iterable(zip_longest(*lists))
    return [word for word in merged if word]


def _plural(noun: str) -> str:
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    return noun[:-3] + "men" if noun.endswith("man") else _add_s(noun)


def _add_s(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _past(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")


def _participle(verb: str) -> str:
    return (verb[:-1] if verb.endswith("e") else verb) + "ing"


def _adverb(adjective: str) -> str:
    if adjective in ("shy", "sly", "wry"):
        return adjective + "ly"
    if adjective.endswith("y"):
        return adjective[:-1] + "ily"
    if adjective.endswith("ic"):
        return adjective + "ally"
    if adjective.endswith("le"):
        return adjective[:-1] + "y"
    return adjective + ("y" if adjective.endswith("ll") else "ly")


def _noun_of(adjective: str) -> str:
    return (adjective[:-1] + "i" if adjective.endswith("y") else adjective) + "ness"
