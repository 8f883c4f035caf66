"""Which words moved a prediction: integrated gradients, and leaving out one word at a time.

Both are measured in log odds, log(p / (1 - p)): there the shares of several words add up, while
a probability close to 0 or 1 hardly moves whatever is said. +0.69 doubles the odds.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.differentiation import compiled, gradient_of, layer_chain
from rnn_tutorial.quiet_keras import keras

ops = keras.ops
BATCH = 500  # rows that are run at once
TOGETHER = 8  # reviews whose steps are differentiated at once


def integrated_gradients(
    model: keras.Model, x: np.ndarray, *, steps: int = 64
) -> tuple[np.ndarray, np.ndarray]:
    """Share every token's part in the log odds of x (reviews, timesteps).

    Returns the attributions, (reviews, timesteps) in log odds, and the baseline, the log odds
    that a review of padding alone is positive, a number. Padding has attribution 0.

    Each token's vector is moved in a straight line from the padding's, and the gradient at
    `steps` places, the midpoints, is averaged. The sum property tells whether these are enough:
    attributions sum to log_odds(model, x) - baseline (to about 0.001 at 64 steps).

    Raises TutorialError for a model other than an embedding, a chain of layers and one sigmoid
    unit, and for x that it can't read.
    Source: Sundararajan, Taly and Yan (2017), "Axiomatic attribution for deep networks", eq. 1.
    """
    check_count("steps", steps)
    table, run = _from_vectors(model)
    x = _check(model, x)
    gradient = gradient_of(lambda vectors: ops.sum(run(vectors)))
    way = ((np.arange(steps) + 0.5) / steps)[:, None, None].astype("float32")
    found = []
    for first in range(0, len(x), TOGETHER):
        # moved: (reviews, timesteps, embedding_dim); all places: (reviews, steps, ...)
        moved = table[x[first : first + TOGETHER]] - table[PAD]
        places = table[PAD] + way * moved[:, None]
        (slopes,) = gradient(places.reshape(-1, *moved.shape[1:]))
        slopes = slopes.reshape(places.shape).mean(axis=1, dtype="float64")
        found.append((moved * slopes).sum(axis=2))
    return np.concatenate(found), log_odds(model, np.full((1, x.shape[1]), PAD))[0]


def leave_one_out(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """By how much each token raised the log odds, against the same review without it.

    x: (reviews, timesteps) tokens. Returns (reviews, timesteps) log odds; padding has 0.
    Without a token the words before it move up and one more zero stands in front.
    """
    x = _check(model, x)
    found = np.zeros(x.shape)
    for row, tokens in zip(found, x, strict=True):
        places = np.flatnonzero(tokens != PAD)
        shorter = np.array([[PAD, *np.delete(tokens, place)] for place in places])
        if len(places):
            odds = log_odds(model, np.concatenate([tokens[None], shorter]))
            row[places] = odds[0] - odds[1:]
    return found


def log_odds(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)) for each row of x (reviews, timesteps), as (reviews,) numbers.

    It is taken before the sigmoid, which would round a probability close to 1.
    """
    table, run = _from_vectors(model)
    x = _check(model, x)
    forward = compiled(lambda vectors: [run(vectors)])
    batches = range(0, len(x), BATCH)
    found = [forward(table[x[first : first + BATCH]])[0][:, 0] for first in batches]
    return np.concatenate(found).astype("float64")


def _chain(model: keras.Model) -> list[keras.layers.Layer]:
    steps = layer_chain(model)
    embedding, output = steps[0], steps[-1]
    if not (
        isinstance(embedding, keras.layers.Embedding)
        and isinstance(output, keras.layers.Dense)
        and output.units == 1
        and output.activation is keras.activations.sigmoid
        and output.use_bias
    ):
        raise TutorialError(
            f"{model.name} is not an embedding, a chain of layers and one sigmoid unit: give a "
            "model that reads reviews, of Keras's own layers (implementation='keras')."
        )
    return steps


def _from_vectors(model: keras.Model) -> tuple[np.ndarray, Callable[[Any], Any]]:
    """The embedding's table, and the rest of the model as a function of vectors to log odds."""
    embedding, *hidden, output = _chain(model)

    def run(vectors: Any) -> Any:
        h = vectors  # (reviews, timesteps, embedding_dim)
        for layer in hidden:
            h = layer(h)
        return ops.matmul(h, output.kernel) + output.bias  # (reviews, 1)

    return embedding.get_weights()[0], run


def _check(model: keras.Model, x: np.ndarray) -> np.ndarray:
    x = np.asarray(x)
    if x.ndim != 2 or 0 in x.shape or not np.issubdtype(x.dtype, np.integer):
        raise TutorialError(
            f"x has shape {x.shape} and type {x.dtype}: give (reviews, timesteps) whole numbers, "
            "at least 1 of each."
        )
    timesteps, known = model.input_shape[1], layer_chain(model)[0]
    if timesteps not in (None, x.shape[1]):
        raise TutorialError(
            f"x has {x.shape[1]} timesteps and the model reads {timesteps}: "
            "pad the reviews to that length."
        )
    if x.min() < 0 or x.max() >= getattr(known, "input_dim", np.inf):
        raise TutorialError(
            f"x has the tokens {x.min()} to {x.max()}, and the model knows those from 0 to "
            f"{known.input_dim - 1}: encode the review with the model's own vocabulary."
        )
    return x
