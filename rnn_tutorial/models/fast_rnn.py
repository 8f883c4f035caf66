"""Recurrent models that compute the same as Keras's layers in less time.

`FastRNN` is an embedding and all recurrent layers above it, as one layer. Keras's layers hold the
weights and draw the dropout masks; `fast_loop.py` computes.

The embedding is multiplied by the kernel of a SimpleRNN in advance, unless dropout acts between
them: that takes num_words rows instead of batch * timesteps. For several gates, the product would
be a table so large that reading its rows costs more than multiplying (docs/performance.md).

On TensorFlow, there is one difference from Keras. Keras passes the gradient of an embedding to the
optimizer as one slice per occurrence of a word, and rmsprop squares each slice. `FastRNN` adds the
slices first, as Keras does on JAX and as rmsprop is defined.
"""

from collections.abc import Sequence
from typing import Any

from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.fast_loop import Dropout, Way, Weights, run
from rnn_tutorial.models.fast_masks import Masks, first_states
from rnn_tutorial.quiet_keras import keras

ops, layers = keras.ops, keras.layers

_CELLS = {layers.SimpleRNN: "simple_rnn", layers.LSTM: "lstm", layers.GRU: "gru"}


@keras.saving.register_keras_serializable("rnn_tutorial")
class FastRNN(keras.layers.Layer):
    """(batch, timesteps) tokens -> the last states of recurrent layers, (batch, units).

    embedding: reads the tokens. recurrent: Keras's SimpleRNN, LSTM or GRU layers from the lowest to
        the highest, with their default activations. Where a layer is followed by one that goes
        backwards, both read the same inputs and their states are joined.
    dropout_masks: "fixed" draws one mask per review, as Keras does (Gal and Ghahramani, 2016);
        "per_timestep" draws a new one at each timestep.
    skip_padding: begin at the first timestep at which a review of the batch has a token.

    Its weights are those of the embedding, then those of each recurrent layer. A program that loads
    a saved model must import this module first: Keras learns of the layer from it.
    """

    def __init__(
        self,
        embedding: keras.layers.Embedding,
        recurrent: Sequence[keras.layers.RNN],
        *,
        dropout_masks: str = "fixed",
        skip_padding: bool = False,
        **options: Any,
    ):
        if keras.backend.backend() not in ("tensorflow", "jax"):
            raise TutorialError(
                f"the backend is {keras.backend.backend()}, and the fast layers (the profile fast, "
                "implementation='fast', dropout_masks='per_timestep') need tensorflow or jax: set "
                "KERAS_BACKEND to one of them, or give implementation='keras' "
                "(--set implementation=keras)."
            )
        super().__init__(**options)
        self.embedding, self.recurrent = embedding, list(recurrent)
        self.dropout_masks, self.skip_padding = dropout_masks, skip_padding

    def get_config(self) -> dict[str, Any]:
        made_of = {
            "embedding": keras.saving.serialize_keras_object(self.embedding),
            "recurrent": [keras.saving.serialize_keras_object(layer) for layer in self.recurrent],
        }
        settings = {"dropout_masks": self.dropout_masks, "skip_padding": self.skip_padding}
        return super().get_config() | made_of | settings

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "FastRNN":
        build = keras.saving.deserialize_keras_object
        embedding, recurrent = build(config["embedding"]), map(build, config["recurrent"])
        return cls(**config | {"embedding": embedding, "recurrent": list(recurrent)})

    @property
    def levels(self) -> list[list[keras.layers.RNN]]:
        """The layers that read the same inputs, from the lowest level to the highest."""
        levels: list[list[keras.layers.RNN]] = []
        for layer in self.recurrent:
            if layer.go_backwards:
                levels[-1].append(layer)
            else:
                levels.append([layer])
        return levels

    def build(self, input_shape: tuple) -> None:
        self.embedding.build(input_shape)
        width = self.embedding.output_dim
        for level in self.levels:
            for layer in level:
                layer.build((*input_shape, width))
            width = sum(layer.units for layer in level)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], sum(layer.units for layer in self.levels[-1]))

    def call(self, tokens: Any, training: bool = False) -> Any:
        start = first_token(tokens) if self.skip_padding else ops.zeros((), "int32")
        tokens, x = ops.transpose(tokens), None
        for level in self.levels:
            states = [self._run(layer, x, tokens, start, training) for layer in level]
            x = states[0] if len(level) == 1 else ops.concatenate(states, axis=-1)
        return x

    def _run(self, layer: keras.layers.RNN, x: Any, tokens: Any, start: Any, training: bool) -> Any:
        """The states of a layer. x: those of the level below; None for the lowest level."""
        cell, kind, lowest = layer.cell, _CELLS[type(layer)], x is None
        source, kernel = self.embedding.embeddings if lowest else x, cell.kernel
        bias, recurrent_bias = (cell.bias[0], cell.bias[1]) if kind == "gru" else (cell.bias, None)
        dropout = self._draw_masks(cell, source, tokens) if training else Dropout()
        if lowest and kind == "simple_rnn" and dropout.inputs is None:
            source = ops.matmul(source, kernel) + bias  # (num_words, units)
            kernel = bias = None
        weights = Weights(source, kernel, bias, cell.recurrent_kernel, recurrent_bias)
        way = Way(kind, layer.go_backwards, sequences=layer not in self.levels[-1])
        return run(way, weights, tokens if lowest else None, dropout, start)

    def _draw_masks(self, cell: Any, source: Any, tokens: Any) -> Dropout:
        """New masks. Keras's cell draws fixed ones; for an LSTM or GRU they may be one per gate."""
        batch = ops.shape(tokens)[1]
        drawn: list[Masks | None] = []
        for draw, rate, width in (
            (cell.get_dropout_mask, cell.dropout, source.shape[-1]),
            (cell.get_recurrent_dropout_mask, cell.recurrent_dropout, cell.units),
        ):
            if not rate:
                drawn.append(None)
            elif self.dropout_masks == "per_timestep":
                drawn.append(Masks((first_states((batch, width), cell.seed_generator),), rate))
            else:
                mask = draw(ops.ones((batch, width)))
                drawn.append(Masks(tuple(mask) if isinstance(mask, list) else (mask,)))
        cell.reset_dropout_mask()
        cell.reset_recurrent_dropout_mask()
        return Dropout(*drawn)


@keras.saving.register_keras_serializable("rnn_tutorial")
class SkipPadding(keras.layers.Layer):
    """Cut off the timesteps at which no review of the batch has a token: (batch, timesteps) tokens.

    For Keras's layers. JAX would compile a program for each length.
    """

    def __init__(self, **options: Any):
        if keras.backend.backend() == "jax":
            raise TutorialError(
                "batching is 'by_length' and implementation is 'keras': on JAX, that would compile "
                "a program for each length. Give implementation='fast', or batching='padded'."
            )
        super().__init__(**options)

    def get_config(self) -> dict[str, Any]:
        return super().get_config()  # Keras's own guess, for a class without it, lacks the name

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], None)

    def call(self, tokens: Any) -> Any:
        return tokens[:, first_token(tokens) :]


def first_token(tokens: Any) -> Any:
    """The first timestep at which a review has a token, 0 if there is none.

    tokens: (batch, timesteps).
    """
    return ops.argmax(ops.any(tokens != PAD, axis=0))
