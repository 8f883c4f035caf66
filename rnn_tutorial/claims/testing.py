"""How a claim is tested over seeds, and the three verdicts that a test can give."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, variance

import numpy as np

from rnn_tutorial.claims.tables import claims_markdown

HOLDS, IN_PART, FAILS = "holds", "holds in part", "does not hold"
LEVEL = 0.05  # a difference with a smaller p-value is taken to be more than chance


@dataclass(frozen=True)
class Claim:
    """A statement of the book and how it is tested.

    test: what is compared, with its thresholds, in words. measure: runs the test; returns what
    was measured, in words, and the verdict.
    """

    statement: str
    test: str = field(repr=False)
    measure: Callable[[], tuple[str, str]] = field(repr=False)


@dataclass(frozen=True)
class CheckedClaim:
    """A claim after its test.

    measured: means over the seeds with the lowest and highest seed, in words. verdict: "holds",
    "holds in part" or "does not hold".
    """

    statement: str
    test: str = field(repr=False)
    measured: str = field(repr=False)
    verdict: str


class CheckedClaims(list[CheckedClaim]):
    """Claims after their tests. A notebook displays them as a table."""

    def __repr__(self) -> str:
        counts = Counter(claim.verdict for claim in self)
        verdicts = ", ".join(f"{verdict}: {counts[verdict]}" for verdict in (HOLDS, IN_PART, FAILS))
        return f"CheckedClaims({verdicts})"

    def _repr_markdown_(self) -> str:
        return claims_markdown(self)


def judge(holds: bool, in_part: bool) -> str:
    """The verdict: HOLDS if the strict condition is met, IN_PART if only the weaker one is."""
    return HOLDS if holds else IN_PART if in_part else FAILS


def compare(higher: Sequence[float], lower: Sequence[float], least: float) -> str:
    """The verdict on "the first group of seeds lies above the second".

    It holds if the mean is higher by at least `least` and the p-value of the difference is below
    0.05. It holds in part if the mean is higher, but not by that much or perhaps by chance. A
    single seed can't exclude chance.
    """
    gap = mean(higher) - mean(lower)
    tested = min(len(higher), len(lower)) > 1
    return judge(gap >= least and tested and p_value(higher, lower) < LEVEL, gap > 0)


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """How often chance alone makes two means differ by this much or more, from 0 to 1.

    Welch's t-test, two-sided: the groups may have different variances. Each has at least two
    values. Source: Welch (1947), "The generalization of Student's problem when several different
    population variances are involved".
    """
    gap = abs(mean(first) - mean(second))
    squares = [variance(group) / len(group) for group in (first, second)]
    total = sum(squares)  # the square of the difference's standard error
    if total == 0:
        return float(gap == 0)
    counts = (len(first), len(second))
    degrees = total**2 / sum(s**2 / (n - 1) for s, n in zip(squares, counts, strict=True))
    # With t = sqrt(degrees) tan(angle), the density of t is proportional to a power of a cosine.
    halves = (np.arange(10_000) + 0.5) / 10_000  # middles of intervals between 0 and 1
    inner, outer = (
        angle * np.mean(np.cos(angle * halves) ** (degrees - 1))
        for angle in (math.atan(gap / math.sqrt(total * degrees)), math.pi / 2)
    )
    return float(1 - inner / outer)
