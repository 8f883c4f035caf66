"""The trained networks that ship with the package, as a page needs them: weights and words.

No Keras here: what the page's JavaScript computes is computed by `scratch`, for the still.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from rnn_tutorial.datasets.reviews import pad_reviews
from rnn_tutorial.datasets.vocabulary import recorded_vocabulary
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.inspection import pretrained
from rnn_tutorial.scratch import cells as scratch

LABELS = {"simple_rnn": "SimpleRNN", "dropout_rnn": "Dropout RNN", "lstm": "LSTM"}


@dataclass(frozen=True, eq=False)
class Network:
    """Embedding, one recurrent layer, one sigmoid unit, as `model.get_weights()` lists them.

    cell: "simple_rnn" or "lstm". maxlen: the timesteps it reads, padded in front with token 0.
    weights: embedding, kernel, recurrent kernel, bias, dense kernel, dense bias; float16.
    accuracy: the share of right verdicts on the test reviews.
    """

    name: str
    cell: str
    maxlen: int
    weights: tuple[np.ndarray, ...]
    accuracy: float = float("nan")

    @property
    def label(self) -> str:
        """Its name for readers."""
        return LABELS[self.name]

    def read(self, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """States (timesteps, units) and probabilities (timesteps,) after each of `tokens`.

        Of more than maxlen tokens the last are read; the padding is read before them.
        """
        embedding, kernel, recurrent, bias, dense, offset = map(np.float32, self.weights)
        x = embedding[pad_reviews([tokens], self.maxlen)]  # (1, maxlen, embedding_dim)
        forward = scratch.lstm_forward if self.cell == "lstm" else scratch.rnn_forward
        result = forward(x, kernel, recurrent, bias)
        states = result[0] if self.cell == "lstm" else result  # without memory and gates
        states = states[0, -min(len(tokens), self.maxlen) :]  # (timesteps, units)
        return states, scratch.sigmoid(states @ dense + offset)[:, 0]


@cache
def shipped() -> tuple[Network, ...]:
    """The networks of LABELS whose weights are there, in that order."""
    found = []
    for name in LABELS:
        if name not in pretrained.pretrained_names():
            continue
        path = pretrained.find_weights(name)
        result = path.with_name(path.name.removesuffix(pretrained.SUFFIX) + ".json")
        training = TrainingResult.load(result)
        cell, maxlen = training.config.model.cell, training.config.data.maxlen
        with np.load(path, allow_pickle=False) as stored:
            weights = tuple(stored[f"w{i}"] for i in range(len(stored.files)))
        found.append(Network(name, cell, maxlen, weights, training.best.accuracy))
    return tuple(found)


def vocabulary() -> tuple[str, ...]:
    """The words that the networks know, in order of rank."""
    return recorded_vocabulary().words
