"""The forecaster: its sizes, and its numbers against NumPy."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.forecaster import build_forecaster
from rnn_tutorial.scratch.cells import gru_forward, lstm_forward


def test_sizes():
    model = build_forecaster(seed=0)
    # A GRU of 32 units on one number, and 52 outputs.
    assert model.count_params() == 3 * 32 * (1 + 32 + 2) + 32 * 52 + 52 == 5076
    assert model.input_shape == (None, 104, 1) and model.output_shape == (None, 52)
    assert build_forecaster(None, 1, features=2, units=3).output_shape == (None, 1)
    assert build_forecaster(8, 4, units=3, quantiles=3).output_shape == (None, 4, 3)


@pytest.mark.parametrize(("cell", "forward"), [("gru", gru_forward), ("lstm", lstm_forward)])
def test_the_forecast_is_that_of_numpy(cell, forward):
    model = build_forecaster(6, 4, cell=cell, features=2, units=5, quantiles=2, seed=1)
    x = np.random.default_rng(0).normal(size=(3, 6, 2)).astype("float32")
    *layer, kernel, bias = model.get_weights()
    states = forward(x, *layer)[0]
    expected = (states[:, -1] @ kernel + bias).reshape(3, 4, 2)
    np.testing.assert_allclose(np.asarray(model(x)), expected, atol=1e-5)


def test_the_same_seed_gives_the_same_weights():
    one, other, third = (build_forecaster(4, 2, units=3, seed=s).get_weights() for s in (5, 5, 6))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(one, third, strict=True))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"horizon": 0}, "horizon is 0"), ({"cell": "rnn"}, "cell is 'rnn'"),
     ({"timesteps": 0}, "timesteps is 0"), ({"quantiles": -1}, "quantiles is -1")],
)  # fmt: skip
def test_what_is_not_allowed_is_refused(wrong, said):
    with pytest.raises(TutorialError, match=said):
        build_forecaster(**wrong)
