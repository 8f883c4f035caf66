"""Builders of the book's models of reviews.

Every builder returns an uncompiled Keras model with a `keras.Input`, so that `model.summary()`
shows shapes and counts at once. A model maps tokens (batch, timesteps) to probabilities
(batch, 1) that a review is positive. The builders share these arguments:

num_words: size of the vocabulary; the tokens are whole numbers below it.
maxlen: timesteps of a review; None accepts reviews of any length.
embedding_dim: numbers in a word vector.
units: units of each recurrent or hidden layer.
dropout, recurrent_dropout: shares in [0, 1) of the layer's input and of its previous state that
    are dropped, in training only.
seed: fixes the first weights and the dropout masks; None draws different ones each time.

All raise TutorialError for a value that is not allowed.
"""

from dataclasses import replace
from typing import Any

from rnn_tutorial.config import (
    CONV1D_EMBEDDING_DIM,
    DROPOUT,
    EMBEDDING_DIM,
    MAXLEN,
    MODELS,
    NUM_WORDS,
    STACKED_DEPTH,
    TRANSFORMER_UNITS,
    UNITS,
)
from rnn_tutorial.models.architecture import build_model
from rnn_tutorial.quiet_keras import keras


def build_simple_rnn(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one SimpleRNN (Elman, 1990), one sigmoid unit. 322,113 parameters."""
    return _build("simple_rnn", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units)


def build_stacked_rnn(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    depth: int = STACKED_DEPTH,
    seed: int | None = None,
) -> keras.Model:
    """A deep RNN: `depth` SimpleRNN layers, each reading the states of the one below.

    All but the last return sequences of shape (batch, timesteps, units). 328,353 parameters
    at depth 4. Source: El Hihi and Bengio (1996), "Hierarchical recurrent neural networks".
    """
    sizes = {"embedding_dim": embedding_dim, "units": units, "depth": depth}
    return _build("stacked_rnn", num_words, maxlen, seed, **sizes)


def build_bidirectional_rnn(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Two SimpleRNNs in opposite directions, their last states joined. 324,225 parameters.

    Source: Schuster and Paliwal (1997), "Bidirectional recurrent neural networks".
    """
    return _build(
        "bidirectional_rnn", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units
    )


def build_dropout_rnn(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    dropout: float = DROPOUT,
    recurrent_dropout: float = DROPOUT,
    seed: int | None = None,
) -> keras.Model:
    """A SimpleRNN with one dropout mask per review, kept for all timesteps.

    322,113 parameters, as without dropout. Source: Gal and Ghahramani (2016), "A theoretically
    grounded application of dropout".
    """
    sizes = {"embedding_dim": embedding_dim, "units": units}
    rates = {"dropout": dropout, "recurrent_dropout": recurrent_dropout}
    return _build("dropout_rnn", num_words, maxlen, seed, **sizes, **rates)


def build_lstm(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one LSTM, one sigmoid unit. 328,353 parameters.

    The bias of the forget gate starts at 1, as in Keras. Sources: Hochreiter and Schmidhuber
    (1997), "Long short-term memory"; Gers et al. (2000), "Learning to forget".
    """
    return _build("lstm", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units)


def build_gru(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one GRU, one sigmoid unit. 326,369 parameters.

    Source: Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder".
    """
    return _build("gru", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units)


def build_bidirectional_lstm(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Two LSTMs in opposite directions, their last states joined. 336,705 parameters.

    Source: Graves and Schmidhuber (2005), "Framewise phoneme classification with bidirectional
    LSTM and other neural network architectures".
    """
    return _build(
        "bidirectional_lstm", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units
    )


def build_regularised_lstm(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    dropout: float = DROPOUT,
    recurrent_dropout: float = DROPOUT,
    seed: int | None = None,
) -> keras.Model:
    """An LSTM with one dropout mask per review, as in `build_dropout_rnn`.

    328,353 parameters, as without dropout.
    """
    sizes = {"embedding_dim": embedding_dim, "units": units}
    rates = {"dropout": dropout, "recurrent_dropout": recurrent_dropout}
    return _build("regularised_lstm", num_words, maxlen, seed, **sizes, **rates)


def build_min_gru(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one minGRU, one sigmoid unit. 322,145 parameters.

    Its gate and its candidate look at the input alone, so the recurrence is linear in the state.
    Source: Feng et al. (2024), "Were RNNs all we needed?"
    """
    return _build("min_gru", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units)


def build_lru(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one linear recurrent unit, one sigmoid unit. 325,249 parameters.

    Each of its `units` is a complex number with an eigenvalue of its own. Source: Orvieto et al.
    (2023), "Resurrecting recurrent neural networks for long sequences".
    """
    return _build("lru", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units)


def build_bag_of_words(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    seed: int | None = None,
) -> keras.Model:
    """The mean of a review's word vectors and one sigmoid unit; the order of words is lost.

    320,033 parameters. Source: Iyyer et al. (2015), "Deep unordered composition rivals syntactic
    methods for text classification", without its hidden layers.
    """
    return _build("bag_of_words", num_words, maxlen, seed, embedding_dim=embedding_dim)


def build_dense_baseline(
    num_words: int = NUM_WORDS,
    maxlen: int = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, flattened, and two dense layers: each position has weights of its own.

    832,065 parameters. maxlen can't be None.
    """
    return _build(
        "dense_baseline", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units
    )


def build_conv1d_baseline(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = CONV1D_EMBEDDING_DIM,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """The 1-D ConvNet baseline: two convolutions of width 7, pooling between, then the maximum.

    1,315,937 parameters. maxlen must be at least 41; the second convolution needs 7 of the
    positions that pooling leaves.
    """
    return _build(
        "conv1d_baseline", num_words, maxlen, seed, embedding_dim=embedding_dim, units=units
    )


def build_transformer(
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    embedding_dim: int = EMBEDDING_DIM,
    units: int = TRANSFORMER_UNITS,
    depth: int = 1,
    dropout: float = 0.0,
    seed: int | None = None,
) -> keras.Model:
    """Word vectors with positions, `depth` encoder layers with two heads each, and their mean.

    units: of the feed-forward layer in each encoder layer. 328,577 parameters. Every timestep
    looks at every other, so memory and time grow with the square of `maxlen`.
    Source: Vaswani et al. (2017), "Attention is all you need".
    """
    sizes = {"embedding_dim": embedding_dim, "units": units, "depth": depth, "dropout": dropout}
    return _build("transformer", num_words, maxlen, seed, **sizes)


def _build(
    name: str, num_words: int, maxlen: int | None, seed: int | None, **settings: Any
) -> keras.Model:
    """The model of the experiment `name`, with other settings."""
    return build_model(replace(MODELS[name], **settings), num_words, maxlen, seed=seed, name=name)
