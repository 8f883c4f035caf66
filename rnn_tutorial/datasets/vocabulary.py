"""How a review becomes tokens: one object owns the words, the special tokens and the offset.

A word's *rank* is its position in the list of words ordered by frequency in the training
reviews, counted from 1. Its *token* is its rank + 3, as in `keras.datasets.imdb`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from rnn_tutorial.config import NUM_WORDS
from rnn_tutorial.errors import TutorialError, check_count

PAD, START, OOV = 0, 1, 2  # padding, start of a review, out of vocabulary
INDEX_FROM = 3  # a word's token is its rank plus this
UNKNOWN = "[?]"  # written for a word that the vocabulary does not contain
_SPECIAL = {PAD: "[pad]", START: "[start]"}
# The punctuation that Keras's Tokenizer removes. The apostrophe stays: "don't" is one word.
_PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r'
_TO_SPACES = str.maketrans(_PUNCTUATION, " " * len(_PUNCTUATION))
# Pasted text has typographic quotes and dashes; the reviews of the corpus have none.
_TYPEWRITTEN = str.maketrans({"’": "'", "‘": "'"} | dict.fromkeys("“”„«»–—…", " "))


def split_words(text: str) -> list[str]:
    """Lower-case words without punctuation, split as Keras's Tokenizer splits them."""
    return text.lower().translate(_TO_SPACES).split()


def ranks_to_tokens(ranks: np.ndarray, num_words: int) -> np.ndarray:
    """An array of ranks as tokens of the same shape; tokens from `num_words` up become OOV."""
    tokens = ranks + np.int32(INDEX_FROM)
    tokens[tokens >= num_words] = OOV
    return tokens


@dataclass(frozen=True, repr=False)
class Vocabulary:
    """The words that a model knows, and the token of each.

    words: all words in order of rank. The word of rank r is `words[r - 1]`.
    num_words: tokens at or above this number are out of vocabulary, so the num_words - 4 most
        frequent words have tokens of their own (tokens 0 to 3 are not words).
    """

    words: tuple[str, ...]
    num_words: int

    def __post_init__(self) -> None:
        check_count("num_words", self.num_words, minimum=INDEX_FROM + 1)

    def __repr__(self) -> str:
        return f"<Vocabulary: {len(self.tokens):,} words, num_words={self.num_words}>"

    @cached_property
    def word_index(self) -> dict[str, int]:
        """Word -> rank, for all words, as `keras.datasets.imdb.get_word_index` returns it."""
        return {word: rank for rank, word in enumerate(self.words, start=1)}

    @property
    def tokens(self) -> range:
        """The tokens that are words, the most frequent word first."""
        first = INDEX_FROM + 1
        return range(first, min(self.num_words, first + len(self.words)))

    @property
    def known(self) -> tuple[str, ...]:
        """The words that have a token of their own, in order of rank."""
        return self.words[: len(self.tokens)]

    def token(self, word: str) -> int:
        """The token of a lower-case word; OOV (2) if the vocabulary does not contain it."""
        token = self.word_index.get(word, self.num_words) + INDEX_FROM
        return token if token < self.num_words else OOV

    def word(self, token: int) -> str:
        """The word of a token; "[pad]", "[start]" and "[?]" for those that are not words."""
        rank = int(token) - INDEX_FROM
        if 1 <= rank <= len(self.words):
            return self.words[rank - 1]
        return _SPECIAL.get(int(token), UNKNOWN)

    def encode(self, text: str) -> list[int]:
        """The tokens of a review: START (1), then one token per word.

        Raises TutorialError if the text has no words, or none that the vocabulary contains.
        """
        words = split_words(text.translate(_TYPEWRITTEN))
        if not words:
            raise TutorialError(f"the review {text[:40]!r} has no words: write at least one.")
        tokens = [START, *map(self.token, words)]
        if set(tokens) == {START, OOV}:
            raise TutorialError(
                f"the model knows {self.num_words:,} words, but none of the review {text[:40]!r}: "
                "write it in English, or raise num_words."
            )
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """The words of the tokens. Padding and start are left out, an unknown word is "[?]"."""
        return " ".join(self.word(token) for token in tokens if token not in (PAD, START))

    def token_table(self, other: "Vocabulary") -> np.ndarray:
        """`other`'s token for each token of this vocabulary, (num_words,) int32.

        `table[x]` translates an array x of this vocabulary's tokens. A word that `other` does
        not contain becomes OOV.
        """
        table = np.full(self.num_words, OOV, np.int32)
        table[[PAD, START]] = PAD, START
        words = slice(self.tokens.start, self.tokens.stop)
        table[words] = [other.token(word) for word in self.known]
        return table

    @staticmethod
    def spans(text: str) -> list[tuple[int, int]]:
        """The (start, end) in the text of each word that `encode` turns into a token."""
        plain = text.translate(_TYPEWRITTEN).translate(_TO_SPACES)
        return [word.span() for word in re.finditer(r"\S+", plain)]


@cache
def recorded_vocabulary() -> Vocabulary:
    """The vocabulary of the trained models that ship with the package: IMDB, 10,000 tokens."""
    path = files("rnn_tutorial").joinpath("results", "vocabulary.txt")
    words = tuple(path.read_text(encoding="utf-8").split())
    return Vocabulary(words, len(words) + INDEX_FROM + 1)


def check_text(text: Any) -> None:
    """Refuse a review that is not a text, has no words, or contains a control character."""
    if not isinstance(text, str):
        raise TutorialError(f"the review is a {type(text).__name__}: give a text.")
    for place, c in enumerate(text, start=1):
        if (c < " " and not c.isspace()) or c == "\x7f" or unicodedata.category(c) == "Cs":
            raise TutorialError(
                f"character {place:,} of the review is U+{ord(c):04X}, which is not text: "
                "remove it, or give a text file in UTF-8."
            )
    if not Vocabulary.spans(text):
        raise TutorialError(f"the review {text[:40]!r} has no words: write at least one.")


def encode_review(
    text: str, word_index: Mapping[str, int], *, num_words: int = NUM_WORDS
) -> list[int]:
    """`Vocabulary.encode` with a word index (word -> rank), such as Keras's."""
    return _from_index(word_index, num_words).encode(text)


def decode_review(tokens: Iterable[int], word_index: Mapping[str, int]) -> str:
    """`Vocabulary.decode` with a word index (word -> rank), such as Keras's."""
    return _from_index(word_index, INDEX_FROM + 1 + max(word_index.values(), default=0)).decode(
        tokens
    )


def _from_index(word_index: Mapping[str, int], num_words: int) -> Vocabulary:
    words = [""] * max(word_index.values(), default=0)  # "" where a rank has no word
    for word, rank in word_index.items():
        words[rank - 1] = word
    return Vocabulary(tuple(words), num_words)
