"""Builders of the book's models.

Every builder returns a built, uncompiled Keras model that starts with `keras.Input`, so its
summary shows shapes and counts at once. A model reads (batch, timesteps) token matrices and
gives (batch, 1) probabilities that a review is positive. The defaults are the chapter's:
10,000 words, an embedding of 32 numbers, 32 units. `maxlen=None` admits any length.

`seed` fixes the first weights and the dropout masks; without it they are drawn anew.
"""

from rnn_tutorial.config import ModelConfig, check_count
from rnn_tutorial.models.architecture import build_model
from rnn_tutorial.models.layers import glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_simple_rnn(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one SimpleRNN (Elman, 1990), one sigmoid unit. 322,113 parameters."""
    config = ModelConfig(embedding_dim=embedding_dim, units=units)
    return build_model(config, num_words, maxlen, seed=seed, name="simple_rnn")


def build_stacked_rnn(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    depth: int = 4,
    seed: int | None = None,
) -> keras.Model:
    """A deep RNN: `depth` SimpleRNN layers, each reading the states of the one below.

    All but the last return sequences of shape (batch, timesteps, units). 328,353 parameters
    at depth 4. Source: El Hihi and Bengio (1996), "Hierarchical recurrent neural networks".
    """
    config = ModelConfig(embedding_dim=embedding_dim, units=units, depth=depth)
    return build_model(config, num_words, maxlen, seed=seed, name="stacked_rnn")


def build_bidirectional_rnn(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Two SimpleRNNs in opposite directions, their last states joined. 324,225 parameters.

    Source: Schuster and Paliwal (1997), "Bidirectional recurrent neural networks".
    """
    config = ModelConfig(embedding_dim=embedding_dim, units=units, bidirectional=True)
    return build_model(config, num_words, maxlen, seed=seed, name="bidirectional_rnn")


def build_dropout_rnn(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    dropout: float = 0.2,
    recurrent_dropout: float = 0.2,
    seed: int | None = None,
) -> keras.Model:
    """A SimpleRNN with one dropout mask per review, kept for all timesteps.

    dropout acts on the layer's input, recurrent_dropout on its previous state; both are
    shares of [0, 1) and act in training only. 322,113 parameters, as without dropout.
    Source: Gal and Ghahramani (2016), "A theoretically grounded application of dropout".
    """
    config = ModelConfig(
        embedding_dim=embedding_dim,
        units=units,
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
    )
    return build_model(config, num_words, maxlen, seed=seed, name="dropout_rnn")


def build_lstm(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one LSTM, one sigmoid unit. 328,353 parameters.

    Keras starts the forget gate's bias at 1. Sources: Hochreiter and Schmidhuber (1997), "Long
    short-term memory"; Gers et al. (2000), "Learning to forget".
    """
    config = ModelConfig(cell="lstm", embedding_dim=embedding_dim, units=units)
    return build_model(config, num_words, maxlen, seed=seed, name="lstm")


def build_gru(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one GRU, one sigmoid unit. 326,369 parameters.

    Source: Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder".
    """
    config = ModelConfig(cell="gru", embedding_dim=embedding_dim, units=units)
    return build_model(config, num_words, maxlen, seed=seed, name="gru")


def build_bidirectional_lstm(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Two LSTMs in opposite directions, their last states joined. 336,705 parameters.

    Source: Graves and Schmidhuber (2005), "Framewise phoneme classification with bidirectional
    LSTM and other neural network architectures".
    """
    config = ModelConfig(cell="lstm", embedding_dim=embedding_dim, units=units, bidirectional=True)
    return build_model(config, num_words, maxlen, seed=seed, name="bidirectional_lstm")


def build_regularised_lstm(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    dropout: float = 0.2,
    recurrent_dropout: float = 0.2,
    seed: int | None = None,
) -> keras.Model:
    """An LSTM with dropout, one mask per review for all timesteps; see `build_dropout_rnn`.

    328,353 parameters, as without dropout.
    """
    config = ModelConfig(
        cell="lstm",
        embedding_dim=embedding_dim,
        units=units,
        dropout=dropout,
        recurrent_dropout=recurrent_dropout,
    )
    return build_model(config, num_words, maxlen, seed=seed, name="regularised_lstm")


def build_bag_of_words(
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    embedding_dim: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """The mean of a review's word vectors, one sigmoid unit: which words, not in what order.

    320,033 parameters. Source: Iyyer et al. (2015), "Deep unordered composition rivals syntactic
    methods for text classification", without its hidden layers.
    """
    config = ModelConfig(kind="bag_of_words", embedding_dim=embedding_dim)
    return build_model(config, num_words, maxlen, seed=seed, name="bag_of_words")


def build_dense_baseline(
    num_words: int = 10_000,
    maxlen: int = 500,
    *,
    embedding_dim: int = 32,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, flattened, two dense layers: no notion of time, one weight per position."""
    config = ModelConfig(kind="dense", embedding_dim=embedding_dim, units=units)
    return build_model(config, num_words, maxlen, seed=seed, name="dense_baseline")


def build_conv1d_baseline(
    num_words: int = 10_000,
    maxlen: int = 500,
    *,
    embedding_dim: int = 128,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """The 1-D ConvNet baseline: two convolutions of width 7, pooling between, then the maximum.

    maxlen must be at least 41, or nothing is left for the second convolution.
    """
    config = ModelConfig(kind="conv1d", embedding_dim=embedding_dim, units=units)
    return build_model(config, num_words, maxlen, seed=seed, name="conv1d_baseline")


def build_video_rnn(
    frames: int = 10,
    height: int = 16,
    width: int = 16,
    channels: int = 1,
    *,
    classes: int = 4,
    units: int = 32,
    seed: int | None = None,
) -> keras.Model:
    """A small ConvNet reads each frame, a SimpleRNN reads the frames' features in order.

    Input (batch, frames, height, width, channels), output (batch, classes) probabilities.
    Source: Donahue et al. (2015), "Long-term recurrent convolutional networks".
    """
    for name, value in (("frames", frames), ("channels", channels), ("units", units)):
        check_count(name, value)
    for name, value in (("height", height), ("width", width)):
        check_count(name, value, minimum=4)
    check_count("classes", classes, minimum=2)
    seeds = layer_seeds(seed)
    convolve = [
        layers.Conv2D(n, 3, padding="same", activation="relu", kernel_initializer=glorot(seeds))
        for n in (8, 16)
    ]
    frame = keras.Input((height, width, channels), name="frame")
    h = layers.MaxPooling2D()(convolve[0](frame))  # (batch, height/2, width/2, 8)
    h = layers.MaxPooling2D()(convolve[1](h))  # (batch, height/4, width/4, 16)
    convnet = keras.Model(frame, layers.Flatten()(h), name="convnet")
    video = keras.Input((frames, height, width, channels), name="video")
    features = layers.TimeDistributed(convnet, name="convnet_per_frame")(video)
    state = recurrent("simple_rnn", units, seeds, name="simple_rnn")(features)  # (batch, units)
    output = layers.Dense(classes, activation="softmax", kernel_initializer=glorot(seeds))
    return keras.Model(video, output(state), name="video_rnn")
