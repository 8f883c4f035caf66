"""The quantile loss of Keras's models against the one in NumPy."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch import forecasting as plain
from rnn_tutorial.training.losses import quantile_loss


def test_the_loss_is_that_of_numpy():
    rng = np.random.default_rng(0)
    target, forecast = rng.normal(size=(6, 4, 1)), rng.normal(size=(6, 4, 3))
    levels = (0.1, 0.5, 0.9)
    found = np.asarray(quantile_loss(levels)(target.astype("f"), forecast.astype("f")))
    assert found.shape == (6,)
    expected = [
        plain.quantile_loss(forecast[..., k], target[..., 0], level)
        for k, level in enumerate(levels)
    ]
    assert found.mean() == pytest.approx(np.mean(expected), rel=1e-5)


@pytest.mark.parametrize("level", [0, 1, -0.1, 95])
def test_a_level_is_a_share(level):
    with pytest.raises(TutorialError, match="level is"):
        quantile_loss((0.5, level))
