"""Sentences of the chapters that state an order, each with the recorded runs that it rests on."""

from pathlib import Path
from statistics import mean, median

import nbformat
import numpy as np
import pytest

from rnn_tutorial.claims.evidence import load_evidence
from rnn_tutorial.experiments.date_runs import load_date_runs
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.metrics import overfitting_epoch_by_accuracy

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def accuracies(name, profile="fast", **changes):
    return [run.best.accuracy for run in load_recorded(name, profile, **changes)]


def every_seed_above(above, below):
    return min(above) > max(below)


def within_seeds(one, other):
    """The means differ by less than the seeds of one of the two."""
    widest = max(max(one) - min(one), max(other) - min(other))
    return abs(mean(one) - mean(other)) < widest


def dates_right(attention, own=0.0):
    """The share of dates right as a whole in texts of 64 characters, for each seed."""
    runs = [run for run in load_date_runs() if (run.attention, run.own) == (attention, own)]
    return [run.whole[64] for run in runs]


def attention_is_far_ahead():
    groups = {name: dates_right(name) for name in ("fixed", "additive", "dot")}
    gap = min(groups["additive"] + groups["dot"]) - max(groups["fixed"])
    return gap > 3 * max(max(group) - min(group) for group in groups.values())


def bag():
    return accuracies("bag_of_words", optimizer="adam", learning_rate=0.01)


def length_gains_little():
    short, long = (accuracies("simple_rnn", maxlen=n) for n in (200, 1000))
    middle = accuracies("simple_rnn")  # 500 words
    gain = mean(long) - mean(short)
    return mean(short) < mean(middle) < mean(long) and gain < (max(short) - min(short)) / 2


def drops_are_mostly_undone():
    """Whether the training accuracy rises at each drop, and later epochs undo two of three."""
    undone = []
    for run in load_recorded("simple_rnn", "quick"):
        val, train = run.history["val_accuracy"], run.history["accuracy"]
        at = min(range(1, len(val)), key=lambda epoch: val[epoch] - val[epoch - 1])
        if train[at] <= train[at - 1]:
            return False
        if at + 1 < len(val):
            undone.append((max(val[at + 1 :]) - val[at]) / (val[at - 1] - val[at]))
    return len(undone) == 2 and min(undone) > 0.5


def masks(quantity):
    """A number of each run with one mask, and of each with new masks."""
    names = ("dropout_rnn", "per_timestep_dropout_rnn")
    return [[quantity(run.history) for run in load_recorded(n, "fast", epochs=30)] for n in names]


def new_masks_are_better():
    (one_loss, new_loss), (one, new) = (
        masks(lambda h: min(h["val_loss"])), masks(lambda h: max(h["val_accuracy"]))
    )  # fmt: skip
    return every_seed_above(one_loss, new_loss) and every_seed_above(new, one)


def no_dropout_has_the_lowest_loss():
    plain = [min(run.history["val_loss"]) for run in load_recorded("simple_rnn", "fast")]
    return all(every_seed_above(losses, plain) for losses in masks(lambda h: min(h["val_loss"])))


def turns(name, profile):
    runs = load_recorded(name, profile)
    return [overfitting_epoch_by_accuracy(run.history) for run in runs]


def keras2_turns_later_by_accuracy_than_by_loss():
    by_loss = [run.overfitting_epoch for run in load_recorded("dropout_rnn", "keras2")]
    return 50 <= median(turns("dropout_rnn", "keras2")) <= 80 and median(by_loss) < 50


def every_line_of_keras_2_is_above():
    ours, theirs = (
        np.array(
            [run.history["val_accuracy"][19:] for run in load_recorded("dropout_rnn", profile)]
        )
        for profile in ("full", "keras2")
    )
    return (theirs.min(axis=0) > ours.max(axis=0)).all()


