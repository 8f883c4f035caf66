"""A character-level language model: read a text, then write on, one character at a time.

The alphabet is a string; a character's token is its place in it. Source: Sutskever, Martens and
Hinton (2011), "Generating text with recurrent neural networks"; Graves (2013).
"""

import math

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.models.sequence_models import compiled_with_adam
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops


def build_character_model(
    tokens: int,
    units: int = 128,
    *,
    cell: str = "gru",
    learning_rate: float = 0.005,
    seed: int | None = None,
) -> keras.Model:
    """Reads (batch, timesteps) characters, and at each gives the probabilities of the next.

    Output (batch, timesteps, tokens). Compiled with the cross-entropy, in nats a character.
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="characters")
    h = recurrent(cell, units, seeds, name="memory", return_sequences=True)(
        embedding(tokens, 16, seeds)(x)
    )
    y = layers.Dense(tokens, "softmax", name="output", kernel_initializer=glorot(seeds))(h)
    model = keras.Model(x, y, name="character_model")
    return compiled_with_adam(model, "sparse_categorical_crossentropy", learning_rate, ["accuracy"])


def with_temperature(p: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities p^(1 / temperature), scaled so that the last axis sums to 1 again.

    Below 1 the likely become likelier; above 1 all become more alike. temperature must be a
    finite number above 0.
    """
    if not isinstance(temperature, (int, float)) or not 0 < temperature < math.inf:
        raise TutorialError(
            f"temperature is {temperature!r}: give a number above 0; 1 leaves all as it is."
        )
    logs = np.log(np.maximum(np.asarray(p, dtype="float64"), 1e-30)) / temperature
    powers = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def write_text(
    model: keras.Model,
    alphabet: str,
    prompt: str,
    length: int = 100,
    *,
    temperature: float = 1.0,
    seed: int = 0,
) -> str:
    """Read `prompt`, then write `length` characters; returns the prompt and what follows.

    Each character is drawn from the model's probabilities at `temperature` and read next; the
    state is carried from one to the next, so nothing is read twice.
    """
    check_count("length", length)
    if not prompt:
        raise TutorialError("the prompt is empty: give one character or more to begin with.")
    embedding, output = model.get_layer("embedding"), model.get_layer("output")
    cell, rng = model.get_layer("memory").cell, np.random.default_rng(seed)
    state, tokens = cell.get_initial_state(1), list(encode_text(prompt, alphabet))
    for place in range(len(prompt) + length - 1):
        h, state = cell(embedding(np.array([tokens[place]])), state)
        if place >= len(prompt) - 1:  # the prompt is read; from here on write
            p = with_temperature(ops.convert_to_numpy(output(h))[0], temperature)
            tokens.append(rng.choice(len(p), p=p))
    return "".join(alphabet[token] for token in tokens)
