"""The linear recurrences in NumPy: the scan equals the loop, and numbers worked out by hand."""

import math

import numpy as np
import pytest

from rnn_tutorial import scratch
from rnn_tutorial.errors import TutorialError

LENGTHS = [1, 2, 3, 4, 5, 7, 8, 31, 100]


def drawn(timesteps, dtype="float64", seed=0):
    """(2, timesteps, 3) factors below 1 and additions, of any sign, or complex."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(-1, 1, (2, 2, timesteps, 3))
    if dtype == "complex128":
        a = a * np.exp(1j * rng.uniform(0, 6, a.shape))
        b = b + 1j * rng.normal(size=b.shape)
    return a.astype(dtype), b.astype(dtype)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("timesteps", LENGTHS)
def test_the_scan_equals_the_loop(timesteps, dtype):
    a, b = drawn(timesteps, dtype)
    states = scratch.linear_scan(a, b)
    assert states.dtype == b.dtype
    np.testing.assert_allclose(states, scratch.linear_loop(a, b), rtol=0, atol=1e-12)


def test_ten_thousand_steps_in_float32_agree_to_1e_5():
    rng = np.random.default_rng(1)
    a = rng.uniform(0.9, 1, (2, 10_000, 4)).astype("float32")
    b = ((1 - a) * rng.normal(size=a.shape)).astype("float32")
    loop, scan = scratch.linear_loop(a, b), scratch.linear_scan(a, b)
    assert np.abs(loop - scan).max() < 1e-5
    exact = scratch.linear_loop(a.astype("float64"), b.astype("float64"))
    assert np.abs(scan - exact).max() < 1e-5


def test_states_worked_out_by_hand():
    # h: 1, then 0.5 * 1 + 2 = 2.5, then -2 * 2.5 + 0 = -5
    a, b = (np.array(values)[None, :, None] for values in ([9.0, 0.5, -2.0], [1.0, 2.0, 0.0]))
    for compute in (scratch.linear_loop, scratch.linear_scan):
        assert compute(a, b)[0, :, 0].tolist() == [1.0, 2.5, -5.0]


def test_joining_is_associative_and_its_order_matters():
    a, b = drawn(3)
    one, two, three = ((a[:, t], b[:, t]) for t in range(3))
    left = scratch.join(scratch.join(one, two), three)
    right = scratch.join(one, scratch.join(two, three))
    np.testing.assert_allclose(left, right, rtol=1e-12)
    np.testing.assert_allclose(left[1], scratch.linear_loop(a, b)[:, -1], rtol=1e-12)
    assert np.abs(scratch.join(one, two)[1] - scratch.join(two, one)[1]).max() > 0.1


def test_the_scan_joins_fewer_than_two_times_per_timestep(monkeypatch):
    joins, dependent = 0, 0
    real = scratch.linear.join

    def counting(first, second):
        nonlocal joins, dependent
        joins, dependent = joins + first[1].shape[1], dependent + 1
        return real(first, second)

    monkeypatch.setattr(scratch.linear, "join", counting)
    scratch.linear_scan(*drawn(1024))
    assert (joins, dependent) == (1023, 10)  # 512 + 256 + ... + 1; the way down joins nothing


def test_a_min_gru_worked_out_by_hand():
    # gate log(3) x, so sigmoid gives 3/4 at x = 1 and 1/2 at x = 0; candidate 2 x
    kernel, bias = np.array([[math.log(3), 2.0]]), np.zeros(2)
    states = scratch.min_gru_forward(np.array([[[1.0], [0.0], [1.0]]]), kernel, bias)
    first = 1 / 4 * 2
    assert states[0, :, 0] == pytest.approx([first, first / 2, 3 / 4 * first / 2 + first])


def test_an_lru_worked_out_by_hand():
    # One eigenvalue i/2: the state turns by 90 degrees and halves.
    nu, theta = np.array([math.log(math.log(2))]), np.array([math.log(math.pi / 2)])
    x = np.array([[[1.0], [0.0], [0.0]]])
    read = scratch.lru_forward(
        x, nu, theta, np.zeros(1), np.array([[1.0, 0.0]]), np.array([[1.0], [10.0]]),
        np.zeros((1, 1)),
    )  # fmt: skip
    real_plus_ten_imaginary = [1.0, 5.0, -0.25]
    gelu = [y * (1 + math.erf(y / 2**0.5)) / 2 for y in real_plus_ten_imaginary]
    assert read[0, :, 0] == pytest.approx(gelu)


def differences(compute, x, towards):
    """The derivatives of the sum of `towards` * compute(x) by x, from its differences."""
    found = np.empty_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        found[place] = ((compute(x + step) - compute(x - step)) * towards).sum() / 2e-6
    return found


@pytest.mark.parametrize("name", ["min_gru", "lru"])
def test_the_backward_pass_is_the_differences_of_the_forward_pass(name):
    """With a loss at every timestep."""
    rng = np.random.default_rng(2)
    shapes = {"min_gru": [(2, 6), (6,)], "lru": [(3,), (3,), (3,), (2, 6), (6, 3), (2, 3)]}
    weights = [rng.normal(size=shape) for shape in shapes[name]]
    forward, backward = (getattr(scratch, f"{name}_{way}") for way in ("forward", "backward"))
    x, dh = rng.normal(size=(2, 7, 2)), rng.normal(size=(2, 7, 3))
    wanted = differences(lambda x: forward(x, *weights), x, dh)
    np.testing.assert_allclose(backward(dh, x, *weights), wanted, atol=1e-7)


def test_first_eigenvalues_are_uniform_in_the_ring():
    found = scratch.lru_eigenvalues(20_000, min_radius=0.5, max_radius=0.9, max_phase=1.0)
    radius, angle = np.abs(found), np.angle(found)
    assert radius.min() >= 0.5 and radius.max() <= 0.9 and angle.min() >= 0 and angle.max() <= 1
    # Uniform in area: half of them lie inside the circle that halves the ring.
    middle = math.sqrt((0.5**2 + 0.9**2) / 2)
    assert (radius < middle).mean() == pytest.approx(0.5, abs=0.015)
    assert (angle < 0.5).mean() == pytest.approx(0.5, abs=0.015)


@pytest.mark.parametrize(("a", "b"), [((2, 3), (2, 3)), ((1, 3, 1), (1, 4, 1)), ((1, 0, 1),) * 2])
def test_shapes_that_do_not_fit_are_refused(a, b):
    for compute in (scratch.linear_loop, scratch.linear_scan):
        with pytest.raises(TutorialError, match=r"batch, timesteps, units"):
            compute(np.zeros(a), np.zeros(b))
