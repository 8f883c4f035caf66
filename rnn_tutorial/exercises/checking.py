"""The book's exercises: check an answer.

>>> check("01-2", 50)
01-2: right, exactly
"""

from typing import Any

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.checkers import Verdict


def check(name: str, answer: Any = None) -> Verdict:
    """Say whether an answer is right, or what to look at.

    name: the exercise, as "06-3". answer: what the exercise asks for (a number, numbers,
    words, a function or a model); None or ... while there is none. The verdict is true in an
    `if` where the answer is right. Raises TutorialError for an exercise that doesn't exist.
    """
    from rnn_tutorial.exercises.answers import EXERCISES

    if name not in EXERCISES:
        raise TutorialError(
            f"there is no exercise {name!r}: those of this book are {', '.join(EXERCISES)}."
        )
    return EXERCISES[name].verdict(name, answer)
