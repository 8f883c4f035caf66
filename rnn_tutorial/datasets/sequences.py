"""Made-up sequences and tasks in which the right answer is known exactly."""

from importlib.resources import files

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.errors import TutorialError

NOTHING = -1.0  # stands behind the end of a sequence of bits
QUOTE = 0  # the token of the quotation mark in `quoted_letters`


def sine_waves(count: int, timesteps: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """One to many: a number that sets a period, and the wave that has it.

    Returns x (count, 1), uniform between -1 and 1, and waves (count, timesteps, 1): at timestep
    i, counted from 1, the value is sin(2 pi i / period) with a period of 14 + 6 x timesteps.
    """
    check_count("count", count)
    check_count("timesteps", timesteps, minimum=2)
    x = np.random.default_rng(seed).uniform(-1, 1, (count, 1))
    waves = np.sin(2 * np.pi * np.arange(1, timesteps + 1) / (14 + 6 * x))  # (count, timesteps)
    return x.astype("float32"), waves[..., None].astype("float32")


def bits_to_count(
    count: int, timesteps: int, *, shortest: int = 1, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Many to one: bits, and how many of them are 1.

    Lengths are uniform from `shortest` to `timesteps`. Returns bits (count, timesteps, 1), in
    which -1 fills up behind the end, and totals (count, 1). The share of ones is drawn for each
    sequence, so that small and large totals are about as frequent.
    """
    check_count("count", count)
    check_count("shortest", shortest)
    check_count("timesteps", timesteps, minimum=shortest)
    rng = np.random.default_rng(seed)
    bits = (rng.random((count, timesteps)) < rng.random((count, 1))).astype("float32")
    bits[np.arange(timesteps) >= rng.integers(shortest, timesteps + 1, (count, 1))] = NOTHING
    return bits[..., None], (bits == 1).sum(axis=1, keepdims=True).astype("float32")


def quoted_letters(count: int, timesteps: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Many to many, aligned: letters and quotation marks, and a tag for each.

    Returns tokens (count, timesteps), 0 for a quotation mark and 1 to 3 for letters, and tags
    of the same shape: 1 from an opening mark on, 0 from the mark that closes it on.
    """
    check_count("count", count)
    check_count("timesteps", timesteps)
    tokens = np.random.default_rng(seed).integers(0, 4, (count, timesteps))
    return tokens, np.cumsum(tokens == QUOTE, axis=1) % 2


def digits_to_reverse(count: int, digits: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Many to many by encoder-decoder: numbers (count, digits), and the same from back to front."""
    check_count("count", count)
    check_count("digits", digits)
    x = np.random.default_rng(seed).integers(0, 10, (count, digits))
    return x, x[:, ::-1].copy()


def load_verses() -> str:
    """The poem "The Walrus and the Carpenter" (Lewis Carroll, 1871), public domain, in lower case.

    Source: "Through the Looking-Glass, and What Alice Found There", chapter 4.
    """
    return files("rnn_tutorial.datasets").joinpath("verses.txt").read_text(encoding="utf-8").lower()


def encode_text(text: str, alphabet: str) -> np.ndarray:
    """The place of each character in `alphabet`, (characters,); an unknown one is an error."""
    unknown = sorted(set(text) - set(alphabet))
    if unknown:
        raise TutorialError(
            f"{unknown[0]!r} is not in the alphabet of the model, {alphabet!r}: leave it out."
        )
    return np.array([alphabet.index(character) for character in text], dtype=int)


def text_windows(text: str, alphabet: str, timesteps: int) -> tuple[np.ndarray, np.ndarray]:
    """Every stretch of `timesteps` characters, and for each character the one after it.

    Returns two arrays of tokens, (len(text) - timesteps, timesteps) each.
    """
    check_count("timesteps", timesteps)
    if len(text) <= timesteps:
        raise TutorialError(
            f"the text has {len(text)} characters: give more than {timesteps}, so that each of a "
            "window's characters has another after it."
        )
    windows = np.lib.stride_tricks.sliding_window_view(encode_text(text, alphabet), timesteps + 1)
    return windows[:, :-1], windows[:, 1:]


def check_sequences(x: np.ndarray, *, mask: np.ndarray | None = None) -> np.ndarray:
    """Return x as an array, or refuse what an RNN can't read.

    x: (batch, timesteps) or (batch, timesteps, features). mask: (batch, timesteps), True where
    a timestep is to be read. Raises TutorialError for other shapes, no timesteps, a value that
    isn't finite, and a row of the mask that hides every timestep.
    """
    x = np.asarray(x)
    if x.ndim not in (2, 3) or 0 in x.shape:
        raise TutorialError(
            f"x has the shape {x.shape}: give (batch, timesteps) or (batch, timesteps, features), "
            "none of them 0."
        )
    if not np.isfinite(x).all():
        row, step = np.argwhere(~np.isfinite(x))[0][:2]
        raise TutorialError(
            f"x is {x[row, step].tolist()} in row {row} at timestep {step + 1}: replace or leave "
            "out what is not a finite number."
        )
    if mask is not None:
        _check_mask(np.asarray(mask, dtype=bool), x.shape[:2])
    return x


def pad_behind(tokens: np.ndarray) -> np.ndarray:
    """Move the zeros in front of each row, (batch, timesteps) of tokens, behind it."""
    tokens = check_sequences(tokens)
    moved = np.zeros_like(tokens)
    for row, target in zip(tokens, moved, strict=True):
        start = np.argmax(row != 0)
        target[: len(row) - start] = row[start:]
    return moved


def _check_mask(mask: np.ndarray, shape: tuple[int, ...]) -> None:
    if mask.shape != shape:
        raise TutorialError(
            f"the mask has the shape {mask.shape}: give {shape}, one value per timestep."
        )
    hidden = np.flatnonzero(~mask.any(axis=1))
    if hidden.size:
        raise TutorialError(
            f"the mask hides every timestep of row {hidden[0]}: nothing is left to read; leave "
            "the row out."
        )


def pattern_sequences(
    count: int,
    timesteps: int,
    positions: range | list[int],
    *,
    pattern: tuple[int, ...] = (0, 1, 2),
    letters: int = 4,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Random letters; every second sequence has the pattern in it, once.

    positions: where the pattern may begin, counted from 0. The sequences without it hold
    the same letters in reverse order at such a place, so that only their order tells the
    two kinds apart. Returns x, one-hot of shape (count, timesteps, letters), and found, shape
    (count, timesteps): 1 at the step at which the pattern has just been completed, else 0.
    Raises TutorialError for a position at which the pattern doesn't fit, and for a pattern
    that is its own reverse or no string of letters.
    """
    _check_pattern(timesteps, positions, pattern, letters)
    rng = np.random.default_rng(seed)
    planted = np.arange(count) % 2 == 1
    starts = rng.choice(list(positions), size=count)
    tokens = np.empty((count, timesteps), dtype=int)
    open_rows = np.arange(count)
    while open_rows.size:  # draw anew where chance put the pattern in, too
        tokens[open_rows] = rng.integers(letters, size=(open_rows.size, timesteps))
        for k, letter in enumerate(pattern):
            from_end = pattern[-1 - k]
            column = starts[open_rows] + k
            tokens[open_rows, column] = np.where(planted[open_rows], letter, from_end)
        times = _completed(tokens[open_rows], pattern).sum(axis=1)
        open_rows = open_rows[times != planted[open_rows]]
    return np.eye(letters, dtype="float32")[tokens], _completed(tokens, pattern)


def _completed(tokens: np.ndarray, pattern: tuple[int, ...]) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(tokens, len(pattern), axis=1)
    found = np.zeros(tokens.shape, dtype="float32")
    found[:, len(pattern) - 1 :] = (windows == np.array(pattern)).all(axis=2)
    return found


def _check_pattern(timesteps, positions, pattern, letters):
    last = timesteps - len(pattern)
    if last < 0 or not len(positions) or min(positions) < 0 or max(positions) > last:
        raise TutorialError(
            f"positions {list(positions)} are not all from 0 to {last}, where a pattern of "
            f"{len(pattern)} fits into {timesteps} timesteps; choose others or a longer sequence"
        )
    if any(not 0 <= letter < letters for letter in pattern) or pattern == pattern[::-1]:
        raise TutorialError(
            f"the pattern {pattern} must use letters from 0 to {letters - 1} and differ from its "
            "own reverse; choose another, such as (0, 1, 2)"
        )


def two_pulses(timesteps: int, distance: int, starts: range | list[int]) -> np.ndarray:
    """Silence with two pulses, `distance` steps apart, one sequence for each start.

    starts: the step of the first pulse, counted from 0. Returns shape (len(starts),
    timesteps, 1). Raises TutorialError where the second pulse would fall off the end.
    """
    starts = np.asarray(starts, dtype=int)
    if distance < 1 or starts.size == 0 or starts.min() < 0 or starts.max() + distance >= timesteps:
        raise TutorialError(
            f"two pulses {distance} apart with starts {starts.tolist()} do not fit into "
            f"{timesteps} timesteps; take starts from 0 to {timesteps - distance - 1}"
        )
    x = np.zeros((starts.size, timesteps, 1), dtype="float32")
    x[np.arange(starts.size), starts] = 1
    x[np.arange(starts.size), starts + distance] = 1
    return x
