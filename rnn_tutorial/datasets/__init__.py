"""Reviews and generated sequences, as the arrays that a network reads."""

from rnn_tutorial.datasets.reviews import (
    ReviewDataset,
    load_imdb,
    load_reviews,
    load_sample,
    pad_reviews,
    review_lengths,
)
from rnn_tutorial.datasets.sequences import (
    bits_to_count,
    check_sequences,
    digits_to_reverse,
    encode_text,
    load_verses,
    pad_behind,
    pattern_sequences,
    quoted_letters,
    sine_waves,
    text_windows,
    two_pulses,
)
from rnn_tutorial.datasets.vocabulary import Vocabulary, decode_review, encode_review

__all__ = [
    "ReviewDataset", "Vocabulary", "bits_to_count", "check_sequences", "decode_review",
    "digits_to_reverse", "encode_review", "encode_text", "load_imdb", "load_reviews",
    "load_sample", "load_verses", "pad_behind", "pad_reviews", "pattern_sequences",
    "quoted_letters", "review_lengths", "sine_waves", "text_windows", "two_pulses",
]  # fmt: skip
