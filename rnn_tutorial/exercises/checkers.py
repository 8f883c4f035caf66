"""Exercises whose answer is a number, several numbers, words, a function or a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_tutorial.errors import plural


@dataclass(frozen=True, repr=False)
class Feedback:
    """What `check` returns. right: True, False, or None while there is no answer.

    In an `if` it counts as true only for a right answer.
    """

    name: str
    right: bool | None
    message: str

    def __bool__(self) -> bool:
        return self.right is True

    def __repr__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class Exercise:
    """find_fault: takes an answer; returns None if it is right, else sentences that help.

    passed: what a right answer has shown, such as "2 tests passed". question: the expected
    numbers or words, the hint and the tolerance, if a page can check an answer with them.
    """

    find_fault: Callable[[Any], str | None] = field(repr=False)
    passed: str = ""
    question: dict[str, Any] | None = field(default=None, repr=False)

    def feedback(self, name: str, answer: Any) -> Feedback:
        """Check an answer. None and ... mean that there is no answer yet."""
        try:
            fault = self.find_fault(_require(answer))
        except NotAnswered:
            return Feedback(name, None, "not answered yet")
        if fault:
            return Feedback(name, False, f"not yet. {fault}")
        return Feedback(name, True, f"right ({self.passed})" if self.passed else "right")


class NotAnswered(Exception):
    """There is no answer, or it is a function whose body has not been written."""


def numbers(expected: Any, hint: str, *, tolerance: float | None = None) -> Exercise:
    """A number, or numbers in the shape of `expected`.

    tolerance: the error allowed, relative to `expected`; 0.005 unless given. Whole numbers must
    be exact.
    """
    wanted = np.asarray(expected)
    if tolerance is None:
        tolerance = 0 if wanted.dtype.kind == "i" else 0.005

    def find_fault(answer: Any) -> str | None:
        difference = _difference(answer, wanted, tolerance)
        return difference and f"Your answer {difference}. Hint: {hint}."

    question = {"numbers": wanted.tolist(), "tolerance": tolerance, "hint": hint}
    passed = f"within {100 * tolerance:.3g}%" if tolerance else ""
    return Exercise(find_fault, passed, question if wanted.ndim < 2 else None)


def words(expected: Sequence[str | tuple[str, ...]], hint: str) -> Exercise:
    """A list of words in this order; a tuple gives the words that count as right at its place."""

    def find_fault(answer: Any) -> str | None:
        given = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        if len(given) != len(expected):
            return f"Give a list of {plural(len(expected), 'entry', 'entries')}, not {len(given)}."
        wrong = [
            str(place)
            for place, (word, right) in enumerate(zip(given, expected, strict=True), start=1)
            if str(word).strip().lower().replace("-", " ")
            not in ((right,) if isinstance(right, str) else right)
        ]
        return f"Check entry {', '.join(wrong)}. Hint: {hint}." if wrong else None

    admitted = [[right] if isinstance(right, str) else list(right) for right in expected]
    return Exercise(find_fault, question={"words": admitted, "hint": hint})


def function(
    oracle: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    hint: str,
    *,
    tolerance: float = 1e-6,
) -> Exercise:
    """A function, compared with `oracle` on every case, a tuple of arguments."""

    def find_fault(answer: Any) -> str | None:
        if not callable(answer):
            return f"Pass the function itself, without calling it; this is {_kind(answer)}."
        for test, case in enumerate(cases, start=1):
            arguments = [np.copy(a) if isinstance(a, np.ndarray) else a for a in case]
            try:
                result = answer(*arguments)
            except Exception as error:  # a student's function may raise anything
                return f"Test {test} of {len(cases)} raised {_one_line(error)}."
            wanted = np.asarray(oracle(*case), dtype=float)
            difference = _difference(_require(result), wanted, tolerance)
            if difference:
                return f"Test {test} of {len(cases)}: the result {difference}. Hint: {hint}."
        return None

    return Exercise(find_fault, f"{plural(len(cases), 'test')} passed")


def model(find_fault: Callable[[Any], str | None], passed: str) -> Exercise:
    """A Keras model or a TrainedModel; `find_fault` gets the Keras model."""

    def find_fault_in_model(answer: Any) -> str | None:
        answer = getattr(answer, "keras_model", answer)  # of a TrainedModel
        if not hasattr(answer, "count_params"):
            return f"Pass the Keras model itself; this is {_kind(answer)}."
        try:
            return find_fault(answer)
        except Exception as error:  # such as a model that is not built or reads other shapes
            return f"The model could not be checked: it raised {_one_line(error)}."

    return Exercise(find_fault_in_model, passed)


def _require(answer: Any) -> Any:
    if answer is None or answer is ...:
        raise NotAnswered
    return answer


def _difference(given: Any, wanted: np.ndarray, tolerance: float) -> str | None:
    """How `given` differs from what is wanted, as the end of a sentence; None if it doesn't."""
    try:
        values = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        return f"should consist of numbers and is {_kind(given)}"
    if values.shape != wanted.shape:
        return f"has the shape {values.shape} and should have the shape {wanted.shape}"
    if not np.isfinite(values).all():
        return "contains infinity or NaN"
    # The tiny absolute tolerance allows for rounding where the expected value is 0.
    if not np.allclose(values, wanted, rtol=tolerance, atol=1e-9):
        return "differs from the expected value"
    return None


def _kind(answer: Any) -> str:
    return f"of type {type(answer).__name__}"


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split()):.200}"
