"""What the chapter says of its experiments, against what was measured.

Each claim has a test whose thresholds were written down before the runs were made (seed 0 of
the two long runs was known by then). The numbers come from the recorded runs, three seeds
each, and from `evidence.py`; nothing is trained here.
"""

import itertools
from collections.abc import Sequence
from functools import partial
from statistics import mean, median

from rnn_tutorial.claims.evidence import load_evidence
from rnn_tutorial.claims.testing import FAILS, HOLDS, Claim, Verdict, compare, judge
from rnn_tutorial.experiments.result import TrainingResult, load_recorded
from rnn_tutorial.metrics import spread


def check_claims(claims: Sequence[Claim] | None = None) -> list[Verdict]:
    """Test each claim on the recorded runs. Raises TutorialError where a run is missing."""
    chosen = CLAIMS if claims is None else claims
    return [Verdict(claim.statement, claim.test, *claim.measure()) for claim in chosen]


def accuracies(runs: Sequence[TrainingResult]) -> list[float]:
    """Test accuracy with the weights of the best epoch, one number a seed."""
    return [run.best.accuracy for run in runs]


def _best_validation(runs: Sequence[TrainingResult]) -> list[float]:
    return [max(run.history["val_accuracy"]) for run in runs]


def _lowest_losses(runs: Sequence[TrainingResult]) -> list[float]:
    return [min(run.history["val_loss"]) for run in runs]


def _starts(runs: Sequence[TrainingResult]) -> list[int]:
    return [run.overfitting_epoch for run in runs]


def _overfitting_start() -> tuple[str, str]:
    starts = _starts(load_recorded("simple_rnn"))
    middle = median(starts)
    return f"after epochs {', '.join(map(str, starts))}", judge(
        7 <= middle <= 11, 5 <= middle <= 14
    )


def _best_accuracy() -> tuple[str, str]:
    best = _best_validation(load_recorded("simple_rnn"))
    off = abs(mean(best) - 0.85)
    return f"validation {spread(best)}", judge(off <= 0.015, off <= 0.03)


def _near_convnet() -> tuple[str, str]:
    rnn, convnet = (accuracies(load_recorded(n, "fast")) for n in ("simple_rnn", "conv1d_baseline"))
    off = abs(mean(rnn) - mean(convnet))
    measured = f"test: RNN {spread(rnn)}, ConvNet {spread(convnet)}"
    return measured, judge(off <= 0.02, off <= 0.04)


def _dropout_delays() -> tuple[str, str]:
    plain, dropped = (_starts(load_recorded(name)) for name in ("simple_rnn", "dropout_rnn"))
    middle = median(dropped)
    with_it, without = (", ".join(map(str, starts)) for starts in (dropped, plain))
    measured = f"after epochs {with_it}; without dropout after epochs {without}"
    return measured, judge(50 <= middle <= 80, middle >= 2 * median(plain))


def _dropout_lowers() -> tuple[str, str]:
    plain, dropped = (
        _best_validation(load_recorded(name)) for name in ("simple_rnn", "dropout_rnn")
    )
    measured = f"validation {spread(dropped)}; without dropout {spread(plain)}"
    return measured, compare(plain, dropped, 0.002)


def _masks() -> tuple[str, str]:
    plain = _lowest_losses(load_recorded("simple_rnn", "fast"))
    fixed = _lowest_losses(load_recorded("dropout_rnn", "fast", epochs=30))
    anew = _lowest_losses(load_recorded("per_timestep_dropout_rnn", "fast", epochs=30))
    measured = (
        f"lowest validation loss: fixed {spread(fixed)}, anew {spread(anew)}, none {spread(plain)}"
    )
    fixed_helps = compare([-loss for loss in fixed], [-loss for loss in plain], 0.005) == HOLDS
    anew_helps = compare([-loss for loss in anew], [-loss for loss in plain], 0.005) == HOLDS
    fixed_is_better = compare([-loss for loss in fixed], [-loss for loss in anew], 0.005) == HOLDS
    return measured, judge(fixed_helps and not anew_helps, fixed_is_better)


def _bidirectional() -> tuple[str, str]:
    pairs = [
        [accuracies(load_recorded(name, "fast", **changes)) for name in names]
        for names, changes in (
            (("bidirectional_rnn", "simple_rnn"), {}),
            (("bidirectional_lstm", "lstm"), {"epochs": 6}),
        )
    ]
    verdicts = [compare(both, one, 0.005) for both, one in pairs]
    measured = "; ".join(
        f"{cell}: both ways {spread(both)}, one way {spread(one)}"
        for cell, (both, one) in zip(("SimpleRNN", "LSTM"), pairs, strict=True)
    )
    return f"test, {measured}", judge(
        all(v == HOLDS for v in verdicts), any(v != FAILS for v in verdicts)
    )


