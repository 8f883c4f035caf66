"""Layers whose first weights and dropout masks follow from a seed.

Keras draws them from a global generator unless each initialiser has its own seed.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from rnn_tutorial.config import CELLS
from rnn_tutorial.errors import check_choice, check_count
from rnn_tutorial.quiet_keras import keras

layers = keras.layers
Seeds = Iterator[int | None]
SEEDS = 1 << 14  # more than the layers of any model that fits into memory need

_LAYERS = {"simple_rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}


class _Carried:
    """A recurrent layer that lists its carried states among its variables.

    In a compiled step, Keras 3 on JAX updates only the variables that a layer lists. It leaves the
    states of a stateful layer out, so that every batch would begin with zeros.
    """

    @property
    def variables(self) -> list[Any]:
        """The weights, and the states that are carried to the next batch."""
        return [*super().variables, *(self.states or ())]  # type: ignore[misc, attr-defined]


_CARRIED = {
    name: keras.saving.register_keras_serializable("rnn_tutorial")(
        type(f"Carried{layer.__name__}", (_Carried, layer), {"__doc__": layer.__doc__})
    )
    for name, layer in _LAYERS.items()
}


def layer_seeds(seed: int | None) -> Seeds:
    """Seeds for the initialisers of a model, derived from one; all None where `seed` is None."""
    if seed is None:
        return itertools.repeat(None)
    check_count("seed", seed, minimum=0)
    return (int(s) for s in np.random.SeedSequence(seed).generate_state(SEEDS) >> 1)


def glorot(seeds: Seeds) -> keras.initializers.Initializer:
    """Keras's default for kernels that act on an input (Glorot and Bengio, 2010)."""
    return keras.initializers.GlorotUniform(seed=next(seeds))


def embedding(
    tokens: int, width: int, seeds: Seeds, *, kind: type[keras.layers.Embedding] = layers.Embedding
) -> keras.layers.Embedding:
    """(batch, timesteps) whole numbers below `tokens` -> (batch, timesteps, width)."""
    check_count("tokens", tokens, minimum=2)
    check_count("embedding_dim", width)
    start = keras.initializers.RandomUniform(seed=next(seeds))
    return kind(tokens, width, embeddings_initializer=start, name="embedding")


def recurrent(cell: str, units: int, seeds: Seeds, **options: Any) -> keras.layers.RNN:
    """A SimpleRNN, LSTM or GRU layer; options are Keras's, such as return_sequences."""
    check_choice("cell", cell, CELLS)
    check_count("units", units)
    start = {
        "kernel_initializer": glorot(seeds),
        "recurrent_initializer": keras.initializers.Orthogonal(seed=next(seeds)),
    }
    if "dropout" in options:  # only dropout masks need a seed
        start["seed"] = next(seeds)
    kinds = _CARRIED if options.get("stateful") else _LAYERS
    return kinds[cell](units, **start, **options)
