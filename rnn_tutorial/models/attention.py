"""An encoder-decoder, with a fixed context or with attention, and how it writes."""

import math
from typing import Any

import numpy as np

from rnn_tutorial.config import EMBEDDING_DIM
from rnn_tutorial.errors import check_choice, check_count
from rnn_tutorial.models.layers import Seeds, embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops

ATTENTIONS = ("fixed", "additive", "dot")


def build_encoder_decoder(
    tokens: int,
    outputs: int,
    *,
    attention: str = "dot",
    embedding_dim: int = EMBEDDING_DIM,
    units: int = 64,
    seed: int | None = None,
) -> keras.Model:
    """A GRU reads in both directions, and a second GRU writes.

    tokens, outputs: how many different tokens the input and the output have.
    attention: what the decoder sees of the input at each step. "fixed": the encoder's last
        states, the same at every step (Cho et al., 2014). "additive": a mean of all states,
        weighted by a small network (Bahdanau et al., 2015). "dot": weighted by scaled products of
        queries and keys (Luong et al., 2015; Vaswani et al., 2017). Query is the decoder's state
        after it has read the last output, as in Luong et al.
    units: of the decoder; half of them in each direction of the encoder.

    Returns an uncompiled model of two inputs: x (batch, timesteps) and `before` (batch, steps),
    the output so far behind a start token. It gives probabilities (batch, steps, outputs). Its
    layer "encoder" turns x into states (batch, timesteps, units) and a context (batch, units);
    its layer "decoder" turns `before`, states and context into the probabilities.
    """
    check_choice("attention", attention, ATTENTIONS)
    check_count("units", units, minimum=2)
    seeds = layer_seeds(seed)
    encoder = _encoder(tokens, embedding_dim, units // 2, seeds)
    decoder = _decoder(outputs, attention, embedding_dim, units // 2 * 2, seeds)
    x, before = (keras.Input((None,), dtype="int32", name=name) for name in ("x", "before"))
    return keras.Model([x, before], decoder([before, *encoder(x)]), name=attention)


def _encoder(tokens: int, embedding_dim: int, units: int, seeds: Seeds) -> keras.Model:
    x = keras.Input((None,), dtype="int32")
    options = {"return_sequences": True, "return_state": True}
    forward = recurrent("gru", units, seeds, **options)
    backward = recurrent("gru", units, seeds, go_backwards=True, **options)
    both = layers.Bidirectional(forward, backward_layer=backward)
    states, *last = both(embedding(tokens, embedding_dim, seeds)(x))
    return keras.Model(x, [states, layers.Concatenate()(last)], name="encoder")


def _decoder(
    outputs: int, attention: str, embedding_dim: int, units: int, seeds: Seeds
) -> keras.Model:
    before = keras.Input((None,), dtype="int32")
    states, context = keras.Input((None, units)), keras.Input((units,))
    written = embedding(outputs, embedding_dim, seeds)(before)
    gru = recurrent("gru", units, seeds, return_sequences=True)
    s = gru(written, initial_state=context)  # (batch, steps, units)
    if attention == "fixed":
        seen = ops.zeros_like(s) + context[:, None]
    else:
        score = _additive if attention == "additive" else _dot
        weights = layers.Softmax(name="alignment")(score(s, states, units, seeds))
        seen = ops.matmul(weights, states)  # (batch, steps, units)
    joined = layers.Concatenate()([s, seen])
    h = layers.Dense(units, "tanh", kernel_initializer=glorot(seeds))(joined)
    p = layers.Dense(outputs, "softmax", kernel_initializer=glorot(seeds))(h)
    return keras.Model([before, states, context], p, name="decoder")


def _queries_and_keys(s: Any, states: Any, units: int, seeds: Seeds) -> tuple[Any, Any]:
    query, key = (
        layers.Dense(units, kernel_initializer=glorot(seeds), name=name)
        for name in ("query", "key")
    )
    return query(s), key(states)


def _additive(s: Any, states: Any, units: int, seeds: Seeds) -> Any:
    queries, keys = _queries_and_keys(s, states, units, seeds)
    pairs = ops.tanh(queries[:, :, None] + keys[:, None])  # (batch, steps, timesteps, units)
    score = layers.Dense(1, use_bias=False, kernel_initializer=glorot(seeds))
    return score(pairs)[..., 0]


def _dot(s: Any, states: Any, units: int, seeds: Seeds) -> Any:
    queries, keys = _queries_and_keys(s, states, units, seeds)
    return ops.matmul(queries, ops.transpose(keys, (0, 2, 1))) / math.sqrt(units)


def write_greedily(
    model: keras.Model, x: np.ndarray, steps: int, start: int, *, truth: np.ndarray | None = None,
    own: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Let the decoder write `steps` tokens, the most likely one at each step.

    model: of `build_encoder_decoder`. x: (batch, timesteps). start: the start token.
    truth, own: right outputs, (batch, steps), and where the decoder reads its own output instead
        of the right one (True), for scheduled sampling. Without them it always reads its own.

    Returns what it wrote and what it read before each step, (batch, steps) each.
    """
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    states, context = encoder.predict_on_batch(x)
    before = np.full((len(x), steps), start)
    written = before
    for step in range(steps):
        # Later steps can't change earlier ones, so computing all of them again is only slower.
        p = decoder.predict_on_batch([before, states, context])
        written = p.argmax(axis=-1)
        if step + 1 < steps:
            before[:, step + 1] = written[:, step]
            if truth is not None and own is not None:
                before[:, step + 1] = np.where(own[:, step], written[:, step], truth[:, step])
    return written, before


def alignment(model: keras.Model, x: np.ndarray, before: np.ndarray) -> np.ndarray:
    """How much each output looks at each input: (batch, steps, timesteps); rows sum to 1.

    model: of `build_encoder_decoder`, with attention. x, before: what it reads.
    """
    decoder = model.get_layer("decoder")
    looks = keras.Model(decoder.inputs, decoder.get_layer("alignment").output)
    states, context = model.get_layer("encoder").predict_on_batch(x)
    return looks.predict_on_batch([before, states, context])
