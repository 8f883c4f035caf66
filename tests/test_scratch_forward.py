"""The NumPy recurrence against numbers worked out by hand and against a closed form."""

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch import rnn_forward, rnn_step


def test_one_unit_by_hand():
    # z1 = 1*2 + 0.5*0 = 2, z2 = 1*0 + 0.5*2 = 1, z3 = 1*(-1) + 0.5*1 = -0.5
    x = np.array([[[2.0], [0.0], [-1.0]]])
    states = rnn_forward(x, [[1.0]], [[0.5]], activation=lambda a: a)
    assert states[0, :, 0].tolist() == [2, 1, -0.5]


def test_impulse_response_of_a_linear_system_is_a_power_of_w():
    rng = np.random.default_rng(0)
    U, W = rng.normal(size=(2, 3)), rng.normal(size=(3, 3))
    x = np.zeros((1, 6, 2))
    x[0, 0] = 1, -2
    states = rnn_forward(x, U, W, activation=lambda a: a)
    for k in range(6):
        np.testing.assert_allclose(states[0, k], x[0, 0] @ U @ np.linalg.matrix_power(W, k))


def test_step_and_forward_agree_from_a_given_state():
    rng = np.random.default_rng(1)
    U, W, b, h = (rng.normal(size=size) for size in ((2, 3), (3, 3), (3,), (4, 3)))
    x = rng.normal(size=(4, 1, 2))
    np.testing.assert_array_equal(rnn_forward(x, U, W, b, h)[:, 0], rnn_step(x[:, 0], h, U, W, b))


def test_wrong_shapes_are_named():
    with pytest.raises(TutorialError, match=r"\(2, 5, 3\).*\(4, 6\)"):
        rnn_forward(np.zeros((2, 5, 3)), np.zeros((4, 6)), np.zeros((6, 6)))
