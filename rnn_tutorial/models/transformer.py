"""A Transformer that reads, made of Keras's own layers (Vaswani et al., 2017)."""

import math
from collections.abc import Sequence
from typing import Any

from rnn_tutorial.config import HEADS, head_width
from rnn_tutorial.models.layers import glorot
from rnn_tutorial.quiet_keras import keras

layers, ops = keras.layers, keras.ops

# Keras's word vectors begin between -0.05 and 0.05. Larger waves would hide the words.
SCALE = 0.05


def position_waves(timesteps: Any, width: int) -> Any:
    """Sines and cosines of each place, (timesteps, width), between -1 and 1.

    Places are counted back from the last timestep, because reviews are padded in front. Columns
    2k and 2k + 1 are the sine and the cosine of place / 10,000^(2k / width).
    Source: Vaswani et al. (2017), "Attention is all you need", section 3.5.
    """
    place = ops.cast(ops.flip(ops.arange(timesteps)), "float32")
    column = ops.arange(width)
    angle = place[:, None] / 10_000.0 ** (ops.cast(column // 2 * 2, "float32") / width)
    return ops.where(column % 2 == 0, ops.sin(angle), ops.cos(angle))


@keras.saving.register_keras_serializable("rnn_tutorial")
class PositionEncoding(keras.layers.Layer):
    """Adds the waves of a word's place to its vector: (batch, timesteps, width) -> the same."""

    def call(self, x: Any) -> Any:
        waves = position_waves(ops.shape(x)[1], x.shape[-1])
        return x + SCALE * ops.cast(waves, x.dtype)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape


@keras.saving.register_keras_serializable("rnn_tutorial")
class TransformerEncoder(keras.layers.Layer):
    """Self-attention, then two dense layers at each timestep; each is added and normalised.

    (batch, timesteps, width) -> the same shape. units: of the first of the two dense layers.
    dropout: share of what each of the two parts adds that is dropped in training. Every timestep
    attends to every other, to padding as well. seeds: eight, of two dense layers, two dropouts and
    the four kernels of the attention.
    """

    def __init__(
        self, width: int, units: int, dropout: float, seeds: Sequence[int | None], **options: Any
    ) -> None:
        super().__init__(**options)
        self.settings: dict[str, Any] = {
            "width": width,
            "units": units,
            "dropout": dropout,
            "seeds": list(seeds),
        }
        drawn = iter(seeds)
        self.attention = layers.MultiHeadAttention(HEADS, head_width(width))
        self.attention_norm = layers.LayerNormalization()
        self.inner = layers.Dense(units, activation="relu", kernel_initializer=glorot(drawn))
        self.outer = layers.Dense(width, kernel_initializer=glorot(drawn))
        self.norm = layers.LayerNormalization()
        self.drop = [layers.Dropout(dropout, seed=next(drawn)) for _ in range(2)]

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | self.settings

    def build(self, shape: tuple) -> None:
        self.attention.build(shape, shape)
        self.inner.build(shape)
        self.outer.build((*shape[:-1], self.inner.units))
        for norm in (self.attention_norm, self.norm):
            norm.build(shape)
        # MultiHeadAttention would give all its kernels the same seed: queries and keys would
        # begin as equals.
        drawn = iter(self.settings["seeds"][4:])
        for kernel in self.attention.weights[::2]:  # of queries, keys, values and the output
            matrix = glorot(drawn)((shape[-1], math.prod(kernel.shape) // shape[-1]))
            kernel.assign(ops.reshape(matrix, kernel.shape))
        super().build(shape)

    def call(self, x: Any, training: bool = False) -> Any:
        looked_up = self.drop[0](self.attention(x, x), training=training)
        x = self.attention_norm(x + looked_up)
        return self.norm(x + self.drop[1](self.outer(self.inner(x)), training=training))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape
