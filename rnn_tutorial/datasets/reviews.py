"""Movie reviews as the integer matrices that a recurrent model reads."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets import readers, texts
from rnn_tutorial.datasets.corpus import Corpus, Reviews
from rnn_tutorial.datasets.corpus_cache import cached_corpus
from rnn_tutorial.datasets.download import fetch
from rnn_tutorial.datasets.padding import pad_reviews
from rnn_tutorial.datasets.sample.corpus import make_sample
from rnn_tutorial.datasets.tables import SUFFIXES
from rnn_tutorial.datasets.vocabulary import START, Vocabulary, ranks_to_tokens
from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.storage import hash_file

SHUFFLE_SEED = 113  # Keras's
ALTERNATIVES = (
    "Give the path of an imdb.npz, of an aclImdb folder, or of a table of reviews (--data PATH, or "
    "RNN_TUTORIAL_DATA), "
    "connect to the network, or use the sample corpus (--data sample)."
)


@dataclass(frozen=True, eq=False, repr=False)
class ReviewDataset:
    """Reviews with a chosen vocabulary size and length.

    x_train, x_test: (reviews, maxlen) int32 tokens, padded with 0 in front; see `Vocabulary`.
    y_train, y_test: (reviews,) int32, 1 for a positive review and 0 for a negative one.
    words: the words in order of rank, or None if the source does not list them.
    source: "IMDB", "sample corpus", or the name of the file.
    fingerprint: of the reviews before num_words and maxlen were applied.
    num_words: tokens at or above this number are out of vocabulary (2). maxlen: timesteps.
    notice: what the reader should know about these reviews, such as a substitute, else "".
    padding, truncating: "pre" or "post", as in Keras's `pad_sequences`.
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
    padding: str = "pre"
    truncating: str = "pre"

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
        """The words of these reviews. Raises TutorialError if the source does not list them."""
        if self.words is None:
            raise TutorialError(
                f"{self.source} came without its words: put imdb_word_index.json beside the file."
            )
        return Vocabulary(self.words, self.num_words)

    def encode(self, text: str) -> np.ndarray:
        """One review as a (1, maxlen) row that a model trained on these reviews can read."""
        return pad_reviews(
            [self.vocabulary.encode(text)],
            self.maxlen,
            padding=self.padding,
            truncating=self.truncating,
        )

    def decode(self, tokens: Iterable[int]) -> str:
        """The words of a row of `x_train` or of a list of tokens; see `Vocabulary.decode`."""
        return self.vocabulary.decode(tokens)


def load_imdb(
    num_words: int = DataConfig.num_words,
    maxlen: int = DataConfig.maxlen,
    *,
    path: str | Path | None = None,
    seed: int = SHUFFLE_SEED,
    padding: str = "pre",
    truncating: str = "pre",
) -> ReviewDataset:
    """Load the 50,000 reviews of the Large Movie Review Dataset (Maas et al., 2011).

    The result equals `keras.datasets.imdb.load_data(num_words)` followed by
    `pad_sequences(x, maxlen)`: `x_train` and `x_test` are (25000, maxlen) int32.

    num_words: the size of the vocabulary in tokens. maxlen: timesteps; longer reviews lose
        their beginning, shorter ones are padded in front.
    path: an `.npz` in Keras's layout, an unpacked `aclImdb` folder, or other reviews that
        `DataConfig.source` describes. If None: the path in the environment variable
        `RNN_TUTORIAL_DATA`, or else the file that Keras downloads.
    seed: shuffles each half; the default is Keras's.
    padding, truncating: "pre" or "post": where zeros are added, and where long reviews are cut.

    Raises TutorialError if the reviews can't be read; the message lists the alternatives.
    """
    config = DataConfig(source=str(path or "imdb"), num_words=num_words, maxlen=maxlen)
    for name, value in (("padding", padding), ("truncating", truncating)):
        check_choice(name, value, ("pre", "post"))
    return _load(config, seed, padding=padding, truncating=truncating)


