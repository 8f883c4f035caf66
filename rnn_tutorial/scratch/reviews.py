"""The book's recurrent models of reviews in NumPy, with weights that Keras trained.

A word vector goes through the cells of cells.py, layer by layer, and the state after the last
timestep through one sigmoid unit. Dropout acts only in training, so it is not computed here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch.cells import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)

Array = np.ndarray
_CELLS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "simple_rnn": (rnn_forward, rnn_backward),
    "lstm": (lstm_forward, lstm_backward),
    "gru": (gru_forward, gru_backward),
}


@dataclass(frozen=True)
class ReviewNetwork:
    """A recurrent model that reads word vectors (batch, timesteps, embedding_dim).

    config: its layers. weights: as in `config.weight_shapes`, in Keras's order.
    """

    config: ModelConfig
    weights: tuple[Array, ...] = field(repr=False)
    batch: ClassVar[int] = 64  # rows that are computed together; more of them took longer each

    def __post_init__(self) -> None:
        if self.config.kind != "recurrent":
            raise TutorialError(
                f"kind is {self.config.kind!r}: only recurrent models are written in NumPy."
            )

    @property
    def table(self) -> Array:
        """The vector of each token, (num_words, embedding_dim)."""
        return self.weights[0]

    def states(self, vectors: Array) -> Array:
        """The states of the last layer after each timestep, (batch, timesteps, units)."""
        cells = self._forward(vectors)[1][-1]
        return np.concatenate([cell.turn(cell.kept[0]) for cell in cells], axis=2)

    def log_odds(self, vectors: Array) -> Array:
        """log(p / (1 - p)) of each review, (batch,), computed before the sigmoid."""
        return self._forward(vectors)[0]

    def slopes(self, vectors: Array) -> Array:
        """The derivative of each review's log odds by its vectors, in their shape."""
        _, layers = self._forward(vectors)
        kernel, units = self.weights[-2][:, 0], self.config.units
        # The output reads only the state after the last timestep that a cell read.
        dh = np.zeros((*vectors.shape[:2], len(kernel)), vectors.dtype)
        dh[:, -1, :units] = kernel[:units]
        dh[:, 0, units:] = kernel[units:]  # of the cell that reads backwards
        backward = _CELLS[self.config.cell][1]
        for cells in reversed(layers):
            parts = np.split(dh, len(cells), axis=2)
            dh = np.zeros((*vectors.shape[:2], len(cells[0].kernel)), vectors.dtype)
            for part, cell in zip(parts, cells, strict=True):
                back = backward(cell.turn(part), *cell.kept, cell.x, cell.kernel, cell.recurrent)
                dh += cell.turn(back.x)
        return dh

    def _forward(self, vectors: Array) -> tuple[Array, list[list["_Pass"]]]:
        """The log odds, and for each layer the passes of its cells."""
        forward = _CELLS[self.config.cell][0]
        _, *weights, output_kernel, output_bias = self.weights
        cells = [weights[i : i + 3] for i in range(0, len(weights), 3)]
        both, x, layers = 1 + self.config.bidirectional, vectors, []
        for level in range(self.config.depth):
            layer = []
            for backwards, (kernel, recurrent, bias) in enumerate(cells[level * both :][:both]):
                read = x[:, ::-1] if backwards else x
                kept = forward(read, kernel, recurrent, bias)
                kept = kept if isinstance(kept, tuple) else (kept,)
                layer.append(_Pass(read, kernel, recurrent, kept, bool(backwards)))
            x = np.concatenate([cell.turn(cell.kept[0]) for cell in layer], axis=2)
            layers.append(layer)  # x: (batch, timesteps, both * units)
        last = np.concatenate([cell.kept[0][:, -1] for cell in layers[-1]], axis=1)
        return (last @ output_kernel + output_bias)[:, 0], layers


class _Pass(NamedTuple):
    """What a cell read, with its weights, and what it kept for the backward pass."""

    x: Array
    kernel: Array
    recurrent: Array
    kept: tuple[Array, ...]  # the states first
    backwards: bool

    def turn(self, x: Array) -> Array:
        """x (batch, timesteps, size) in the order in which the cell reads, or back from it."""
        return x[:, ::-1] if self.backwards else x
