"""A Keras model of reviews as a function of word vectors."""

from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection.differentiation import compiled, gradient_of, layer_chain
from rnn_tutorial.quiet_keras import keras

ops = keras.ops


class KerasNetwork:
    """What `scratch.reviews.ReviewNetwork` computes, by Keras: for models that have no such form.

    Raises TutorialError for a model that is not an embedding, a chain of layers and one sigmoid
    unit.
    """

    batch = 512  # rows that are computed together

    def __init__(self, model: keras.Model) -> None:
        embedding, *self._hidden, self._output = layer_chain(model)
        output = self._output
        if not (
            isinstance(embedding, keras.layers.Embedding)
            and isinstance(output, keras.layers.Dense)
            and output.units == 1
            and output.activation is keras.activations.sigmoid
            and output.use_bias
        ):
            raise TutorialError(
                f"{model.name} is not an embedding, a chain of layers and one sigmoid unit: give "
                "a model that reads reviews, built of Keras's own layers "
                "(implementation='keras')."
            )
        self.table = embedding.get_weights()[0]
        self._forward = compiled(lambda vectors: [self._run(vectors)])
        self._gradient = gradient_of(lambda vectors: ops.sum(self._run(vectors)))

    def log_odds(self, vectors: np.ndarray) -> np.ndarray:
        """As in `ReviewNetwork`."""
        return self._forward(vectors)[0][:, 0]

    def slopes(self, vectors: np.ndarray) -> np.ndarray:
        """As in `ReviewNetwork`."""
        return self._gradient(vectors)[0]

    def _run(self, vectors: Any) -> Any:
        h = vectors  # (reviews, timesteps, embedding_dim)
        for layer in self._hidden:
            h = layer(h)
        return ops.matmul(h, self._output.kernel) + self._output.bias  # (reviews, 1)
