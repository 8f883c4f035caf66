"""The recorded trainings on dates, and that other files are refused."""

from dataclasses import replace

from rnn_tutorial.experiments.date_runs import (
    TESTED_ON,
    load_attention_cost,
    load_date_runs,
)
from rnn_tutorial.measurements import write_measurements


def test_the_recorded_runs_are_complete():
    runs = load_date_runs()
    assert len({run.key for run in runs}) == len(runs) == 15
    kinds = {(run.attention, run.own) for run in runs}
    assert len(kinds) == 5 and {run.seed for run in runs} == {0, 1, 2}
    for run in runs:
        for shares in (run.whole, run.forced, run.free):
            assert tuple(shares) == TESTED_ON and all(0 <= s <= 1 for s in shares.values())


def test_runs_are_read_as_they_were_written(tmp_path):
    runs = [replace(run, seed=run.seed + 7) for run in load_date_runs()[:2]]
    write_measurements(tmp_path / "runs.json", runs)
    assert load_date_runs(tmp_path / "runs.json") == runs


def test_the_cost_was_measured_at_growing_lengths():
    cost = load_attention_cost()
    for quantity in ("seconds", "megabytes"):
        for values in cost[quantity].values():
            assert len(values) == len(cost["timesteps"]) and values[-1] > values[0] > 0
