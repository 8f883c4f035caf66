"""The recorded measurements of linear recurrences, and the claims on made-up ones."""

from dataclasses import replace
from itertools import product

import pytest

from rnn_tutorial.claims import recurrences as claims
from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.recurrences import Recurrences, Timing, load_recurrences
from rnn_tutorial.scratch.distances import Attempt


def test_the_recorded_measurements_are_complete():
    recorded = load_recurrences()
    assert recorded.machine.isprintable() and {"jax", "tensorflow"} <= set(recorded.versions)
    for name in ("SimpleRNN", "LSTM", "minGRU, loop", "minGRU, scan", "Transformer"):
        times = recorded.times(name)
        longest = 1000 if name == "Transformer" else 10_000
        assert list(times) == [n for n in (100, 1000, 10_000) if n <= longest], name
        assert all(0 < ms < 60_000 for ms in times.values())
    for name in ("LSTM", "minGRU, loop", "minGRU, scan"):
        assert list(recorded.times(name, backend="tensorflow")) == [100, 1000]
    for mistake, said in (
        ({"network": "LTSM"}, "network is 'LTSM': choose one of .*'minGRU, loop'"),
        ({"network": "loop"}, "network is 'loop': choose one of 'SimpleRNN'"),
        ({"network": "LSTM", "what": "Training"}, "what is 'Training'"),
    ):
        with pytest.raises(TutorialError, match=said):
            recorded.times(**mistake)
    for backend, lanes, way in product(("jax", "tensorflow"), (1, 32, 1024), ("loop", "scan")):
        times = recorded.times(way, what="recurrence", backend=backend, lanes=lanes)
        assert list(times) == [100, 1000, 10_000]
    for name in claims.LINEAR:
        runs = [a for a in recorded.adding if a.variant == name]
        lengths = sorted({a.distance for a in runs})
        # A length is left out only where no seed had learnt the shorter one.
        tried = [200, 1000] if any(a.learnt for a in runs if a.distance == 200) else [200]
        assert lengths == tried
        for length in lengths:
            assert [a.seed for a in runs if a.distance == length] == [0, 1, 2]
        assert all(a.learnt == (a.loss < 0.01) for a in runs)


def made_up(ms, reached):
    """ms: (network, timesteps) -> milliseconds. reached: network -> longest length of each seed."""
    timings = [
        Timing("training", name, "jax", steps, 1024, 1.0, value / 1000)
        for (name, steps), value in ms.items()
    ]
    adding = [
        Attempt("adding", name, seed, length, longest >= length, 100, 0.005, 0.01)
        for name, seeds in reached.items()
        for seed, longest in enumerate(seeds)
        for length in (200, 1000)
    ]
    return Recurrences("machine", {}, tuple(timings), tuple(adding))


TIMES = {
    ("LSTM", 100): 2.0, ("LSTM", 1000): 20.0, ("minGRU, loop", 1000): 9.0,
    ("minGRU, scan", 1000): 30.0, ("Transformer", 100): 1.0, ("Transformer", 1000): 40.0,
}  # fmt: skip
REACHED = {"minGRU": [1000] * 3, "LRU": [1000] * 3, "LSTM": [200] * 3, "GRU": [200] * 3}


@pytest.mark.parametrize(
    ("place", "ms", "reached", "verdict"),
    [
        (0, {}, {}, HOLDS),
        (0, {("minGRU, loop", 1000): 11.0}, {}, IN_PART),
        (0, {("minGRU, loop", 1000): 21.0}, {}, FAILS),
        (1, {}, {}, HOLDS),
        (1, {("minGRU, scan", 1000): 8.0}, {}, FAILS),
        (2, {}, {}, HOLDS),
        (2, {("LSTM", 1000): 32.0}, {}, IN_PART),
        (2, {("Transformer", 1000): 9.0}, {}, FAILS),
        (3, {}, {}, HOLDS),
        (3, {}, {"LRU": [1000, 200, 1000]}, IN_PART),
        (3, {}, {"LRU": [1000, 0, 1000]}, FAILS),
        (4, {}, {}, HOLDS),
        (4, {}, {"LRU": [1000, 200, 200]}, IN_PART),
        (4, {}, {"GRU": [200, 1000, 1000]}, FAILS),
    ],
)
def test_the_measurements_decide_the_claims(monkeypatch, place, ms, reached, verdict):
    recorded = made_up(TIMES | ms, REACHED | reached)
    monkeypatch.setattr(claims, "load_recurrences", lambda: recorded)
    measured, found = claims.CLAIMS[place].measure()
    assert found == verdict and any(letter.isdigit() for letter in measured)


@pytest.mark.parametrize(
    ("accuracy", "verdict"),
    [((0.87, 0.875, 0.88, 0.88), HOLDS), ((0.80, 0.87, 0.875, 0.88), IN_PART),
     ((0.86, 0.875, 0.865, 0.88), IN_PART), ((0.80, 0.87, 0.80, 0.88), FAILS)],
)  # fmt: skip
def test_the_accuracies_decide_their_claim(monkeypatch, accuracy, verdict):
    """accuracy: of minGRU, GRU, LRU and LSTM."""
    from rnn_tutorial.experiments.result import load_recorded

    run = load_recorded("lstm", "fast", epochs=6)[0]
    means = dict(zip(("min_gru", "gru", "lru", "lstm"), accuracy, strict=True))

    def runs(name, profile, **changes):
        return [replace(run, best=replace(run.best, accuracy=means[name] + d)) for d in (0, 1e-4)]

    monkeypatch.setattr(claims, "load_recorded", runs)
    assert claims.CLAIMS[-1].measure()[1] == verdict
