"""Record the forecasts of chapter 9: part of `make results`.

    KERAS_BACKEND=jax python reproductions/forecasting.py

Each method is tested on five periods of two years of the carbon dioxide at Mauna Loa (a rolling
origin: everything before a period trains), and on a tank whose rule is known. What the file holds
already is not made again. About fifteen minutes on a quiet core.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from rnn_tutorial import show_messages
from rnn_tutorial.datasets.series import (
    best_tank_forecast,
    load_co2,
    series_windows,
    tank_levels,
    thin_out,
)
from rnn_tutorial.experiments.forecasts import ForecastRun, load_forecasts
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.forecaster import build_forecaster
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch import forecasting as plain
from rnn_tutorial.training.losses import quantile_loss

logger = logging.getLogger("rnn_tutorial")
Array = np.ndarray

SEEDS, STARTS, YEARS = (0, 1, 2), (1991, 1993, 1995, 1997, 1999), 2
YEAR = 52  # weeks
LEVELS = (0.1, 0.5, 0.9)
EPOCHS, PATIENCE, BATCH, RATE = 80, 12, 64, 0.01
STRIDE = 2  # networks learn from every second window: neighbours are nearly the same


@dataclass(frozen=True)
class Problem:
    """Windows (n, timesteps) and targets (n, horizon) in the units of the series, and their split.

    changes: whether models see and forecast differences from the last value of the window.
    extra: a second input for each value, (n, timesteps), or None.
    """

    x: Array
    y: Array
    split: plain.Split
    changes: bool
    extra: Array | None = None

    @property
    def horizon(self) -> int:
        return self.y.shape[1]

    def base(self, x: Array) -> Array | float:
        """What is subtracted from windows: their last value, or the mean of the training part."""
        return x[:, -1:] if self.changes else float(self.x[self.split.training].mean())

    @property
    def scale(self) -> float:
        """One standard deviation of what is left in the training windows."""
        x = self.x[self.split.training]
        return float((x - self.base(x)).std())

    def inputs(self, x: Array, extra: Array | None = None) -> Array:
        """Windows as a network reads them: (n, timesteps, features)."""
        columns = [(x - self.base(x)) / self.scale]
        if extra is not None:
            seen = self.extra[self.split.training]
            columns.append((extra - seen.mean()) / seen.std())
        return np.stack(columns, axis=2).astype("float32")


def co2_problem(start: int, *, changes: bool = True) -> Problem:
    """Two years of reading, one year of horizon, tested on the two years from `start`."""
    series = load_co2()
    x, y = series_windows(series.values, 2 * YEAR, YEAR)
    first, last = (
        int(np.searchsorted(series.dates, np.datetime64(f"{year}-01-01")))
        for year in (start, start + YEARS)
    )
    split = plain.split_windows(len(x), 2 * YEAR, YEAR, start=first, stop=last, validation=3 * YEAR)
    return Problem(x, y, split, changes)


def tank_problem() -> tuple[Problem, Array]:
    """Readings of a tank, and the forecasts of who knows the tank, for all windows."""
    readings, levels, rates = tank_levels(5000, seed=0)
    x, y = series_windows(readings, 48, 24)
    split = plain.split_windows(len(x), 48, 24, start=3500, stop=5000, validation=500)
    best = best_tank_forecast(levels[47:-24], rates[47:-24], 24)
    return Problem(x, y, split, changes=False), best


def gaps_problem() -> tuple[Problem, Array]:
    """Half of the readings of a tank are missing; the next one that is left is forecast."""
    readings, levels, rates = tank_levels(10_000, seed=1)
    (values, gaps), (levels, _), (rates, _) = (
        thin_out(row, 0.5, seed=1) for row in (readings, levels, rates)
    )
    x, y = series_windows(values, 32, 1)
    extra = series_windows(gaps, 32, 1)[0]  # the last: the steps from the origin to the target
    split = plain.split_windows(len(x), 32, 1, start=3500, stop=len(values), validation=500)
    ahead = best_tank_forecast(levels[31:-1], rates[31:-1], int(gaps.max()))
    best = np.take_along_axis(ahead, extra[:, -1:] - 1, axis=1)
    return Problem(x, y, split, changes=False, extra=extra), best


def trained(problem: Problem, seed: int, *, gaps: bool = False, **shape: object) -> keras.Model:
    """A network, trained until the validation loss no longer falls, at its best epoch."""
    keras.utils.set_random_seed(seed)
    x = problem.inputs(problem.x, problem.extra if gaps else None)
    y = ((problem.y - problem.base(problem.x)) / problem.scale).astype("float32")
    model = build_forecaster(x.shape[1], problem.horizon, features=x.shape[2], seed=seed, **shape)
    loss = "mse"
    if shape.get("quantiles"):
        y, loss = y[..., None], quantile_loss(LEVELS)
    model.compile(optimizer=keras.optimizers.Adam(RATE), loss=loss)
    training, validation = problem.split.training, problem.split.validation
    training = slice(training.start, training.stop, STRIDE)
    stop = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    history = model.fit(
        x[training], y[training], batch_size=BATCH, epochs=EPOCHS, callbacks=[stop],
        validation_data=(x[validation], y[validation]), verbose=0,
    )  # fmt: skip
    logger.info("%d epochs, best %.4f", len(history.epoch), min(history.history["val_loss"]))
    return model


def network(problem: Problem, seed: int, *, gaps: bool = False, **shape: object) -> Array:
    """The forecasts of a network for the test windows; with quantiles, (n, horizon, levels)."""
    model = trained(problem, seed, gaps=gaps, **shape)
    test = problem.split.test
    extra = problem.extra[test] if gaps else None
    outputs = model.predict(problem.inputs(problem.x[test], extra), verbose=0)
    base = problem.base(problem.x[test])
    if outputs.ndim == 3 and problem.changes:
        base = base[..., None]
    return outputs * problem.scale + base


def network_recursive(problem: Problem, seed: int) -> Array:
    """One step ahead, again and again, on its own forecasts."""
    one = Problem(problem.x, problem.y[:, :1], problem.split, problem.changes)
    model = trained(one, seed)

    def step(x: Array) -> Array:
        ahead = model.predict(one.inputs(x), verbose=0, batch_size=256)[:, 0]
        return ahead * one.scale + x[:, -1]

    return plain.roll_forward(step, problem.x[problem.split.test], problem.horizon)


def linear(problem: Problem, rows: slice | None = None) -> Array:
    """Least squares on the training windows; forecasts for `rows`, the test windows by default."""
    rows = problem.split.test if rows is None else rows
    training = problem.split.training
    x, y = problem.x, problem.y
    base = x[:, -1:] if problem.changes else np.zeros((len(x), 1))
    seen = x - base
    if problem.extra is not None:
        seen = np.column_stack([seen, problem.extra])
    weights = plain.fit_linear(seen[training], (y - base)[training])
    return plain.apply_linear(weights, seen[rows]) + base[rows]


def linear_recursive(problem: Problem) -> Array:
    """The linear one-step forecast, again and again."""
    x, y, training = problem.x, problem.y, problem.split.training
    weights = plain.fit_linear((x - x[:, -1:])[training], (y[:, :1] - x[:, -1:])[training])

    def step(x: Array) -> Array:
        return x[:, -1] + plain.apply_linear(weights, x - x[:, -1:])[:, 0]

    return plain.roll_forward(step, x[problem.split.test], problem.horizon)


def linear_interval(problem: Problem) -> Array:
    """Linear forecasts with the 10% and 90% quantiles of their errors in the validation part."""
    validation = problem.split.validation
    errors = problem.y[validation] - linear(problem, validation)
    low, high = np.quantile(errors, (LEVELS[0], LEVELS[-1]), axis=0)
    forecast = linear(problem)
    return np.stack([forecast + low, forecast, forecast + high], axis=2)


Method = Callable[[], Array]  # forecasts for the test windows of a problem


def methods(problem: Problem, best: Array | None = None) -> dict[tuple[str, int | None], Method]:
    """(method, seed) -> forecasts that every series gets."""
    test = problem.split.test
    found: dict[tuple[str, int | None], Method] = {
        ("last value", None): lambda: plain.last_value(problem.x[test], problem.horizon),
        ("linear autoregression", None): lambda: linear(problem),
    }
    if best is not None:
        found["knows the tank", None] = lambda: best[test]
    if problem.extra is None:
        for seed in SEEDS:
            found["GRU", seed] = partial(network, problem, seed)
    else:
        for seed in SEEDS:
            found["GRU, values only", seed] = partial(network, problem, seed)
            found["GRU, values and gaps", seed] = partial(network, problem, seed, gaps=True)
    return found


def co2_methods(start: int) -> dict[tuple[str, int | None], Method]:
    """The methods that make sense for a series with a season and a trend."""
    problem = co2_problem(start)
    x = problem.x[problem.split.test]
    seasonal = partial(plain.seasonal_naive, x, problem.horizon, period=YEAR)
    found: dict[tuple[str, int | None], Method] = {
        ("seasonal naive", None): seasonal,
        ("seasonal naive with drift", None): partial(seasonal, drift=True),
        ("linear autoregression, recursive", None): lambda: linear_recursive(problem),
        ("linear autoregression, past errors", None): lambda: linear_interval(problem),
    }
    for seed in SEEDS:
        levels = co2_problem(start, changes=False)
        found["GRU, levels", seed] = partial(network, levels, seed)
        found["GRU, recursive", seed] = partial(network_recursive, problem, seed)
        found["GRU, quantiles", seed] = partial(network, problem, seed, quantiles=len(LEVELS))
    return methods(problem) | found


def measured(series: str, method: str, seed: int | None, start: str, forecast: Array,
             target: Array) -> ForecastRun:  # fmt: skip
    """What is recorded of forecasts (n, horizon), or of quantiles (n, horizon, 3)."""
    interval: dict[str, list[float]] = {}
    if forecast.ndim == 3:
        low, forecast, high = np.moveaxis(forecast, 2, 0)
        covered, width = plain.coverage(low, high, target), (high - low).mean(axis=0)
        interval = {"covered": rounded(covered), "width": rounded(width)}
    squared = rounded(plain.squared_error(forecast, target))
    return ForecastRun(series, method, seed, start, squared, **interval)


def rounded(values: Array) -> list[float]:
    """Five significant digits, as JSON stores them."""
    return [float(f"{value:.5g}") for value in values]


def everything() -> Iterator[tuple[tuple[str, str, int | None, str], Method, Array]]:
    """All that is recorded: (series, method, seed, start), how to make it, and the targets."""
    for name, (problem, best) in {
        "tank": tank_problem(),
        "tank with gaps": gaps_problem(),
    }.items():
        for (method, seed), make in methods(problem, best).items():
            yield (name, method, seed, ""), make, problem.y[problem.split.test]
    for start in STARTS:
        problem = co2_problem(start)
        for (method, seed), make in co2_methods(start).items():
            yield ("CO2", method, seed, str(start)), make, problem.y[problem.split.test]


def record(path: Path = RECORDED / "forecasts.json", *words: str) -> list[ForecastRun]:
    """Make what `path` lacks, and store each result when it ends. words: only these methods."""
    runs = load_forecasts(path) if path.exists() else []
    done = {(run.series, run.method, run.seed, run.start) for run in runs}
    for name, make, target in everything():
        if name not in done and (not words or name[1] in words):
            runs.append(measured(*name, make(), target))
            logger.info("%s: %.4f", name, np.sqrt(np.mean(runs[-1].squared)))
            write_measurements(path, runs)
    return runs


if __name__ == "__main__":
    show_messages()
    record(RECORDED / "forecasts.json", *sys.argv[1:])
