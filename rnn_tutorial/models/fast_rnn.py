"""A SimpleRNN layer that computes the same as Keras's in less time.

Automatic differentiation stores every intermediate result of every timestep, and adds to the
gradients of the kernels at each timestep. The backward pass below is derived by hand (see
scratch/cells.py). It needs only the states, and computes the gradient of each kernel with one
product over all timesteps. `FoldedRNN` also multiplies the embedding by the kernel in advance:
that takes num_words rows instead of batch * timesteps.

On TensorFlow, there is one difference from Keras. Keras passes the gradient of an embedding to
the optimizer as one slice per occurrence of a word, and rmsprop squares each slice. `FoldedRNN`
adds the slices first, as Keras does on JAX and as rmsprop is defined.
"""

from typing import Any

from rnn_tutorial.quiet_keras import keras

ops = keras.ops


def rnn_states(z: Any, kernel: Any, mask: Any = None, *, last_only: bool = False) -> Any:
    """The states h_t = tanh(z_t + (h_{t-1} * mask) kernel), starting from h_0 = 0.

    z: (timesteps, batch, units), the input times its kernel, plus the bias.
    kernel: (units, units), the recurrent kernel.
    mask: dropout of the state, (batch, units) for all timesteps or (timesteps, batch, units).

    Returns (timesteps, batch, units), or the last state (batch, units) with `last_only`.
    Sources: Elman (1990); Werbos (1990) for the gradient.
    """
    each = (mask,) if mask is not None and len(mask.shape) == 3 else ()
    fixed = None if each else mask

    def masked(h: Any, m: Any = fixed) -> Any:
        return h if m is None else h * m

    @ops.custom_gradient
    def run(z: Any, kernel: Any) -> Any:
        def forward(h: Any, step: Any) -> tuple:
            z, *m = _parts(step)
            h = ops.tanh(z + ops.matmul(masked(h, *m), kernel))
            return h, h

        start = ops.zeros_like(z[0])
        last, states = ops.scan(forward, start, _joined(z, *each))

        def gradient(*arguments: Any, upstream: Any = None) -> tuple:
            upstream = arguments[0] if upstream is None else upstream
            turned = ops.transpose(kernel)

            def backward(error: Any, step: Any) -> tuple:
                h, *m = _parts(step)
                if not last_only:
                    error, m = error + m[0], m[1:]
                error = error * (1 - h * h)
                return masked(ops.matmul(error, turned), *m), error

            above, first = ((), upstream) if last_only else ((upstream,), start)
            _, errors = ops.scan(backward, first, _joined(states, *above, *each), reverse=True)
            before = masked(states[:-1], *(m[1:] for m in each))
            return errors, ops.matmul(ops.transpose(_flat(before)), _flat(errors[1:]))

        return (last if last_only else states), gradient

    return run(z, ops.copy(kernel))  # TensorFlow wants a tensor here, not a variable


@keras.saving.register_keras_serializable("rnn_tutorial")  # Bidirectional copies layers
class FastSimpleRNN(keras.layers.SimpleRNN):
    """Keras's SimpleRNN without an initial state and without masked timesteps.

    dropout_masks: "fixed" draws one dropout mask per review, as Keras does (Gal and Ghahramani,
    2016); "per_timestep" draws a new one at each timestep.
    """

    def __init__(self, units: int, *, dropout_masks: str = "fixed", **options: Any):
        super().__init__(units, **options)
        self.dropout_masks = dropout_masks
        self.supports_masking = False

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"dropout_masks": self.dropout_masks}

    def inner_loop(
        self, sequences: Any, initial_state: Any, mask: Any, training: bool = False
    ) -> tuple:
        cell = self.cell
        x = ops.transpose(sequences, (1, 0, 2))  # (timesteps, batch, features)
        if self.go_backwards:
            x = ops.flip(x, 0)
        if training and cell.dropout:
            x = x * self._draw(x, cell.dropout)
        # The product of two matrices is faster than one over three axes.
        z = ops.matmul(_flat(x), cell.kernel) + cell.bias
        z = ops.reshape(z, (*ops.shape(x)[:2], self.units))  # (timesteps, batch, units)
        return self._run(z, training)

    def read(self, z: Any, training: bool = False) -> Any:
        """The layer's output for z (timesteps, batch, units): input times kernel, plus bias."""
        last, outputs, _ = self._run(ops.flip(z, 0) if self.go_backwards else z, training)
        return outputs if self.return_sequences else last

    def _run(self, z: Any, training: bool) -> tuple:
        rate = self.cell.recurrent_dropout if training else 0
        mask = self._draw(z, rate) if rate else None
        h = rnn_states(z, self.cell.recurrent_kernel, mask, last_only=not self.return_sequences)
        last = h[-1] if self.return_sequences else h
        outputs = ops.transpose(h, (1, 0, 2)) if self.return_sequences else h[:, None]
        return last, outputs, [last]

    def _draw(self, like: Any, rate: float) -> Any:
        shape = ops.shape(like)[0 if self.dropout_masks == "per_timestep" else 1 :]
        ones = ops.ones(shape, like.dtype)
        return keras.random.dropout(ones, rate, seed=self.cell.seed_generator)


class FoldedRNN(keras.layers.Layer):
    """An embedding and the FastSimpleRNN above it, as one layer.

    (batch, timesteps) tokens -> the output of the FastSimpleRNN. Its weights are those of the
    embedding, then those of the FastSimpleRNN.
    """

    def __init__(self, embedding: keras.layers.Embedding, layer: FastSimpleRNN, **options: Any):
        super().__init__(**options)
        self.embedding, self.layer = embedding, layer

    def build(self, input_shape: tuple) -> None:
        if not self.embedding.built:
            self.embedding.build(input_shape)
        self.layer.build((*input_shape, self.embedding.output_dim))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return self.layer.compute_output_shape((*input_shape, self.embedding.output_dim))

    def call(self, tokens: Any, training: bool = False) -> Any:
        cell = self.layer.cell
        table = ops.matmul(self.embedding.embeddings, cell.kernel) + cell.bias  # (words, units)
        return self.layer.read(ops.take(table, ops.transpose(tokens), axis=0), training)


def _joined(*arrays: Any) -> Any:
    """Arrays (timesteps, batch, units) as one (timesteps, arrays, batch, units).

    On TensorFlow, `ops.scan` accepts several arrays only if the number of timesteps is fixed.
    """
    return ops.stack(arrays, axis=1)


def _parts(step: Any) -> list:
    """The arrays (batch, units) in one timestep of an array made by `_joined`."""
    return ops.unstack(step, axis=0)


def _flat(x: Any) -> Any:
    """(timesteps, batch, size) -> (timesteps * batch, size)."""
    return ops.reshape(x, (-1, x.shape[-1]))
