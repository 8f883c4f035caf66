"""What `fit` is given, checked before the first epoch."""

import logging
from typing import Any

import numpy as np

from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.errors import TutorialError, plural
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.rows import as_rows

logger = logging.getLogger(__name__)


def check_reviews(model: keras.Model, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Reviews as arrays, x (reviews, timesteps) and y (reviews,).

    Raises TutorialError for other shapes, labels other than 0 and 1, and what `check_tokens`
    refuses.
    """
    x, y = as_rows(model, x), np.asarray(y)
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if y.shape != (len(x),):
        raise TutorialError(
            f"y has shape {y.shape}, and x has {len(x):,} reviews: give one label for each review."
        )
    strange = [] if y.dtype.kind not in "iufb" else y[(y != 0) & (y != 1)]
    if y.dtype.kind not in "iufb" or len(strange):
        found = repr(strange[0].item()) if len(strange) else f"of type {y.dtype}"
        raise TutorialError(f"y has a label {found}: labels are 0 (negative) and 1 (positive).")
    check_tokens(model, x)
    return x, y


def check_tokens(model: keras.Model, x: np.ndarray) -> None:
    """Raise TutorialError for tokens that the model's embedding doesn't have.

    Keras wouldn't: on JAX, a token that is too large gives NaN; a negative one reads another row.
    """
    sizes = [layer.input_dim for layer in model.layers if isinstance(layer, keras.layers.Embedding)]
    known = max(sizes, default=None)  # a smaller one may be of positions
    if known and not (x.min() >= 0 and x.max() < known):
        worst = x.max() if x.max() >= known else x.min()
        raise TutorialError(
            f"x has the token {worst.item()}, and the model's embedding has those from 0 to "
            f"{known - 1:,}: load the reviews with num_words={known:,}."
        )


def check_training(
    model: keras.Model, x: np.ndarray, y: np.ndarray, validation: np.ndarray, config: TrainingConfig
) -> None:
    """Refuse what no training can make sense of; warn about a validation that says little.

    x, y: of the training part. validation: the labels of the validation part.
    """
    if not model.compiled:
        raise TutorialError("the model is not compiled: call model.compile(...) first.")
    asked = (model.get_compile_config() or {}).get("metrics") or []
    if "accuracy" not in [m["config"].get("name") if isinstance(m, dict) else m for m in asked]:
        raise TutorialError(
            'the model was compiled without accuracy: add metrics=["accuracy"] to model.compile.'
        )
    if len(np.unique(y)) == 1:
        raise TutorialError(
            f"only the label {y[0]:.0f} is among the {plural(len(y), 'review')} for training: give "
            "reviews of both labels, shuffled if they are sorted."
        )
    if len(np.unique(validation)) == 1:
        logger.warning(
            f"All {len(validation):,} reviews for validation have the label {validation[0]:.0f}. "
            "They are the last of y; shuffle the reviews if they are sorted by label."
        )
    if config.batching == "by_length" and (x[:, -1] == 0).any():
        raise TutorialError(
            "x is padded at the end, and batches by length cut the padding in front: load the "
            'reviews with padding="pre", or set batching="padded".'
        )
