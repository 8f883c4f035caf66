"""Ways to judge the answer to an exercise: a number, numbers, a choice, a function, a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_tutorial.errors import plural


@dataclass(frozen=True, repr=False)
class Verdict:
    """What `check` says. right: True, False, or None while there is no answer yet."""

    name: str
    right: bool | None
    message: str

    def __bool__(self) -> bool:
        return self.right is True

    def __repr__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class Exercise:
    """judge: answer -> None if right, else what to look at. within: the tolerance, in words."""

    judge: Callable[[Any], str | None]
    within: str = ""

    def verdict(self, name: str, answer: Any) -> Verdict:
        """Judge an answer. None and ... stand for no answer."""
        if answer is None or answer is ...:
            return Verdict(name, None, "not answered yet")
        try:
            complaint = self.judge(answer)
        except NotAnswered:
            return Verdict(name, None, "not answered yet")
        if complaint is None:
            return Verdict(name, True, f"right{self.within and ', ' + self.within}")
        return Verdict(name, False, f"not yet: {complaint}")


class NotAnswered(Exception):
    """The answer is a function, and its body is still to be written."""


def number(expected: float, hint: str, *, tolerance: float = 0.005) -> Exercise:
    """A number, right within `tolerance`, a share of the expected value; 0 asks for equality."""
    return numbers(expected, hint, tolerance=tolerance)


def numbers(expected: Any, hint: str, *, tolerance: float = 0.005) -> Exercise:
    """Numbers of a certain shape, each right within `tolerance` of its expected value."""
    wanted = np.asarray(expected, dtype=float)

    def judge(answer):
        return _compare(answer, wanted, tolerance, hint)

    return Exercise(judge, _within(tolerance))


def words(expected: Sequence[str], hint: str) -> Exercise:
    """A list of words, each one of those that the exercise names."""

    def judge(answer):
        given = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        if len(given) != len(expected):
            return f"give {len(expected)} words, not {len(given)}"
        wrong = [
            k
            for k, (a, b) in enumerate(zip(given, expected, strict=True), start=1)
            if str(a).strip().lower().replace("-", " ") != b
        ]
        return f"look again at number {', '.join(map(str, wrong))}; {hint}" if wrong else None

    return Exercise(judge)


def function(
    oracle: Callable, cases: Sequence[tuple], hint: str, *, tolerance: float = 1e-6
) -> Exercise:
    """A function, tried on every case (a tuple of arguments) beside `oracle`."""

    def judge(answer):
        if not callable(answer):
            return f"give the function itself, not a {type(answer).__name__}"
        for number_of_case, case in enumerate(cases, start=1):
            given = [np.copy(a) if isinstance(a, np.ndarray) else a for a in case]
            try:
                result = answer(*given)
            except Exception as error:  # whatever a reader's own code raises
                return f"test {number_of_case} raised {type(error).__name__}: {error}"
            if result is None or result is ...:
                raise NotAnswered
            wanted = np.asarray(oracle(*case), dtype=float)
            complaint = _compare(result, wanted, tolerance, hint)
            if complaint:
                return f"in test {number_of_case}, {complaint}"
        return None

    return Exercise(judge, f"in {plural(len(cases), 'test')}, {_within(tolerance)}")


def model(judge: Callable[[Any], str | None], within: str = "") -> Exercise:
    """A Keras model, judged by what it is or does."""

    def judge_model(answer):
        if not hasattr(answer, "count_params"):
            return f"give the Keras model itself, not a {type(answer).__name__}"
        return judge(answer)

    return Exercise(judge_model, within)


def _compare(given: Any, wanted: np.ndarray, tolerance: float, hint: str) -> str | None:
    try:
        given = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        return f"give numbers, not {type(given).__name__}"
    if given.shape != wanted.shape:
        return f"the shape is {given.shape} and should be {wanted.shape}"
    if not np.isfinite(given).all():
        return "not all of the numbers are finite"
    # Beside the relative tolerance a tiny absolute one, or an expected 0 would admit no rounding.
    if np.allclose(given, wanted, rtol=tolerance, atol=1e-9):
        return None
    return hint


def _within(tolerance: float) -> str:
    return f"within {100 * tolerance:.3g}% of the value" if tolerance else "exactly"
