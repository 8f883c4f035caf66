"""Labelled reviews as text: tables (CSV, TSV, JSON Lines, parquet) and folders of text files.

`read_corpus` ranks the words of all reviews and returns a `Corpus`.
"""

import hashlib
import itertools
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.corpus import Corpus, Reviews, check_corpus
from rnn_tutorial.datasets.labelled_tables import HALVES, LABELS, UNLABELLED, Review, read_table
from rnn_tutorial.datasets.tables import MAX_TEXT, SUFFIXES, decode
from rnn_tutorial.datasets.vocabulary import split_words
from rnn_tutorial.errors import TutorialError

TEST_SHARE = 0.2  # of a source without a test half
# Beginnings of the Unicode names of letters that are written without spaces between words.
LONG_WORD = 6  # letters; the words of these languages are shorter on average
WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


def read_corpus(path: Path, config: DataConfig, *, seed: int) -> Corpus:
    """Read labelled reviews and rank their words by their counts in the training half.

    path: a table; a folder of tables named train... and test...; or a folder with one folder for
        each label, with or without train and test above them (as in `aclImdb`).
    config: names the columns if they have unusual names, and the lowest positive rating.
    seed: draws the test half, with the same shares of both labels, if the source has none.
    Raises TutorialError for reviews that can't be read, or that a model can't be trained on.
    """
    notices: list[str] = []
    reviews = [
        review for file in source_files(path) for review in _read_file(file, path, config, notices)
    ]
    _refuse_unspaced(path, reviews)
    if not any(review.half == "test" for review in reviews):
        reviews = _with_test_half(reviews, np.random.default_rng(seed))
        notices.append(
            f"{path.name} has no test half: {TEST_SHARE:.0%} of its reviews, drawn at random, "
            "became the test half."
        )
    return check_corpus(rank_words(reviews, " ".join(notices)), str(path))


def source_files(path: Path) -> list[Path]:
    """The files that hold the reviews, in order. Raises TutorialError if there are none."""
    if path.is_file():
        files = [path]
    else:
        tables = sorted(file for file in path.glob("*") if file.suffix.lower() in SUFFIXES)
        files = tables or sorted(path.glob("*/*.txt")) + sorted(path.glob("*/*/*.txt"))
        files = [file for file in files if not file.parent.name.lower().startswith(UNLABELLED)]
    if not files:
        raise TutorialError(
            f"{path} has no reviews: give a folder with one folder of .txt files for each label "
            f"(neg and pos), alone or in train and test, or tables ({', '.join(SUFFIXES)})."
        )
    for file in files:  # a link may lead to a device that never ends
        too_long = file.suffix == ".txt" and file.stat().st_size > MAX_TEXT
        if too_long or not file.is_file():
            raise TutorialError(
                f"{file} is not a text file of at most {MAX_TEXT:,} bytes: remove it, or "
                "give another folder."
            )
    return files


def hash_source(path: Path) -> str:
    """SHA-256 over the position and the content of every file that holds reviews."""
    digest = hashlib.sha256()
    for file in source_files(path):
        digest.update(f"{file.relative_to(path)}\0".encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def rank_words(reviews: Iterable[Review], notice: str = "") -> Corpus:
    """The reviews as ranks of their words, ordered by their counts in the training half."""
    halves: dict[str, list[list[str]]] = {"train": [], "test": []}
    labels: dict[str, list[int]] = {"train": [], "test": []}
    for review in reviews:
        halves[review.half].append(split_words(review.text))
        labels[review.half].append(review.label)
    counts = Counter(itertools.chain.from_iterable(halves["train"]))
    words = tuple(sorted(counts, key=lambda word: (-counts[word], word)))  # ties: alphabetically
    rank = {word: place for place, word in enumerate(words, start=1)}
    # A test word that no training review uses gets the rank after the last word's. No word has
    # that rank, so it decodes as an unknown word.
    unseen = len(words) + 1
    train, test = (
        Reviews.from_lists([[rank.get(w, unseen) for w in text] for text in halves[h]], labels[h])
        for h in ("train", "test")
    )
    return Corpus.of(train, test, words, notice)


def _read_file(file: Path, path: Path, config: DataConfig, notices: list[str]) -> Iterator[Review]:
    if file.suffix.lower() in SUFFIXES:
        half = next((HALVES[n] for n in HALVES if file.name.lower().startswith(n)), "")
        if file.name.lower().startswith(UNLABELLED):
            return
        yield from read_table(file, half if path.is_dir() else "", config, notices)
        return
    half = file.parent.parent.name.lower() if file.parent.parent != path else ""
    label = LABELS.get(file.parent.name.lower())
    if label is None or half not in ("", *HALVES):
        raise TutorialError(
            f"{file.parent} is not a folder of one label: name the folders neg and pos, alone or "
            "in train and test."
        )
    text = decode(file.read_bytes(), path.name, notices)
    yield Review(HALVES.get(half, ""), label, text)


def _with_test_half(reviews: list[Review], rng: np.random.Generator) -> list[Review]:
    """Move a share of the reviews of each label, drawn at random, to the test half."""
    test: set[int] = set()
    for label in (0, 1):
        places = [place for place, review in enumerate(reviews) if review.label == label]
        test |= set(rng.permutation(places)[: math.ceil(TEST_SHARE * len(places))].tolist())
    return [
        review._replace(half="test" if place in test else "train")
        for place, review in enumerate(reviews)
    ]


def _refuse_unspaced(path: Path, reviews: list[Review]) -> None:
    words = [word for review in reviews[:200] for word in split_words(review.text[:500])]
    letters = [c for word in words for c in word if c.isalpha()]
    unspaced = sum(unicodedata.name(c, "").startswith(WITHOUT_SPACES) for c in letters)
    if unspaced > len(letters) / 2 and unspaced > LONG_WORD * len(words):
        raise TutorialError(
            f"{path} is in a language that is written without spaces, and words are found by "
            "their spaces: put spaces between the words (a word segmenter does that), or between "
            "the characters, which then count as words."
        )
