"""A cache of reviews that were read before. Its files hold no pickle.

Reading Keras's file means building eleven million Python numbers. The cache holds the same
numbers as flat arrays, so a second load takes a fraction of the time of the first.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.datasets.corpus import Corpus, Reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import cache_folder, write_beside

LAYOUT = 2  # increase it when the arrays that `_store` writes change
PARTS = ("ranks", "offsets", "labels")
TEXTS = ("fingerprint", "notice")


def cached_corpus(key: str, read: Callable[[], Corpus]) -> Corpus:
    """Return the corpus stored for `key`, or call `read` and store its result.

    key: a hash of the source, so that a changed source is read again. A damaged cache file is
    replaced. If the cache can't be written, the corpus's `notice` says so.
    """
    name = hashlib.sha256(f"{LAYOUT}:{key}".encode()).hexdigest()[:24]
    path = cache_folder() / "corpora" / f"{name}.npz"
    try:
        return _load(path)
    except Exception:  # a damaged archive can fail in a dozen ways
        corpus = read()
        try:
            _store(path, corpus)
        except TutorialError as error:  # without a cache, loading only takes longer
            notice = f"{corpus.notice} The reviews were not cached for the next time: {error}"
            return replace(corpus, notice=notice.lstrip())
        return corpus


def _store(path: Path, corpus: Corpus) -> None:
    arrays: dict[str, Any] = {name: np.array(getattr(corpus, name)) for name in TEXTS}
    for name, half in (("train", corpus.train), ("test", corpus.test)):
        arrays |= {f"{name}_{part}": getattr(half, part) for part in PARTS}
    if corpus.words is not None:
        arrays["words"] = np.frombuffer("\n".join(corpus.words).encode(), np.uint8)
    with write_beside(path) as stream:
        np.savez(stream, **arrays)


def _load(path: Path) -> Corpus:
    # Opened here: NumPy leaves the file of a damaged archive open, and Windows can't replace it.
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        train, test = (
            Reviews(*(stored[f"{name}_{part}"] for part in PARTS)) for name in ("train", "test")
        )
        words = None
        if "words" in stored:
            words = tuple(stored["words"].tobytes().decode().split("\n"))
        return Corpus(train, test, words, *(str(stored[name]) for name in TEXTS))
