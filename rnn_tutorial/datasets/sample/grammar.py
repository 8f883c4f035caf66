"""The sentences and words of the sample corpus as arrays, so that all reviews are made at once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest

import numpy as np

KINDS = (
    "OPENING", "PLOT", "CRAFT", "REMARK", "OPINION", "CONCLUSION", "NEGATION", "CONTRAST",
    "CONTRAST_FIRST", "CLOSING",
)  # fmt: skip
# Slots that are filled once per review -> the slot whose words they take.
REVIEW_SLOTS = {
    "DFIRST": "first", "DLAST": "surname", "AFIRST": "first", "ALAST": "surname",
    "BFIRST": "first", "BLAST": "surname", "HERO": "first", "RIVAL": "first", "CITY": "city",
    "GENRE": "genre", "JOB": "person", "TRAIT": "trait", "NOUN": "noun", "FAMILY": "family",
    "NATION": "nation",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Grammar:
    """Sentence i is `codes[starts[i]:][:lengths[i]]`; a code is a word's number, or -1 - slot.

    words: all words, in alphabetical order.
    first_sentence, sentences: the number of each kind's first sentence, and how many it has.
    back, shift, sway: for a slot that is repeated in its sentence, how many slots back it first
        occurred, and the distance in [0, 1) at which its word is drawn from the first (else 0).
    slot_class: (slots, 2), the word class that fills a slot in a sentence of polarity 0 or 1.
    members, shares: the words of all classes, one class after another. For u in [0, 1), the
        word of class c is the member at the position where `c + u` falls among `shares`.
    own_column: the column of each slot that is filled once per review, or -1.
    own_base, own_shift: the column that each such column is drawn from, and the distance.
    vowel: whether a word takes "an".
    """

    words: tuple[str, ...]
    codes: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    first_sentence: np.ndarray
    sentences: np.ndarray
    back: np.ndarray
    shift: np.ndarray
    sway: np.ndarray
    slot_class: np.ndarray
    members: np.ndarray
    shares: np.ndarray
    own_column: np.ndarray
    own_base: np.ndarray
    own_shift: np.ndarray
    vowel: np.ndarray


@cache
def build_grammar() -> Grammar:
    """Read the sentences and the lexicon, which takes some milliseconds."""
    lexicon = build_lexicon()
    sentences = read_sections("sentences.txt")
    texts = [sentences[kind] for kind in KINDS]
    pieces = [line.split() for lines in texts for line in lines]
    plain = {piece for line in pieces for piece in line if not _is_slot(piece)}
    words = tuple(sorted(plain.union({"a", "an"}, *lexicon.values())))
    number = {word: i for i, word in enumerate(words)}
    members = np.array([number[word] for group in lexicon.values() for word in group])
    slots = sorted({piece for line in pieces for piece in line if _is_slot(piece)})
    number |= {slot: -1 - i for i, slot in enumerate(slots)}

    names, own = [slot.strip("<>") for slot in slots], list(REVIEW_SLOTS)
    counts = np.array([len(lines) for lines in texts])
    lengths = np.array([len(line) for line in pieces])
    back, shift, sway = np.array([place for line in pieces for place in _repeats(line)]).T
    return Grammar(
        words=words,
        codes=np.array([number[piece] for line in pieces for piece in line]),
        starts=np.cumsum(lengths) - lengths,
        lengths=lengths,
        first_sentence=np.cumsum(counts) - counts,
        sentences=counts,
        back=back.astype(int),
        shift=shift,
        sway=sway,
        slot_class=np.array([[_class(name, p, list(lexicon)) for p in (0, 1)] for name in names]),
        members=members,
        shares=np.concatenate([i + _tail(len(c)) for i, c in enumerate(lexicon.values())]),
        own_column=np.array([own.index(name) if name in own else -1 for name in names]),
        own_base=np.array([own.index(_peers(name)[0]) for name in own]),
        own_shift=np.array([_peers(name).index(name) / len(_peers(name)) for name in own]),
        vowel=np.array([_starts_with_vowel(word) for word in words]),
    )


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


def _is_slot(piece: str) -> bool:
    return piece.startswith("<")


def _peers(name: str) -> list[str]:
    """The slots filled once per review that draw from the same words as this one."""
    return [peer for peer, words in REVIEW_SLOTS.items() if words == REVIEW_SLOTS[name]]


def _repeats(line: list[str]) -> list[tuple[int, float, float]]:
    """The (back, shift, sway) of every piece of a sentence; see `Grammar`."""
    slots = [piece for piece in line if _is_slot(piece)]
    places, seen = [], 0
    for i, piece in enumerate(line):
        before = line[:i].count(piece)
        if _is_slot(piece) and before:
            times = line.count(piece)
            places.append((seen - slots.index(piece), before / times, 1 / times))
        else:
            places.append((0, 0.0, 0.0))
        seen += _is_slot(piece)
    return places


def _class(name: str, polarity: int, classes: list[str]) -> int:
    """The number of the word class that fills a slot in a sentence of this polarity (0 or 1)."""
    if name[0] in "+-":
        favourable = (name[0] == "+") == (polarity == 1)
        name = ("good" if favourable else "bad") + name[1:]
    return classes.index(REVIEW_SLOTS.get(name, name))


def _tail(size: int) -> np.ndarray:
    """Cumulative shares of the Zipf-Mandelbrot law, 1 / (rank + q)^s, with a long tail."""
    weights = (np.arange(1, size + 1) + max(6.0, size / 12)) ** -3.0
    shares = np.cumsum(weights) / weights.sum()
    shares[-1] = 1.0
    return shares


def _starts_with_vowel(word: str) -> bool:
    if word.startswith(("hones", "honour", "heir", "hour")):
        return True
    return word[0] in "aeiou" and not word.startswith(("uni", "uk", "eur", "use", "one"))
