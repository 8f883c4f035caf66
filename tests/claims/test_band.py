"""The band of recorded runs, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_tutorial.claims.band import compare_with_band, recorded_band
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.plotting.comparison import plot_over_band

RUN = load_recorded("simple_rnn")[0]


def run(values, seed=0, **changes):
    """The recorded run with another validation accuracy."""
    history = {metric: list(values) for metric in RUN.history}
    return replace(RUN, history=history, epoch_seconds=[1.0] * len(values), seed=seed, **changes)


RECORDED = [run([0.5, 0.7]), run([0.6, 0.8], 1), run([0.7, 0.9], 2)]
HALF = 1.64 * 0.1 * np.sqrt(4 / 3)  # the deviation between the seeds is 0.1 at both epochs


def test_the_band_worked_out_by_hand():
    band = recorded_band(RECORDED)
    assert band.middle.tolist() == pytest.approx([0.6, 0.8])
    assert band.half_width == pytest.approx(HALF) and band.seeds == 3


def test_nine_of_ten_further_seeds_lie_within():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(400):
        *recorded, further = [run(rng.normal(0.8, 0.01, 30), seed) for seed in range(4)]
        comparison = compare_with_band(further, recorded)
        inside.append(1 - comparison.outside / comparison.epochs)
    assert 0.87 < np.mean(inside) < 0.93


def test_within_and_outside_and_by_how_much():
    inside = compare_with_band(run([0.65, 0.75]), RECORDED)
    assert (inside.within, inside.outside, inside.excess, inside.epoch) == (True, 0, 0, None)
    assert str(inside) == "validation accuracy: all 2 epochs lie in the band of 3 seeds."
    outside = compare_with_band(run([0.6 - HALF - 0.02, 0.8 + HALF + 0.05, 0.1]), RECORDED)
    assert (outside.within, outside.epochs, outside.outside, outside.epoch) == (False, 2, 2, 2)
    assert outside.excess == pytest.approx(0.05)
    assert all(part in str(outside) for part in ("0 of 2", "fewer", "epoch 2", "outside, by 0.050"))


def test_one_epoch_in_ten_may_lie_outside():
    almost = compare_with_band(run([0.6 + HALF + 0.01, 0.8]), RECORDED)
    assert almost.within and almost.outside == 1
    assert "1 of 2 epochs" in str(almost) and "as expected" in str(almost)


def test_the_note_names_what_else_differs():
    assert compare_with_band(run([0.6, 0.8], 9), RECORDED).note == ""
    elsewhere = replace(RUN.config, data=replace(RUN.config.data, source="/somewhere/else.npz"))
    assert compare_with_band(run([0.6, 0.8], config=elsewhere), RECORDED).note == ""
    other = compare_with_band(run([0.6, 0.8], source="sample corpus", backend="jax"), RECORDED)
    assert (
        "sample corpus" in other.note and "used JAX" in other.note and "settings" not in other.note
    )
    wider = run([0.6, 0.8], config=RUN.config.with_changes(units=64))
    assert "settings" in compare_with_band(wider, RECORDED).note


def test_one_run_or_an_unknown_metric_gives_no_band():
    with pytest.raises(TutorialError):
        recorded_band(RECORDED[:1])
    with pytest.raises(TutorialError, match="metric is 'acc': choose one of loss"):
        recorded_band(RECORDED, "acc")


def test_the_plot_has_the_band_its_middle_and_the_run():
    ax = Figure().subplots()
    assert plot_over_band(run([0.65, 0.75]), recorded_band(RECORDED), ax=ax) is ax
    middle, mine = ax.get_lines()
    assert middle.get_ydata().tolist() == pytest.approx([0.6, 0.8])
    assert list(mine.get_ydata()) == [0.65, 0.75]
    edge = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert edge.min() == pytest.approx(0.6 - HALF) and edge.max() == pytest.approx(0.8 + HALF)
    assert len(plot_over_band(None, recorded_band(RECORDED), ax=Figure().subplots()).lines) == 1
