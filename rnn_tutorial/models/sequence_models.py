"""One network for each way of using an RNN: one or many inputs, one or many outputs.

The builders return compiled Keras models; `seed` fixes their first weights. Keras draws the
order of the samples itself: call `set_seed` before `fit` to get the same run twice.

Where an output is the next step's input, a model is trained with the true outputs in place of
its own (teacher forcing), and used by the functions here, which step
its cell and hand each output back. Source: Williams and Zipser (1989), "A learning algorithm
for continually running fully recurrent neural networks".
"""

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.sequences import NOTHING, check_sequences
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops


def build_one_to_many(
    units: int = 32,
    *,
    cell: str = "gru",
    noise: float = 0.5,
    learning_rate: float = 0.01,
    seed: int | None = None,
) -> keras.Model:
    """A number sets the first state; from then on each output is the next input.

    Inputs: x (batch, 1) and the outputs before, (batch, timesteps, 1), with 0 in front. Output
    (batch, timesteps, 1). In training, noise of standard deviation `noise` is added to the outputs
    before, so that the model doesn't come to trust them more than its state. Use it with
    `run_freely`.
    """
    seeds = layer_seeds(seed)
    x = keras.Input((1,), name="x")
    before = keras.Input((None, 1), name="before")
    start = layers.Dense(units, "tanh", name="start", kernel_initializer=glorot(seeds))(x)
    noisy = layers.GaussianNoise(noise, seed=next(seeds))(before)
    states = recurrent(cell, units, seeds, name="memory", return_sequences=True)(
        noisy, initial_state=start
    )
    y = layers.Dense(1, name="output", kernel_initializer=glorot(seeds))(states)
    return compiled_with_adam(keras.Model([x, before], y, name="one_to_many"), "mse", learning_rate)


def teacher(y: np.ndarray) -> np.ndarray:
    """What each step is given in training: the true output of the step before, 0 for the first."""
    before = np.zeros_like(y)
    before[:, 1:] = y[:, :-1]
    return before


def run_freely(model: keras.Model, x: np.ndarray, timesteps: int) -> np.ndarray:
    """The outputs (batch, timesteps, 1) of a one-to-many model that is fed with its own."""
    check_count("timesteps", timesteps)
    x = check_sequences(x)
    cell, output = model.get_layer("memory").cell, model.get_layer("output")
    state, y, outputs = model.get_layer("start")(x), ops.zeros((len(x), 1)), []
    for _ in range(timesteps):
        h, (state,) = cell(y, [state])
        y = output(h)
        outputs.append(ops.convert_to_numpy(y))
    return np.stack(outputs, axis=1)


def build_many_to_one(
    units: int = 16,
    *,
    features: int = 1,
    cell: str = "gru",
    learning_rate: float = 0.01,
    seed: int | None = None,
) -> keras.Model:
    """Reads (batch, timesteps, features) and gives one number, (batch, 1), at the end.

    Timesteps whose features are all -1 are masked: they don't count as read.
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None, features), name="x")
    h = recurrent(cell, units, seeds, name="memory")(layers.Masking(NOTHING)(x))
    y = layers.Dense(1, name="output", kernel_initializer=glorot(seeds))(h)
    return compiled_with_adam(keras.Model(x, y, name="many_to_one"), "mse", learning_rate)


def build_tagger(
    tokens: int = 4,
    units: int = 16,
    *,
    cell: str = "simple_rnn",
    learning_rate: float = 0.01,
    seed: int | None = None,
) -> keras.Model:
    """Reads tokens (batch, timesteps) and gives a probability at each, (batch, timesteps, 1)."""
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="tokens")
    h = recurrent(cell, units, seeds, name="memory", return_sequences=True)(
        embedding(tokens, 8, seeds)(x)
    )
    y = layers.Dense(1, "sigmoid", name="output", kernel_initializer=glorot(seeds))(h)
    model = keras.Model(x, y, name="tagger")
    return compiled_with_adam(model, "binary_crossentropy", learning_rate, ["accuracy"])


def build_review_reader(
    num_words: int = 10_000,
    units: int = 32,
    *,
    mask: bool = True,
    cell: str = "simple_rnn",
    learning_rate: float = 0.003,
    seed: int | None = None,
) -> keras.Model:
    """The model that reads reviews, with or without a mask over padding (token 0).

    Reads (batch, timesteps) tokens of any length and gives a probability, (batch, 1).
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="tokens")
    words = embedding(num_words, 32, seeds, mask_zero=mask)(x)
    h = recurrent(cell, units, seeds, name="memory")(words)
    y = layers.Dense(1, "sigmoid", name="probability", kernel_initializer=glorot(seeds))(h)
    model = keras.Model(x, y, name="review_reader")
    return compiled_with_adam(model, "binary_crossentropy", learning_rate, ["accuracy"])


