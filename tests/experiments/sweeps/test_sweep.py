"""A sweep's runs, the mistakes that it refuses, its stored results, and its plots."""

import itertools
import shlex
import sys

import numpy as np
import pytest
from rich.console import Console

from rnn_tutorial.cli import main as cli
from rnn_tutorial.cli.settings import parse_values
from rnn_tutorial.cli.sweep import Board
from rnn_tutorial.cli.tables import sweep_table
from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.plan import make_plan
from rnn_tutorial.experiments.sweeps.sweep import sweep
from rnn_tutorial.experiments.trained import result_path
from rnn_tutorial.metrics import TestMetrics
from rnn_tutorial.plotting import sweep as sweep_plots


def make_result(name="simple_rnn", seed=0, accuracy=0.8, data="auto", **changes):
    """A result of two epochs, as a training stores it."""
    metrics = TestMetrics(0.5, accuracy, 8, 8, 2, 2)
    return TrainingResult(
        config=get_experiment(name, "smoke", data=data, **changes),
        profile="smoke", seed=seed, source="IMDB", fingerprint="f" * 12, parameters=100,
        history={k: [0.6, 0.5] for k in ("loss", "accuracy", "val_loss", "val_accuracy")},
        final=metrics, best=metrics, epoch_seconds=[2.0, 1.0], peak_memory_mb=500.0,
        backend="tensorflow", versions={}, machine="a machine", finished="2026-01-01",
    )  # fmt: skip


def plan_of(names="simple_rnn", seeds=2, profile="smoke", data="auto", scheduler=None, **changes):
    return make_plan(names, seeds, profile, data, scheduler, changes)


def test_a_plan_has_every_combination_of_values_and_seeds():
    plan = plan_of(["simple_rnn", "lstm"], seeds=3, units=[8, 16], depth=(1, 2), maxlen=9)
    runs = plan.runs
    expected = itertools.product(("simple_rnn", "lstm"), (8, 16), (1, 2), (9,), range(3))
    found = [
        (r.config.name, r.config.model.units, r.config.model.depth, r.config.data.maxlen, r.seed)
        for r in runs
    ]
    assert found == list(expected) and len({run.label for run in runs}) == len(runs) == 24
    assert runs[0].label == "SimpleRNN, units=8, depth=1, seed 0"  # without what all share
    assert repr(runs[0]) == "Run('SimpleRNN, units=8, depth=1, seed 0', 'waiting', epoch=0)"


def test_the_named_command_is_the_plan_itself(monkeypatch):
    """The command line reads it and makes the same plan."""
    plan = plan_of("lstm", seeds=4, data="my reviews.npz", scheduler="tcp://10.0.0.1:8786",
                   units=[8, 16], bidirectional=[True])  # fmt: skip
    called = []

    def note(plan, progress):
        called.append(plan)
        raise TutorialError("enough")

    monkeypatch.setattr("rnn_tutorial.experiments.sweeps.sweep.carry_out", note)
    monkeypatch.setattr(sys, "argv", shlex.split(plan.command))
    with pytest.raises(SystemExit):
        cli.main()
    assert called == [plan]


MISTAKES = [
    ({"seeds": 0}, "seeds is 0: give a whole number, 1 or more"),
    ({"seeds": 1.5}, "seeds is 1.5"),
    ({"names": "simpel_rnn"}, "experiment is 'simpel_rnn': choose one of"),
    ({"names": []}, "experiments is empty: give at least one"),
    ({"names": ["lstm", "lstm"]}, "each only once"),
    ({"profile": "slow"}, "profile is 'slow'"),
    ({"neurons": 3}, "no setting is called neurons"),
    ({"units": [8, "many"]}, "units is 'many'"),
    ({"units": []}, "units is empty"),
    ({"units": [8, 8]}, "each only once"),
    ({"source": ["a.npz", "b.npz"]}, "choose the reviews with data"),
    ({"scheduler": "10.0.0.1:8786"}, "give tcp://HOST:PORT"),
    ({"scheduler": "tcp://host"}, "give tcp://HOST:PORT"),
    ({"scheduler": "tcp://host:0"}, "give tcp://HOST:PORT"),
    ({"scheduler": "tcp://host:70000"}, "give tcp://HOST:PORT"),
]


