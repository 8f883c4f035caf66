"""States and memory: against the NumPy recurrences, and on models whose memory is known."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_tutorial.datasets.vocabulary import Vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.inspection.states import (
    plot_reading,
    plot_word_influence,
    read_states,
    word_influence,
)
from rnn_tutorial.models import builders
from rnn_tutorial.scratch.cells import gru_forward, lstm_forward, rnn_forward, sigmoid

CELLS = {
    "simple_rnn": (builders.build_simple_rnn, rnn_forward),
    "lstm": (builders.build_lstm, lstm_forward),
    "gru": (builders.build_gru, gru_forward),
}
WORDS = tuple(f"word{rank}" for rank in range(1, 30))


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def small(build=builders.build_simple_rnn, maxlen=12, **options):
    model = build(33, maxlen, embedding_dim=4, seed=0, **options)
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(scale=0.7, size=w.shape) for w in model.get_weights()])
    return TrainedModel(model, maxlen, vocabulary=Vocabulary(WORDS, 33))


@pytest.mark.parametrize("cell", CELLS)
def test_states_are_those_of_the_numpy_forward_pass(cell):
    build, forward = CELLS[cell]
    model, x = small(build, units=5).keras_model, np.random.default_rng(0).integers(0, 33, (3, 12))
    embedding, *weights, kernel, bias = (w.astype("float64") for w in model.get_weights())
    kept = forward(embedding[x], *weights)
    expected = kept[0] if isinstance(kept, tuple) else kept
    states, probabilities = read_states(model, x)
    assert states.shape == (3, 12, 5) and probabilities.shape == (3, 12)
    np.testing.assert_allclose(states, expected, atol=1e-5)
    np.testing.assert_allclose(probabilities, sigmoid(expected @ kernel + bias)[..., 0], atol=1e-5)
    np.testing.assert_allclose(probabilities[:, -1], model.predict(x, verbose=0)[:, 0], atol=1e-5)


def test_the_heat_map_shows_the_words_and_no_padding():
    model = load_pretrained("simple_rnn")
    above, below = plot_reading(model, "A wonderful $5 film, zyzzyva!")
    (image,) = below.images
    assert image.get_array().shape == (32, 6)
    names = [label.get_text() for label in below.get_xticklabels()]
    assert names == ["(start)", "A", "wonderful", "5", "film", "[?]"]
    line = above.get_lines()[-1].get_ydata()
    p = model.keras_model.predict(model.encode("A wonderful $5 film, zyzzyva!"), verbose=0)[0, 0]
    assert len(line) == 6 and line[-1] == pytest.approx(p, abs=1e-5)
    assert model.title in above.get_title(loc="left")


def test_given_axes_are_used_and_a_long_text_is_read_at_its_end():
    axes, before = Figure().subplots(2, 1), plt.get_fignums()
    assert plot_reading(small(maxlen=60), "word3 " * 100, axes=axes) is axes
    assert plt.get_fignums() == before
    assert axes[1].images[0].get_array().shape[1] == 60
    assert axes[1].get_xlabel() == "timestep"  # sixty words would overlap


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


def test_the_shipped_model_forgets():
    model = load_pretrained("simple_rnn")
    distances, influence = word_influence(model, texts=10)
    assert influence[0] > 1 and influence[-1] < influence[0]
    assert distances[-1] == 256
    with pytest.raises(TutorialError, match="doesn't know the word 'excellent'"):
        plot_word_influence(small())
    with pytest.raises(TutorialError, match="no model to measure"):
        plot_word_influence()


def test_what_has_no_states_or_no_words_is_refused():
    with pytest.raises(TutorialError, match="no SimpleRNN, LSTM or GRU"):
        plot_reading(small(builders.build_bag_of_words), "word3")
    with pytest.raises(TutorialError, match="has no vocabulary"):
        plot_reading(small().keras_model, "word3")
    with pytest.raises(TutorialError, match="texts is 0"):
        word_influence(small(), texts=0)