def _deep() -> tuple[str, str]:
    deep, one = (accuracies(load_recorded(name, "fast")) for name in ("stacked_rnn", "simple_rnn"))
    return f"test: 4 layers {spread(deep)}, 1 layer {spread(one)}", compare(deep, one, 0.005)


def _longer() -> tuple[str, str]:
    changes = ({"maxlen": 200}, {}, {"maxlen": 1000})
    short, middle, long = (accuracies(load_recorded("simple_rnn", "fast", **c)) for c in changes)
    steps = [compare(middle, short, 0.005), compare(long, middle, 0.005)]
    measured = f"test: 200 words {spread(short)}, 500 {spread(middle)}, 1000 {spread(long)}"
    return measured, judge(
        steps == [HOLDS, HOLDS], HOLDS in steps or compare(long, short, 0.005) == HOLDS
    )


def _weaker_gradient() -> tuple[str, str]:
    reach = load_evidence().gradient_reach
    powers = [reach[str(length)] for length in (200, 500, 1000)]
    measured = "first word's gradient against the last one's, as a power of ten: " + ", ".join(
        f"{length} words {spread(values):.1f}"
        for length, values in zip((200, 500, 1000), powers, strict=True)
    )
    weaker = [max(after) < min(before) for before, after in itertools.pairwise(powers)]
    return measured, judge(all(weaker), mean(powers[2]) < mean(powers[0]))


def _anywhere(kind: str) -> tuple[str, str]:
    evidence = load_evidence()
    seen, unseen = getattr(evidence, f"{kind}_seen"), getattr(evidence, f"{kind}_unseen")
    dense = evidence.dense_unseen
    measured = (
        f"accuracy: RNN {spread(seen)} at trained places, {spread(unseen)} at others; "
        f"dense network {spread(evidence.dense_seen)}, {spread(dense)}"
    )
    return measured, judge(mean(unseen) >= mean(seen) - 0.02, mean(unseen) > mean(dense) + 0.1)


_PLACES = (
    "accuracy at places without training at most 2 points lower than at the others "
    "(in part: at least 10 points above a dense network's)"
)
CLAIMS = (
    Claim(
        "Overfitting starts after about 8 to 10 epochs",
        "epoch of the lowest validation loss; median 7 to 11 (in part: 5 to 14)",
        _overfitting_start,
    ),
    Claim(
        "The best accuracy is about 85%",
        "mean best validation accuracy within 1.5 points of 85% (in part: 3)",
        _best_accuracy,
    ),
    Claim(
        "That is close to the 1-D ConvNet's",
        "means of the test accuracy within 2 points (in part: 4)",
        _near_convnet,
    ),
    Claim(
        "Dropout of 0.2 and 0.2 puts overfitting off to 60 or 70 epochs",
        "median epoch 50 to 80 (in part: at least twice as late as without)",
        _dropout_delays,
    ),
    Claim(
        "With dropout the best accuracy is lower",
        "mean lower by 0.2 points and two standard errors (in part: lower)",
        _dropout_lowers,
    ),
    Claim(
        "A mask drawn anew at each timestep doesn't help where a fixed one does",
        "the lowest validation loss is below that without dropout, by 0.005 and two standard "
        "errors, for fixed masks alone (in part: fixed masks below masks drawn anew)",
        _masks,
    ),
    Claim(
        "Bidirectional layers improve text tasks",
        "mean higher by 0.5 points and two standard errors, for SimpleRNN and LSTM "
        "(in part: higher for one)",
        _bidirectional,
    ),
    Claim(
        "Deep recurrent networks do better than one layer",
        "4 layers higher by 0.5 points and two standard errors (in part: higher)",
        _deep,
    ),
    Claim(
        "Longer reviews raise the accuracy",
        "each step of 200, 500, 1000 words raises the mean by 0.5 points and two standard "
        "errors (in part: one step, or the two together)",
        _longer,
    ),
    Claim(
        "Longer reviews weaken the gradient",
        "every seed's is weaker than every seed's at the shorter length (in part: the mean)",
        _weaker_gradient,
    ),
    Claim(
        "A pattern is found wherever it stands, if the network is asked at each timestep",
        _PLACES,
        partial(_anywhere, "each"),
    ),
    Claim(
        "A pattern is found wherever it stands, if the network is asked at the end",
        _PLACES,
        partial(_anywhere, "pattern"),
    ),
)
