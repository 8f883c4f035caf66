"""The trained networks that ship with the package, as a page needs them: weights and words.

This module loads no Keras: `scratch.cells` computes for the still what JavaScript computes on
the page.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from rnn_tutorial import style
from rnn_tutorial.datasets.reviews import pad_reviews
from rnn_tutorial.experiments import trained
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.inspection import pretrained
from rnn_tutorial.scratch import cells

NAMES = ("simple_rnn", "dropout_rnn", "lstm")


@dataclass(frozen=True, eq=False)
class Network:
    """Embedding, one recurrent layer and one sigmoid unit.

    name: the experiment. cell: "simple_rnn" or "lstm". maxlen: the timesteps it reads, padded
    in front with token 0. weights: embedding, kernel, recurrent kernel, bias, dense kernel and
    dense bias, in the order of `model.get_weights()`.
    """

    name: str
    cell: str
    maxlen: int
    weights: tuple[np.ndarray, ...]

    @property
    def label(self) -> str:
        """The reader's name, such as "LSTM"."""
        return style.model_name(self.name)

    def read(self, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """States (timesteps, units) and probabilities (timesteps,) after each of `tokens`.

        The network reads only the last maxlen tokens. It reads the padding before them.
        """
        embedding, kernel, recurrent, bias, dense, offset = (
            weight.astype(np.float32) for weight in self.weights
        )
        x = embedding[pad_reviews([tokens], self.maxlen)]  # (1, maxlen, embedding_dim)
        if self.cell == "lstm":
            states, _, _ = cells.lstm_forward(x, kernel, recurrent, bias)
        else:
            states = cells.rnn_forward(x, kernel, recurrent, bias)
        states = states[0, -min(len(tokens), self.maxlen) :]  # (timesteps, units)
        return states, cells.sigmoid(states @ dense + offset)[:, 0]


@cache
def shipped() -> tuple[Network, ...]:
    """The networks of NAMES whose weights are in this installation, in that order."""
    found = []
    for name in NAMES:
        if name not in pretrained.pretrained_names():
            continue
        path = pretrained.find_weights(name)
        result = path.with_name(path.name.removesuffix(trained.SUFFIX) + ".json")
        config = TrainingResult.load(result).config
        weights = tuple(trained.load_weights(path))
        found.append(Network(name, config.model.cell, config.data.maxlen, weights))
    return tuple(found)
