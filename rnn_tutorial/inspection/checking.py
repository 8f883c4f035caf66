"""Check what the functions of this room are given. It loads no Keras."""

from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError, plural
from rnn_tutorial.experiments.trained import TrainedModel


def check_model(model: Any) -> None:
    """Refuse a model without a vocabulary."""
    if not isinstance(model, TrainedModel):
        raise TutorialError(
            f"the model is a {type(model).__name__}, which has no vocabulary: give "
            "load_pretrained(), load_trained(...), or TrainedModel.of(model, dataset) for a model "
            "of your own."
        )


def check_timesteps(model: Any, x: np.ndarray) -> None:
    """Refuse x (reviews, timesteps) if the model reads another number of timesteps.

    model: a Keras model, or another with its name and input_shape.
    """
    timesteps = model.input_shape[1]
    if timesteps not in (None, x.shape[1]):
        raise TutorialError(
            f"x has {plural(x.shape[1], 'timestep')} and {model.name} reads {timesteps}: pad the "
            "reviews to that length, or build the model with maxlen=None."
        )


def check_tokens(model: Any, x: Any, num_words: int) -> np.ndarray:
    """Return x as an array (reviews, timesteps) of tokens below `num_words`, or refuse it."""
    x = np.asarray(x)
    if x.ndim != 2 or 0 in x.shape or not np.issubdtype(x.dtype, np.integer):
        raise TutorialError(
            f"x has shape {x.shape} and type {x.dtype}: give whole numbers of shape (reviews, "
            "timesteps), with at least one of each."
        )
    check_timesteps(model, x)
    if x.min() < 0 or x.max() >= num_words:
        raise TutorialError(
            f"x contains tokens from {x.min()} to {x.max()}, but the model knows only those from "
            f"0 to {num_words - 1}: encode the reviews with the model's own vocabulary."
        )
    return x
