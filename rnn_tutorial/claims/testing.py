"""How a statement is tested over seeds, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

HOLDS, IN_PART, FAILS = "holds", "holds in part", "does not hold"


@dataclass(frozen=True)
class Verdict:
    """A claim after its test: what was measured, with its spread over seeds, in words."""

    statement: str
    test: str
    measured: str
    verdict: str


@dataclass(frozen=True)
class Claim:
    """A statement, how it is tested (thresholds included), and the function that measures.

    measure: returns (what was measured, the verdict).
    """

    statement: str
    test: str
    measure: Callable[[], tuple[str, str]]


def judge(holds: bool, in_part: bool) -> str:
    """The verdict of two conditions, the stricter one first."""
    return HOLDS if holds else IN_PART if in_part else FAILS


def compare(better: Sequence[float], than: Sequence[float], least: float) -> str:
    """Whether one group of seeds lies above another.

    It holds if the means differ by `least` or more and by more than two standard errors of
    the difference; in part if the mean is higher, but by less than that.
    """
    gap = mean(better) - mean(than)
    error = (stdev(better) ** 2 / len(better) + stdev(than) ** 2 / len(than)) ** 0.5
    return judge(gap >= least and gap > 2 * error, gap > 0)
