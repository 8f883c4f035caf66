"""Read an array of lists of whole numbers from a pickle without executing the pickle.

A pickle is a program: it names functions and calls them. NumPy's own functions are not safe
either: `numpy.dtype.__setstate__` trusts its argument and can read outside its memory. So every
name that a pickled array needs is replaced by one of the small classes here. They only keep
their arguments, which are checked afterwards.
"""

import io
import pickle
import re
from typing import IO, Any

import numpy as np

from rnn_tutorial.errors import TutorialError

MAX_WORDS = 1 << 26  # IMDB's halves have 6 million. A pickle can name one list many times.

# Instructions of fixed length. One match skips a run of them, since a file has millions. The
# argument of "r" (store under a number) is limited: Python allocates all smaller numbers, too.
_RUN = re.compile(
    rb"(?:[(.012NRabde}\])lotsu\x81\x85-\x89\x8f-\x94]|[Kqh\x80].|M..|[Jj]....|r...\x00|[G\x95].{8})*+",
    re.DOTALL,
)
_TWO_LINES = re.compile(rb"[^\n]*+\n[^\n]*+\n")
# Instructions followed by a length and by that many bytes -> the size of the length in bytes.
_WITH_LENGTH = {
    **dict.fromkeys((b"U", b"C", b"\x8a", b"\x8c"), 1),
    **dict.fromkeys((b"T", b"B", b"X", b"\x8b"), 4),
    **dict.fromkeys((b"\x8d", b"\x8e", b"\x96"), 8),
}


class _Kept:
    """Keeps the arguments and the state that a pickle gives it, and does nothing else."""

    __slots__ = ("arguments", "state")

    def __init__(self, *arguments: Any):
        self.arguments = arguments
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Array(_Kept):
    """numpy's _reconstruct(ndarray, (0,), b"b"), then (version, shape, dtype, order, data)."""


class _Dtype(_Kept):
    """numpy.dtype("i8", False, True), then (version, byte order, ...)."""


class _Scalar(_Kept):
    """numpy's scalar(dtype, bytes)."""


class _Bytes(_Kept):
    """_codecs.encode(text, "latin1"), which is how protocol 2 stores bytes."""


_REPLACED_BY = {
    ("numpy", "ndarray"): _Kept,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _Bytes,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Array for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _Scalar for core in ("core", "_core")},
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[_Kept]:
        if (module, name) not in _REPLACED_BY:
            asked = ascii(f"{module}.{name}")[1:-1]  # it may contain line breaks, or terminal codes
            raise TutorialError(f"it tries to load {asked:.80}, which a list of words never needs")
        return _REPLACED_BY[module, name]


def load_array(stream: IO[bytes]) -> np.ndarray:
    """Read a pickled one-dimensional object array of lists or arrays of whole numbers.

    Raises TutorialError if the pickle names anything else, and ValueError (or any error of
    unpickling) if it is damaged or holds something else.
    """
    pickled = stream.read()
    _check_instructions(pickled)
    found = _Unpickler(io.BytesIO(pickled)).load()
    if not isinstance(found, _Array):
        raise ValueError(f"it holds {type(found).__name__}, not an array")
    items = _array(found)
    array, words = np.empty(len(items), object), 0
    for place, item in enumerate(items):
        if isinstance(item, _Array):
            item = _array(item)
        words += len(item) if hasattr(item, "__len__") else 0
        if words > MAX_WORDS:
            raise ValueError(f"it has more than {MAX_WORDS:,} words")
        elif isinstance(item, list) and _Scalar in set(map(type, item)):
            item = [_number(n) if isinstance(n, _Scalar) else n for n in item]
        array[place] = item
    return array


def _array(kept: _Array) -> list | np.ndarray:
    _, shape, dtype, _, data = kept.state
    if not isinstance(shape, tuple) or len(shape) != 1:
        raise ValueError(f"an array in it has the shape {shape!r:.40}, not one row")
    dtype = _dtype(dtype)
    if dtype.hasobject:
        if not isinstance(data, list) or len(data) != shape[0]:
            raise ValueError("an array in it has more or fewer items than it says")
        return data
    numbers = np.frombuffer(_bytes(data), dtype)
    if numbers.shape != shape:
        raise ValueError("an array in it has more or fewer numbers than it says")
    return numbers


def _number(kept: _Scalar) -> int:
    dtype, data = kept.arguments
    (number,) = np.frombuffer(_bytes(data), _dtype(dtype)).tolist()
    return number


def _bytes(data: Any) -> bytes:
    if isinstance(data, _Bytes):
        text, encoding = data.arguments
        if encoding not in ("latin1", "latin-1"):
            raise ValueError(f"it asks for the encoding {encoding!r:.40}")
        return text.encode("latin-1")
    return data


def _dtype(kept: Any) -> np.dtype:
    """The type of whole numbers or, in an array of lists, of objects."""
    name = kept.arguments[0] if isinstance(kept, _Dtype) else ""
    if name in ("O", "O4", "O8"):
        return np.dtype("O")
    if not isinstance(name, str) or not re.fullmatch(r"[iu][1248]|b1", name):
        raise ValueError(f"it holds numbers of the kind {name!r:.40}, not whole numbers")
    order = kept.state[1] if kept.state else "="
    return np.dtype((order if order in (">", "<") else "=") + name)


def _check_instructions(pickled: bytes) -> None:
    """Raise ValueError for an instruction that no array of lists needs, or that is cut off."""
    place = 0
    while run := _RUN.match(pickled, place):  # it always matches, if only the empty string
        if (place := run.end()) == len(pickled):
            return
        word = pickled[place : place + 1]
        if word in _WITH_LENGTH:
            width = _WITH_LENGTH[word]
            length = int.from_bytes(pickled[place + 1 : place + 1 + width], "little")
            place += 1 + width + length
        elif word == b"c":  # a module and a name, one line each
            lines = _TWO_LINES.match(pickled, place + 1)
            place = lines.end() if lines else len(pickled) + 1
        else:
            raise ValueError(f"lists of numbers do not need its instruction {word!r}")
        if place > len(pickled):
            raise ValueError("it is cut off")
