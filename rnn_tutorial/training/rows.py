"""What `predict` is given, as the rows of tokens that a model reads. It loads no Keras."""

from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError


def as_rows(model: Any, x: Any) -> np.ndarray:
    """x as tokens (reviews, timesteps).

    x: such rows, a single row (timesteps,), a text or a list of texts. Texts need a model that
    knows its words, such as `load_trained` returns.

    Raises TutorialError for anything else.
    """
    texts = [x] if isinstance(x, str) else x
    if isinstance(texts, (list, tuple)) and texts and all(isinstance(t, str) for t in texts):
        if not hasattr(model, "encode"):
            raise TutorialError(
                f"x is text, and a {type(model).__name__} knows no words: give what load_trained "
                "or load_pretrained returns, or TrainedModel.of(model, dataset)."
            )
        return np.concatenate([model.encode(text) for text in texts])
    try:
        rows = np.asarray(x)
    except ValueError:
        raise TutorialError(
            "x has rows of different lengths: pad them with pad_reviews(x, maxlen)."
        ) from None
    rows = rows[None] if rows.ndim == 1 else rows
    if rows.ndim != 2 or 0 in rows.shape or rows.dtype.kind not in "iuf":
        raise TutorialError(
            f"x has shape {np.shape(x)} and type {rows.dtype}: give tokens (reviews, timesteps), "
            "one row of them, or texts."
        )
    return rows


def as_probabilities(model: Any, outputs: Any) -> np.ndarray:
    """The one number that a model gives for each review, (reviews,), or a refusal."""
    if not isinstance(outputs, np.ndarray) or outputs.ndim != 2 or outputs.shape[1] != 1:
        found = outputs.shape if isinstance(outputs, np.ndarray) else f"{len(outputs)} outputs"
        raise TutorialError(
            f"{model.name} gives {found} instead of one probability for each review: call "
            "model.predict(x) to get all its outputs."
        )
    return outputs[:, 0]
