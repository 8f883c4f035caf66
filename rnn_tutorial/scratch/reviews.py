"""The book's recurrent models of reviews in NumPy, with weights that Keras trained.

A word vector goes through the cells of cells.py and linear.py, layer by layer, and the state after
the last timestep through one sigmoid unit. Dropout acts only in training, so it is not computed
here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

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
from rnn_tutorial.scratch.linear import (
    lru_backward,
    lru_forward,
    min_gru_backward,
    min_gru_forward,
)

Array = np.ndarray
# The states of a cell or a layer, and the function that turns the derivatives by them into those by
# what was read.
Pass = tuple[Array, Callable[[Array], Array]]


def _gated(forward: Callable[..., Any], backward: Callable[..., Any]) -> Callable[..., Pass]:
    def read(x: Array, kernel: Array, recurrent: Array, bias: Array) -> Pass:
        kept = forward(x, kernel, recurrent, bias)
        kept = kept if isinstance(kept, tuple) else (kept,)
        return kept[0], lambda dh: backward(dh, *kept, x, kernel, recurrent).x

    return read


def _linear(forward: Callable[..., Array], backward: Callable[..., Array]) -> Callable[..., Pass]:
    return lambda x, *weights: (forward(x, *weights), lambda dh: backward(dh, x, *weights))


# How each cell reads, and the number of its weights.
_CELLS: dict[str, tuple[Callable[..., Pass], int]] = {
    "simple_rnn": (_gated(rnn_forward, rnn_backward), 3),
    "lstm": (_gated(lstm_forward, lstm_backward), 3),
    "gru": (_gated(gru_forward, gru_backward), 3),
    "min_gru": (_linear(min_gru_forward, min_gru_backward), 2),
    "lru": (_linear(lru_forward, lru_backward), 6),
}


def cell_of(config: ModelConfig) -> str | None:
    """The cell of a model's layers, if it is one that is written in NumPy."""
    cell = config.cell if config.kind == "recurrent" else config.kind
    return cell if cell in _CELLS else None


@dataclass(frozen=True)
class ReviewNetwork:
    """A recurrent model that reads word vectors (batch, timesteps, embedding_dim).

    config: its layers. weights: as in `config.weight_shapes`, in Keras's order.
    """

    config: ModelConfig
    weights: tuple[Array, ...] = field(repr=False)
    batch: ClassVar[int] = 64  # rows that are computed together; more of them took longer each

    def __post_init__(self) -> None:
        if cell_of(self.config) is None:
            raise TutorialError(
                f"kind is {self.config.kind!r}: only recurrent models are written in NumPy."
            )

    @property
    def table(self) -> Array:
        """The vector of each token, (num_words, embedding_dim)."""
        return self.weights[0]

    def states(self, vectors: Array) -> Array:
        """The states of the last layer after each timestep, (batch, timesteps, units).

        Of an LRU, its outputs.
        """
        return self._layers(vectors)[-1][0]

    def log_odds(self, vectors: Array) -> Array:
        """log(p / (1 - p)) of each review, (batch,), computed before the sigmoid."""
        *_, kernel, bias = self.weights
        states, units = self.states(vectors), self.config.units
        # The output reads only the state after the last timestep that a cell read.
        last = np.concatenate([states[:, -1, :units], states[:, 0, units:]], axis=1)
        return (last @ kernel + bias)[:, 0]

    def slopes(self, vectors: Array) -> Array:
        """The derivative of each review's log odds by its vectors, in their shape."""
        layers = self._layers(vectors)
        kernel, units = self.weights[-2][:, 0], self.config.units
        dh = np.zeros_like(layers[-1][0])
        dh[:, -1, :units] = kernel[:units]
        dh[:, 0, units:] = kernel[units:]  # of the cell that reads backwards
        for _, backward in reversed(layers):
            dh = backward(dh)
        return dh

    def _layers(self, vectors: Array) -> list[Pass]:
        read, count = _CELLS[str(cell_of(self.config))]
        _, *weights, kernel, _ = self.weights
        cells = [weights[i : i + count] for i in range(0, len(weights), count)]
        both = len(kernel) // self.config.units  # 2 with both directions
        x, layers = vectors, []
        for first in range(0, len(cells), both):
            layers.append(_layer(read, x, cells[first : first + both]))
            x = layers[-1][0]
        return layers


def _layer(read: Callable[..., Pass], x: Array, cells: list[list[Array]]) -> Pass:
    """cells: the weights of one that reads forwards, and of one that reads backwards, if any."""
    ways = (1, -1)[: len(cells)]
    passes = [read(x[:, ::way], *cell) for way, cell in zip(ways, cells, strict=True)]

    def backward(dh: Array) -> Array:
        parts = zip(ways, passes, np.split(dh, len(ways), axis=2), strict=True)
        return np.sum([back(part[:, ::way])[:, ::way] for way, (_, back), part in parts], axis=0)

    states = [h[:, ::way] for way, (h, _) in zip(ways, passes, strict=True)]
    return np.concatenate(states, axis=2), backward  # (batch, timesteps, cells * units)
