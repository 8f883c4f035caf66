"""From a `ModelConfig` to a Keras model that reads reviews, and its compilation."""

from rnn_tutorial.config import ModelConfig, TrainingConfig, check_count
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.fast_rnn import FoldedRNN
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_model(
    config: ModelConfig,
    num_words: int = 10_000,
    maxlen: int | None = 500,
    *,
    seed: int | None = None,
    name: str | None = None,
) -> keras.Model:
    """Build the model that `config` describes. The named builders in models.py end here."""
    check_count("num_words", num_words, minimum=4)
    if maxlen is not None:
        check_count("maxlen", maxlen)
    seeds = layer_seeds(seed)
    tokens = keras.Input((maxlen,), dtype="int32", name="tokens")
    embed = embedding(num_words, config.embedding_dim, seeds)
    h = _BODIES[config.kind](config, tokens, embed, maxlen, seeds)
    output = layers.Dense(
        1, activation="sigmoid", kernel_initializer=glorot(seeds), name="probability"
    )
    return keras.Model(tokens, output(h), name=name)


def compile_model(model: keras.Model, config: TrainingConfig | None = None) -> keras.Model:
    """Compile as the chapter does: rmsprop, binary cross-entropy, accuracy. Returns the model."""
    config = config or TrainingConfig()
    try:
        optimizer = keras.optimizers.get(config.optimizer)
    except ValueError:
        raise TutorialError(
            f"optimizer is {config.optimizer!r}: give a Keras optimizer, such as rmsprop or adam."
        ) from None
    optimizer.learning_rate = config.learning_rate
    model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


def _recurrent(config, tokens, embed, maxlen, seeds):
    fast = config.cell == "simple_rnn" and (
        config.implementation == "fast" or config.dropout_masks == "per_timestep"
    )
    # A mask on the words' features would come between the embedding and the kernel.
    folded = fast and not config.dropout and config.depth == 1
    x = tokens if folded else embed(tokens)  # (batch, timesteps, embedding_dim)
    for level in range(1, config.depth + 1):
        name = config.cell if config.depth == 1 else f"{config.cell}_{level}"
        # A layer above needs the state at every timestep, the output needs only the last.
        options = {
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
        x = FoldedRNN(embed, layer)(tokens) if folded else layer(x)
        # (batch, timesteps, units), at last (batch, units)
    return x


def _dense(config, tokens, embed, maxlen, seeds):
    if maxlen is None:
        raise TutorialError("maxlen is None: the dense baseline needs a fixed number of timesteps.")
    h = layers.Flatten()(embed(tokens))  # (batch, timesteps * embedding_dim)
    return layers.Dense(config.units, activation="relu", kernel_initializer=glorot(seeds))(h)


def _conv1d(config, tokens, embed, maxlen, seeds):
    if maxlen is not None and maxlen < 41:
        raise TutorialError(f"maxlen is {maxlen}: the ConvNet baseline needs 41 timesteps or more.")
    convolve = [
        layers.Conv1D(config.units, 7, activation="relu", kernel_initializer=glorot(seeds))
        for _ in range(2)
    ]
    h = layers.MaxPooling1D(5)(convolve[0](embed(tokens)))  # (batch, (timesteps - 6) // 5, units)
    return layers.GlobalMaxPooling1D()(convolve[1](h))  # (batch, units)


def _bag_of_words(config, tokens, embed, maxlen, seeds):
    return layers.GlobalAveragePooling1D()(
        embed(tokens)
    )  # (batch, embedding_dim), padding included


_BODIES = {
    "recurrent": _recurrent,
    "dense": _dense,
    "conv1d": _conv1d,
    "bag_of_words": _bag_of_words,
}
