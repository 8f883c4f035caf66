"""The recorded forecasts: complete, and those without a seed made again."""

import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from rnn_tutorial.datasets.series import load_co2
from rnn_tutorial.experiments.forecasts import load_forecasts

sys.path.insert(0, str(Path(__file__).parents[2] / "reproductions"))

import forecasting


@pytest.fixture(scope="module")
def tasks():
    """(series, method, seed, start) -> (how to make the forecasts, their targets)."""
    return {name: (make, target) for name, make, target in forecasting.everything()}


def test_everything_is_recorded_once(tasks):
    recorded = [(run.series, run.method, run.seed, run.start) for run in load_forecasts()]
    assert sorted(map(str, recorded)) == sorted(map(str, tasks))
    for run in load_forecasts():
        horizon = {"CO2": 52, "tank": 24, "tank with gaps": 1}[run.series]
        assert len(run.squared) == horizon and min(run.squared) > 0
        assert len(run.covered) == len(run.width) in (0, horizon)


@pytest.mark.slow
def test_the_methods_without_a_seed_give_the_recorded_errors_again(tasks):
    recorded = {(r.series, r.method, r.seed, r.start): r for r in load_forecasts()}
    chosen = [name for name in tasks if name[2] is None and name[3] in ("", "1997")]
    assert len(chosen) > 8
    for name in chosen:
        make, target = tasks[name]
        again, before = asdict(forecasting.measured(*name, make(), target)), asdict(recorded[name])
        for quantity in ("squared", "covered", "width"):
            np.testing.assert_allclose(again[quantity], before[quantity], rtol=1e-3)


def test_a_test_period_begins_with_its_first_year_and_no_training_has_seen_it():
    co2 = load_co2()
    for start in forecasting.STARTS:
        problem = forecasting.co2_problem(start)
        begin = int(np.searchsorted(co2.dates, np.datetime64(f"{start}-01-01")))
        test, training = problem.split.test, problem.split.training
        assert problem.y[test][0, 0] == co2.values[begin]
        # The last target of the training is three years of weeks before the test.
        assert training.stop - 1 + 2 * 52 + 52 == begin - 3 * 52
        assert problem.scale == pytest.approx(
            np.std(problem.x[training] - problem.x[training][:, -1:])
        )


def test_a_stored_result_is_not_made_again(tmp_path, monkeypatch):
    path, calls = tmp_path / "forecasts.json", []

    def forecast():
        calls.append(1)
        return np.ones((3, 2))

    tasks = [(("tank", method, None, ""), forecast, np.zeros((3, 2))) for method in ("a", "b")]
    monkeypatch.setattr(forecasting, "everything", lambda: iter(tasks))
    assert [run.squared for run in forecasting.record(path, "a")] == [[1.0, 1.0]]
    assert [run.method for run in forecasting.record(path)] == ["a", "b"]
    assert [run.method for run in load_forecasts(path)] == ["a", "b"] and len(calls) == 2
