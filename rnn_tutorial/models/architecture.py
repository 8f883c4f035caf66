"""Build the Keras model that a `ModelConfig` describes, and compile it."""

from typing import Any

from rnn_tutorial.config import MAXLEN, NUM_WORDS, ModelConfig, TrainingConfig
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.models.fast_rnn import FoldedRNN
from rnn_tutorial.models.layers import Seeds, embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_model(
    config: ModelConfig,
    num_words: int = NUM_WORDS,
    maxlen: int | None = MAXLEN,
    *,
    seed: int | None = None,
    name: str | None = None,
) -> keras.Model:
    """Build the model that `config` describes; builders.py has one builder per model of the book.

    num_words: size of the vocabulary. maxlen: timesteps, None for any number of them.
    seed: fixes the first weights and the dropout masks.

    Returns an uncompiled model: tokens (batch, timesteps) -> probabilities (batch, 1).
    Raises TutorialError for a size that the model can't have.
    """
    check_count("num_words", num_words, minimum=4)
    if maxlen is not None:
        check_count("maxlen", maxlen)
    seeds = layer_seeds(seed)
    tokens = keras.Input((maxlen,), dtype="int32", name="tokens")
    embed = embedding(num_words, config.embedding_dim, seeds)
    if config.kind == "recurrent":
        h = _recurrent(config, tokens, embed, seeds)  # (batch, units)
    else:
        h = _BASELINES[config.kind](config, embed(tokens), seeds)
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


def _recurrent(
    config: ModelConfig, tokens: Any, embed: keras.layers.Embedding, seeds: Seeds
) -> Any:
    fast = config.implementation == "fast" or config.dropout_masks == "per_timestep"
    # The embedding and the kernel can't be multiplied in advance where dropout acts between them.
    folded = fast and not config.dropout and config.depth == 1
    x = tokens if folded else embed(tokens)  # (batch, timesteps, embedding_dim)
    for level in range(1, config.depth + 1):
        name = config.cell if config.depth == 1 else f"{config.cell}_{level}"
        # A layer above reads the state of every timestep, the output only the last.
        options: dict[str, Any] = {
            "return_sequences": level < config.depth,
            "dropout": config.dropout,
            "recurrent_dropout": config.recurrent_dropout,
            "fast": fast,
        }
        if fast:
            options["dropout_masks"] = config.dropout_masks
        layer = recurrent(config.cell, config.units, seeds, name=name, **options)
        if config.bidirectional:
            options |= {"name": f"{name}_backward", "go_backwards": True}
            backward = recurrent(config.cell, config.units, seeds, **options)
            if folded:
                both = [FoldedRNN(embed, one)(tokens) for one in (layer, backward)]
                return layers.Concatenate()(both)  # (batch, 2 * units)
            layer = layers.Bidirectional(
                layer, backward_layer=backward, name=f"bidirectional_{name}"
            )
        # (batch, timesteps, units); (batch, units) at the last level
        x = FoldedRNN(embed, layer)(tokens) if folded else layer(x)
    return x


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


_BASELINES = {"dense": _dense, "conv1d": _conv1d, "bag_of_words": _bag_of_words}
