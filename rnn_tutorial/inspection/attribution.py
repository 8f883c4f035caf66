"""Which words moved a prediction: integrated gradients.

They are measured in log odds, log(p / (1 - p)), because the attributions of several words add up
there. A probability near 0 or 1 hardly changes, whatever the words are. +0.69 doubles the odds.

Shipped and stored recurrent models are computed in NumPy, all others by Keras.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import check_count
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.checking import check_tokens
from rnn_tutorial.scratch.reviews import ReviewNetwork

if TYPE_CHECKING:
    import keras

    from rnn_tutorial.inspection.keras_network import KerasNetwork

STEPS = 64


def integrated_gradients(
    model: "keras.Model | TrainedModel", x: np.ndarray, *, steps: int = STEPS
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
    network = network_of(model)
    x = check_tokens(getattr(model, "network", model), x, len(network.table))
    baseline = odds_of(network, np.full((1, x.shape[1]), PAD))[0]
    return attributions_of(network, x, steps), baseline


def log_odds(model: "keras.Model | TrainedModel", x: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)) for each row of x (reviews, timesteps), as (reviews,) numbers.

    They are computed before the sigmoid, which would round a probability near 1.
    """
    network = network_of(model)
    x = check_tokens(getattr(model, "network", model), x, len(network.table))
    return odds_of(network, x)


def network_of(model: Any) -> "ReviewNetwork | KerasNetwork":
    """The model as a function of word vectors, in NumPy if it has that form."""
    if isinstance(model, TrainedModel) and model.numpy_network:
        return model.numpy_network
    from rnn_tutorial.inspection.keras_network import KerasNetwork
    from rnn_tutorial.training.fitting import keras_model

    return KerasNetwork(keras_model(model))


def attributions_of(
    network: "ReviewNetwork | KerasNetwork", x: np.ndarray, steps: int = STEPS
) -> np.ndarray:
    """The attributions of `integrated_gradients`, for x that has been checked."""
    table, together = network.table, max(1, network.batch // steps)
    midpoints = ((np.arange(steps) + 0.5) / steps)[:, None, None].astype("float32")
    found = []
    for first in range(0, len(x), together):
        # (reviews, timesteps, embedding_dim); places: (reviews, steps, timesteps, embedding_dim)
        moved = table[x[first : first + together]] - table[PAD]
        places = table[PAD] + midpoints * moved[:, None]
        slopes = network.slopes(places.reshape(-1, *moved.shape[1:]))
        slopes = slopes.reshape(places.shape).mean(axis=1, dtype="float64")
        found.append((moved * slopes).sum(axis=2))
    return np.concatenate(found)


def odds_of(network: "ReviewNetwork | KerasNetwork", x: np.ndarray) -> np.ndarray:
    """`log_odds` for x that has been checked."""
    batches = (x[i : i + network.batch] for i in range(0, len(x), network.batch))
    found = [network.log_odds(network.table[batch]) for batch in batches]
    return np.concatenate(found).astype("float64")
