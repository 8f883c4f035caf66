"""What training and testing measure, and the two epochs that matter in a history."""

from dataclasses import dataclass

METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class TestMetrics:
    """A model against the test reviews. accuracy is a share, loss is in nats a review."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    loss: float
    accuracy: float
    true_positives: int
    true_negatives: int
    false_positives: int
    false_negatives: int


def best_epoch(history: dict[str, list[float]]) -> int:
    """The epoch, counted from 1, of the highest validation accuracy (the first of equals)."""
    accuracies = history["val_accuracy"]
    return accuracies.index(max(accuracies)) + 1


def overfitting_epoch(history: dict[str, list[float]]) -> int:
    """The epoch, counted from 1, of the lowest validation loss; after it overfitting starts."""
    losses = history["val_loss"]
    return losses.index(min(losses)) + 1
