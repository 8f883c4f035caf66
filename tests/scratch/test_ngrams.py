"""Kneser-Ney against a loop over dictionaries that follows the equations, and by hand."""

from collections import Counter, defaultdict
from math import exp, log

import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch.ngrams import KneserNey, perplexity

SIZE = 6
RNG = np.random.default_rng(0)
TEXT = RNG.choice(SIZE - 1, p=[0.4, 0.3, 0.15, 0.1, 0.05], size=60)  # word 5 never occurs


def kneser_ney(text, size, order, *words):
    """P(last word | the words before it), by the book: Chen and Goodman (1999), equation 24."""
    grams = Counter(zip(*(text[k:] for k in range(order)), strict=False))
    p = 1 / size
    tables = [grams]
    while len(tables) < order:  # count a shorter n-gram once for each first word
        shorter = Counter(gram[1:] for gram in tables[0])
        tables.insert(0, shorter)
    for n, table in enumerate(tables, start=1):
        once, twice = (sum(count == k for count in table.values()) for k in (1, 2))
        d = once / (once + 2 * twice) if once else 0.5
        after = defaultdict(dict)
        for gram, count in table.items():
            after[gram[:-1]][gram[-1]] = count
        context = tuple(words[len(words) - n : -1])
        if context in after:
            counts = after[context]
            total = sum(counts.values())
            p = max(counts.get(words[-1], 0) - d, 0) / total + d * len(counts) / total * p
    return p


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_are_those_of_a_loop_over_dictionaries(order):
    model = KneserNey(TEXT, SIZE, order)
    held_out = RNG.integers(SIZE, size=40)
    found = model.probabilities(held_out)
    wanted = [
        kneser_ney(TEXT.tolist(), SIZE, order, *held_out[end - order : end].tolist())
        for end in range(order, len(held_out) + 1)
    ]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    for context in held_out[:5]:
        p = [model.probabilities([context] * (order - 1) + [word])[0] for word in range(SIZE)]
        assert sum(p) == pytest.approx(1) and min(p) > 0


def test_a_text_of_nine_words_by_hand():
    """Exercise 08-4: a b a b a c a b d; five different pairs, the discount follows from counts."""
    model = KneserNey(np.array([0, 1, 0, 1, 0, 2, 0, 1, 3]), 4, order=2)
    # Pairs: ab 3, ba 2, ac, ca and bd once: d = 3 / (3 + 2 * 1). Endings: a 2, b, c and d once:
    # d = 3 / (3 + 2 * 1) for the single words, too.
    d = 3 / 5
    ends_with_d = (1 - d) / 5 + d * 4 / 5 * 1 / 4
    assert model.probabilities([0, 3]) == pytest.approx(d * 2 / 4 * ends_with_d)
    assert model.probabilities([0, 1]) == pytest.approx((3 - d) / 4 + d * 2 / 4 * ends_with_d)
    assert model.parameters == 4 + 5


def test_perplexity_of_four_words_and_of_a_uniform_guess():
    assert perplexity(np.array([1 / 4, 1 / 2, 1 / 8, 1 / 4])) == pytest.approx(4)
    assert perplexity(np.full(7, 1 / 5000)) == pytest.approx(5000)
    p = KneserNey(TEXT, SIZE, 1).probabilities(TEXT)
    assert perplexity(p) == pytest.approx(exp(-sum(map(log, p)) / len(p)))


@pytest.mark.parametrize(
    ("words", "size", "order"),
    [
        ([0, 1], 3, 3),
        ([0, 3], 3, 1),
        ([-1, 0], 3, 1),
        ([0, 1], 1, 1),
        ([0] * 9, 10_000, 5),  # its n-grams need more than 63 bits
        ([0] * 9, np.int64(10_000), np.int64(5)),
    ],
)
def test_what_cannot_be_counted_is_refused(words, size, order):
    with pytest.raises(TutorialError):
        KneserNey(np.array(words), size, order)
    with pytest.raises(TutorialError):
        KneserNey(TEXT, SIZE).probabilities(np.array([0, SIZE, 1]))
