"""Check an answer to one of the book's exercises.

>>> check("01-2", 50)
01-2: right
"""

from typing import Any

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.checkers import Feedback


def check(name: str, answer: Any = None) -> Feedback:
    """Check an answer: right, not yet (with a hint), or not answered yet.

    Args:
        name: the exercise, such as "06-3".
        answer: what the exercise asks for: a number, a list of numbers or words, a function or
            a Keras model. None and ... mean that there is no answer yet.

    Returns:
        Feedback, which counts as true in an `if` only for a right answer.

    Raises:
        TutorialError: there is no exercise of this name.
    """
    from rnn_tutorial.exercises.answers import EXERCISES

    if name not in EXERCISES:
        chapter = [known for known in EXERCISES if known[:2] == str(name)[:2]]
        raise TutorialError(
            f"there is no exercise {name!r}: choose one of {', '.join(chapter or EXERCISES)}."
        )
    return EXERCISES[name].feedback(name, answer)
