"""The reach of a memory, on models whose memory is known."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_tutorial.datasets.vocabulary import Vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.inspection.states import plot_word_influence, word_influence
from rnn_tutorial.models import builders

WORDS = tuple(f"word{rank}" for rank in range(1, 30))


def small(build=builders.build_simple_rnn, maxlen=12, **options):
    model = build(33, maxlen, embedding_dim=4, seed=0, **options)
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(scale=0.7, size=w.shape) for w in model.get_weights()])
    return TrainedModel(model, maxlen, vocabulary=Vocabulary(WORDS, 33))


def test_without_a_recurrent_kernel_only_the_last_word_counts():
    model = small(maxlen=40)
    weights = model.keras_model.get_weights()
    weights[2] *= 0
    model.keras_model.set_weights(weights)
    distances, influence = word_influence(model, positive=["word25"], negative=["word29"])
    assert distances.tolist() == [0, 1, 2, 4, 8, 16, 32]
    assert abs(influence[0]) > 0.01 and np.abs(influence[1:]).max() < 1e-5


def test_a_mean_of_vectors_forgets_nothing():
    model = small(builders.build_bag_of_words, maxlen=40)
    _, influence = word_influence(model, positive=["word25"], negative=["word29"], texts=3)
    table, kernel, _ = model.keras_model.get_weights()
    expected = ((table[28] - table[32]) @ kernel)[0] / 40 / 2
    np.testing.assert_allclose(influence, expected, atol=1e-5)


@pytest.mark.slow
def test_the_shipped_model_forgets():
    model = load_pretrained("simple_rnn")
    distances, influence = word_influence(model, texts=10)
    assert influence[0] > 1 and influence[-1] < influence[0]
    assert distances[-1] == 256
    ax = Figure().subplots()
    assert plot_word_influence(model, model, ax=ax, title="here") is ax
    assert ax.get_title(loc="left") == "here"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SimpleRNN", model.title]
    with pytest.raises(TutorialError, match="doesn't know the word 'excellent'"):
        plot_word_influence(small())
    with pytest.raises(TutorialError, match="no model to measure"):
        plot_word_influence()


def test_what_has_no_words_is_refused():
    with pytest.raises(TutorialError, match="has no vocabulary"):
        word_influence(small().keras_model)
    with pytest.raises(TutorialError, match="texts is 0"):
        word_influence(small(), texts=0)
    with pytest.raises(TutorialError, match="positive is 'good': give a list"):
        word_influence(small(), positive="good")
    with pytest.raises(TutorialError, match="negative is \\[\\]"):
        word_influence(small(), negative=[])
