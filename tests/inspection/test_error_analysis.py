"""Errors by group, calibration and mistakes, on predictions written in this file."""

import needs
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_tutorial.datasets.reviews import ReviewDataset
from rnn_tutorial.datasets.vocabulary import Vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.error_analysis import (
    accuracy_by_length,
    accuracy_by_unknown_words,
    calibration,
)
from rnn_tutorial.inspection.predictions import Predictions, predict_reviews, wrong_reviews
from rnn_tutorial.models import builders
from rnn_tutorial.plotting.inspection import plot_accuracy_by, plot_calibration

WORDS = ("the", "good", "bad", "a|b", "film", "<i>", "plot")  # tokens 4 to 10
X = np.array(
    [
        [0, 0, 0, 1, 5, 8],  # good film
        [0, 0, 1, 4, 2, 6],  # the [?] bad
        [1, 4, 4, 7, 9, 10],  # the the a|b <i> plot
        [4, 4, 4, 4, 4, 5],  # cut: no start; the the the the the good
    ]
)
Y = np.array([1, 0, 1, 0])
P = np.array([0.9, 0.2, 0.4, 0.75], "float32")  # right, right, wrong, wrong


@pytest.fixture(scope="module")
def model():
    network = builders.build_bag_of_words(11, 6, embedding_dim=2, seed=0)
    return TrainedModel(network, 6, vocabulary=Vocabulary(WORDS, 11))


@pytest.fixture(scope="module")
def predictions(model):
    return Predictions(model, X, Y, P)


def dataset(**changes):
    parts = {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y, "words": WORDS, "source": "S",
             "fingerprint": "f", "num_words": 11, "maxlen": 6}  # fmt: skip
    return ReviewDataset(**parts | changes)


def told(groups):
    return [(g.label, g.reviews, g.accuracy) for g in groups]


def test_what_is_known_of_a_review(predictions):
    assert predictions.correct.tolist() == [True, True, False, False]
    assert predictions.lengths.tolist() == [2, 3, 5, 6]
    np.testing.assert_allclose(predictions.unknown, [0, 1 / 3, 0, 0])
    np.testing.assert_allclose(predictions.confidence, [0.9, 0.8, 0.6, 0.75])


def test_accuracy_in_groups(predictions):
    assert told(accuracy_by_length(predictions, groups=2)) == [("2 to 3", 2, 1), ("5 to 6", 2, 0)]
    assert told(accuracy_by_unknown_words(predictions, groups=2)) == [
        ("0.0%", 3, pytest.approx(1 / 3)),
        ("33.3%", 1, 1),
    ]
    assert told(accuracy_by_length(predictions, groups=1)) == [("2 to 6", 4, 0.5)]


def test_the_interval_is_wilsons(model):
    """8 right of 10: 0.490 to 0.943, as scipy.stats.binomtest gives it."""
    needs.package("scipy")
    from scipy import stats

    right = np.arange(10) < 8
    ten = Predictions(model, np.tile(X[:1], (10, 1)), right.astype(int), np.full(10, 0.9))
    (group,) = accuracy_by_length(ten)
    expected = stats.binomtest(8, 10).proportion_ci(method="wilson")
    assert (group.low, group.high) == pytest.approx((expected.low, expected.high), abs=1e-4)


def test_calibration_compares_predictions_with_labels(predictions):
    low, high = calibration(predictions, bins=2)
    assert (low.probability, low.positive, low.reviews) == (pytest.approx(0.3), 0.5, 2)
    assert (high.probability, high.positive, high.reviews) == (pytest.approx(0.825), 0.5, 2)
    assert len(calibration(predictions)) == 4  # of ten steps six are empty
    certain = Predictions(predictions.model, X, Y, np.ones(4))
    assert [(b.probability, b.positive, b.reviews) for b in calibration(certain)] == [(1, 0.5, 4)]


def test_mistakes_come_with_the_surest_first(predictions):
    found = wrong_reviews(predictions)
    assert (found.wrong, found.total) == (2, 4)
    first, second = found.reviews
    assert (first.row, first.label, first.confidence) == (3, "negative", 0.75)
    assert (second.row, second.label, second.length) == (2, "positive", 5)
    assert second.ending == "the the a|b <i> plot" and second.confidence == pytest.approx(0.6)
    table = found._repr_markdown_()
    assert table == str(found) and "\n" not in repr(found)
    assert "&lt;i&gt;" in table and "a\\|b" in table and "<i>" not in table
    assert "2 of 4 reviews were predicted wrongly." in table and "2 of 4" in repr(found)
    assert len(wrong_reviews(predictions, count=1).reviews) == 1


def test_predictions_are_the_models(model):
    found = predict_reviews(model, dataset())
    np.testing.assert_allclose(found.p, model.keras_model.predict(X, verbose=0)[:, 0], atol=1e-6)
    np.testing.assert_array_equal(predict_reviews(model.keras_model, dataset()).p, found.p)
    assert len(predict_reviews(model, dataset(), count=2).y) == 2
    for either in (model, model.keras_model):
        with pytest.raises(TutorialError, match=r"maxlen=9.* bag_of_words|bag_of_words.* maxlen=9"):
            predict_reviews(either, dataset(maxlen=9))


def test_reviews_with_other_numbers_for_their_words_are_translated(model):
    other = ("never", *WORDS[:0:-1])  # "never" for the first word, the others backwards
    found = predict_reviews(model, dataset(words=other))
    told = [dataset(words=other).decode(row) for row in X]
    for row, text in zip(found.x, told, strict=True):
        assert model.vocabulary.decode(row) == text.replace("never", "[?]")
    assert ((found.x == 0) == (X == 0)).all() and ((found.x == 1) == (X == 1)).all()


def test_plots_show_the_groups(predictions):
    groups = {"a": accuracy_by_length(predictions, groups=2)}
    ax = Figure().subplots()
    assert plot_accuracy_by(groups, "words read", ax=ax) is ax
    assert list(ax.get_lines()[0].get_ydata()) == [1, 0]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2 to 3\n2", "5 to 6\n2"]
    ax = Figure().subplots()
    assert plot_calibration({"a": calibration(predictions, bins=2)}, ax=ax) is ax
    (curve,) = [line for line in ax.get_lines() if line.get_label() == "a"]
    np.testing.assert_allclose(curve.get_xydata(), [[0.3, 0.5], [0.825, 0.5]], atol=1e-6)
    for plot in (lambda: plot_calibration({}), lambda: plot_accuracy_by({}, "x")):
        with pytest.raises(TutorialError, match="to draw: give at least one, by name"):
            plot()
