"""The exception for a reader's own mistake, the checks that raise it, and their grammar."""

import operator
from typing import Any

BACKENDS = ("tensorflow", "jax", "torch")


class TutorialError(ValueError):
    """A value that the library can't work with.

    The message is one line. It gives the value, says what is allowed, and what to do next.
    The command line prints that line and ends with exit code 2; a notebook shows it as the
    last line of the traceback.
    """


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count and its noun: "1 epoch", "1,200 epochs".

    nouns: the plural of `noun`, if it doesn't just end in "s".
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def check_count(name: str, value: Any, *, minimum: int = 1) -> int:
    """Return `value` as an int; refuse all but whole numbers of at least `minimum`."""
    try:
        count = operator.index(value)
    except TypeError:
        count = minimum - 1
    if isinstance(value, bool) or count < minimum:
        raise refusal(name, value, f"give a whole number, {minimum} or more")
    return count


def check_choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Return one of `choices` as a str; refuse any other value."""
    if not isinstance(value, str) or value not in choices:
        raise refusal(name, value, f"choose one of {', '.join(choices)}")
    return str(value)


def unusable_backend(name: str) -> TutorialError:
    """The error for a library that Keras is to compute with, but can't."""
    return TutorialError(
        f"Keras can't compute with {name!r} here: set KERAS_BACKEND to one of "
        f"{', '.join(BACKENDS)}, and install that library with pip."
    )


def refusal(name: str, value: Any, advice: str) -> TutorialError:
    """The error for a value that is not allowed. advice: what to give instead."""
    shown = " ".join(repr(value).split())  # the repr of an array has several lines
    return TutorialError(f"{name} is {shown:.80}: {advice}.")
