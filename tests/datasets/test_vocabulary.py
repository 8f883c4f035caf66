"""Words and tokens: worked out on paper, and against each other."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.reviews import load_imdb, load_sample
from rnn_tutorial.datasets.vocabulary import (
    OOV,
    PAD,
    START,
    Vocabulary,
    recorded_vocabulary,
    split_words,
)
from rnn_tutorial.errors import TutorialError

WORDS = ("the", "and", "don't", "film", "café", "10", "it's", "good", "bad")  # tokens 4 to 12


def test_tokens_worked_out_on_paper():
    vocabulary = Vocabulary(WORDS, 11)  # "good" has token 11, the first that is left out
    assert vocabulary.encode("The FILM, don’t (xyzzy) bad!") == [1, 4, 7, 6, 2, 2]
    assert vocabulary.encode("“film”—it's…") == [1, 7, 10]
    assert vocabulary.decode([0, 0, 1, 4, 2, 7]) == "the [?] film"
    assert [vocabulary.token(word) for word in ("the", "it's", "good", "xyzzy", "")] == [
        4, 10, OOV, OOV, OOV,
    ]  # fmt: skip
    assert [vocabulary.word(token) for token in (PAD, START, OOV, 3, 4, 10, 13)] == [
        "[pad]", "[start]", "[?]", "[?]", "the", "it's", "[?]",
    ]  # fmt: skip
    assert vocabulary.tokens == range(4, 11) and vocabulary.known == WORDS[:7]
    assert vocabulary.word_index["the"] == 1 and vocabulary.word_index["bad"] == 9


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_encode_and_decode_are_inverse(words):
    vocabulary = Vocabulary(WORDS, 100)
    tokens = vocabulary.encode(" ".join(words))
    assert vocabulary.decode(tokens).split() == words
    assert vocabulary.encode(vocabulary.decode(tokens)) == tokens


@pytest.mark.parametrize("num_words", [4, 5, 8, 13, 100])
def test_every_token_is_that_of_its_word(num_words):
    vocabulary = Vocabulary(WORDS, num_words)
    assert [vocabulary.token(vocabulary.word(t)) for t in vocabulary.tokens] == list(
        vocabulary.tokens
    )
    assert len(vocabulary.known) == len(vocabulary.tokens) == min(9, num_words - 4)


def test_tokens_of_one_vocabulary_become_those_of_another():
    ours, theirs = Vocabulary(("a", "b", "c"), 7), Vocabulary(("c", "x", "a"), 6)
    assert ours.token_table(theirs).tolist() == [PAD, START, OOV, OOV, OOV, OOV, 4]
    assert theirs.token_table(ours).tolist() == [PAD, START, OOV, OOV, 6, OOV]
    assert Vocabulary((), 5).token_table(ours).tolist() == [PAD, START, OOV, OOV, OOV]


def test_one_line_says_what_it_is():
    assert repr(Vocabulary(WORDS, 11)) == "<Vocabulary: 7 words, num_words=11>"
    assert repr(recorded_vocabulary()) == "<Vocabulary: 9,996 words, num_words=10000>"


def test_the_recorded_vocabulary_is_that_of_the_default_settings():
    assert recorded_vocabulary().num_words == DataConfig().num_words
    assert recorded_vocabulary().known[:3] == ("the", "and", "a")


def test_a_dataset_without_words_says_what_to_do(keras_npz):
    path = keras_npz()
    with pytest.raises(TutorialError, match=r"put imdb_word_index\.json beside"):
        _ = load_imdb(path=path).vocabulary
    index = {f"w{rank}": rank for rank in range(1, 400)}
    path.with_name("imdb_word_index.json").write_text(json.dumps(index))
    dataset = load_imdb(path=path)
    assert dataset.vocabulary.word_index == index
    row = dataset.x_train[0]
    assert dataset.decode(row).split() == [f"w{t - 3}" for t in row if t > 2]


def test_a_dataset_encodes_as_its_rows_are_encoded():
    dataset = load_sample(maxlen=400)
    for row in dataset.x_train[:20]:
        encoded = dataset.encode(dataset.decode(row))
        assert encoded.shape == (1, 400) and encoded.dtype == np.int32
        np.testing.assert_array_equal(encoded[0][encoded[0] > 1], row[row > 1])


@pytest.mark.parametrize(
    "text",
    ["", "A fine film!", "don't -- “stop” l’été", "İstanbul\x1cx \u00a0y", "<b>a</b>\tb\n😀"],
)
def test_places_are_those_of_the_words(text):
    plain = text.translate(str.maketrans("’“”", "'  "))
    assert [plain[a:b].lower() for a, b in Vocabulary.spans(text)] == split_words(plain)


@pytest.mark.parametrize("text", ["", "  ", "?!...", "— “…”"])
def test_an_empty_review_is_refused(text):
    with pytest.raises(TutorialError, match="has no words: write at least one"):
        Vocabulary(WORDS, 100).encode(text)


def test_a_review_of_unknown_words_only_is_refused():
    with pytest.raises(TutorialError, match="but none of the review 'Xyzzy plugh!'"):
        Vocabulary(WORDS, 100).encode("Xyzzy plugh!")


@pytest.mark.parametrize("num_words", [3, 0, 10.5, True, "10"])
def test_num_words_is_a_whole_number(num_words):
    with pytest.raises(TutorialError, match=r"^num_words is"):
        Vocabulary(WORDS, num_words)
