"""Movie reviews as the integer matrices that a recurrent model reads."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from rnn_tutorial.config import DataConfig, check_count
from rnn_tutorial.datasets import readers
from rnn_tutorial.datasets.corpus import Corpus, Reviews
from rnn_tutorial.datasets.corpus_cache import cached_corpus
from rnn_tutorial.datasets.download import fetch
from rnn_tutorial.datasets.sample.corpus import make_sample
from rnn_tutorial.datasets.vocabulary import PAD, START, Vocabulary, ranks_to_tokens
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import hash_file

SHUFFLE_SEED = 113  # Keras's
WAYS_ON = (
    "Give the path of an imdb.npz or an aclImdb folder (--data PATH, or RNN_TUTORIAL_DATA), "
    "connect to the network, or use the sample corpus (--data sample)."
)


@dataclass(frozen=True, eq=False, repr=False)
class ReviewDataset:
    """Reviews of one vocabulary size and length.

    x_train, x_test: (reviews, maxlen) int32 tokens: 0 padding in front, 1 start of the review,
        2 out of vocabulary, else the word's rank + 3.
    y_train, y_test: (reviews,) int32, 1 for a positive review.
    words: the words in order of rank, or None where the source doesn't know them.
    source: "IMDB", "sample corpus", or the name of the file.
    fingerprint: of the reviews before num_words and maxlen were applied.
    notice: one sentence for the reader where something else than asked for was loaded.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    words: tuple[str, ...] | None
    source: str
    fingerprint: str
    num_words: int
    maxlen: int
    notice: str = ""

    def __repr__(self) -> str:
        counts = f"{len(self.x_train):,} training and {len(self.x_test):,} test reviews"
        sizes = f"maxlen={self.maxlen}, num_words={self.num_words}"
        return f"<ReviewDataset {self.source}: {counts}, {sizes}>"

    @property
    def train(self) -> tuple[np.ndarray, np.ndarray]:
        """The pair (x_train, y_train), as Keras's `load_data` returns it."""
        return self.x_train, self.y_train

    @property
    def test(self) -> tuple[np.ndarray, np.ndarray]:
        """The pair (x_test, y_test)."""
        return self.x_test, self.y_test

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of these reviews. Raises TutorialError if the source came without words."""
        if self.words is None:
            raise TutorialError(
                f"{self.source} came without its words: put imdb_word_index.json beside the file."
            )
        return Vocabulary(self.words, self.num_words)

    @property
    def word_index(self) -> dict[str, int]:
        """Word -> rank, as `keras.datasets.imdb.get_word_index` gives it."""
        return self.vocabulary.word_index

    def encode(self, text: str) -> np.ndarray:
        """One review as a (1, maxlen) row that a model trained on these reviews can read."""
        return pad_reviews([self.vocabulary.encode(text)], self.maxlen)

    def decode(self, tokens: Iterable[int]) -> str:
        """The words of a row of `x_train` or of a list of tokens; see `Vocabulary.decode`."""
        return self.vocabulary.decode(tokens)


def load_imdb(
    num_words: int = 10_000,
    maxlen: int = 500,
    *,
    path: str | Path | None = None,
    seed: int = SHUFFLE_SEED,
) -> ReviewDataset:
    """Load the 50,000 reviews of the Large Movie Review Dataset (Maas et al., 2011).

    The result is what `keras.datasets.imdb.load_data(num_words)` followed by
    `pad_sequences(x, maxlen)` gives: `x_train` and `x_test` are (25000, maxlen) int32.

    path: an `.npz` in Keras's layout or an unpacked `aclImdb` folder. Without it: what
        `RNN_TUTORIAL_DATA` names, else the file that Keras downloads, from the cache if it
        is there. seed shuffles each half; the default is Keras's.

    Raises TutorialError where the reviews can't be had; the message names the ways on.
    """
    check_count("num_words", num_words, minimum=4)
    check_count("maxlen", maxlen)
    path = path or os.environ.get("RNN_TUTORIAL_DATA")
    corpus = _read(Path(path).expanduser()) if path else _fetch_imdb()
    return _to_dataset(corpus, num_words, maxlen, _name_source(corpus, path), seed)


def load_sample(num_words: int = 10_000, maxlen: int = 500, *, seed: int = 0) -> ReviewDataset:
    """Make the sample corpus: 14,000 invented reviews, the same for the same seed.

    It needs neither network nor file. See `datasets/sample/corpus.py` for what it imitates.
    """
    check_count("num_words", num_words, minimum=4)
    check_count("maxlen", maxlen)
    sample = make_sample(train=10_000, test=4_000, seed=seed)
    corpus = Corpus.of(
        Reviews.from_lists(sample.train_tokens, sample.train_labels),
        Reviews.from_lists(sample.test_tokens, sample.test_labels),
        sample.words,
    )
    return _to_dataset(corpus, num_words, maxlen, "sample corpus", SHUFFLE_SEED)


def load_reviews(config: DataConfig) -> ReviewDataset:
    """Load what `config.source` names: "auto", "imdb", "sample", or a path.

    "auto" takes IMDB where it can be had, else the sample corpus, and says so in `notice`.
    """
    size = {"num_words": config.num_words, "maxlen": config.maxlen}
    if config.source == "sample":
        dataset = load_sample(**size)
    elif config.source == "imdb" or (config.source == "auto" and _names_data()):
        dataset = load_imdb(**size)
    elif config.source == "auto":
        try:
            dataset = load_imdb(**size)
        except TutorialError as error:
            tried = str(error).removesuffix(f" {WAYS_ON}")
            notice = f"IMDB is not at hand, so this is the sample corpus. {tried}"
            dataset = replace(load_sample(**size), notice=notice)
    else:
        dataset = load_imdb(path=config.source, **size)
    return _take(dataset, config.max_train_samples, config.max_test_samples)


def encode_review(
    text: str, word_index: Mapping[str, int], *, num_words: int = DataConfig.num_words
) -> list[int]:
    """`Vocabulary.encode` for a word index (word -> rank), such as Keras's."""
    return Vocabulary.from_index(word_index, num_words).encode(text)


