"""Dates written in many ways inside a text, and the same dates as ISO 8601 writes them.

A task in which an input sequence becomes an output sequence, and the right answer is known.
"""

import datetime

import numpy as np

from rnn_tutorial.errors import TutorialError, check_count

LETTERS = " abcdefghijklmnopqrstuvwxyz0123456789.,"  # of the texts; a sign's place is its token
SIGNS = "-0123456789>"  # of the answers; ">" is the start token
START = SIGNS.index(">")
OUTPUTS = 10  # signs in an ISO date, such as 1987-03-05
SHORTEST = 32  # "wednesday, 30 september 1987" has 28 characters

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

# "may" and "march" are months in other places.
_TEXT = (
    "the a and of in to was it that he she they we for with her his letter house train rain came "
    "left met wrote again never early late only one who said may march then there year day summer "
    "old new long road town two found home"
)
_FILLERS = _TEXT.split()


def draw_dates(count: int, timesteps: int, *, seed: int = 0) -> tuple[list[str], list[str]]:
    """Texts that contain one date each, and the dates.

    timesteps: characters in each text. The date stands at a random place between ordinary words,
    which are cut off at both ends. Days are uniform over the years 1900 to 2099.

    Returns texts such as "in the house on march 5th, 1987 the" (lower case, letters of LETTERS),
    and dates such as "1987-03-05" (letters of SIGNS). Raises TutorialError for texts in which
    not every way to write a date fits.
    """
    check_count("count", count)
    if timesteps < SHORTEST:
        raise TutorialError(
            f"timesteps is {timesteps}: give {SHORTEST} or more, so that every way to write a date "
            "fits."
        )
    rng = np.random.default_rng(seed)
    first, last = (datetime.date(year, 1, 1).toordinal() for year in (1900, 2100))
    texts, dates = [], []
    for ordinal in rng.integers(first, last, count).tolist():
        date = datetime.date.fromordinal(ordinal)
        written = write_date(date, int(rng.integers(WAYS)))
        before, after = (" ".join(half) for half in _draw_words(rng, timesteps))
        start = len(before) + 1 - int(rng.integers(timesteps - len(written) + 1))
        text = f"{before} {written} {after}"
        texts.append(text[start : start + timesteps])
        dates.append(date.isoformat())
    return texts, dates


def write_date(date: datetime.date, way: int) -> str:
    """One of WAYS ways to write a date, in lower case. way: from 0."""
    d, m, year = date.day, date.month, date.year
    month, weekday = MONTHS[m - 1], DAYS[date.weekday()]
    ordinal = f"{d}{'th' if 10 < d < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(d % 10, 'th')}"
    ways = (
        f"{d} {month} {year}",
        f"{month} {d}, {year}",
        f"{month} {ordinal}, {year}",
        f"the {ordinal} of {month} {year}",
        f"{weekday}, {d} {month} {year}",
        f"{d} {month[:3]} {year}",
        f"{month[:3]}. {d}, {year}",
        f"{d}.{m}.{year}",
        f"{d:02}.{m:02}.{year}",
        f"{d} {ROMAN[m - 1]} {year}",
    )
    return ways[way]


WAYS = 10


def _draw_words(rng: np.random.Generator, length: int) -> list[list[str]]:
    """Two lists of words, each with more than `length` characters in all."""
    chosen = rng.integers(len(_FILLERS), size=(2, length))
    return [[_FILLERS[place] for place in row] for row in chosen.tolist()]
