"""The generated sequences, checked by reading them as plain text."""

import zlib

import numpy as np
import pytest

from rnn_tutorial.datasets import sequences
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


def test_sine_waves_have_the_period_that_x_sets():
    x, waves = sequences.sine_waves(50, 40, seed=1)
    assert x.shape == (50, 1) and waves.shape == (50, 40, 1) and (np.abs(x) <= 1).all()
    # A sine obeys y(i+1) + y(i-1) = 2 cos(2 pi / period) y(i).
    y = waves[..., 0].astype(float)
    factor = 2 * np.cos(2 * np.pi / (14 + 6 * x))
    np.testing.assert_allclose(y[:, 2:] + y[:, :-2], factor * y[:, 1:-1], atol=1e-5)
    assert (y[:, 0] > 0).all()


def test_bits_are_counted_up_to_their_end():
    bits, totals = sequences.bits_to_count(200, 12, shortest=4, seed=2)
    texts = ["".join("01."[int(b)] for b in row) for row in bits[..., 0]]  # -1 is the last
    assert [text.count("1") for text in texts] == totals[:, 0].tolist()
    lengths = {len(text.rstrip(".")) for text in texts}
    assert lengths == set(range(4, 13)) and not any("." in text.rstrip(".") for text in texts)


def test_letters_in_quotation_marks_are_tagged():
    tokens, tags = sequences.quoted_letters(40, 25, seed=3)
    for row, tag in zip(tokens, tags, strict=True):
        pieces = "".join('"abc'[t] for t in row).split('"')  # every second piece is inside
        expected = "".join(str(k % 2) * (len(p) + (k > 0)) for k, p in enumerate(pieces))
        assert "".join(map(str, tag)) == expected


@pytest.mark.parametrize(
    "draw",
    [sequences.sine_waves, sequences.bits_to_count, sequences.quoted_letters],
)
def test_the_seed_decides_the_tasks_of_chapter_5(draw):
    one, two, other = (draw(30, 8, seed=seed)[0] for seed in (4, 4, 5))
    assert (one == two).all() and (one != other).any()


def test_verses_and_windows():
    poem = sequences.load_verses()
    assert poem.startswith("the sun was shining on the sea,\n")
    assert poem.rstrip().endswith("they'd eaten every one.")
    assert len(poem.strip().split("\n\n")) == 18 and poem.isascii()
    x, y = sequences.text_windows("abcab", "abc", 3)
    assert x.tolist() == [[0, 1, 2], [1, 2, 0]] and y.tolist() == [[1, 2, 0], [2, 0, 1]]


def test_the_plays_are_the_file_that_others_use():
    text = sequences.load_shakespeare()
    assert len(text) == 1_115_394 and len(set(text)) == 65 and text.count("\n") == 40_000
    assert text.startswith("First Citizen:\nBefore we proceed any further, hear me speak.\n")
    assert zlib.crc32(text.encode()) == 0xDF613551


def test_zeros_move_behind():
    moved = sequences.pad_behind(np.array([[0, 0, 3, 4], [1, 0, 2, 5], [0, 0, 0, 0]]))
    assert moved.tolist() == [[3, 4, 0, 0], [1, 0, 2, 5], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sequences.sine_waves(3, 1), "timesteps is 1"),
        (lambda: sequences.bits_to_count(3, 2, shortest=5), "timesteps is 2"),
        (lambda: sequences.text_windows("abc", "abc", 3), "3 characters"),
        (lambda: sequences.encode_text("abz", "abc"), "'z' is not in the alphabet"),
    ],
)
def test_a_mistake_in_a_task_is_named_in_one_line(call, words):
    with pytest.raises(TutorialError, match=words) as error:
        call()
    assert "\n" not in str(error.value)
