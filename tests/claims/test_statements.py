"""The claims: their tests on made-up runs, and on the recorded runs."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats

import rnn_tutorial
from rnn_tutorial.claims import statements
from rnn_tutorial.claims.statements import CLAIMS, check_claims
from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART, LEVEL, compare, judge, p_value
from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.experiments.result import load_recorded


def test_a_difference_must_be_large_and_larger_than_chance():
    assert compare([0.86, 0.861, 0.862], [0.85, 0.851, 0.852], 0.005) == HOLDS
    assert compare([0.853, 0.854, 0.855], [0.85, 0.851, 0.852], 0.005) == IN_PART  # too small
    assert compare([0.90, 0.80, 0.87], [0.85, 0.80, 0.86], 0.005) == IN_PART  # may be chance
    assert compare([0.85, 0.851, 0.852], [0.86, 0.861, 0.862], 0.005) == FAILS


def test_the_p_value_is_that_of_welch():
    rng = np.random.default_rng(0)
    for sizes, scale in product([(3, 3), (2, 3), (5, 3), (2, 2)], (0.01, 1, 30)):
        first, second = (rng.normal(i, scale, n).tolist() for i, n in enumerate(sizes))
        expected = stats.ttest_ind(first, second, equal_var=False).pvalue
        assert p_value(first, second) == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert p_value([1, 1], [1, 1]) == 1 and p_value([1, 1], [2, 2]) == 0


def test_chance_alone_rarely_counts_as_a_difference():
    draws = np.random.default_rng(0).normal(size=(1000, 2, 3))
    assert np.mean([p_value(*pair) < LEVEL for pair in draws.tolist()]) < 0.06


def test_the_verdict_is_the_strictest_that_is_met():
    assert [judge(True, True), judge(False, True), judge(False, False)] == [HOLDS, IN_PART, FAILS]


@pytest.mark.parametrize(
    ("by_loss", "by_accuracy", "verdict"),
    [((8, 9, 10), (11, 7, 30), HOLDS), ((5, 6, 6), (10, 10, 9), IN_PART),
     ((9, 11, 9), (40, 50, 60), IN_PART), ((3, 4, 4), (12, 12, 12), FAILS)],
)  # fmt: skip
def test_the_start_of_overfitting_decides_its_claim(monkeypatch, by_loss, by_accuracy, verdict):
    def runs(name, profile="full", **changes):
        run, epochs = load_recorded("simple_rnn")[0], range(1, 101)
        curves = [
            {
                "val_loss": [0.3 if epoch == loss else 0.5 for epoch in epochs],
                # Five epochs are averaged: within a point of 0.85 up to `accuracy`, then below.
                "val_accuracy": [0.85 if epoch <= accuracy else 0.79 for epoch in epochs],
            }
            for loss, accuracy in zip(by_loss, by_accuracy, strict=True)
        ]
        return [replace(run, history=run.history | curve) for curve in curves]

    monkeypatch.setattr(statements, "load_recorded", runs)
    (checked,) = check_claims([CLAIMS[0]])
    assert checked.verdict == verdict
    for epochs in (by_loss, by_accuracy):
        assert ", ".join(map(str, epochs)) in checked.measured


def test_a_single_seed_cannot_exclude_chance():
    assert compare([0.9], [0.8], 0.005) == IN_PART and compare([0.8], [0.9], 0.005) == FAILS


def test_every_claim_has_the_verdict_that_the_book_reports():
    checked = check_claims()
    assert [claim.verdict for claim in checked] == [
        IN_PART, HOLDS, HOLDS, IN_PART, HOLDS, IN_PART, HOLDS, FAILS, IN_PART, FAILS, FAILS,
        IN_PART, IN_PART, FAILS,
        IN_PART, HOLDS, FAILS, IN_PART, HOLDS,  # language models
        FAILS, HOLDS, HOLDS, IN_PART, FAILS, HOLDS, HOLDS,  # forecasting
        IN_PART, HOLDS, HOLDS, HOLDS, FAILS, HOLDS, FAILS, FAILS, IN_PART,  # attention
        HOLDS, IN_PART, HOLDS, IN_PART, FAILS, FAILS,  # recurrences of today
    ]  # fmt: skip
    for claim in checked:
        assert any(letter.isdigit() for letter in claim.measured) and claim.test
        shown = claim.statement + claim.test + claim.measured
        assert not any(name in shown for name in EXPERIMENTS), "a program identifier is shown"


def test_a_notebook_displays_the_claims_as_a_table():
    checked = check_claims(CLAIMS[:2])
    table, details = (part.splitlines() for part in checked._repr_markdown_().split("\n\n"))
    assert len(table) == 2 + len(checked) and {line.count("|") for line in table} == {4}
    assert checked[1].statement in table[3] and f"**{checked[1].verdict}**" in table[3]
    for number, (line, claim) in enumerate(zip(details, checked, strict=True), start=1):
        assert line.startswith(f"{number}. ") and claim.test in line and claim.measured in line
    assert rnn_tutorial.claims_markdown(checked) == checked._repr_markdown_()
    assert repr(checked) == "CheckedClaims(holds: 1, holds in part: 1, does not hold: 0)"


@pytest.mark.parametrize("name", ["simple_rnn", "dropout_rnn"])
def test_the_long_runs_are_as_the_chapter_trains_them(name):
    runs = load_recorded(name)
    assert [run.seed for run in runs] == [0, 1, 2]
    assert len({run.fingerprint for run in runs}) == 1
    for run in runs:
        training, data = run.config.training, run.config.data
        assert (training.epochs, training.batch_size, training.validation_split) == (100, 128, 0.2)
        assert (training.batching, data.maxlen, data.num_words) == ("padded", 500, 10_000)
        assert run.source == "IMDB" and run.backend == "tensorflow" and run.machine
        counts = [n for name, n in vars(run.final).items() if name.endswith("tives")]
        assert len(counts) == 4 and sum(counts) == 25_000
