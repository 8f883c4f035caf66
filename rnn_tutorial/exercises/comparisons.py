"""What the exercises ask about recorded runs. Nothing is trained here, and no Keras is loaded."""

from typing import Any

import numpy as np

from rnn_tutorial.experiments.date_runs import load_date_runs
from rnn_tutorial.experiments.forecasts import by_horizon, load_forecasts, overall
from rnn_tutorial.experiments.language import by_model, load_language_runs
from rnn_tutorial.experiments.recurrences import load_recurrences
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.metrics import TestMetrics
from rnn_tutorial.scratch.distances import largest_distances, load_distances


def slow_start(level: float) -> tuple[float, float, float]:
    """What one mask and new masks need: median first epochs with an accuracy of `level`.

    The third number is how many points the best validation accuracy is higher with new masks.
    """
    names = ("dropout_rnn", "per_timestep_dropout_rnn")
    curves = [
        [run.history["val_accuracy"] for run in load_recorded(name, "fast", epochs=30)]
        for name in names
    ]
    one, new = (
        float(np.median([next(n for n, a in enumerate(c, 1) if a >= level) for c in group]))
        for group in curves
    )
    best = [np.mean([max(curve) for curve in group]) for group in curves]
    return one, new, float(100 * (best[1] - best[0]))


def reach_and_effort(name: str, other: str) -> tuple[float, float]:
    """Ratios of two variants of chapter 6, `name` over `other`.

    Of the median largest distances in the adding problem, and of the mean steps that the copy task
    takes at distance 20.
    """
    attempts = load_distances()
    far = largest_distances(attempts, "adding")
    steps = {
        variant: np.mean(
            [a.steps for a in attempts if (a.task, a.variant, a.distance) == ("copy", variant, 20)]
        )
        for variant in (name, other)
    }
    return float(np.median(far[name]) / np.median(far[other])), float(steps[name] / steps[other])


def network_against_linear() -> tuple[float, float, int]:
    """Recorded errors on carbon dioxide, GRU over linear autoregression: 1 and 52 weeks ahead.

    The third number is in how many of the test periods the mean over the seeds is lower.
    """
    runs, names = load_forecasts(), ("GRU", "linear autoregression")
    ahead = [by_horizon(runs, "CO2", name).mean(axis=0) for name in names]
    ratio = ahead[0] / ahead[1]
    starts = sorted({run.start for run in runs if run.series == "CO2"})
    periods = [[r for r in runs if r.start == start] for start in starts]
    better = sum(
        np.mean(overall(period, "CO2", names[0])) < np.mean(overall(period, "CO2", names[1]))
        for period in periods
    )
    return float(ratio[0]), float(ratio[-1]), int(better)


def pairs_won(first: tuple[str, dict], second: tuple[str, dict]) -> int:
    """In how many pairs of a seed of `first` and a seed of `second` the first is more accurate."""
    a, b = (tested(name, **changes) for name, changes in (first, second))
    return sum(one > other for one in a for other in b)


def times_over(network: str, *others: str, timesteps: int) -> tuple[float, ...]:
    """How many times the processor time of `network` that of each other is, in training."""
    recorded = load_recurrences()
    own = recorded.times(network)[timesteps]
    return tuple(own / recorded.times(other)[timesteps] for other in others)


def tested(name: str, **changes: Any) -> list[float]:
    """Test accuracy of the recorded `fast` runs, one for each seed."""
    return [run.best.accuracy for run in load_recorded(name, "fast", **changes)]


def attention_gaps(characters: int) -> tuple[float, float]:
    """Points of right dates: dot product minus fixed context, additive minus dot product."""
    runs = [run for run in load_date_runs() if not run.own]
    whole = {
        name: 100 * np.mean([run.whole[characters] for run in runs if run.attention == name])
        for name in ("fixed", "additive", "dot")
    }
    return float(whole["dot"] - whole["fixed"]), float(whole["additive"] - whole["dot"])


def leaning(first: str, second: str) -> tuple[float, float]:
    """Which shares of the test reviews the recorded 100-epoch runs call positive.

    The difference of the two means, and the range over the seeds of `second`.
    """
    a, b = ([_called_positive(run.best) for run in load_recorded(name)] for name in (first, second))
    return float(np.mean(a) - np.mean(b)), float(np.ptp(b))


def _called_positive(tested: TestMetrics) -> float:
    return (tested.true_positives + tested.false_positives) / 25_000


def language_gap(name: str, other: str) -> tuple[float, float]:
    """How many nats `name` has less than `other` on the reviews, and the range of its seeds."""
    losses = by_model(load_language_runs("reviews"), "loss")
    return float(np.mean(losses[other]) - np.mean(losses[name])), float(np.ptp(losses[name]))


def cut_axis(start: float) -> tuple[float, float, float]:
    """LSTM over SimpleRNN: the ratio of bars that begin at `start`, of accuracies, of errors."""
    lstm = 100 * float(np.mean(tested("lstm", epochs=6)))
    rnn = 100 * float(np.mean(tested("simple_rnn")))
    return (lstm - start) / (rnn - start), lstm / rnn, (100 - lstm) / (100 - rnn)
