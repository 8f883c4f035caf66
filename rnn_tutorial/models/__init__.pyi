from . import (
    architecture as architecture,
    builders as builders,
    fast_rnn as fast_rnn,
    layers as layers,
    sequence_models as sequence_models,
    text_generation as text_generation,
)
from .architecture import (
    build_model as build_model,
    compile_model as compile_model,
)
from .builders import (
    build_bag_of_words as build_bag_of_words,
    build_bidirectional_lstm as build_bidirectional_lstm,
    build_bidirectional_rnn as build_bidirectional_rnn,
    build_conv1d_baseline as build_conv1d_baseline,
    build_dense_baseline as build_dense_baseline,
    build_dropout_rnn as build_dropout_rnn,
    build_gru as build_gru,
    build_lstm as build_lstm,
    build_regularised_lstm as build_regularised_lstm,
    build_simple_rnn as build_simple_rnn,
    build_stacked_rnn as build_stacked_rnn,
)
from .sequence_models import (
    build_encoder_decoder as build_encoder_decoder,
    build_many_to_one as build_many_to_one,
    build_one_to_many as build_one_to_many,
    build_review_reader as build_review_reader,
    build_tagger as build_tagger,
    build_video_rnn as build_video_rnn,
    decode as decode,
    decoder_inputs as decoder_inputs,
    read_reviews as read_reviews,
    run_freely as run_freely,
    teacher as teacher,
)
from .text_generation import (
    build_character_model as build_character_model,
    with_temperature as with_temperature,
    write_text as write_text,
)
