"""Generated sequences and tasks whose correct answer is known exactly, and texts to continue."""

import bz2
from collections.abc import Sequence
from importlib.resources import files

import numpy as np

from rnn_tutorial.errors import TutorialError, check_count

NOTHING = -1.0  # fills the timesteps after the end of a sequence of bits
QUOTE = 0  # the token of the quotation mark in `quoted_letters`
LETTERS, PATTERN = 4, (0, 1, 2)  # of `pattern_sequences`; its letters are numbers from 0


def sine_waves(count: int, timesteps: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """One to many: a number, and a sine wave whose period the number determines.

    Returns x (count, 1), uniform between -1 and 1, and waves (count, timesteps, 1). At timestep
    i, counted from 1, the value is sin(2 pi i / period) with a period of `14 + 6 * x` timesteps.
    """
    check_count("count", count)
    check_count("timesteps", timesteps, minimum=2)
    x = np.random.default_rng(seed).uniform(-1, 1, (count, 1))
    waves = np.sin(2 * np.pi * np.arange(1, timesteps + 1) / (14 + 6 * x))  # (count, timesteps)
    return x.astype("float32"), waves[..., None].astype("float32")


def bits_to_count(
    count: int, timesteps: int, *, shortest: int = 1, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Many to one: a sequence of bits, and the number of ones in it.

    Lengths are uniform from `shortest` to `timesteps`. Returns bits (count, timesteps, 1), padded
    with -1 at the end, and totals (count, 1). The share of ones is drawn for each sequence, so
    that small and large totals are about equally frequent.
    """
    check_count("count", count)
    check_count("shortest", shortest)
    check_count("timesteps", timesteps, minimum=shortest)
    rng = np.random.default_rng(seed)
    bits = (rng.random((count, timesteps)) < rng.random((count, 1))).astype("float32")
    bits[np.arange(timesteps) >= rng.integers(shortest, timesteps + 1, (count, 1))] = NOTHING
    return bits[..., None], (bits == 1).sum(axis=1, keepdims=True).astype("float32")


def quoted_letters(count: int, timesteps: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Many to many, aligned: letters and quotation marks, and a tag for each of them.

    Returns tokens (count, timesteps), 0 for a quotation mark and 1 to 3 for letters, and tags of
    the same shape: 1 from an opening mark up to the mark that closes it, which has 0 again.
    """
    check_count("count", count)
    check_count("timesteps", timesteps)
    tokens = np.random.default_rng(seed).integers(0, 4, (count, timesteps))
    return tokens, np.cumsum(tokens == QUOTE, axis=1) % 2


def load_verses() -> str:
    """The poem "The Walrus and the Carpenter" (Lewis Carroll, 1871), public domain, in lower case.

    Source: "Through the Looking-Glass, and What Alice Found There", chapter 4.
    """
    return files("rnn_tutorial.datasets").joinpath("verses.txt").read_text(encoding="utf-8").lower()


def load_shakespeare() -> str:
    """A million characters (1,115,394) of William Shakespeare's plays, public domain.

    The selection that is widely used for character models: "tiny Shakespeare" of the char-rnn
    repository (Andrej Karpathy, 2015, MIT licence), 40,000 lines, 65 different characters.
    """
    packed = files("rnn_tutorial.datasets").joinpath("shakespeare.txt.bz2").read_bytes()
    return bz2.decompress(packed).decode("ascii")


def encode_text(text: str, alphabet: str) -> np.ndarray:
    """The position of each character in `alphabet`, (characters,) int.

    Raises TutorialError for a character that the alphabet does not contain.
    """
    unknown = sorted(set(text) - set(alphabet))
    if unknown:
        raise TutorialError(
            f"{unknown[0]!r} is not in the alphabet of the model, {alphabet!r}: remove it."
        )
    return np.array([alphabet.index(character) for character in text], dtype=int)


def text_windows(text: str, alphabet: str, timesteps: int) -> tuple[np.ndarray, np.ndarray]:
    """All windows of `timesteps` characters, and the same windows one character later.

    Returns x and y, (len(text) - timesteps, timesteps) tokens each: y holds the next character
    for each character of x. Raises TutorialError for a text that is too short.
    """
    check_count("timesteps", timesteps)
    if len(text) <= timesteps:
        raise TutorialError(
            f"the text has {len(text)} characters: give more than {timesteps}, so that every "
            "character of a window has a next character."
        )
    windows = np.lib.stride_tricks.sliding_window_view(encode_text(text, alphabet), timesteps + 1)
    return windows[:, :-1], windows[:, 1:]


def carried_pieces(tokens: np.ndarray, rows: int, timesteps: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut a long text for a stateful network: row k of a batch continues row k of the one before.

    tokens: (n,). Each of `rows` rows reads a part of the text of its own. Returns x and y,
    (batches, rows, timesteps) each: y holds the next token for each token of x. What doesn't fill
    a batch at the end is left out. Raises TutorialError for a text that fills no batch.
    """
    check_count("rows", rows)
    check_count("timesteps", timesteps)
    batches = (len(tokens) - 1) // (rows * timesteps)
    if batches == 0:
        raise TutorialError(
            f"the text has {len(tokens)} tokens: give more than {rows * timesteps}, so that "
            f"{rows} rows of {timesteps} timesteps have a next token each."
        )
    length = batches * timesteps  # of the part that one row reads
    x, y = (
        tokens[start : start + rows * length].reshape(rows, batches, timesteps).swapaxes(0, 1)
        for start in (0, 1)
    )
    return x, y


def pad_behind(tokens: np.ndarray) -> np.ndarray:
    """Move the padding of each row from the front to the end. tokens: (batch, timesteps)."""
    in_front = np.logical_and.accumulate(tokens == 0, axis=1)
    return np.take_along_axis(tokens, np.argsort(in_front, axis=1, kind="stable"), axis=1)


def pattern_sequences(
    count: int, timesteps: int, positions: Sequence[int], *, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Random letters a to d; every second sequence contains the pattern abc, exactly once.

    positions: timesteps, counted from 0, at which the pattern may begin. The other sequences
    contain the reversed pattern at one of them, so that only the order of the letters separates
    the two kinds.

    Returns x (count, timesteps, 4), one-hot, and found (count, timesteps), which is 1 at the
    timestep that completes the pattern and 0 elsewhere. Raises TutorialError for a position at
    which the pattern doesn't fit.
    """
    last = timesteps - len(PATTERN)
    if last < 0 or not len(positions) or min(positions) < 0 or max(positions) > last:
        raise TutorialError(
            f"positions {list(positions)}: a pattern of {len(PATTERN)} letters fits into "
            f"{timesteps} timesteps at 0 to {last}; choose such positions or a longer sequence."
        )
    rng = np.random.default_rng(seed)
    planted = np.arange(count) % 2 == 1
    starts = rng.choice(list(positions), size=count)
    tokens = np.empty((count, timesteps), dtype=int)
    open_rows = np.arange(count)
    while open_rows.size:  # draw a row again if it contains the pattern by chance
        tokens[open_rows] = rng.integers(LETTERS, size=(open_rows.size, timesteps))
        for k, letter in enumerate(PATTERN):
            from_end = PATTERN[-1 - k]
            column = starts[open_rows] + k
            tokens[open_rows, column] = np.where(planted[open_rows], letter, from_end)
        times = _completed(tokens[open_rows]).sum(axis=1)
        open_rows = open_rows[times != planted[open_rows]]
    return np.eye(LETTERS, dtype="float32")[tokens], _completed(tokens)


def _completed(tokens: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(tokens, len(PATTERN), axis=1)
    found = np.zeros(tokens.shape, dtype="float32")
    found[:, len(PATTERN) - 1 :] = (windows == np.array(PATTERN)).all(axis=2)
    return found


def two_pulses(timesteps: int, distance: int, starts: Sequence[int]) -> np.ndarray:
    """Sequences of zeros with two ones, `distance` timesteps apart: one sequence per start.

    starts: timesteps of the first pulse, counted from 0. Returns (len(starts), timesteps, 1).
    Raises TutorialError if the second pulse would come after the end.
    """
    first = np.asarray(starts, dtype=int)
    if distance < 1 or first.size == 0 or first.min() < 0 or first.max() + distance >= timesteps:
        raise TutorialError(
            f"two pulses {distance} apart with starts {first.tolist()} do not fit into "
            f"{timesteps} timesteps: give starts from 0 to {timesteps - distance - 1}."
        )
    x = np.zeros((first.size, timesteps, 1), dtype="float32")
    x[np.arange(first.size), first] = 1
    x[np.arange(first.size), first + distance] = 1
    return x
