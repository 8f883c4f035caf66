"""The claims: their tests on made-up runs, and the recorded ones as they ship."""

from dataclasses import replace

import pytest

from rnn_tutorial.claims import statements as claims
from rnn_tutorial.claims.evidence import load_evidence
from rnn_tutorial.claims.statements import CLAIMS, check_claims
from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART, compare, judge
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import load_recorded


def test_a_difference_must_be_large_and_larger_than_chance():
    assert compare([0.86, 0.861, 0.862], [0.85, 0.851, 0.852], 0.005) == HOLDS
    assert compare([0.853, 0.854, 0.855], [0.85, 0.851, 0.852], 0.005) == IN_PART  # too small
    assert compare([0.90, 0.80, 0.87], [0.85, 0.80, 0.86], 0.005) == IN_PART  # may be chance
    assert compare([0.85, 0.851, 0.852], [0.86, 0.861, 0.862], 0.005) == FAILS


def test_the_verdict_is_the_strictest_that_is_met():
    assert [judge(True, True), judge(False, True), judge(False, False)] == [HOLDS, IN_PART, FAILS]


@pytest.mark.parametrize(
    ("starts", "verdict"), [((8, 9, 10), HOLDS), ((5, 6, 6), IN_PART), ((3, 4, 4), FAILS)]
)
def test_the_start_of_overfitting_decides_its_claim(monkeypatch, starts, verdict):
    def runs(name, profile="full", **changes):
        run = load_recorded("simple_rnn")[0]
        losses = [[0.3 if epoch == start else 0.5 for epoch in range(1, 101)] for start in starts]
        return [replace(run, history=run.history | {"val_loss": loss}) for loss in losses]

    monkeypatch.setattr(claims, "load_recorded", runs)
    (told,) = check_claims([CLAIMS[0]])
    assert told.verdict == verdict and ", ".join(map(str, starts)) in told.measured


def test_every_claim_has_a_verdict_with_numbers():
    told = check_claims()
    assert len(told) == len(CLAIMS) >= 11
    for verdict in told:
        assert verdict.verdict in (HOLDS, IN_PART, FAILS)
        assert any(letter.isdigit() for letter in verdict.measured) and verdict.test


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


def test_evidence_that_is_none_is_refused(tmp_path):
    with pytest.raises(TutorialError, match="make results"):
        load_evidence(tmp_path / "missing.json")
    (tmp_path / "torn.json").write_text('{"gradient_reach": {')
    with pytest.raises(TutorialError, match="holds no evidence"):
        load_evidence(tmp_path / "torn.json")
