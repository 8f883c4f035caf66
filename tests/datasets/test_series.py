"""The series to forecast: the measurements and their gaps, the tank, windows."""

import numpy as np
import pytest

from rnn_tutorial.datasets import series
from rnn_tutorial.errors import TutorialError


def test_the_weeks_of_carbon_dioxide_are_complete_and_gaps_are_straight_lines():
    co2 = series.load_co2()
    assert len(co2.dates) == len(co2.values) == 2284 and co2.filled.sum() == 59
    assert set(np.diff(co2.dates).astype(int)) == {7}
    assert (str(co2.dates[0]), co2.values[0]) == ("1958-03-29", 316.1)
    assert (str(co2.dates[-1]), co2.values[-1]) == ("2001-12-29", 371.5)
    at = {str(date): number for number, date in enumerate(co2.dates)}
    gap = at["1958-05-10"]  # a single missing week
    assert co2.filled[gap] and not co2.filled[[gap - 1, gap + 1]].any()
    assert co2.values[gap] == pytest.approx((co2.values[gap - 1] + co2.values[gap + 1]) / 2)
    longest = slice(at["1964-01-25"] - 1, at["1964-01-25"] + 19)  # 18 weeks
    assert co2.filled[longest].sum() == 18
    np.testing.assert_allclose(np.diff(co2.values[longest], 2), 0, atol=1e-9)
    assert co2.dates[co2.filled].max() < np.datetime64("1986")  # none in the tests of chapter 9
    assert repr(co2) == "Series(2,284 steps, 1958-03-29 to 2001-12-29, 59 filled)"


def test_windows_are_pieces_of_the_series():
    x, y = series.series_windows(np.arange(10.0), 4, 3)
    assert x.shape == (4, 4) and y.shape == (4, 3)
    for i in range(4):
        assert x[i].tolist() == [i, i + 1, i + 2, i + 3] and y[i].tolist() == [i + 4, i + 5, i + 6]
    with pytest.raises(TutorialError, match=r"the series has 6 values.*at least 7"):
        series.series_windows(np.arange(6.0), 4, 3)


def test_the_tank_follows_its_rule():
    readings, levels, rates = series.tank_levels(4000, seed=3)
    low, high = series.RATES
    assert levels.min() == 0 and levels.max() <= 1
    assert rates.min() >= low and rates.max() <= high
    emptied = np.flatnonzero(np.diff(levels) < 0) + 1
    assert (levels[emptied] == 0).all() and (levels[emptied - 1] + rates[emptied - 1] > 1).all()
    rising = np.setdiff1d(np.arange(1, 4000), emptied)
    np.testing.assert_allclose(levels[rising] - levels[rising - 1], rates[rising - 1])
    assert len(np.unique(rates)) == len(emptied) + 1  # one rate for each cycle
    assert np.std(readings - levels) == pytest.approx(series.NOISE, rel=0.05)
    np.testing.assert_array_equal(series.tank_levels(4000, seed=3)[0], readings)
    np.testing.assert_array_equal(series.tank_levels(50, noise=0, seed=3)[0], levels[:50])


def test_the_best_forecast_is_the_mean_of_what_may_happen():
    def continued(level, rate, rng):
        for _ in range(12):
            level += rate
            if level > 1:
                level, rate = 0.0, rng.uniform(*series.RATES)
            yield level

    best = series.best_tank_forecast(np.array([0.2, 0.8]), np.array([0.05, 0.07]), 12)
    np.testing.assert_allclose(best[0], 0.2 + 0.05 * np.arange(1, 13))  # certain until it is full
    rng = np.random.default_rng(8)
    futures = np.array([[*continued(0.8, 0.07, rng)] for _ in range(4000)])
    np.testing.assert_allclose(best[1], futures.mean(axis=0), atol=0.01)
    assert best[1, 2] == 0  # 0.87, 0.94, then it is emptied


def test_a_thinned_series_and_its_gaps_give_the_places_back():
    values = np.arange(1000.0)
    left, gaps = series.thin_out(values, 0.5, seed=2)
    assert left.shape == gaps.shape and gaps.min() == 1
    np.testing.assert_array_equal(left[:-1] + gaps[:-1], left[1:])
    assert len(left) == pytest.approx(500, abs=60)
    np.testing.assert_array_equal(series.thin_out(values, 1)[0], values[:-1])
    with pytest.raises(TutorialError, match="kept is 0"):
        series.thin_out(values, 0)
