"""The recorded forecasts of the book: errors by horizon of each method, seed and test period."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import OTHER_TASKS
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.measurements import read_measurements
from rnn_tutorial.metrics import grouped


@dataclass(frozen=True)
class ForecastRun:
    """One method tested on one period of a series.

    series: "CO2", "tank" or "tank with gaps". method: its name for readers. seed: of the first
    weights; None if the method has no seed. start: the first year of the test period, or "".
    squared: the mean squared error at each step of the horizon, in squared units of the series.
    covered, width: of 80% intervals, the share of targets inside and the mean width at each step;
    empty for a method without intervals.
    """

    series: str
    method: str
    seed: int | None
    start: str
    squared: list[float] = field(repr=False)
    covered: list[float] = field(default_factory=list, repr=False)
    width: list[float] = field(default_factory=list, repr=False)


def load_forecasts(path: str | Path = RECORDED / "forecasts.json") -> list[ForecastRun]:
    """Read the recorded forecasts. Raises TutorialError if the file holds anything else."""
    return read_measurements(
        path,
        OTHER_TASKS["co2"].command,
        list,
        lambda content: [ForecastRun(**run) for run in content],
    )


def by_horizon(
    runs: Sequence[ForecastRun], series: str, method: str, quantity: str = "squared"
) -> np.ndarray:
    """A quantity of a method at each step of the horizon, averaged over the test periods.

    quantity: "squared" gives the root of the mean squared error; "covered" and "width" are means.

    Returns (seeds, horizon). Raises TutorialError for a method that was not recorded.
    """
    seeds = grouped(
        (run.seed, getattr(run, quantity))
        for run in runs
        if (run.series, run.method) == (series, method)
    )
    if not seeds:
        known = sorted({run.method for run in runs if run.series == series})
        raise TutorialError(
            f"there is no forecast of {series!r} by {method!r}: choose one of {', '.join(known)}."
        )
    means = np.array([np.mean(periods, axis=0) for periods in seeds.values()])
    return np.sqrt(means) if quantity == "squared" else means


def overall_by_method(runs: Sequence[ForecastRun], series: str) -> dict[str, list[float]]:
    """Method -> `overall`, for each method that was recorded for a series."""
    methods = dict.fromkeys(run.method for run in runs if run.series == series)
    return {method: overall(runs, series, method) for method in methods}


def overall(runs: Sequence[ForecastRun], series: str, method: str) -> list[float]:
    """The root of the mean squared error over the whole horizon, a number for each seed."""
    return np.sqrt((by_horizon(runs, series, method) ** 2).mean(axis=1)).tolist()
