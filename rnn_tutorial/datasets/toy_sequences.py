"""Small made-up sequences in which the one thing to be found is known exactly."""

import numpy as np

from rnn_tutorial.errors import TutorialError


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
    _check(timesteps, positions, pattern, letters)
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


def _check(timesteps, positions, pattern, letters):
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