def decode_review(tokens: Iterable[int], word_index: Mapping[str, int]) -> str:
    """`Vocabulary.decode` for a word index (word -> rank), such as Keras's."""
    return Vocabulary.from_index(word_index).decode(tokens)


def pad_reviews(reviews: Sequence[Sequence[int] | np.ndarray], maxlen: int) -> np.ndarray:
    """Put lists of tokens into a (reviews, maxlen) int32 matrix: padded and cut in front."""
    check_count("maxlen", maxlen)
    padded = np.zeros((len(reviews), maxlen), np.int32)
    for row, review in zip(padded, reviews, strict=True):
        kept = review[-maxlen:]
        if len(kept):
            row[-len(kept) :] = kept
    return padded


def review_lengths(x: np.ndarray) -> np.ndarray:
    """The number of tokens in each row of x (reviews, maxlen), without the padding in front."""
    first = np.argmax(x != PAD, axis=1)
    return np.where(x[np.arange(len(x)), first] == PAD, 0, x.shape[1] - first)


def _names_data() -> bool:
    """Whether the reader named reviews; then failing to read them is an error, even for auto."""
    return bool(os.environ.get("RNN_TUTORIAL_DATA"))


def _read(path: Path) -> Corpus:
    if path.is_dir():
        return cached_corpus(readers.hash_acl_imdb(path), lambda: readers.read_acl_imdb(path))
    if not path.is_file():
        raise TutorialError(f"{path} does not exist. {WAYS_ON}")
    return _read_npz(path, path.with_name("imdb_word_index.json"))


def _read_npz(path: Path, index: Path) -> Corpus:
    indexed = index.is_file()

    def read() -> Corpus:
        return readers.read_npz(path, readers.read_word_index(index) if indexed else None)

    return cached_corpus(hash_file(path) + (hash_file(index) if indexed else ""), read)


def _fetch_imdb() -> Corpus:
    try:
        return _read_npz(fetch("imdb.npz"), fetch("imdb_word_index.json"))
    except TutorialError as error:
        raise TutorialError(f"IMDB is not at hand: {error}. {WAYS_ON}") from None


def _name_source(corpus: Corpus, path: str | Path | None) -> str:
    """IMDB is known by its size, whatever its file is called."""
    halves = (corpus.train, corpus.test)
    if all(len(half) == 25_000 and half.labels.sum() == 12_500 for half in halves):
        return "IMDB"
    return Path(path).name if path else "IMDB"


def _to_dataset(
    corpus: Corpus, num_words: int, maxlen: int, source: str, seed: int
) -> ReviewDataset:
    # One generator for both halves, the training half first: Keras's order of events.
    shuffle = np.random.RandomState(seed)
    arrays = []
    for half in (corpus.train, corpus.test):
        order = np.arange(len(half))
        shuffle.shuffle(order)
        arrays += [_pad_half(half, order, num_words, maxlen), half.labels[order]]
    return ReviewDataset(
        *arrays, corpus.words, source, corpus.fingerprint, num_words, maxlen, corpus.notice
    )


def _pad_half(half: Reviews, order: np.ndarray, num_words: int, maxlen: int) -> np.ndarray:
    starts = half.offsets[:-1]
    tokens = np.insert(ranks_to_tokens(half.ranks, num_words), starts, START)
    reviews = np.split(tokens, starts[1:] + np.arange(1, len(half)))
    return pad_reviews([reviews[i] for i in order], maxlen)


def _take(dataset: ReviewDataset, train: int | None, test: int | None) -> ReviewDataset:
    return replace(
        dataset,
        x_train=dataset.x_train[:train],
        y_train=dataset.y_train[:train],
        x_test=dataset.x_test[:test],
        y_test=dataset.y_test[:test],
    )