# (chapter, part of a sentence in its prose, whether the recorded runs agree)
STATEMENTS = [
    ("01", "does much better than the dense network at other places",
     lambda: min(load_evidence().each_unseen) > max(load_evidence().dense_unseen) + 0.1),
    ("01", "is close to guessing", lambda: mean(load_evidence().pattern_unseen) < 0.6),
    ("02", "a model that doesn't know the order of the words is best",
     lambda: every_seed_above(bag(), accuracies("conv1d_baseline"))
     and every_seed_above(bag(), accuracies("simple_rnn"))),
    ("02", "is behind a bag of words and a ConvNet",
     lambda: every_seed_above(accuracies("conv1d_baseline"), accuracies("simple_rnn"))),
    ("02", "about as good as a dense network",
     lambda: within_seeds(accuracies("dense_baseline"), accuracies("simple_rnn"))),
    ("02", "comes close to the bag of words",
     lambda: 0 < mean(bag()) - mean(accuracies("lstm", epochs=6)) < 0.01),
    ("02", "the mean rises by less than half of the difference between the best and the worst seed "
     "with 200 words", length_gains_little),
    ("02", "In two of the three runs, later epochs regain more than half of what was lost",
     drops_are_mostly_undone),
    ("03", "In the quick runs, four layers are worse with every seed, and one of the seeds has "
     "learnt little",
     lambda: every_seed_above(
         accuracies("simple_rnn", "quick"), accuracies("stacked_rnn", "quick"))
     and sorted(accuracies("stacked_rnn", "quick"))[0] < 0.7
     < sorted(accuracies("stacked_rnn", "quick"))[1]),
    ("03", "In the fast runs the two means are almost equal",
     lambda: abs(mean(accuracies("stacked_rnn")) - mean(accuracies("simple_rnn"))) < 0.001),
    ("03", "In all three rows the differences are within seed-to-seed variation",
     lambda: within_seeds(accuracies("bidirectional_rnn"), accuracies("simple_rnn"))
     and within_seeds(accuracies("bidirectional_rnn", "quick"), accuracies("simple_rnn", "quick"))
     and within_seeds(accuracies("bidirectional_lstm", epochs=6), accuracies("lstm", epochs=6))),
    ("04", "new masks at each timestep gave a lower validation loss and a higher accuracy",
     new_masks_are_better),
    ("04", "The model without dropout had the lowest loss of all", no_dropout_has_the_lowest_loss),
    ("04", "every line of Keras 2 lies above all three lines with one mask at every epoch from 20",
     every_line_of_keras_2_is_above),
    ("07", "the highest of nine models", lambda: mean(bag()) > max(
        mean(accuracies(name, **changes)) for name, changes in (
            ("conv1d_baseline", {}), ("dense_baseline", {}), ("simple_rnn", {}),
            ("bidirectional_rnn", {}), ("lstm", {"epochs": 6}), ("gru", {"epochs": 6}),
            ("bidirectional_lstm", {"epochs": 6}), ("regularised_lstm", {"epochs": 12})))),
    ("10", "is several times as large as the range of the seeds", attention_is_far_ahead),
    ("10", "The share of whole dates did not rise",
     lambda: mean(dates_right("fixed", 0.5)) < mean(dates_right("fixed"))),
    ("10", "and neither is above a model that knows nothing of the order of words",
     lambda: min(accuracies("bag_of_words", optimizer="adam", learning_rate=0.01, maxlen=100))
     > max(mean(accuracies(name, epochs=3, maxlen=100)) for name in ("lstm", "transformer"))),
    ("13", "by this measure overfitting starts at epoch 11 or 12",
     lambda: set(turns("simple_rnn", "full")) == {11, 12}),
    ("13", "The later start that the course text reports was seen on Keras 2",
     keras2_turns_later_by_accuracy_than_by_loss),
    ("13", "With one mask (Keras 3) the median is earlier by the accuracy",
     lambda: median(turns("dropout_rnn", "keras2")) > median(turns("dropout_rnn", "full"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("chapter", "part", "agrees"), STATEMENTS, ids=[part for _, part, _ in STATEMENTS]
)
def test_the_recorded_runs_agree_with_the_sentence(chapter, part, agrees):
    cells = nbformat.read(next(NOTEBOOKS.glob(f"{chapter}_*.ipynb")), 4).cells
    prose = " ".join(" ".join(c.source for c in cells if c.cell_type == "markdown").split())
    assert part in prose, "the sentence has changed: change or remove its entry here"
    assert agrees()
