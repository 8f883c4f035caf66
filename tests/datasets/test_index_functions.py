"""`encode_review` and `decode_review` work with a word index as Keras gives it."""

from rnn_tutorial import decode_review, encode_review

INDEX = {"the": 1, "film": 2, "fine": 3, "rare": 40}


def test_a_review_is_encoded_and_decoded_with_keras_index():
    tokens = encode_review("The fine, rare film?", INDEX, num_words=10)
    assert tokens == [1, 4, 6, 2, 5]  # start, rank + 3, out of vocabulary
    assert decode_review([0, *tokens], INDEX) == "the fine [?] film"
    assert decode_review([43], INDEX) == "rare"
