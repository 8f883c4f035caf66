"""The loop over timesteps that all fast cells share, forward and backward.

Automatic differentiation stores every intermediate result of every timestep, and needs a program
for each number of timesteps. Here the backward pass is written by hand. It needs the states only,
and adds to the gradients of the weights within the loop, while their factors are still in the
processor's cache. The loop begins at a timestep that is an argument. So one compiled program serves
batches of every length.

The arrays are time-major: (timesteps, batch, ...).
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from rnn_tutorial.models.fast_cells import FAST_CELLS
from rnn_tutorial.models.fast_masks import Masks
from rnn_tutorial.quiet_keras import keras

ops = keras.ops


class Weights(NamedTuple):
    """What differentiation needs of a layer.

    source: the inputs (timesteps, batch, features); or a table (rows, features) of which the
        tokens are the rows.
    kernel, bias: (features, gates * units) and (gates * units,); None where `source` contains
        their product already.
    recurrent_kernel, recurrent_bias: (units, gates * units) and (gates * units,); the bias of the
        state is None where the cell has none.
    """

    source: Any
    kernel: Any
    bias: Any
    recurrent_kernel: Any
    recurrent_bias: Any


class Dropout(NamedTuple):
    """The dropout masks of the layer's inputs and of its state; None where nothing is dropped."""

    inputs: Masks | None = None
    state: Masks | None = None


class Way(NamedTuple):
    """cell: a key of FAST_CELLS. backwards: from the last timestep to `start`.

    sequences: return the states of all timesteps rather than the last one.
    """

    cell: str
    backwards: bool = False
    sequences: bool = False

    @property
    def stride(self) -> int:
        """From one timestep to the next that is read."""
        return -1 if self.backwards else 1


def run(way: Way, weights: Weights, tokens: Any, dropout: Dropout, start: Any) -> Any:
    """The states of a recurrent layer that starts at zero, with the gradient written by hand.

    tokens: (timesteps, batch), or None if `weights.source` holds the inputs.
    start: the timestep, counted from 0, at which the loop begins; those before it are not read.

    Returns (timesteps, batch, units), zero before `start`; or the last state (batch, units).
    Source: Werbos (1990), "Backpropagation through time".
    """
    given = [name for name, array in weights._asdict().items() if array is not None]

    @ops.custom_gradient
    def differentiable(*arrays: Any) -> tuple[Any, Callable[..., Any]]:
        used = Weights(**dict.fromkeys(Weights._fields) | dict(zip(given, arrays, strict=True)))
        output, states = _compiled(_forward)(way, used, tokens, dropout, start)

        def gradient(upstream: Any) -> tuple:
            found = _compiled(_backward)(way, used, tokens, dropout, start, states, upstream)
            return tuple(found[name] for name in given)

        return output, gradient

    # TensorFlow wants tensors here, not variables.
    return differentiable(*(getattr(weights, name) * 1.0 for name in given))


def _forward(way: Way, weights: Weights, tokens: Any, dropout: Dropout, start: Any) -> tuple:
    """The output, and the states of all timesteps for `_backward`.

    Row t + 1 of the states belongs to timestep t. The state before the first one is a row of zeros.
    """
    cell = FAST_CELLS[way.cell]
    timesteps, batch = ops.shape(weights.source if tokens is None else tokens)[:2]
    units = weights.recurrent_kernel.shape[0]
    first = tuple(ops.zeros((batch, units)) for _ in range(cell.states))
    states = tuple(ops.zeros((timesteps + 2, batch, units)) for _ in first)

    def step(t: Any, last: tuple, states: tuple) -> tuple:
        _, z, inner = _terms(weights, tokens, dropout, t, last[0])
        last = cell.forward(z, inner, last)
        states = tuple(_write(all_, t + 1, new) for all_, new in zip(states, last, strict=True))
        return t + way.stride, last, states

    begin, end = _ends(way, start, timesteps)
    _, last, states = ops.while_loop(
        lambda t, *_: (end - t) * way.stride >= 0, step, (begin, first, states)
    )
    return (states[0][1:-1] if way.sequences else last[0]), states