def read_reviews(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """The probabilities, (batch,), that a reader gives to (batch, timesteps) tokens.

    Raises TutorialError for a row of padding alone: a masked model would answer it with
    what it says before reading anything.
    """
    tokens = check_sequences(tokens, mask=np.asarray(tokens) != 0)
    return ops.convert_to_numpy(model(tokens))[:, 0]


def build_encoder_decoder(
    tokens: int = 10, units: int = 64, *, learning_rate: float = 0.01, seed: int | None = None
) -> keras.Model:
    """Two GRUs: one reads, and its last state starts the other, which writes.

    Inputs: x (batch, timesteps), and the outputs before, (batch, outputs), with the token
    `tokens` in front as the sign to begin; both are whole numbers. Output (batch, outputs,
    tokens): probabilities. Use it with `decode`. Sources: Cho et al. (2014); Sutskever et al.
    (2014).
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="x")
    before = keras.Input((None,), dtype="int32", name="before")
    read = embedding(tokens, 16, seeds, name="read")(x)
    context = recurrent("gru", units, seeds, name="encoder")(read)
    written = embedding(tokens + 1, 16, seeds, name="written")(before)
    states = recurrent("gru", units, seeds, name="decoder", return_sequences=True)(
        written, initial_state=context
    )
    y = layers.Dense(tokens, "softmax", name="output", kernel_initializer=glorot(seeds))(states)
    model = keras.Model([x, before], y, name="encoder_decoder")
    return compiled_with_adam(model, "sparse_categorical_crossentropy", learning_rate, ["accuracy"])


def decoder_inputs(y: np.ndarray, tokens: int = 10) -> np.ndarray:
    """What the decoder is given in training: the sign to begin, then y without its last token."""
    return np.concatenate([np.full((len(y), 1), tokens, y.dtype), y[:, :-1]], axis=1)


def decode(model: keras.Model, x: np.ndarray, timesteps: int) -> np.ndarray:
    """What an encoder-decoder writes, (batch, timesteps) tokens, fed with its own outputs.

    At each step the most probable token is taken (greedy decoding).
    """
    check_count("timesteps", timesteps)
    x = check_sequences(x)
    read, written = model.get_layer("read"), model.get_layer("written")
    cell, output = model.get_layer("decoder").cell, model.get_layer("output")
    state = model.get_layer("encoder")(read(x))  # the context: (batch, units)
    token, outputs = np.full(len(x), written.input_dim - 1), []
    for _ in range(timesteps):
        h, (state,) = cell(written(token), [state])
        token = ops.convert_to_numpy(output(h)).argmax(axis=-1)
        outputs.append(token)
    return np.stack(outputs, axis=1)


def compiled_with_adam(model, loss, learning_rate, metrics=()):
    """Compile with Adam at this rate; returns the model."""
    adam = keras.optimizers.Adam(learning_rate)
    model.compile(optimizer=adam, loss=loss, metrics=list(metrics))
    return model
