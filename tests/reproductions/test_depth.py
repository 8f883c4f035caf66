"""The tasks of the search for depth, each against a loop that follows its description."""

import sys
from pathlib import Path

import needs
import numpy as np
import pytest

needs.package("jax")
sys.path.insert(0, str(Path(__file__).parents[2] / "reproductions"))

import depth  # noqa: E402


def lamp(letters):
    on = 0
    for step in range(len(letters)):
        on ^= letters[max(0, step - 2) : step + 1] in ([0, 1, 2], [2, 1, 0])
        yield [on]


def two_pairs(letters):
    on = 0
    for step in range(len(letters)):
        last = letters[step - 3 : step + 1] if step >= 3 else [0, 1, 2, 3]
        on ^= last[0] == last[1] and last[2] == last[3]
        yield [on]


def counter(bits):
    for step in range(len(bits)):
        total = sum(bits[: step + 1])
        yield [total % 2, total // 2 % 2, total // 4 % 2]


def cups(swaps):
    under, on = ["", "ball", ""], 0
    for swap in swaps:
        one, other = [(0, 1), (1, 2), (0, 2)][swap]
        before = under[1]
        under[one], under[other] = under[other], under[one]
        on ^= under[1] == "ball" and before != "ball"
        yield [on]


@pytest.mark.parametrize("rule", [lamp, two_pairs, counter, cups])
def test_the_right_outputs_follow_the_description(rule):
    x, y = depth.TASKS[rule.__name__](3, 50)
    assert [list(rule(row)) for row in x.tolist()] == y.tolist()
    assert 0.1 < np.mean(y) < 0.9


def test_the_three_shapes_have_about_the_same_size():
    import jax

    def shapes(*sizes):
        return jax.eval_shape(lambda: depth.first_weights(jax.random.PRNGKey(0), *sizes))

    sizes = [sum(w.size for w in jax.tree.leaves(shapes(3, *s, 1))) for s in depth.SHAPES]
    assert sizes == [1401, 1585, 1393]  # h (d + h + 1) for each layer, and h + 1
