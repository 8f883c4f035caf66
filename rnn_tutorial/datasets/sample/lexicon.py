"""Slots and the words that can fill them: the lists of the sample corpus, inflected."""

from itertools import chain, zip_longest

from rnn_tutorial.datasets.sample import names as sample_names
from rnn_tutorial.datasets.sample import words as sample_words

_IRREGULAR_PLURALS = {
    "thief": "thieves",
    "knife": "knives",
    "volcano": "volcanoes",
    "torpedo": "torpedoes",
}


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


def _compare(ending: str) -> list[str]:
    return [word.removesuffix("e") + ending for word in sample_words.COMPARED]


def _alternate(*lists: list[str]) -> list[str]:
    merged = chain.from_iterable(zip_longest(*lists))
    return [word for word in merged if word]


def build_lexicon() -> dict[str, tuple[str, ...]]:
    """Slot -> its words, the common ones first.

    Slots of praise begin with "good", those of blame with "bad": `sample.py` puts them in
    place of `+` and `-`. Slots in capitals are in the sentences only; see `REVIEW_SLOTS`.
    """
    w = sample_words
    mannered = [word for word in w.TRAITS if word not in w.WITHOUT_ADVERB]
    states = [word for word in w.TRAITS if word.endswith(("less", "ful", "ty", "ry", "zy"))]
    slots = {
        "goodadj": w.GOOD,
        "badadj": w.BAD,
        "goodadv": w.GOOD_ADVERBS,
        "badadv": w.BAD_ADVERBS,
        "goodnoun": w.GOOD_NOUNS,
        "badnoun": w.BAD_NOUNS,
        "goodverb": w.GOOD_VERBS,
        "badverb": w.BAD_VERBS,
        "?adj": _alternate(w.GOOD, w.BAD),
        "aspect": w.ASPECTS,
        "genre": w.GENRES,
        "family": w.FAMILY,
        "month": w.MONTHS,
        "number": w.NUMBERS,
        "nation": w.NATIONS,
        "person": w.PEOPLE,
        "people": [_plural(word) for word in w.PEOPLE],
        "thing": w.THINGS,
        "things": [_plural(word) for word in w.THINGS],
        "place": w.PLACES,
        "places": [_plural(word) for word in w.PLACES],
        "noun": _alternate(w.THINGS, w.PLACES),
        "idea": w.IDEAS + [_noun_of(word) for word in states],
        "treats": [_add_s(word) for word in w.TREATMENTS],
        "treat": w.TREATMENTS,
        "treated": [_past(word) for word in w.TREATMENTS],
        "treating": [_participle(word) for word in w.TREATMENTS],
        "handles": [_add_s(word) for word in w.HANDLINGS],
        "handle": w.HANDLINGS,
        "handled": [_past(word) for word in w.HANDLINGS],
        "handling": [_participle(word) for word in w.HANDLINGS],
        "trait": w.TRAITS,
        "adverb": [_adverb(word) for word in mannered],
        "older": _compare("er"),
        "oldest": _compare("est"),
        "look": w.LOOKS,
        "scene": w.SCENES,
        "first": sample_names.FIRST_NAMES,
        "surname": sample_names.list_surnames(),
        "city": sample_names.CITIES,
    }
    return {slot: tuple(dict.fromkeys(words)) for slot, words in slots.items()}


# Filled once for a review: slot in capitals -> the slot whose words it takes.
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
