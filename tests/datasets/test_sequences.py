"""The generated sequences, checked by reading them as plain text."""

import numpy as np
import pytest

from rnn_tutorial.datasets.sequences import pattern_sequences, two_pulses
from rnn_tutorial.errors import TutorialError


def test_every_second_sequence_has_the_pattern_once_where_it_may_begin():
    x, found = pattern_sequences(300, 12, [2, 5], seed=3)
    texts = ["".join("abcd"[k] for k in row) for row in x.argmax(-1)]
    for k, (text, steps) in enumerate(zip(texts, found, strict=True)):
        places = [i for i in range(12) if text[i : i + 3] == "abc"]
        assert len(places) == k % 2
        assert [int(step) - 2 for step in np.flatnonzero(steps)] == places
        if places:
            assert places[0] in (2, 5)
        else:
            assert "cba" in (text[2:5], text[5:8])
    assert x.shape == (300, 12, 4) and (x.sum(-1) == 1).all()


def test_the_seed_decides():
    one, two, other = (pattern_sequences(50, 10, range(7), seed=s)[0] for s in (1, 1, 2))
    assert (one == two).all() and (one != other).any()


def test_two_pulses():
    x = two_pulses(8, 3, [0, 4])
    assert x[..., 0].tolist() == [[1, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 1]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pattern_sequences(4, 10, [8]), r"\[8\].*0 to 7"),
        (lambda: pattern_sequences(4, 2, [0]), "longer sequence"),
        (lambda: two_pulses(8, 3, [5]), "0 to 4"),
        (lambda: two_pulses(8, 0, [1]), "0 apart"),
    ],
)
def test_a_mistake_is_named_in_one_line(call, words):
    with pytest.raises(TutorialError, match=words) as error:
        call()
    assert "\n" not in str(error.value)
