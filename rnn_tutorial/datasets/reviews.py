"""Movie reviews as the integer matrices that a recurrent model reads."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from rnn_tutorial.config import DataConfig, check_count
from rnn_tutorial.datasets import readers
from rnn_tutorial.datasets.corpus import Corpus, Reviews, find_words, split_words
from rnn_tutorial.datasets.corpus_cache import cached_corpus
from rnn_tutorial.datasets.download import fetch
from rnn_tutorial.datasets.sample.corpus import make_sample
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import hash_file

PAD, START, OOV = 0, 1, 2
INDEX_FROM = 3  # a word's token is its rank plus this
SHUFFLE_SEED = 113  # Keras's
# A pasted review has printers' quotes and dashes; the corpus was typed without them.
_TYPEWRITTEN = str.maketrans({"’": "'", "‘": "'"} | dict.fromkeys("“”„«»–—…", " "))
WAYS_ON = (
    "Give the path of an imdb.npz or an aclImdb folder (--data PATH, or RNN_TUTORIAL_DATA), "
    "connect to the network, or use the sample corpus (--data sample)."
)


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def word_index(self) -> dict[str, int]:
        """Word -> rank, as `keras.datasets.imdb.get_word_index` gives it."""
        if self.words is None:
            raise TutorialError(
                f"{self.source} came without its words: put imdb_word_index.json beside the file."
            )
        return {word: rank for rank, word in enumerate(self.words, start=1)}

    def encode(self, text: str) -> np.ndarray:
        """One review as a (1, maxlen) row that a model trained on these reviews can read."""
        tokens = encode_review(text, self.word_index, num_words=self.num_words)
        return pad_reviews([tokens], self.maxlen)

    def decode(self, tokens: Iterable[int]) -> str:
        """The words of a row of `x_train` or of a list of tokens."""
        return decode_review(tokens, self.word_index)


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


def encode_review(text: str, word_index: dict[str, int], *, num_words: int = 10_000) -> list[int]:
    """Turn a review into tokens: 1, then each word's rank + 3, or 2 for an unknown word.

    Raises TutorialError where the text has no word, or none that the vocabulary knows.
    """
    words = split_words(text.translate(_TYPEWRITTEN))
    if not words:
        raise TutorialError(f"the review {text[:40]!r} has no words: write at least one.")
    tokens = [START]
    for word in words:
        token = word_index.get(word, num_words) + INDEX_FROM
        tokens.append(token if token < num_words else OOV)
    if set(tokens) == {START, OOV}:
        raise TutorialError(
            f"none of the {len(words)} words of the review {text[:40]!r} is among the "
            f"{num_words:,} that the model knows: write it in English, or raise num_words."
        )
    return tokens


def find_review_words(text: str) -> list[tuple[int, int]]:
    """Where the words stand that `encode_review` makes tokens of: (start, end) in the text."""
    return find_words(text.translate(_TYPEWRITTEN))


def decode_review(tokens: Iterable[int], word_index: dict[str, int]) -> str:
    """Turn tokens back into words; padding and start vanish, an unknown word is "[?]"."""
    word_of = {rank + INDEX_FROM: word for word, rank in word_index.items()}
    return " ".join(word_of.get(int(t), "[?]") for t in tokens if t not in (PAD, START))


def pad_reviews(reviews: Sequence[Sequence[int]], maxlen: int) -> np.ndarray:
    """Put lists of tokens into a (reviews, maxlen) int32 matrix: padded and cut in front."""
    check_count("maxlen", maxlen)
    padded = np.zeros((len(reviews), maxlen), np.int32)
    for row, review in zip(padded, reviews, strict=True):
        kept = review[-maxlen:]
        if len(kept):
            row[-len(kept) :] = kept
    return padded


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
    tokens = half.ranks + np.int32(INDEX_FROM)
    tokens[tokens >= num_words] = OOV
    padded = np.zeros((len(half), maxlen), np.int32)
    starts, ends = half.offsets[order], half.offsets[order + 1]
    for row, start, end in zip(padded, starts.tolist(), ends.tolist(), strict=True):
        length = end - start
        if length < maxlen:
            row[maxlen - length :] = tokens[start:end]
            row[maxlen - length - 1] = START
        else:
            row[:] = tokens[end - maxlen : end]
    return padded


def _take(dataset: ReviewDataset, train: int | None, test: int | None) -> ReviewDataset:
    return replace(
        dataset,
        x_train=dataset.x_train[:train],
        y_train=dataset.y_train[:train],
        x_test=dataset.x_test[:test],
        y_test=dataset.y_test[:test],
    )
