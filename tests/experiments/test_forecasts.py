"""Recorded forecasts: how they are averaged, and that other files are refused."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.forecasts import ForecastRun, by_horizon, overall

RUNS = [
    ForecastRun("CO2", "GRU", 0, "1991", [1.0, 4.0], [0.5, 0.7], [2.0, 4.0]),
    ForecastRun("CO2", "GRU", 0, "1993", [3.0, 6.0], [0.7, 0.9], [4.0, 4.0]),
    ForecastRun("CO2", "GRU", 1, "1991", [9.0, 9.0], [1.0, 1.0], [1.0, 1.0]),
    ForecastRun("CO2", "GRU", 1, "1993", [9.0, 9.0], [1.0, 1.0], [1.0, 1.0]),
    ForecastRun("tank", "GRU", 0, "", [100.0]),
]


def test_squares_are_averaged_over_the_periods_before_the_root():
    np.testing.assert_allclose(by_horizon(RUNS, "CO2", "GRU"), [[2**0.5, 5**0.5], [3, 3]])
    assert overall(RUNS, "CO2", "GRU") == pytest.approx([3.5**0.5, 3])
    np.testing.assert_allclose(by_horizon(RUNS, "CO2", "GRU", "covered"), [[0.6, 0.8], [1, 1]])
    np.testing.assert_allclose(by_horizon(RUNS, "CO2", "GRU", "width"), [[3, 4], [1, 1]])


def test_an_unknown_method_is_named_with_those_there_are():
    with pytest.raises(TutorialError, match="no forecast of 'CO2' by 'LSTM': choose one of GRU"):
        by_horizon(RUNS, "CO2", "LSTM")
