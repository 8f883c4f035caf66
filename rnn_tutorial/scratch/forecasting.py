"""Forecasts without a network, and what is measured about any forecast. NumPy only.

x: (windows, timesteps), the last value at the end. forecast, target: (windows, horizon), the
values 1, 2, ... steps after the window.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.errors import TutorialError

Array = np.ndarray


@dataclass(frozen=True)
class Split:
    """Which windows train, choose the epoch, and test: three ranges of window numbers."""

    training: slice
    validation: slice
    test: slice


def split_windows(
    windows: int, timesteps: int, horizon: int, *, start: int, stop: int, validation: int
) -> Split:
    """Split the windows of `series_windows` so that nothing from `start` on is seen in training.

    windows: how many there are. start, stop: the values forecast one step ahead in the test, by
    their numbers in the series. validation: how many values before `start` choose the epoch. The
    targets of training end before them, and those of the validation before `start`.

    Raises TutorialError if a part has no window.
    """
    whole = timesteps + horizon
    parts = Split(
        training=slice(0, start - validation - whole + 1),
        validation=slice(start - validation - timesteps, start - whole + 1),
        test=slice(start - timesteps, min(stop - timesteps, windows)),
    )
    for name, part in vars(parts).items():
        if not 0 <= part.start < part.stop <= windows:
            raise TutorialError(
                f"the {name} part has no windows with start {start} and validation {validation}: "
                "choose a later start, a shorter validation, or shorter windows."
            )
    return parts


def last_value(x: Array, horizon: int) -> Array:
    """Nothing changes: the last value of each window, for every step of the horizon."""
    return np.repeat(x[:, -1:], horizon, axis=1)


def seasonal_naive(x: Array, horizon: int, *, period: int, drift: bool = False) -> Array:
    """The value of the same season, one period before; beyond one period the last known one.

    drift: add what the window's last period has brought, once for each period gone by.
    The windows have more than `period` values.
    """
    if x.shape[1] <= period:
        raise TutorialError(
            f"the windows have {x.shape[1]} values: a period of {period} needs {period + 1} or "
            "more."
        )
    steps = np.arange(horizon)
    forecast = x[:, steps % period - period]
    if drift:
        growth = x[:, -1] - x[:, -1 - period]  # in one period
        forecast = forecast + growth[:, None] * (1 + steps // period)
    return forecast


def fit_linear(x: Array, y: Array) -> Array:
    """Least squares: weights (timesteps + 1, horizon), the last row the constants."""
    return np.linalg.lstsq(_with_one(x), y, rcond=None)[0]


def apply_linear(weights: Array, x: Array) -> Array:
    """The forecasts (windows, horizon) of `fit_linear`'s weights."""
    return _with_one(x) @ weights


def _with_one(x: Array) -> Array:
    return np.column_stack([x, np.ones(len(x))])


def roll_forward(step: Callable[[Array], Array], x: Array, horizon: int) -> Array:
    """Recursive forecasts: each becomes the last value of the window for the next.

    step: maps windows (windows, timesteps) to the next value of each, (windows,).
    """
    known = x.copy()
    for _ in range(horizon):
        known = np.column_stack([known, step(known[:, -x.shape[1] :])])
    return known[:, x.shape[1] :]


def squared_error(forecast: Array, target: Array) -> Array:
    """The mean squared error at each step of the horizon, (horizon,)."""
    return np.mean((forecast - target) ** 2, axis=0)


def quantile_loss(forecast: Array, target: Array, level: float) -> float:
    """The mean quantile loss (pinball loss): `level` per unit too low, 1 - `level` too high.

    The level-quantile of the target has the lowest expected loss. Source: Koenker and Bassett
    (1978), "Regression quantiles".
    """
    short = target - forecast
    return float(np.mean(np.maximum(level * short, (level - 1) * short)))


def coverage(low: Array, high: Array, target: Array) -> Array:
    """The share of targets from `low` to `high` at each step of the horizon, (horizon,)."""
    return np.mean((low <= target) & (target <= high), axis=0)
