"""What a trained model says of labelled reviews, and which it judges wrongly."""

import html
from dataclasses import dataclass

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.reviews import ReviewDataset
from rnn_tutorial.datasets.vocabulary import OOV, PAD, START
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.highlighting import printable
from rnn_tutorial.inspection.pretrained import TrainedModel, check_model
from rnn_tutorial.training.fitting import predict

ENDING = 14  # words of a review's end that a table shows


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model says of labelled reviews.

    x: (reviews, timesteps) tokens. y: (reviews,) 1 for positive. p: (reviews,) probabilities.
    """

    model: TrainedModel
    x: np.ndarray
    y: np.ndarray
    p: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """(reviews,) whether the verdict is the label."""
        return (self.p > 0.5) == (self.y == 1)

    @property
    def confidence(self) -> np.ndarray:
        """(reviews,) the probability of the verdict that was given, 0.5 to 1."""
        return np.maximum(self.p, 1 - self.p)

    @property
    def lengths(self) -> np.ndarray:
        """(reviews,) the words that the model read, at most its maxlen."""
        return ((self.x != PAD) & (self.x != START)).sum(axis=1)

    @property
    def unknown(self) -> np.ndarray:
        """(reviews,) the share of the words that the model doesn't know."""
        return (self.x == OOV).sum(axis=1) / np.maximum(self.lengths, 1)


@dataclass(frozen=True)
class WrongReview:
    """A review that was judged wrongly.

    row: its place among the reviews, from 0. label: what it is. confidence: the probability
    of the wrong verdict. length: words read. unknown: the share of them not known.
    ending: its last words, [?] for an unknown one.
    """

    row: int
    label: str
    confidence: float
    length: int
    unknown: float
    ending: str


@dataclass(frozen=True, repr=False)
class WrongReviews:
    """Reviews that a model judged wrongly, the surest mistake first; a notebook shows a table."""

    model: str
    wrong: int
    total: int
    reviews: tuple[WrongReview, ...]

    def __repr__(self) -> str:
        rows = [
            f"{r.row:>6}  {r.label}  {r.confidence:.3f}  {r.length:>4}  {r.unknown:4.0%}  "
            f"… {r.ending}"
            for r in self.reviews
        ]
        return "\n".join([self._summary, *rows])

    @property
    def _summary(self) -> str:
        return f"{self.model}: {self.wrong:,} of {self.total:,} reviews judged wrongly"

    def _repr_markdown_(self) -> str:
        head = "| review | is | confidence | words | unknown | its end |\n"
        # Pandoc divides the width of the page as the dashes are divided.
        head += f"|-------:|:--------|----------:|------:|--------:|:{'-' * 40}|\n"
        rows = (
            f"| {r.row} | {r.label} | {r.confidence:.3f} | {r.length} | {r.unknown:.0%} "
            f"| … {_for_markdown(r.ending)} |\n"
            for r in self.reviews
        )
        return f"{_for_markdown(self._summary)}\n\n{head}{''.join(rows)}"


def predict_reviews(
    model: TrainedModel, dataset: ReviewDataset, *, count: int | None = None
) -> Predictions:
    """What the model says of the test reviews, or of the first `count` of them.

    Where the reviews number their words otherwise than the model, they are turned into its
    tokens, word by word; a word that it doesn't know is out of vocabulary.

    Raises TutorialError where the reviews are encoded otherwise than the model reads them.
    """
    check_model(model)
    if (dataset.num_words, dataset.maxlen) != (model.num_words, model.maxlen):
        raise TutorialError(
            f"the reviews have {dataset.num_words:,} words and {dataset.maxlen} timesteps, "
            f"{model.name} reads {model.num_words:,} and {model.maxlen}: "
            "load them with num_words and maxlen of the model."
        )
    x, y = dataset.x_test[:count], dataset.y_test[:count]
    if dataset.words is not None and dataset.vocabulary.known != model.vocabulary.known:
        x = dataset.vocabulary.token_table(model.vocabulary)[x]
    return Predictions(model, x, y, predict(model.model, x))


def wrong_reviews(predictions: Predictions, *, count: int = 10) -> WrongReviews:
    """The `count` mistakes of which the model was surest."""
    check_count("count", count)
    wrong = np.flatnonzero(~predictions.correct)
    surest = wrong[np.argsort(-predictions.confidence[wrong], kind="stable")][:count]
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
        for row in surest
    ]
    total = len(predictions.y)
    return WrongReviews(predictions.model.title, len(wrong), total, tuple(found))


def _for_markdown(text: str) -> str:
    # Brackets stay: with a backslash they would start a formula.
    return html.escape(text, quote=False).translate({ord(c): f"\\{c}" for c in "|*_`$\\"})
