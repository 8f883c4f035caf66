"""Which words moved a prediction: integrated gradients.

They are measured in log odds, log(p / (1 - p)), because the attributions of several words add up
there. A probability near 0 or 1 hardly changes, whatever the words are. +0.69 doubles the odds.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.config import EVALUATION_BATCH
from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.differentiation import (
    check_timesteps,
    compiled,
    gradient_of,
    layer_chain,
)
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.fitting import keras_model

ops = keras.ops
TOGETHER = 8  # reviews whose steps are differentiated together


def integrated_gradients(
    model: keras.Model | TrainedModel, x: np.ndarray, *, steps: int = 64
) -> tuple[np.ndarray, np.ndarray]:
    """Attribute the log odds of a positive review to the tokens of x (reviews, timesteps).

    Returns the attributions, (reviews, timesteps) in log odds, 0 for padding; and the baseline,
    a number: the log odds of a review that consists of padding only.

    Each token's vector moves in a straight line from the vector of padding to its own, and the
    gradient is averaged over the midpoints of `steps` intervals. If these are enough, the
    attributions sum to log_odds(model, x) - baseline. With 64 steps they do to about 0.001.

    Raises TutorialError for a model that is not an embedding, a chain of layers and one sigmoid
    unit, and for x that it can't read.
    Source: Sundararajan, Taly and Yan (2017), "Axiomatic attribution for deep networks", eq. 1.
    """
    check_count("steps", steps)
    model = keras_model(model)
    table, run = _from_vectors(model)
    x = _check(model, x)
    gradient = gradient_of(lambda vectors: ops.sum(run(vectors)))
    midpoints = ((np.arange(steps) + 0.5) / steps)[:, None, None].astype("float32")
    found = []
    for first in range(0, len(x), TOGETHER):
        # (reviews, timesteps, embedding_dim); places: (reviews, steps, timesteps, embedding_dim)
        moved = table[x[first : first + TOGETHER]] - table[PAD]
        places = table[PAD] + midpoints * moved[:, None]
        (slopes,) = gradient(places.reshape(-1, *moved.shape[1:]))
        slopes = slopes.reshape(places.shape).mean(axis=1, dtype="float64")
        found.append((moved * slopes).sum(axis=2))
    return np.concatenate(found), log_odds(model, np.full((1, x.shape[1]), PAD))[0]


def log_odds(model: keras.Model | TrainedModel, x: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)) for each row of x (reviews, timesteps), as (reviews,) numbers.

    They are computed before the sigmoid, which would round a probability near 1.
    """
    model = keras_model(model)
    table, run = _from_vectors(model)
    x = _check(model, x)
    forward = compiled(lambda vectors: [run(vectors)])
    batches = (x[i : i + EVALUATION_BATCH] for i in range(0, len(x), EVALUATION_BATCH))
    found = [forward(table[batch])[0][:, 0] for batch in batches]
    return np.concatenate(found).astype("float64")


def _from_vectors(model: keras.Model) -> tuple[np.ndarray, Callable[[Any], Any]]:
    """The embedding's table, and the rest of the model as a function of vectors to log odds."""
    embedding, *hidden, output = layer_chain(model)
    if not (
        isinstance(embedding, keras.layers.Embedding)
        and isinstance(output, keras.layers.Dense)
        and output.units == 1
        and output.activation is keras.activations.sigmoid
        and output.use_bias
    ):
        raise TutorialError(
            f"{model.name} is not an embedding, a chain of layers and one sigmoid unit: give a "
            "model that reads reviews, built of Keras's own layers (implementation='keras')."
        )

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
            f"x has shape {x.shape} and type {x.dtype}: give whole numbers of shape (reviews, "
            "timesteps), with at least one of each."
        )
    check_timesteps(model, x)
    tokens = getattr(layer_chain(model)[0], "input_dim", np.inf)
    if x.min() < 0 or x.max() >= tokens:
        raise TutorialError(
            f"x contains tokens from {x.min()} to {x.max()}, but the model knows only those from "
            f"0 to {tokens - 1}: encode the reviews with the model's own vocabulary."
        )
    return x
