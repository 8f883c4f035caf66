from . import (
    architecture as architecture,
    builders as builders,
    fast_cells as fast_cells,
    fast_loop as fast_loop,
    fast_masks as fast_masks,
    fast_rnn as fast_rnn,
    layers as layers,
    linear as linear,
    video as video,
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
    build_lru as build_lru,
    build_lstm as build_lstm,
    build_min_gru as build_min_gru,
    build_regularised_lstm as build_regularised_lstm,
    build_simple_rnn as build_simple_rnn,
    build_stacked_rnn as build_stacked_rnn,
)
from .linear import (
    LRU as LRU,
    MinGRU as MinGRU,
    linear_recurrence as linear_recurrence,
)
from .video import build_video_rnn as build_video_rnn
