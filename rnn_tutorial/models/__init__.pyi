from . import (
    architecture as architecture,
    attention as attention,
    builders as builders,
    characters as characters,
    fast_cells as fast_cells,
    fast_loop as fast_loop,
    fast_masks as fast_masks,
    fast_rnn as fast_rnn,
    forecaster as forecaster,
    language as language,
    layers as layers,
    linear as linear,
    transformer as transformer,
    video as video,
)
from .architecture import (
    build_model as build_model,
    compile_model as compile_model,
)
from .attention import (
    alignment as alignment,
    build_encoder_decoder as build_encoder_decoder,
    write_greedily as write_greedily,
)
from .builders import (
    build_bag_of_words as build_bag_of_words,
    build_bidirectional_lstm as build_bidirectional_lstm,
    build_bidirectional_rnn as build_bidirectional_rnn,
    build_conv1d_baseline as build_conv1d_baseline,
    build_dense_baseline as build_dense_baseline,
    build_dropout_rnn as build_dropout_rnn,
    build_gru as build_gru,
    build_lru as build_lru,
    build_lstm as build_lstm,
    build_min_gru as build_min_gru,
    build_regularised_lstm as build_regularised_lstm,
    build_simple_rnn as build_simple_rnn,
    build_stacked_rnn as build_stacked_rnn,
    build_transformer as build_transformer,
)
from .characters import CharacterLSTM as CharacterLSTM
from .forecaster import build_forecaster as build_forecaster
from .language import (
    WatchedAdam as WatchedAdam,
    build_language_model as build_language_model,
)
from .linear import (
    LRU as LRU,
    MinGRU as MinGRU,
    linear_recurrence as linear_recurrence,
)
from .video import build_video_rnn as build_video_rnn
