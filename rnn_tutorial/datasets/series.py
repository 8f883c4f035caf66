"""Series of numbers to forecast: carbon dioxide in the air, and a tank whose rule is known."""

from dataclasses import dataclass, field
from importlib.resources import files

import numpy as np

from rnn_tutorial.errors import TutorialError, check_count

RATES = (0.03, 0.09)  # of the tank: how fast a cycle fills it, lowest and highest, per step
NOISE = 0.02  # standard deviation of a reading of the tank


@dataclass(frozen=True)
class Series:
    """A series at equal intervals, without holes.

    dates: (steps,) days. values: (steps,) numbers. filled: (steps,), true where nothing was
    measured and the value lies on the straight line between its neighbours.
    """

    dates: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)
    filled: np.ndarray = field(repr=False)

    def __repr__(self) -> str:
        return (
            f"Series({len(self.values):,} steps, {self.dates[0]} to {self.dates[-1]}, "
            f"{self.filled.sum()} filled)"
        )


def load_co2() -> Series:
    """Weekly carbon dioxide at Mauna Loa, Hawaii, 1958 to 2001, in parts per million (ppm).

    Means of the weeks that end on the dates (Saturdays); 59 of 2,284 are missing and filled.
    Source: Keeling and Whorf (2004), Scripps Institution of Oceanography and Carbon Dioxide
    Information Analysis Center, public domain.
    """
    table = files("rnn_tutorial.datasets").joinpath("co2_weekly.csv").read_text(encoding="utf-8")
    days, ppm = zip(*(line.split(",") for line in table.splitlines()[1:]), strict=True)
    dates = np.array([f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in days], dtype="datetime64[D]")
    measured = np.array([float(value or "nan") for value in ppm])
    filled, weeks = np.isnan(measured), np.arange(len(dates))
    values = np.interp(weeks, weeks[~filled], measured[~filled])
    return Series(dates, values, filled)


def tank_levels(
    timesteps: int, *, noise: float = NOISE, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A tank that fills at a constant rate, is emptied when full, and fills at another rate.

    The level starts at 0 and rises by a rate at each step. Where it would exceed 1 it becomes 0
    instead, and a new rate is drawn, uniform between RATES.

    Returns readings, levels and rates, (timesteps,) each. A reading is the level plus normal
    noise; a forecaster sees the readings only.
    """
    check_count("timesteps", timesteps)
    rng = np.random.default_rng(seed)
    levels, rates = np.zeros(timesteps), np.full(timesteps, rng.uniform(*RATES))
    for t in range(1, timesteps):
        rates[t], levels[t] = rates[t - 1], levels[t - 1] + rates[t - 1]
        if levels[t] > 1:
            rates[t], levels[t] = rng.uniform(*RATES), 0.0
    return levels + noise * rng.normal(size=timesteps), levels, rates


def best_tank_forecast(levels: np.ndarray, rates: np.ndarray, horizon: int) -> np.ndarray:
    """The forecast with the lowest mean squared error for who knows the level and the rate now.

    Until the tank is emptied the level is certain. From then on it is a mean over the rates that
    may be drawn, taken here over 20,000 tanks.

    levels, rates: (origins,). Returns (origins, horizon).
    """
    rng = np.random.default_rng(0)
    level, rate = np.zeros(20_000), rng.uniform(*RATES, 20_000)
    after = [0.0]  # after[k]: the mean level, k steps after an emptying
    for _ in range(horizon):
        level += rate
        full = level > 1
        level[full], rate[full] = 0, rng.uniform(*RATES, full.sum())
        after.append(float(level.mean()))
    steps = np.arange(1, horizon + 1)
    rising = levels[:, None] + steps * rates[:, None]
    since = steps - np.argmax(rising > 1, axis=1)[:, None] - 1  # steps since the first emptying
    emptied = np.cumsum(rising > 1, axis=1) > 0
    return np.where(emptied, np.array(after)[np.maximum(since, 0)], rising)


def thin_out(values: np.ndarray, kept: float, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Keep a random share of a series: the values that are left, and the steps to the next one.

    Returns values and gaps, (left - 1,) each; gaps[i] is the number of steps from value i to
    value i + 1, at least 1. Raises TutorialError unless `kept` is above 0 and at most 1.
    """
    if not 0 < kept <= 1:
        raise TutorialError(f"kept is {kept!r}: give the share that is kept, such as 0.5.")
    places = np.flatnonzero(np.random.default_rng(seed).random(len(values)) < kept)
    return values[places][:-1], np.diff(places)


def series_windows(
    values: np.ndarray, timesteps: int, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """All windows of a series: `timesteps` values, and the `horizon` values that follow them.

    Returns x (windows, timesteps) and y (windows, horizon). Window i ends at value
    i + timesteps - 1, its origin. Raises TutorialError for a series that is too short.
    """
    check_count("timesteps", timesteps)
    check_count("horizon", horizon)
    if len(values) < timesteps + horizon:
        raise TutorialError(
            f"the series has {len(values):,} values: windows of {timesteps} values with "
            f"{horizon} behind them need at least {timesteps + horizon}."
        )
    pieces = np.lib.stride_tricks.sliding_window_view(values, timesteps + horizon)
    return pieces[:, :timesteps], pieces[:, timesteps:]