def load_sample(
    num_words: int = DataConfig.num_words, maxlen: int = DataConfig.maxlen, *, seed: int = 0
) -> ReviewDataset:
    """Generate the sample corpus: 14,000 invented reviews, the same for the same seed.

    It needs neither a network nor a file. `datasets/sample/corpus.py` describes the reviews.
    Raises TutorialError for a num_words below 4, a maxlen below 1 or a negative seed.
    """
    DataConfig(num_words=num_words, maxlen=maxlen)  # refuses wrong values
    corpus = make_sample(train=10_000, test=4_000, seed=seed)
    return _to_dataset(corpus, num_words, maxlen, "sample corpus", SHUFFLE_SEED)


def _load(config: DataConfig, seed: int = SHUFFLE_SEED, **sides: str) -> ReviewDataset:
    """Load the reviews at a path, or IMDB, without a substitute. sides: padding and truncating."""
    named = os.environ.get("RNN_TUTORIAL_DATA")
    if config.source in ("auto", "imdb") and named:
        config = replace(config, source=named)
    fetched = config.source in ("auto", "imdb")
    corpus = _fetch_imdb() if fetched else _read(config, seed)
    source = _name_source(corpus, None if fetched else config.source)
    return _to_dataset(corpus, config.num_words, config.maxlen, source, seed, **sides)


def load_reviews(config: DataConfig) -> ReviewDataset:
    """Load the reviews of `config.source`: "auto", "imdb", "sample", or a path.

    "auto" loads IMDB. If that fails, it generates the sample corpus and says so in `notice`,
    unless `RNN_TUTORIAL_DATA` names the reviews.
    Raises TutorialError if the reviews can't be read.
    """
    num_words, maxlen = config.num_words, config.maxlen
    if config.source == "sample":
        dataset = load_sample(num_words, maxlen)
    else:
        try:
            dataset = _load(config)
        except TutorialError as error:
            if config.source != "auto" or os.environ.get("RNN_TUTORIAL_DATA"):
                raise
            notice = (
                f"{str(error).removesuffix(ALTERNATIVES)}Using the sample corpus instead; "
                "give --data PATH to read your own copy."
            )
            dataset = replace(load_sample(num_words, maxlen), notice=notice)
    train, test = config.max_train_samples, config.max_test_samples
    return replace(
        dataset,
        x_train=dataset.x_train[:train],
        y_train=dataset.y_train[:train],
        x_test=dataset.x_test[:test],
        y_test=dataset.y_test[:test],
    )


def _read(config: DataConfig, seed: int) -> Corpus:
    path = Path(config.source).expanduser()
    if not path.exists():
        raise TutorialError(f"{path} does not exist. {ALTERNATIVES}")
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        asked = (texts.hash_source(path), config.text, config.label, config.positive_from, seed)
        return cached_corpus(repr(asked), lambda: texts.read_corpus(path, config, seed=seed))
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
        reason = str(error).removesuffix(".")
        raise TutorialError(f"IMDB was not found: {reason}. {ALTERNATIVES}") from None


def _name_source(corpus: Corpus, path: str | Path | None) -> str:
    """IMDB is recognised by its size, whatever its file is called."""
    halves = (corpus.train, corpus.test)
    if all(len(half) == 25_000 and half.labels.sum() == 12_500 for half in halves):
        return "IMDB"
    return Path(path).name if path else "IMDB"


def _to_dataset(
    corpus: Corpus, num_words: int, maxlen: int, source: str, seed: int, **sides: str
) -> ReviewDataset:
    # One generator for both halves, the training half first, as in Keras.
    rng = np.random.RandomState(seed)
    train, test = (_shuffle(half, rng, num_words) for half in (corpus.train, corpus.test))
    return ReviewDataset(
        pad_reviews(train[0], maxlen, **sides),
        train[1],
        pad_reviews(test[0], maxlen, **sides),
        test[1],
        words=corpus.words,
        source=source,
        fingerprint=corpus.fingerprint,
        num_words=num_words,
        maxlen=maxlen,
        notice=corpus.notice,
        **sides,
    )


def _shuffle(
    half: Reviews, rng: np.random.RandomState, num_words: int
) -> tuple[list[np.ndarray], np.ndarray]:
    order = np.arange(len(half))
    rng.shuffle(order)
    tokens = np.insert(ranks_to_tokens(half.ranks, num_words), half.offsets[:-1], START)
    ends = half.offsets + np.arange(len(half) + 1)  # each review has become one token longer
    bounds = zip(ends[order].tolist(), ends[order + 1].tolist(), strict=True)
    return [tokens[start:end] for start, end in bounds], half.labels[order]