def _backward(
    way: Way,
    weights: Weights,
    tokens: Any,
    dropout: Dropout,
    start: Any,
    states: tuple,
    upstream: Any,
) -> dict[str, Any]:
    """The derivatives of the loss by the weights, from `upstream`, those by the output."""
    cell = FAST_CELLS[way.cell]
    row_before = 2 if way.backwards else 0  # less t: that of timestep t + 1, or of t - 1
    timesteps = ops.shape(states[0])[0] - 2
    zero = ops.zeros_like(states[0][0])
    errors = (zero if way.sequences else upstream, *[zero] * (cell.states - 1))

    def step(t: Any, errors: tuple, sums: dict[str, Any]) -> tuple:
        if way.sequences:
            errors = (errors[0] + upstream[t], *errors[1:])
        before = tuple(all_[t + row_before] for all_ in states)
        after = tuple(all_[t + 1] for all_ in states)
        # Computed again, which takes less time than to store them. What the cell's backward pass
        # doesn't use, the compiler leaves out.
        x, z, inner = _terms(weights, tokens, dropout, t, before[0])
        dz, dinner, direct = cell.backward(errors, z, inner, before, after)
        found = {"bias": dz, "recurrent_bias": dinner}
        through, found["recurrent_kernel"] = _product_back(
            before[0], dinner, weights.recurrent_kernel, _at(dropout.state, t)
        )
        dx = dz
        if weights.kernel is not None:
            dx, found["kernel"] = _product_back(x, dz, weights.kernel, _at(dropout.inputs, t))
        new = {name: sums[name] + found[name] for name in sums if name != "source"}
        if tokens is None:
            new["source"] = _write(sums["source"], t, dx)
        else:
            new["source"] = ops.scatter_update(sums["source"], tokens[t][:, None], dx, "add")
        return t - way.stride, (through + direct[0], *direct[1:]), new

    sums = {name: ops.zeros_like(a) for name, a in weights._asdict().items() if a is not None}
    biases = sums.keys() & {"bias", "recurrent_bias"}
    width = weights.recurrent_kernel.shape[1]
    sums |= {name: ops.zeros((ops.shape(zero)[0], width)) for name in biases}
    end, begin = _ends(way, start, timesteps)
    _, _, sums = ops.while_loop(
        lambda t, *_: (t - end) * way.stride >= 0, step, (begin, errors, sums)
    )
    return sums | {name: ops.sum(sums[name], axis=0) for name in biases}


def _terms(weights: Weights, tokens: Any, dropout: Dropout, t: Any, h: Any) -> tuple:
    """The inputs of timestep t, and what a cell adds: z and inner, see fast_cells.py."""
    x = z = _read(weights.source, tokens, t)
    if weights.kernel is not None:
        z = _project(x, weights.kernel, _at(dropout.inputs, t)) + weights.bias
    inner = _project(h, weights.recurrent_kernel, _at(dropout.state, t))
    return x, z, inner if weights.recurrent_bias is None else inner + weights.recurrent_bias


def _ends(way: Way, start: Any, timesteps: Any) -> tuple[Any, Any]:
    """The timesteps that are read first and last.

    The loops count in timesteps, because XLA on TensorFlow compiles a program for each value of an
    argument that is added to a loop's index.
    """
    first, last = ops.cast(start, "int32"), ops.convert_to_tensor(timesteps - 1, "int32")
    return (last, first) if way.backwards else (first, last)


def _read(source: Any, tokens: Any, t: Any) -> Any:
    """The inputs of timestep t, (batch, features)."""
    return source[t] if tokens is None else ops.take(source, tokens[t], axis=0)


def _write(array: Any, t: Any, row: Any) -> Any:
    """`array` with another row t; in a loop, the compiler changes it in place."""
    return ops.slice_update(array, (t, 0, 0), row[None])


def _at(masks: Masks | None, t: Any) -> tuple | None:
    """The masks of timestep t, each (batch, size)."""
    return masks and masks.at(t)


def _project(x: Any, kernel: Any, masks: tuple | None) -> Any:
    """(x * mask) kernel, for each gate with its own mask if there are several."""
    parts = _masked(x, masks)
    kernels = ops.split(kernel, len(parts), axis=1)
    products = [ops.matmul(part, k) for part, k in zip(parts, kernels, strict=True)]
    return _joined(products)


def _product_back(x: Any, dz: Any, kernel: Any, masks: tuple | None) -> tuple[Any, Any]:
    """The derivatives of `_project` by x and by the kernel, from dz, that by its result."""
    parts = _masked(x, masks)
    errors, kernels = (ops.split(a, len(parts), axis=1) for a in (dz, kernel))
    dx = [ops.matmul(e, ops.transpose(k)) for e, k in zip(errors, kernels, strict=True)]
    dkernel = [ops.matmul(ops.transpose(p), e) for p, e in zip(parts, errors, strict=True)]
    return sum(dx if masks is None else map(ops.multiply, dx, masks)), _joined(dkernel)


def _masked(x: Any, masks: tuple | None) -> list[Any]:
    return [x] if masks is None else [x * mask for mask in masks]


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else ops.concatenate(parts, axis=1)


@functools.cache
def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """On TensorFlow, the function compiled by XLA; Keras compiles all that JAX computes."""
    if keras.backend.backend() != "tensorflow":
        return function
    import tensorflow as tf

    return tf.function(function, autograph=False, jit_compile=True)
