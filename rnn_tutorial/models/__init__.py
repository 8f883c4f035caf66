"""Keras models: of reviews, of other sequences and of text."""

from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.models.builders import (
    build_bag_of_words,
    build_bidirectional_lstm,
    build_bidirectional_rnn,
    build_conv1d_baseline,
    build_dense_baseline,
    build_dropout_rnn,
    build_gru,
    build_lstm,
    build_regularised_lstm,
    build_simple_rnn,
    build_stacked_rnn,
)
from rnn_tutorial.models.sequence_models import (
    build_encoder_decoder,
    build_many_to_one,
    build_one_to_many,
    build_review_reader,
    build_tagger,
    build_video_rnn,
    decode,
    decoder_inputs,
    read_reviews,
    run_freely,
    teacher,
)
from rnn_tutorial.models.text_generation import build_character_model, with_temperature, write_text

__all__ = [
    "build_bag_of_words", "build_bidirectional_lstm", "build_bidirectional_rnn",
    "build_character_model", "build_conv1d_baseline", "build_dense_baseline",
    "build_dropout_rnn", "build_encoder_decoder", "build_gru", "build_lstm",
    "build_many_to_one", "build_model", "build_one_to_many", "build_regularised_lstm",
    "build_review_reader", "build_simple_rnn", "build_stacked_rnn", "build_tagger",
    "build_video_rnn", "compile_model", "decode", "decoder_inputs", "read_reviews",
    "run_freely", "teacher", "with_temperature", "write_text",
]  # fmt: skip
