"""What `predict` is given: rows, one row, texts; and models that give no single probability."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.models.builders import build_simple_rnn
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import predict

TEXTS = ["A wonderful film", "An awful waste of time"]


@pytest.fixture(scope="module")
def small():
    return build_simple_rnn(30, 8, embedding_dim=2, units=3, seed=0)


@pytest.mark.slow
def test_texts_and_single_rows_mean_what_they_say():
    model = load_pretrained("simple_rnn")
    x = np.concatenate([model.encode(text) for text in TEXTS])
    wanted = model.keras_model.predict(x, verbose=0)[:, 0]
    assert wanted[0] > 0.5 > wanted[1]
    for given, expected in (
        (TEXTS, wanted), (tuple(TEXTS), wanted), (TEXTS[0], wanted[:1]), (x, wanted),
        (x.tolist(), wanted), (x[1], wanted[1:]),
    ):  # fmt: skip
        np.testing.assert_allclose(predict(model, given), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ("A fine film", "x is text, and a Functional knows no words: give what load_trained"),
        (["A fine film"], "x is text"),
        ([[1, 2], [3]], "rows of different lengths: pad them with pad_reviews"),
        (np.ones((2, 3, 4), int), r"x has shape \(2, 3, 4\)"),
        (np.ones((0, 8), int), r"x has shape \(0, 8\)"),
        ([], r"x has shape \(0,\)"),
        (3, r"x has shape \(\)"),
        ([["a", "b"]], "type <U1: give tokens"),
        ([1, "fine"], "give tokens"),
        (None, "type object: give tokens"),
    ],
)
def test_what_can_t_be_read_is_refused(small, x, said):
    with pytest.raises(TutorialError, match=said):
        predict(small, x)


def test_a_model_without_a_single_probability_is_refused():
    tokens = keras.Input((8,), dtype="int32")
    h = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(30, 2)(tokens))
    four, one = keras.layers.Dense(4)(h), keras.layers.Dense(1)(h)
    x = np.ones((3, 8), int)
    for outputs, said in ((four, r"mine gives \(3, 4\) instead"), ([one, four], "2 outputs")):
        with pytest.raises(TutorialError, match=said):
            predict(keras.Model(tokens, outputs, name="mine"), x)
