"""Sequence models: one network for each combination of one or many inputs and outputs.

The builders return compiled Keras models, except for the video model. `seed` fixes the first
weights. Keras chooses the order of the samples: call `set_seed` before `fit` to repeat a run.

In some models an output is the input of the next timestep. These are trained with the true
outputs as inputs (teacher forcing). `run_freely` and `decode` then feed them with their own
outputs. Source: Williams and Zipser (1989), "A learning algorithm for continually running fully
recurrent neural networks".
"""

import numpy as np

from rnn_tutorial.config import EMBEDDING_DIM, NUM_WORDS, UNITS
from rnn_tutorial.datasets.sequences import NOTHING, check_sequences
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops
DIGITS = 10  # the tokens of the encoder-decoder; the next number is its start token


def build_one_to_many(
    units: int = 32, *, cell: str = "gru", noise: float = 0.5, seed: int | None = None
) -> keras.Model:
    """One to many: a number sets the first state, and each output is the next input.

    Inputs: x (batch, 1), and the previous outputs (batch, timesteps, 1), of which the first is 0.
    Output: (batch, timesteps, 1).

    noise: standard deviation of the noise that training adds to the previous outputs. It keeps
    the model from relying on them more than on its state.
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
    return compiled_with_adam(keras.Model([x, before], y, name="one_to_many"), "mse")


def teacher(y: np.ndarray) -> np.ndarray:
    """The inputs for teacher forcing: y (batch, timesteps, 1) one step later, beginning with 0."""
    before = np.zeros_like(y)
    before[:, 1:] = y[:, :-1]
    return before


def run_freely(model: keras.Model, x: np.ndarray, timesteps: int) -> np.ndarray:
    """The outputs (batch, timesteps, 1) of a one-to-many model that reads its own outputs.

    model: of `build_one_to_many`. x: (batch, 1).
    """
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
    units: int = 16, *, cell: str = "gru", seed: int | None = None
) -> keras.Model:
    """Many to one: a sequence (batch, timesteps, 1) -> a number (batch, 1).

    Timesteps of -1 are masked: the model skips them.
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None, 1), name="x")
    h = recurrent(cell, units, seeds, name="memory")(layers.Masking(NOTHING)(x))
    y = layers.Dense(1, name="output", kernel_initializer=glorot(seeds))(h)
    return compiled_with_adam(keras.Model(x, y, name="many_to_one"), "mse")


def build_tagger(
    tokens: int = 4, units: int = 16, *, cell: str = "simple_rnn", seed: int | None = None
) -> keras.Model:
    """Many to many: tokens (batch, timesteps) -> a probability for each (batch, timesteps, 1)."""
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="tokens")
    h = recurrent(cell, units, seeds, name="memory", return_sequences=True)(
        embedding(tokens, 8, seeds)(x)
    )
    y = layers.Dense(1, "sigmoid", name="output", kernel_initializer=glorot(seeds))(h)
    return compiled_with_adam(keras.Model(x, y, name="tagger"), "binary_crossentropy")


def build_review_reader(
    num_words: int = NUM_WORDS, units: int = UNITS, *, mask: bool = True, seed: int | None = None
) -> keras.Model:
    """A model of reviews that can mask the padding (token 0).

    Tokens (batch, timesteps), any number of timesteps -> a probability (batch, 1).
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="tokens")
    words = embedding(num_words, EMBEDDING_DIM, seeds, mask_zero=mask)(x)
    h = recurrent("simple_rnn", units, seeds, name="memory")(words)
    y = layers.Dense(1, "sigmoid", name="probability", kernel_initializer=glorot(seeds))(h)
    model = keras.Model(x, y, name="review_reader")
    return compiled_with_adam(model, "binary_crossentropy", learning_rate=0.003)


def read_reviews(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """The probabilities (batch,) of a model of `build_review_reader` for tokens (batch, timesteps).

    Raises TutorialError for a row that is all padding. With a mask, the model would read nothing
    of it.
    """
    tokens = check_sequences(tokens)
    for row, review in enumerate(tokens):
        if not review.any():
            raise TutorialError(f"row {row} is all padding: remove it, or give it a token above 0.")
    return ops.convert_to_numpy(model(tokens))[:, 0]


def build_video_rnn(
    frames: int = 10,
    height: int = 16,
    width: int = 16,
    channels: int = 1,
    *,
    classes: int = 4,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Classify videos: a small ConvNet reads each frame, a SimpleRNN the features of all frames.

    Input (batch, frames, height, width, channels), output (batch, classes) probabilities. The
    model is not compiled. height and width must be 4 or more.
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


def build_encoder_decoder(units: int = 64, *, seed: int | None = None) -> keras.Model:
    """Many to many: a GRU reads, and its last state is the first state of a GRU that writes.

    Inputs: x (batch, timesteps), digits from 0 to 9, and the previous outputs (batch, outputs), of
    which the first is the start token, 10. Output: probabilities (batch, outputs, 10).
    Sources: Cho et al. (2014); Sutskever et al. (2014).
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="x")
    before = keras.Input((None,), dtype="int32", name="before")
    read = embedding(DIGITS, 16, seeds, name="read")(x)
    context = recurrent("gru", units, seeds, name="encoder")(read)
    written = embedding(DIGITS + 1, 16, seeds, name="written")(before)
    states = recurrent("gru", units, seeds, name="decoder", return_sequences=True)(
        written, initial_state=context
    )
    y = layers.Dense(DIGITS, "softmax", name="output", kernel_initializer=glorot(seeds))(states)
    model = keras.Model([x, before], y, name="encoder_decoder")
    return compiled_with_adam(model, "sparse_categorical_crossentropy")


def decoder_inputs(y: np.ndarray) -> np.ndarray:
    """The decoder's inputs for teacher forcing: the start token, then y without its last token.

    y: (batch, outputs).
    """
    return np.concatenate([np.full((len(y), 1), DIGITS, y.dtype), y[:, :-1]], axis=1)


def decode(model: keras.Model, x: np.ndarray, timesteps: int) -> np.ndarray:
    """The tokens (batch, timesteps) that an encoder-decoder writes for x (batch, timesteps).

    Each step chooses the most probable token (greedy decoding), and the next step reads it.
    """
    check_count("timesteps", timesteps)
    x = check_sequences(x)
    read, written = model.get_layer("read"), model.get_layer("written")
    cell, output = model.get_layer("decoder").cell, model.get_layer("output")
    state = model.get_layer("encoder")(read(x))  # the context: (batch, units)
    token, outputs = np.full(len(x), DIGITS), []
    for _ in range(timesteps):
        h, (state,) = cell(written(token), [state])
        token = ops.convert_to_numpy(output(h)).argmax(axis=-1)
        outputs.append(token)
    return np.stack(outputs, axis=1)


def compiled_with_adam(model: keras.Model, loss: str, learning_rate: float = 0.01) -> keras.Model:
    """Compile with Adam (Kingma and Ba, 2015), and return the model.

    A model of probabilities also measures its accuracy.
    """
    metrics = [] if loss == "mse" else ["accuracy"]
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=metrics)
    return model