@pytest.mark.parametrize(("wish", "message"), MISTAKES, ids=lambda v: str(v)[:40])
def test_a_mistake_is_one_line(wish, message):
    with pytest.raises(TutorialError, match=message.replace("(", r"\(")) as refusal:
        plan_of(**wish)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("word", "message"),
    [("--seeds=0", "seeds is 0"), ("--set=units=8,many", "units is 'many': give a whole number"),
     ("--set=neurons=3", "--set neurons=3: give NAME=VALUE"), ("--set=units=8,", "--set units="),
     ("--scheduler=here", "scheduler is 'here'")],
)  # fmt: skip
def test_a_mistake_at_the_command_line_ends_with_2(monkeypatch, capsys, word, message):
    monkeypatch.setattr(sys, "argv", ["rnn-tutorial", "sweep", "simple_rnn", word])
    with pytest.raises(SystemExit) as end:
        cli.main()
    err = capsys.readouterr().err
    assert end.value.code == 2 and message in err and err.count("\n") == 1


def test_values_take_the_type_of_their_setting():
    pairs = ["units=8,16", "cell=lstm,gru", "bidirectional=true", "units=32"]
    assert parse_values(pairs) == {
        "units": [8, 16, 32], "cell": ["lstm", "gru"], "bidirectional": [True],
    }  # fmt: skip


def test_what_is_stored_is_not_trained_again(keras_npz, snapshot, home, monkeypatch, caplog):
    """Then the disk is enough: starting a cluster fails the test."""
    monkeypatch.setattr(
        "rnn_tutorial.experiments.sweeps.sweep.connect", lambda *told: pytest.fail("a cluster")
    )
    caplog.set_level("INFO", "rnn_tutorial")
    data, told = str(keras_npz()), []
    for units, seed in itertools.product((3, 4), (0, 1)):
        result = make_result(seed=seed, data=data, units=units)
        reviews = load_reviews(result.config.data)
        result.save(result_path(result.config, reviews, "smoke", seed))
    before = snapshot(home)
    results = sweep("simple_rnn", seeds=2, profile="smoke", data=data, changes={"units": [3, 4]},
                    progress=told.append)  # fmt: skip
    assert [(r.config.model.units, r.seed) for r in results] == [(3, 0), (3, 1), (4, 0), (4, 1)]
    assert all(result.stored and result.path.is_file() for result in results)
    assert caplog.messages == ["4 of 4 runs stored already, nothing to train."]
    assert [run.state for run in told[-1]] == ["stored"] * 4 and snapshot(home) == before


def test_what_remains_is_counted_and_named():
    plan = plan_of(seeds=9)
    runs = plan.runs
    runs[0].state, runs[1].state, runs[2].state = "done", "stored", "failed"
    told = plan.remaining()
    assert told.startswith("Finished and stored: 2 of 9 runs. Remaining: 7 (SimpleRNN, seed 2;")
    assert "seed 7 and 1 more)" in told and f"`{plan.command}`" in told


def render(table):
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_the_board_has_a_bar_for_each_run_in_training_and_a_line_for_each_that_ended(capsys):
    runs, board = plan_of(seeds=5).runs, Board()
    runs[0].state, runs[0].result = "done", make_result(accuracy=0.75)
    runs[1].state, runs[1].epoch, runs[1].metrics = "training", 2, {"loss": 0.25}
    runs[2].state, runs[2].problem = "failed", "no room [here]"
    runs[3].state = "training"
    board(runs)
    board(runs)  # each end is announced once
    text = render(board.bar.get_renderable())
    for row in (("seed 1", "2/2 epochs", "loss 0.250"), ("seed 3", "0/2 epochs", "loading")):
        (line,) = [line for line in text.splitlines() if row[0] in line]
        assert all(word in line for word in row)
    assert not any(f"seed {seed}" in text for seed in (0, 2, 4))
    told = capsys.readouterr().out
    assert "seed 0: done, test accuracy 0.750 after epoch 1 (2 of 5)" in told
    assert "seed 2: failed, no room [here] (2 of 5)" in told and told.count("\n") == 2
    runs[1].state, runs[1].result = "done", make_result()
    board(runs)
    assert "seed 1" not in render(board.bar.get_renderable())


def test_the_summary_gives_mean_and_range_for_each_combination():
    results = [
        make_result(seed=seed, units=units, accuracy=accuracy)
        for units, pair in ((8, (0.7, 0.8)), (16, (0.8, 0.9)))
        for seed, accuracy in enumerate(pair)
    ]
    lines = render(sweep_table(results)).splitlines()
    (first, small), (second, large) = [
        (row, line) for row, line in enumerate(lines) if line.startswith("SimpleRNN")
    ]
    assert "0.750" in small and "0.700 to 0.800" in lines[first + 1]
    assert "0.850" in large and "0.800 to 0.900" in lines[second + 1]
    assert small.split()[:2] == ["SimpleRNN", "2"] and lines[second + 1].startswith("units 16 ")
    assert "6 s" in small  # two runs of 2 + 1 seconds


