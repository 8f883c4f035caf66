"""How a claim is tested over seeds, and the three verdicts that a test can give."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, stdev

from rnn_tutorial.claims.tables import claims_markdown

HOLDS, IN_PART, FAILS = "holds", "holds in part", "does not hold"


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

    It holds if the mean is higher by at least `least` and by more than two standard errors of
    the difference. It holds in part if the mean is higher by less than that.
    """
    gap = mean(higher) - mean(lower)
    error = (stdev(higher) ** 2 / len(higher) + stdev(lower) ** 2 / len(lower)) ** 0.5
    return judge(gap >= least and gap > 2 * error, gap > 0)
