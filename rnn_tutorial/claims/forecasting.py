"""What chapter 9 says about forecasts, tested against the recorded forecasts.

The thresholds were written down before the networks were trained; the errors of the methods
without a seed were known by then.
"""

from functools import partial
from statistics import mean

from rnn_tutorial.claims.testing import Claim, compare, judge
from rnn_tutorial.experiments.forecasts import by_horizon, load_forecasts, overall
from rnn_tutorial.metrics import spread


def _below(series: str, method: str, other: str, share: float) -> tuple[str, str]:
    """Whether every seed of `method` has an error lower by `share` than that of `other`."""
    runs = load_forecasts()
    seeds, (single,) = overall(runs, series, method), overall(runs, series, other)
    measured = f"error: {method} {spread(seeds):.3f}; {other} {single:.3f}"
    return measured, judge(max(seeds) <= (1 - share) * single, mean(seeds) < single)


def _levels() -> tuple[str, str]:
    runs = load_forecasts()
    levels, changes = (overall(runs, "CO2", method) for method in ("GRU, levels", "GRU"))
    measured = f"error: levels {spread(levels):.2f}; changes {spread(changes):.2f}"
    return measured, judge(min(levels) >= 2 * max(changes), min(levels) > max(changes))


def _direct() -> tuple[str, str]:
    runs = load_forecasts()
    direct, again = (
        by_horizon(runs, "CO2", method)[:, -1].tolist() for method in ("GRU", "GRU, recursive")
    )
    measured = f"error 52 weeks ahead: direct {spread(direct):.2f}; recursive {spread(again):.2f}"
    return measured, compare(again, direct, 0.05 * mean(direct))


def _coverage() -> tuple[str, str]:
    shares = by_horizon(load_forecasts(), "CO2", "GRU, quantiles", "covered").mean(axis=1)
    off = abs(mean(shares.tolist()) - 0.8)
    measured = f"share of the values inside: {spread(shares.tolist()):.3f}"
    return measured, judge(off <= 0.05, off <= 0.1)


def _gaps() -> tuple[str, str]:
    runs = load_forecasts()
    without, given = (
        overall(runs, "tank with gaps", method)
        for method in ("GRU, values only", "GRU, values and gaps")
    )
    measured = f"error: values only {spread(without):.3f}; with gaps {spread(given):.3f}"
    return measured, compare(without, given, 0.05 * mean(without))


_ERROR = "root of the mean squared error over the whole horizon"

CLAIMS = (
    Claim(
        "A GRU forecasts carbon dioxide better than a linear autoregression",
        f"{_ERROR}, lower by 2% for every seed (in part: lower on average)",
        partial(_below, "CO2", "GRU", "linear autoregression", 0.02),
    ),
    Claim(
        "A GRU forecasts carbon dioxide better than the values of last year with drift",
        f"{_ERROR}, lower by 5% for every seed (in part: lower on average)",
        partial(_below, "CO2", "GRU", "seasonal naive with drift", 0.05),
    ),
    Claim(
        "A network can follow a trend if it forecasts changes, and can't if it forecasts levels",
        f"{_ERROR}: with levels at least twice as high for every pair of seeds (in part: higher "
        "for every pair)",
        _levels,
    ),
    Claim(
        "Far ahead, direct forecasts are better than recursive ones",
        "error 52 weeks ahead of the GRU, mean lower by 5%, p below 0.05 (in part: lower)",
        _direct,
    ),
    Claim(
        "Intervals learnt by quantile loss contain the share of values that they promise",
        "share inside the 80% intervals, mean over seeds and horizons within 5 points of 80% "
        "(in part: 10)",
        _coverage,
    ),
    Claim(
        "Where the next value depends on a rule that is not linear, a GRU beats a linear "
        "autoregression",
        f"tank, {_ERROR}, lower by 10% for every seed (in part: lower on average)",
        partial(_below, "tank", "GRU", "linear autoregression", 0.1),
    ),
    Claim(
        "With irregular gaps, the length of the gap as a second input helps",
        "error of the GRU, mean lower by 5%, p below 0.05 (in part: lower)",
        _gaps,
    ),
)
