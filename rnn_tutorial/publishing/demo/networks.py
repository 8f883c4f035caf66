"""The trained networks that ship with the package, as a page needs them.

This module loads no Keras: NumPy computes for the still what JavaScript computes on the page.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from rnn_tutorial import style
from rnn_tutorial.datasets.reviews import pad_reviews
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection import pretrained
from rnn_tutorial.scratch.cells import sigmoid

NAMES = ("simple_rnn", "dropout_rnn", "lstm")


@dataclass(frozen=True, eq=False)
class Network:
    """A trained model of a single recurrent layer, which a page shows while it reads."""

    model: TrainedModel

    @property
    def name(self) -> str:
        """The experiment."""
        return self.model.name

    @property
    def label(self) -> str:
        """The reader's name, such as "LSTM"."""
        return style.model_name(self.name)

    @property
    def weights(self) -> tuple[np.ndarray, ...]:
        """Embedding, kernel, recurrent kernel, bias, dense kernel and dense bias."""
        return self.model.network.weights

    @property
    def about(self) -> dict[str, Any]:
        """What templates and scripts of the page need to know."""
        config = self.model.network.config.model
        about = {"name": self.name, "label": self.label, "maxlen": self.model.timesteps}
        return about | {"cell": config.cell, "units": config.units}

    def read(self, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """States (timesteps, units) and probabilities (timesteps,) after each of `tokens`.

        The network reads only the last tokens, as many as it has timesteps. Before them it reads
        padding.
        """
        numpy_network, timesteps = self.model.numpy_network, self.model.timesteps
        assert numpy_network is not None  # it is recurrent
        vectors = numpy_network.table[pad_reviews([tokens], timesteps)]
        states = numpy_network.states(vectors)[0, -min(len(tokens), timesteps) :]
        kernel, bias = self.weights[-2:]
        return states, sigmoid(states @ kernel + bias)[:, 0]


@cache
def shipped() -> tuple[Network, ...]:
    """The networks of NAMES whose weights are in this installation, in that order."""
    found = pretrained.pretrained_names()
    return tuple(Network(pretrained.load_pretrained(name)) for name in NAMES if name in found)
