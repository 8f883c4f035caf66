"""The spread of several runs, as numbers and as text."""

import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import (
    Spread,
    best_epoch,
    grouped,
    overfitting_epoch,
    overfitting_epoch_by_accuracy,
    spread,
)


def test_spread_is_mean_lowest_and_highest():
    assert spread([0.853, 0.85, 0.856]) == Spread(pytest.approx(0.853), 0.85, 0.856)


def test_as_text_it_names_the_mean_and_the_limits():
    assert str(spread([0.85, 0.853, 0.856])) == "0.853 (0.850 to 0.856)"
    assert f"{spread([1.0, 2.26]):.1f}" == "1.6 (1.0 to 2.3)"
    assert f"{spread([-0.6, -0.4]):.1f}" == "−0.5 (−0.6 to −0.4)"
    assert str(spread([3, 4, 4])) == "3.7 (3 to 4)"  # epochs are whole numbers


def test_equal_values_are_one_value():
    assert (str(spread([0.85])), str(spread([3, 3]))) == ("0.850", "3")
    assert str(spread([0.9999, 1.0])) == "1.000"  # equal as written


def test_values_are_grouped_in_their_order():
    found = grouped([("b", 2), ("a", 1), ("b", 1)])
    assert list(found.items()) == [("b", [2, 1]), ("a", [1])]


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_is_never_the_best(broken):
    assert overfitting_epoch({"val_loss": [broken, 0.7, 0.6, 0.6, broken]}) == 3
    assert best_epoch({"val_accuracy": [broken, 0.7, 0.9, 0.9]}) == 3
    losses = [0.7, broken, 0.6, 0.5]
    assert best_epoch({"val_accuracy": [0.5, 0.99, 0.6, 0.6], "val_loss": losses}) == 3
    with pytest.raises(TutorialError, match="diverged"):
        overfitting_epoch({"val_loss": [broken]})


@pytest.mark.parametrize(
    ("accuracies", "epoch"),
    [
        # means of three epochs: 0.7, 0.8, 0.85, 0.845 and 0.815 after epochs 3 to 7
        ([0.6, 0.7, 0.8, 0.9, 0.85, 0.785, 0.81], 6),
        ([0.6, 0.7, 0.8, 0.9, 0.85, 0.755, 0.81], 5),  # 0.835 is more than a point lower
        ([0.6, 0.7], 2),
    ],
)
def test_overfitting_by_accuracy_starts_at_the_last_epoch_near_the_best(accuracies, epoch):
    assert overfitting_epoch_by_accuracy({"val_accuracy": accuracies}, window=3) == epoch
