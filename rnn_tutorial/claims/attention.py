"""What chapter 10 says about attention, tested against recorded runs.

The thresholds were written down before the runs were made.
"""

from collections.abc import Sequence
from functools import partial
from statistics import mean
from typing import Any

from rnn_tutorial.claims.testing import FAILS, HOLDS, Claim, compare, judge
from rnn_tutorial.experiments.date_runs import (
    CONTEXTS,
    TRAINED_ON,
    DateRun,
    load_attention_cost,
    load_date_runs,
)
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.metrics import spread

_SHORT, _LONG = min(TRAINED_ON), max(TRAINED_ON)


def _runs(attention: str, own: float = 0.0) -> list[DateRun]:
    runs = load_date_runs()
    return [run for run in runs if (run.attention, run.own) == (attention, own)]


def _whole(attention: str, characters: int, own: float = 0.0) -> list[float]:
    return [run.whole[characters] for run in _runs(attention, own)]


def _percent(values: Sequence[float]) -> str:
    return f"{spread([100 * value for value in values]):.1f}%"


def _at_lengths(lengths: Sequence[int], names: Sequence[str]) -> str:
    """The share of right dates of each network at each length, in words."""
    told = [
        f"{CONTEXTS[name]} "
        + ", ".join(f"{_percent(_whole(name, n))} at {n} characters" for n in lengths)
        for name in names
    ]
    return f"dates right as a whole: {'; '.join(told)}"


def _fixed_breaks() -> tuple[str, str]:
    short, long = (_whole("fixed", n) for n in (_SHORT, _LONG))
    return _at_lengths((_SHORT, _LONG), ["fixed"]), compare(short, long, 0.10)


def _attention_keeps() -> tuple[str, str]:
    names = ("additive", "dot")
    drops = [mean(_whole(name, _SHORT)) - mean(_whole(name, _LONG)) for name in names]
    kept = [drop <= 0.02 for drop in drops]
    return _at_lengths((_SHORT, _LONG), names), judge(all(kept), any(kept))


def _longer_than_trained() -> tuple[str, str]:
    twice = 2 * _LONG
    fixed = _whole("fixed", twice)
    drops = {n: mean(_whole(n, _LONG)) - mean(_whole(n, twice)) for n in ("additive", "dot")}
    better = [compare(_whole(n, twice), fixed, 0.20) for n in drops]
    return _at_lengths((_LONG, twice), list(CONTEXTS)), judge(
        all(v == HOLDS for v in better) and max(drops.values()) <= 0.10,
        all(v != FAILS for v in better),
    )


def _additive_or_dot() -> tuple[str, str]:
    gaps = [abs(mean(_whole("additive", n)) - mean(_whole("dot", n))) for n in TRAINED_ON]
    measured = _at_lengths(TRAINED_ON, ("additive", "dot"))
    return measured, judge(max(gaps) < 0.01, max(gaps) < 0.03)


def _scheduled_sampling() -> tuple[str, str]:
    verdicts, told = [], []
    for name in ("fixed", "dot"):
        sampled, forced = _whole(name, _LONG, 0.5), _whole(name, _LONG)
        verdicts.append(compare(sampled, forced, 0.01))
        shares = f"{_percent(sampled)}, with teacher forcing {_percent(forced)}"
        told.append(f"{CONTEXTS[name]} {shares}")
    measured = f"dates right as a whole at {_LONG} characters: {'; '.join(told)}"
    return measured, judge(all(v == HOLDS for v in verdicts), HOLDS in verdicts)


def _exposure() -> tuple[str, str]:
    runs = _runs("fixed")
    forced, free = ([getattr(run, kind)[_LONG] for run in runs] for kind in ("forced", "free"))
    measured = (
        f"share of right signs after the first error, fixed context, {_LONG} characters: "
        f"{_percent(free)} with its own signs as input, {_percent(forced)} with the right ones"
    )
    return measured, compare(forced, free, 0.05)


def _reviews(other: str) -> tuple[str, str]:
    changes: dict[str, dict[str, Any]] = {
        "transformer": {"epochs": 3, "maxlen": 100},
        "lstm": {"epochs": 3, "maxlen": 100},
        "bag_of_words": {"optimizer": "adam", "learning_rate": 0.01, "maxlen": 100},
    }
    transformer, reference = (
        [run.best.accuracy for run in load_recorded(name, "fast", **changes[name])]
        for name in ("transformer", other)
    )
    name = {"lstm": "LSTM", "bag_of_words": "bag of words"}[other]
    measured = f"test accuracy: Transformer {spread(transformer)}; {name} {spread(reference)}"
    return measured, compare(transformer, reference, 0.005)


def _growth() -> tuple[str, str]:
    cost = load_attention_cost()
    first, last = (cost["timesteps"].index(n) for n in (200, 800))
    grown = {
        (name, quantity): values[last] / values[first]
        for quantity in ("megabytes", "seconds")
        for name, values in cost[quantity].items()
    }
    measured = "; ".join(
        f"{name} {grown[key, 'megabytes']:.1f} times the memory, {grown[key, 'seconds']:.1f} times "
        "the time"
        for key, name in (("transformer", "Transformer"), ("lstm", "LSTM"))
    )
    by_square = min(grown["transformer", q] for q in ("megabytes", "seconds")) >= 8
    by_length = max(grown["lstm", q] for q in ("megabytes", "seconds")) <= 5
    return f"a training step from 200 to 800 timesteps: {measured}", judge(
        by_square and by_length, by_square or by_length
    )


CLAIMS = (
    Claim(
        "With a fixed context, accuracy falls as the input grows",
        f"dates right as a whole: lower at {_LONG} characters than at {_SHORT} by 10 points, "
        "p below 0.05 (in part: lower)",
        _fixed_breaks,
    ),
    Claim(
        "With attention, accuracy doesn't depend on the length of the input",
        f"mean at {_LONG} characters at most 2 points below that at {_SHORT}, additive and dot "
        "product (in part: one of them)",
        _attention_keeps,
    ),
    Claim(
        "Attention also works on inputs twice as long as in training",
        f"at {2 * _LONG} characters 20 points above the fixed context, p below 0.05, and at most "
        f"10 points below {_LONG} characters, additive and dot product (in part: both higher)",
        _longer_than_trained,
    ),
    Claim(
        "Additive and dot-product attention are equally accurate",
        "means differ by less than 1 point at each length of training (in part: 3 points)",
        _additive_or_dot,
    ),
    Claim(
        "Scheduled sampling makes more dates right",
        f"mean at {_LONG} characters higher by 1 point, p below 0.05, with a fixed context and "
        "with dot-product attention (in part: with one of them)",
        _scheduled_sampling,
    ),
    Claim(
        "After an error, a decoder that reads its own signs makes more errors",
        "share of right signs after the first error lower by 5 points than with the right signs "
        f"as input, p below 0.05; fixed context, {_LONG} characters (in part: lower)",
        _exposure,
    ),
    *(
        Claim(
            f"On reviews, a Transformer is more accurate than {article} {name}",
            "mean test accuracy on 100 words higher by 0.5 points, p below 0.05 (in part: higher)",
            partial(_reviews, other),
        )
        for article, name, other in (
            ("an", "LSTM of the same size", "lstm"),
            ("a", "bag of words", "bag_of_words"),
        )
    ),
    Claim(
        "The cost of self-attention grows with the square of the length, that of an LSTM with the "
        "length",
        "four times the timesteps: at least 8 times the memory and time of a step, and at most 5 "
        "times for the LSTM (in part: one of the two)",
        _growth,
    ),
)
