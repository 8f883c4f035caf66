"""A character-level language model: it reads a text and continues it, character by character.

The alphabet is a string; the token of a character is its index in that string. Sources:
Sutskever, Martens and Hinton (2011), "Generating text with recurrent neural networks"; Graves
(2013), "Generating sequences with recurrent neural networks".
"""

import math

import numpy as np

from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.models.sequence_models import compiled_with_adam
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops


def build_character_model(
    tokens: int, units: int = 128, *, cell: str = "gru", seed: int | None = None
) -> keras.Model:
    """Predict the next character: tokens (batch, timesteps) -> (batch, timesteps, tokens).

    tokens: size of the alphabet. The loss is the cross-entropy in nats per character.
    """
    seeds = layer_seeds(seed)
    x = keras.Input((None,), dtype="int32", name="characters")
    h = recurrent(cell, units, seeds, name="memory", return_sequences=True)(
        embedding(tokens, 16, seeds)(x)
    )
    y = layers.Dense(tokens, "softmax", name="output", kernel_initializer=glorot(seeds))(h)
    model = keras.Model(x, y, name="character_model")
    return compiled_with_adam(model, "sparse_categorical_crossentropy", learning_rate=0.005)


def with_temperature(p: np.ndarray, temperature: float) -> np.ndarray:
    """p^(1 / temperature), divided by its sum over the last axis.

    p: probabilities (..., tokens). temperature: a finite number above 0. Below 1, likely tokens
    become likelier; above 1, all tokens become more similar.
    """
    if not isinstance(temperature, (int, float)) or not 0 < temperature < math.inf:
        raise TutorialError(
            f"temperature is {temperature!r}: give a number above 0; 1 changes nothing."
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
    """Continue `prompt` by `length` characters; returns both.

    model: of `build_character_model`, for this alphabet.
    temperature: see `with_temperature`. Each character is drawn from these probabilities, and
        the model reads it next. It keeps its state, so it reads every character once.
    Raises TutorialError for an empty prompt, or a character that is not in the alphabet.
    """
    check_count("length", length)
    if not prompt:
        raise TutorialError("the prompt is empty: give one character or more.")
    embedding, output = model.get_layer("embedding"), model.get_layer("output")
    cell, rng = model.get_layer("memory").cell, np.random.default_rng(seed)
    state, tokens = cell.get_initial_state(1), list(encode_text(prompt, alphabet))
    for place in range(len(prompt) + length - 1):
        h, state = cell(embedding(np.array([tokens[place]])), state)
        if place >= len(prompt) - 1:  # the prompt has been read
            p = with_temperature(ops.convert_to_numpy(output(h))[0], temperature)
            tokens.append(rng.choice(len(p), p=p))
    return "".join(alphabet[token] for token in tokens)