# --- plots


def grid(seeds=2, **settings):
    """Results for a product of settings; the accuracy tells which it is."""
    made = []
    for number, values in enumerate(itertools.product(*settings.values())):
        changes = dict(zip(settings, values, strict=True))
        for seed in range(seeds):
            accuracy = 0.5 + 0.01 * number + 0.002 * seed
            made.append(make_result(seed=seed, accuracy=accuracy, **changes))
    return made


def test_settings_that_vary_are_found_and_put_in_order():
    results = grid(units=[32, 8], cell=["lstm", "gru"])
    assert sweep_plots.varied_settings(results) == {"cell": ["lstm", "gru"], "units": [8, 32]}
    # What an experiment's name stands for doesn't vary besides.
    both = [make_result("simple_rnn"), make_result("bidirectional_lstm")]
    assert sweep_plots.varied_settings(both) == {"experiment": ["simple_rnn", "bidirectional_lstm"]}


def test_plot_sweep_draws_mean_runs_and_range():
    results = grid(units=[8, 16, 32])
    axes = sweep_plots.plot_sweep(results)
    line = axes.lines[0]
    assert np.allclose(line.get_ydata(), [0.501, 0.511, 0.521])
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["8", "16", "32"]
    ranges = [bar.get_segments()[0][:, 1] for bar in axes.collections]
    assert np.allclose(ranges, [[0.5, 0.502], [0.51, 0.512], [0.52, 0.522]])
    assert axes.get_xlabel() == "units" and axes.get_title(loc="left").endswith("2 seeds")
    assert sweep_plots.plot_sweep(results, ax=axes) is axes


def test_plot_sweep_gives_each_combination_a_line():
    axes = sweep_plots.plot_sweep(grid(units=[8, 16, 32], depth=[1, 2]))
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["depth 1", "depth 2"]


def test_heat_map_has_the_mean_in_each_cell():
    axes = sweep_plots.plot_heat_map(grid(units=[8, 16], depth=[1, 2, 3]))
    assert np.allclose(axes.images[0].get_array(), 0.501 + 0.01 * np.arange(6).reshape(2, 3))
    assert [text.get_text() for text in axes.texts][:2] == ["0.501", "0.511"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("units", "depth")


def test_parallel_coordinates_have_a_line_a_run_and_an_upright_a_setting():
    results = grid(units=[8, 16, 32], depth=[1, 2], maxlen=[50, 60])
    axes = sweep_plots.plot_parallel_coordinates(results)
    (lines,) = axes.collections
    paths = np.array(lines.get_segments())  # (runs, uprights, 2), the best run last
    assert paths.shape == (24, 4, 2) and np.allclose(paths[-1, :, 1], 1)
    assert np.allclose(paths[0, :, 1], 0) and np.all(np.diff(lines.get_array()) >= 0)
    names = [tick.get_text() for tick in axes.get_xticklabels()]
    assert names == ["maxlen", "units", "depth", "test accuracy"]
    assert sweep_plots.plot_parallel_coordinates(results, ax=axes) is axes


@pytest.mark.parametrize(
    ("draw", "results", "message"),
    [
        (sweep_plots.plot_sweep, [], "no results"),
        (sweep_plots.plot_heat_map, grid(units=[8, 16]), "use plot_sweep"),
        (sweep_plots.plot_parallel_coordinates, [make_result()], "differ in their seeds alone"),
        (sweep_plots.plot_sweep, grid(1, units=range(1, 9), depth=range(1, 9)), "six|6 lines"),
    ],
)
def test_what_can_t_be_drawn_is_refused(draw, results, message):
    with pytest.raises(TutorialError, match=message) as refusal:
        draw(results)
    assert "\n" not in str(refusal.value)


def test_one_experiment_over_seeds_alone_is_drawn_as_one_bar():
    runs = [make_result(accuracy=0.7), make_result(seed=1, accuracy=0.8)]
    axes = sweep_plots.plot_sweep(runs)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["SimpleRNN"]
    assert np.allclose(axes.lines[0].get_ydata(), [0.75])
