"""Build the Keras model that a `ModelConfig` describes, and compile it."""

from typing import Any

from rnn_tutorial.config import MAXLEN, NUM_WORDS, ModelConfig, TrainingConfig
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.models.fast_rnn import FastRNN, SkipPadding
from rnn_tutorial.models.layers import Seeds, embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.models.linear import LRU, MinGRU
from rnn_tutorial.models.transformer import PositionEncoding, TransformerEncoder
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_model(
    config: ModelConfig,
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    seed: int | None = None,
    name: str | None = None,
    skip_padding: bool = False,
) -> keras.Model:
    """Build the model that `config` describes; builders.py has a builder for each kind of model.

    num_words: size of the vocabulary. maxlen: timesteps, None for any number of them.
    seed: fixes the first weights and the dropout masks.
    skip_padding: begin at the first timestep at which a review of the batch has a token, for
        batches of reviews of similar length.

    Returns an uncompiled model: tokens (batch, timesteps) -> probabilities (batch, 1).
    Raises TutorialError for a size that the model can't have, and for `skip_padding` with Keras's
    own layers on JAX.
    """
    check_count("num_words", num_words, minimum=4)
    if maxlen is not None:
        check_count("maxlen", maxlen)
    seeds = layer_seeds(seed)
    tokens = keras.Input((maxlen,), dtype="int32", name="tokens")
    embed = embedding(num_words, config.embedding_dim, seeds)
    if config.uses_fast_layer:
        recurrent_layers = [layer for level in _levels(config, seeds) for layer in level]
        options: dict[str, Any] = {
            "dropout_masks": config.dropout_masks,
            "skip_padding": skip_padding,
        }
        h = FastRNN(embed, recurrent_layers, name="fast_rnn", **options)(tokens)
    else:
        x = embed(SkipPadding()(tokens) if skip_padding else tokens)
        h = _KINDS[config.kind](config, x, seeds)
    output = layers.Dense(1, "sigmoid", kernel_initializer=glorot(seeds), name="probability")
    return keras.Model(tokens, output(h), name=name)


def compile_model(model: keras.Model, config: TrainingConfig | None = None) -> keras.Model:
    """Compile with binary cross-entropy and accuracy, and return the model.

    config: names the optimizer and its learning rate; rmsprop with 0.001 unless given.
    """
    config = config or TrainingConfig()
    optimizer = keras.optimizers.get(config.optimizer)
    optimizer.learning_rate = config.learning_rate
    model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


def _levels(config: ModelConfig, seeds: Seeds) -> list[list[keras.layers.RNN]]:
    """The recurrent layers from the lowest level to the highest: forward, and backward if any."""
    levels = []
    for level in range(1, config.depth + 1):
        name = config.cell if config.depth == 1 else f"{config.cell}_{level}"
        # A layer above reads the state of every timestep, the output only the last.
        options: dict[str, Any] = {
            "return_sequences": level < config.depth,
            "dropout": config.dropout,
            "recurrent_dropout": config.recurrent_dropout,
        }
        ways: list[dict[str, Any]] = [{"name": name}]
        if config.bidirectional:
            ways.append({"name": f"{name}_backward", "go_backwards": True})
        levels.append(
            [recurrent(config.cell, config.units, seeds, **way, **options) for way in ways]
        )
    return levels


def _recurrent(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    for level in _levels(config, seeds):
        layer = level[0]
        if config.bidirectional:
            name = f"bidirectional_{layer.name}"
            layer = layers.Bidirectional(layer, backward_layer=level[1], name=name)
        x = layer(x)  # (batch, timesteps, units); (batch, units) at the last level
    return x  # with both directions, 2 * units


def _dense(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    if x.shape[1] is None:
        raise TutorialError(
            "maxlen is None: the dense baseline needs a fixed number of timesteps, such as 500."
        )
    h = layers.Flatten()(x)  # (batch, timesteps * embedding_dim)
    return layers.Dense(config.units, activation="relu", kernel_initializer=glorot(seeds))(h)


def _conv1d(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    if x.shape[1] is not None and x.shape[1] < 41:
        raise TutorialError(
            f"maxlen is {x.shape[1]}: the ConvNet baseline needs 41 timesteps or more."
        )
    convolve = [
        layers.Conv1D(config.units, 7, activation="relu", kernel_initializer=glorot(seeds))
        for _ in range(2)
    ]
    h = layers.MaxPooling1D(5)(convolve[0](x))  # (batch, (timesteps - 6) // 5, units)
    return layers.GlobalMaxPooling1D()(convolve[1](h))  # (batch, units)


def _bag_of_words(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    return layers.GlobalAveragePooling1D()(x)  # (batch, embedding_dim); padding counts, too


def _transformer(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    x = PositionEncoding(name="positions")(x)
    for level in range(1, config.depth + 1):
        name = "encoder" if config.depth == 1 else f"encoder_{level}"
        sizes = (config.embedding_dim, config.units, config.dropout)
        x = TransformerEncoder(*sizes, [next(seeds) for _ in range(8)], name=name)(x)
    return layers.GlobalAveragePooling1D()(x)  # (batch, embedding_dim)


def _min_gru(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    return MinGRU(config.units, seed=next(seeds), name="min_gru")(x)  # (batch, units)


def _lru(config: ModelConfig, x: Any, seeds: Seeds) -> Any:
    return LRU(config.units, seed=next(seeds), name="lru")(x)  # (batch, units)


_KINDS = {
    "recurrent": _recurrent,
    "min_gru": _min_gru,
    "lru": _lru,
    "dense": _dense,
    "conv1d": _conv1d,
    "bag_of_words": _bag_of_words,
    "transformer": _transformer,
}
