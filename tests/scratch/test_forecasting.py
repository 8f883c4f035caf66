"""Forecasts without a network, compared with loops and with numbers worked out by hand."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch import forecasting as plain


def windows(values, timesteps, horizon):
    count = len(values) - timesteps - horizon + 1
    x = np.array([values[i : i + timesteps] for i in range(count)])
    y = np.array([values[i + timesteps : i + timesteps + horizon] for i in range(count)])
    return x, y


def test_no_part_sees_what_a_later_part_is_tested_on():
    x, y = windows(np.arange(200), 10, 5)  # each value is its own place in the series
    split = plain.split_windows(len(x), 10, 5, start=120, stop=150, validation=20)
    assert y[split.training].max() == 99 and x[split.training].min() == 0
    assert (y[split.validation].min(), y[split.validation].max()) == (100, 119)
    assert y[split.test][:, 0].tolist() == list(range(120, 150))
    last = plain.split_windows(len(x), 10, 5, start=120, stop=500, validation=20)
    assert y[last.test][-1].tolist() == [195, 196, 197, 198, 199]
    with pytest.raises(TutorialError, match="training part has no windows with start 30"):
        plain.split_windows(len(x), 10, 5, start=30, stop=40, validation=20)


def test_last_value_and_season():
    x = np.array([[1.0, 2, 3, 4, 5, 7]])
    assert plain.last_value(x, 3).tolist() == [[7, 7, 7]]
    # With a period of 3: the values 4, 5, 7 come again, and again.
    assert plain.seasonal_naive(x, 7, period=3).tolist() == [[4, 5, 7, 4, 5, 7, 4]]
    # The last period brought 7 - 3 = 4.
    drifted = plain.seasonal_naive(x, 7, period=3, drift=True)
    assert drifted.tolist() == [[8, 9, 11, 12, 13, 15, 16]]
    with pytest.raises(TutorialError, match="a period of 6 needs 7"):
        plain.seasonal_naive(x, 2, period=6)


def test_a_season_with_a_straight_trend_is_forecast_exactly_with_drift():
    t = np.arange(60)
    series = 0.3 * t + np.tile(np.random.default_rng(0).normal(size=12), 5)
    x, y = windows(series, 13, 20)
    np.testing.assert_allclose(plain.seasonal_naive(x, 20, period=12, drift=True), y)


def test_least_squares_has_no_gradient_left_and_finds_a_known_recursion():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(80, 5)), rng.normal(size=(80, 3))
    weights = plain.fit_linear(x, y)
    rest = y - plain.apply_linear(weights, x)
    np.testing.assert_allclose(x.T @ rest, 0, atol=1e-10)
    np.testing.assert_allclose(rest.sum(axis=0), 0, atol=1e-10)
    series = [0.0, 1.0]
    for _ in range(40):
        series.append(1.6 * series[-1] - 0.9 * series[-2] + 0.5)
    x, y = windows(np.array(series), 2, 1)
    np.testing.assert_allclose(plain.fit_linear(x, y)[:, 0], [-0.9, 1.6, 0.5], atol=1e-9)


def test_recursive_forecasts_read_their_own_answers():
    x = np.array([[1.0, 1.0], [2.0, 3.0]])
    fibonacci = plain.roll_forward(lambda window: window.sum(axis=1), x, 5)
    assert fibonacci.tolist() == [[2, 3, 5, 8, 13], [5, 8, 13, 21, 34]]
    assert x.tolist() == [[1, 1], [2, 3]]


def test_errors_by_horizon_coverage_and_quantile_loss():
    forecast, target = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [1.0, 5.0]])
    assert plain.squared_error(forecast, target).tolist() == [2.0, 2.5]
    assert plain.coverage(forecast - 1, forecast + 1, target).tolist() == [0.5, 0.5]
    # 0.9 per unit too low, 0.1 per unit too high: (0 + 0.2 + 0.2 + 0.9) / 4
    assert plain.quantile_loss(forecast, target, 0.9) == pytest.approx(0.325)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_the_quantile_has_the_lowest_quantile_loss(level):
    target = np.random.default_rng(0).gamma(2, size=2001)
    candidates = np.linspace(0, 8, 1601)
    losses = [plain.quantile_loss(guess, target, level) for guess in candidates]
    best = candidates[int(np.argmin(losses))]
    assert best == pytest.approx(np.quantile(target, level), abs=0.01)
