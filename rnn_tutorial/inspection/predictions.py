"""A trained model's predictions for labelled reviews, and its most confident mistakes."""

import html
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.datasets.reviews import ReviewDataset
from rnn_tutorial.datasets.vocabulary import OOV, PAD, START
from rnn_tutorial.errors import check_count
from rnn_tutorial.experiments.tables import MarkdownTable
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.highlighting import printable
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import predict

ENDING = 14  # words from a review's end that a table shows


@dataclass(frozen=True, eq=False)
class Predictions:
    """A model's predictions for labelled reviews.

    x: (reviews, timesteps) tokens. y: (reviews,) labels, 1 for positive. p: (reviews,) the
    predicted probabilities of positive.
    """

    model: TrainedModel
    x: np.ndarray
    y: np.ndarray
    p: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """(reviews,) whether the predicted sentiment is the label."""
        return (self.p > 0.5) == (self.y == 1)

    @property
    def confidence(self) -> np.ndarray:
        """(reviews,) the probability of the predicted sentiment, 0.5 to 1."""
        return np.maximum(self.p, 1 - self.p)

    @property
    def lengths(self) -> np.ndarray:
        """(reviews,) the number of words that the model read, at most its timesteps."""
        return ((self.x != PAD) & (self.x != START)).sum(axis=1)

    @property
    def unknown(self) -> np.ndarray:
        """(reviews,) the share of these words that are out of vocabulary, 0 to 1."""
        return (self.x == OOV).sum(axis=1) / np.maximum(self.lengths, 1)

    def __repr__(self) -> str:
        shown = f"{self.correct.sum():,} of {len(self.y):,} reviews correct"
        return f"Predictions({self.model.title}: {shown})"


@dataclass(frozen=True)
class WrongReview:
    """A review whose sentiment was predicted wrongly.

    row: its place among the reviews, from 0. label: its true sentiment. confidence: of the wrong
    prediction, 0.5 to 1. length: the number of words read. unknown: the share of them that are
    out of vocabulary. ending: its last words, with [?] for an unknown one.
    """

    row: int
    label: str
    confidence: float
    length: int
    unknown: float
    ending: str


@dataclass(frozen=True)
class WrongReviews:
    """Mistakes of a model, the most confident first. A notebook shows them as a table.

    model: its title. wrong, total: the number of mistakes and of all reviews.
    """

    model: str
    wrong: int
    total: int
    reviews: tuple[WrongReview, ...]

    def __repr__(self) -> str:
        return f"WrongReviews({self._summary})"

    def __str__(self) -> str:
        table = MarkdownTable.of(
            ["review", "label", "confidence", "words", "unknown", "its end"],
            # Pandoc gives each column its share of the dashes as width.
            ["-------:", ":--------", "----------:", "------:", "--------:", f":{'-' * 40}"],
            map(_cells, self.reviews),
        )
        return f"{_for_markdown(self._summary)}.\n\n{table}\n"

    _repr_markdown_ = __str__

    @property
    def _summary(self) -> str:
        return f"{self.model}: {self.wrong:,} of {self.total:,} reviews were predicted wrongly"


def predict_reviews(
    model: keras.Model | TrainedModel, dataset: ReviewDataset, *, count: int | None = None
) -> Predictions:
    """The model's predictions for the test reviews, or for the first `count` of them.

    model: a TrainedModel, or a Keras model that was trained on these reviews. If the reviews
    number their words differently than the model, their tokens are translated word by word.

    Raises TutorialError if the reviews differ from the model in `num_words` or length.
    """
    if not isinstance(model, TrainedModel):
        model = TrainedModel.of(model, dataset)
    model.check_reviews(dataset)
    if count is not None:
        check_count("count", count)
    x, y = dataset.x_test[:count], dataset.y_test[:count]
    if dataset.words is not None and dataset.vocabulary.known != model.vocabulary.known:
        x = dataset.vocabulary.token_table(model.vocabulary)[x]
    return Predictions(model, x, y, predict(model.keras_model, x))


def wrong_reviews(predictions: Predictions, *, count: int = 10) -> WrongReviews:
    """The `count` mistakes in which the model was most confident."""
    check_count("count", count)
    wrong = np.flatnonzero(~predictions.correct)
    first = wrong[np.argsort(-predictions.confidence[wrong], kind="stable")][:count]
    decode = predictions.model.vocabulary.decode
    found = [
        WrongReview(
            row=int(row),
            label="positive" if predictions.y[row] == 1 else "negative",
            confidence=float(predictions.confidence[row]),
            length=int(predictions.lengths[row]),
            unknown=float(predictions.unknown[row]),
            ending=printable(decode(predictions.x[row, -ENDING:])),
        )
        for row in first
    ]
    total = len(predictions.y)
    return WrongReviews(predictions.model.title, len(wrong), total, tuple(found))


def _cells(r: WrongReview) -> list[str]:
    numbers = [f"{r.confidence:.3f}", str(r.length), f"{r.unknown:.0%}"]
    return [str(r.row), r.label, *numbers, f"… {_for_markdown(r.ending)}"]


def _for_markdown(text: str) -> str:
    # Brackets are not escaped: after a backslash they would start a formula.
    return html.escape(text, quote=False).translate({ord(c): f"\\{c}" for c in "|*_`$\\"})
