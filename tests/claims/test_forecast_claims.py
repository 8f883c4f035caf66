"""The claims about forecasts: their tests on made-up errors, and what the book reports."""

import pytest

from rnn_tutorial.claims import forecasting
from rnn_tutorial.claims.statements import check_claims
from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART
from rnn_tutorial.experiments.forecasts import ForecastRun


def runs(series, errors, covered=()):
    """errors: method -> root mean squared errors, one for each seed (a single one: no seed)."""
    return [
        ForecastRun(series, method, seed if len(seeds) > 1 else None, "", [error**2], [*covered])
        for method, seeds in errors.items()
        for seed, error in enumerate(seeds)
    ]


@pytest.fixture
def verdict(monkeypatch):
    def find(number, recorded):
        monkeypatch.setattr(forecasting, "load_forecasts", lambda: recorded)
        (checked,) = check_claims([forecasting.CLAIMS[number]])
        return checked.verdict

    return find


@pytest.mark.parametrize(
    ("seeds", "expected"),
    [((0.9, 0.95, 0.98), HOLDS), ((0.9, 0.9, 0.99), IN_PART), ((1.2, 1.1, 0.9), FAILS)],
)
def test_every_seed_must_be_below_the_method_without_a_seed(verdict, seeds, expected):
    assert verdict(0, runs("CO2", {"GRU": seeds, "linear autoregression": [1.0]})) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [((2.0, 3.0), HOLDS), ((1.9, 3.0), IN_PART), ((0.9, 3.0), FAILS)],
)
def test_levels_against_changes(verdict, levels, expected):
    assert verdict(2, runs("CO2", {"GRU, levels": levels, "GRU": (0.8, 1.0)})) == expected


@pytest.mark.parametrize(
    ("again", "expected"),
    [((2.0, 2.1, 2.2), HOLDS), ((1.02, 1.03, 1.04), IN_PART), ((0.9, 0.8, 0.9), FAILS)],
)
def test_recursive_against_direct(verdict, again, expected):
    assert verdict(3, runs("CO2", {"GRU, recursive": again, "GRU": (0.99, 1.0, 1.01)})) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.76, HOLDS), (0.89, IN_PART), (0.6, FAILS)])
def test_the_share_inside_an_interval(verdict, share, expected):
    assert verdict(4, runs("CO2", {"GRU, quantiles": (1.0, 1.0)}, covered=[share])) == expected


def test_gaps_as_a_second_input(verdict):
    errors = {"GRU, values only": (1.0, 1.1, 1.05), "GRU, values and gaps": (0.5, 0.6, 0.55)}
    assert verdict(6, runs("tank with gaps", errors)) == HOLDS
