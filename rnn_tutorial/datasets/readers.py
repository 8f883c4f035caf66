"""Readers of files in Keras's layout: the `.npz` of ranks, and its index of words.

The `.npz` holds lists of numbers, which NumPy can store only as a pickle. `plain_pickle.py`
reads that pickle without executing it.
"""

import itertools
import json
import zipfile
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy

from rnn_tutorial.datasets.corpus import Corpus, Reviews, check_corpus
from rnn_tutorial.datasets.plain_pickle import load_array
from rnn_tutorial.errors import TutorialError

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
# Of one unpacked array. IMDB's largest has 14 MB in this form, and needs more memory once read.
MAX_ARRAY_BYTES = 1 << 27


def read_npz(path: Path, words: tuple[str, ...] | None = None) -> Corpus:
    """Read a file in the layout of `keras.datasets.imdb`: four arrays, ranks from 1.

    words: in order of rank, if known. Raises TutorialError, with the path, if the file is
    damaged, has other arrays, contains anything but numbers, or has labels other than 0 and 1.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            missing = [n for n in ARRAYS if f"{n}.npy" not in archive.namelist()]
            if missing:
                raise ValueError(f"it has no array {', '.join(missing)}")
            x_train, y_train, x_test, y_test = (_read_array(archive, n) for n in ARRAYS)
        train, test = _to_reviews(x_train, y_train), _to_reviews(x_test, y_test)
    except TutorialError as error:
        raise TutorialError(
            f"{path} was refused: {error}. Give a file from a source you trust."
        ) from None
    except Exception as error:  # a damaged or hostile file can fail in a dozen ways
        reason = ascii(" ".join(str(error).split()))[1:-1] or type(error).__name__
        raise TutorialError(
            f"{path} can't be read as Keras's imdb.npz ({reason}): download it again, or "
            "give another path."
        ) from None
    return check_corpus(Corpus.of(train, test, words), str(path))


def _read_array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """One array of the archive. What its header promises is checked before memory is used."""
    info = archive.getinfo(f"{name}.npy")
    if info.file_size > MAX_ARRAY_BYTES:
        raise ValueError(f"{name} would unpack to {info.file_size:,} bytes")
    with archive.open(info) as stream:
        shape, dtype = _read_header(stream)
        if len(shape) != 1:
            raise ValueError(f"{name} has shape {shape}, not one row of reviews")
        if dtype.hasobject:
            array = load_array(stream)
            if array.shape != shape:
                raise ValueError(f"{name} does not hold the array that its header names")
            return array
        if shape[0] * dtype.itemsize > info.file_size:
            raise ValueError(f"{name} promises more numbers than the file holds")
        return np.frombuffer(stream.read(), dtype, shape[0])


def _read_header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    version = npy.read_magic(stream)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
    if read is None:
        raise ValueError(f"array format {version} is not 1.0 or 2.0")
    try:
        shape, _, dtype = read(stream)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        # NumPy's own message may contain the address of an object.
        raise ValueError("the header of an array can't be read") from None
    return shape, dtype


def _to_reviews(x: np.ndarray, y: np.ndarray) -> Reviews:
    for review in x:
        if not isinstance(review, (list, np.ndarray)):
            raise ValueError(f"a review is {type(review).__name__}, not a list of numbers")
    # Without this check, NumPy would silently cut 2.5 to 2 and read "2" as a number.
    for kind in set(map(type, itertools.chain.from_iterable(x))):
        if not issubclass(kind, (int, np.integer)):
            raise ValueError(f"a review holds a {kind.__name__}, not whole numbers alone")
    labels = np.asarray(y)
    if labels.dtype.kind not in "iub":
        raise ValueError(f"labels are {labels.dtype}, not whole numbers")
    return Reviews.from_lists(x, labels)


def read_word_index(path: Path) -> tuple[str, ...]:
    """Read Keras's `imdb_word_index.json` (word -> rank). Returns the words in order of rank.

    Raises TutorialError if the ranks do not run from 1 without a gap.
    """
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        ranked = sorted(index, key=index.__getitem__)
        if [index[word] for word in ranked] != list(range(1, len(ranked) + 1)):
            raise ValueError("ranks do not run from 1 without a gap")
        if any("\n" in word for word in ranked):
            raise ValueError("a word contains a line break")
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise TutorialError(
            f"{path} is not a word index, word -> rank from 1 ({error}): download it again."
        ) from None
    return tuple(ranked)
