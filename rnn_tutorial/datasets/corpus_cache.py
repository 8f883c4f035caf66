"""Reviews that were read once, kept without pickle, named by what the source held.

Reading Keras's file means building eleven million Python numbers. The cache holds the same
numbers as flat arrays, so a second load takes a fraction of the first.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from rnn_tutorial.datasets.corpus import Corpus, Reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import cache_folder, write_beside

LAYOUT = 1  # raise it when what `_store` writes changes


def cached_corpus(key: str, read: Callable[[], Corpus]) -> Corpus:
    """The corpus stored for `key` (a hash of the source), or `read()`, stored for next time.

    A cache file that is torn is made again: it holds nothing that the source does not. Where the
    cache can't be written, the corpus's notice says so.
    """
    name = hashlib.sha256(f"{LAYOUT}:{key}".encode()).hexdigest()[:24]
    path = cache_folder() / "corpora" / f"{name}.npz"
    try:
        return _load(path)
    except Exception:  # a torn archive can fail in any of a dozen ways
        corpus = read()
        try:
            _store(path, corpus)
        except TutorialError as error:  # without a cache it only takes longer
            return replace(corpus, notice=f"The reviews are not kept for the next time: {error}")
        return corpus


def _store(path: Path, corpus: Corpus) -> None:
    arrays = {"fingerprint": np.array(corpus.fingerprint)}
    for name, half in (("train", corpus.train), ("test", corpus.test)):
        arrays |= {
            f"{name}_ranks": half.ranks,
            f"{name}_offsets": half.offsets,
            f"{name}_labels": half.labels,
        }
    if corpus.words is not None:
        text = "\n".join(corpus.words).encode()
        arrays["words"] = np.frombuffer(text, np.uint8)
    with write_beside(path) as stream:
        np.savez(stream, **arrays)


def _load(path: Path) -> Corpus:
    # Opened here: NumPy leaves the file of a torn archive open, and then it can't be replaced.
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        halves = [
            Reviews(*(stored[f"{name}_{part}"] for part in ("ranks", "offsets", "labels")))
            for name in ("train", "test")
        ]
        words = None
        if "words" in stored:
            words = tuple(stored["words"].tobytes().decode().split("\n"))
        return Corpus(*halves, words, str(stored["fingerprint"]))
