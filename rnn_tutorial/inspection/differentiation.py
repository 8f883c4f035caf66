"""Functions through a Keras model and their gradients, on TensorFlow, JAX and PyTorch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.quiet_keras import keras


def layer_chain(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a model in which each layer reads the output of the one before.

    The input layer is left out. Raises TutorialError for a model that branches.
    """
    steps = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    reads = [model.input, *(layer.output for layer in steps[:-1])]
    if any(layer.input is not before for layer, before in zip(steps, reads, strict=True)):
        raise TutorialError(
            f"{model.name} is not a plain chain of layers: give a model of the build_ functions."
        )
    return steps


def compiled(function: Callable[..., Any]) -> Callable[..., list[np.ndarray]]:
    """Compile `function`, which returns a list of tensors, to take and to return arrays.

    A compiled loop over timesteps is many times as fast as Keras layer by layer. Reuse the
    result for arrays of the same shapes, but not after a change of the weights: JAX compiles
    them in as constants. PyTorch compiles nothing.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        graph = tf.function(function)

        def run(*arrays: np.ndarray) -> list[np.ndarray]:
            points = [tf.convert_to_tensor(array) for array in arrays]
            # A plain call would warn a reader who inspects several models.
            return [found.numpy() for found in graph.get_concrete_function(*points)(*points)]

        return run
    if backend == "jax":
        import jax

        def stateless(*points: Any) -> Any:
            # Layers with dropout advance their random generators even if they drop nothing.
            with keras.StatelessScope():
                return function(*points)

        fast = jax.jit(stateless)
        return lambda *arrays: [np.asarray(found) for found in fast(*arrays)]
    to_tensor, to_numpy = keras.ops.convert_to_tensor, keras.ops.convert_to_numpy
    return lambda *arrays: [to_numpy(found) for found in function(*map(to_tensor, arrays))]


def gradient_of(loss: Callable[..., Any]) -> Callable[..., list[np.ndarray]]:
    """The gradients of `loss(*arrays)` with respect to each array, compiled as by `compiled`.

    Raises TutorialError for a backend without gradients.
    """
    backend = keras.backend.backend()
    differentiate = {"tensorflow": _by_tensorflow, "jax": _by_jax, "torch": _by_torch}
    if backend not in differentiate:
        raise TutorialError(
            f"the backend is {backend}, which computes no gradients: set KERAS_BACKEND to one of "
            f"{', '.join(differentiate)}."
        )
    return compiled(differentiate[backend](loss))


def _by_tensorflow(loss: Callable[..., Any]) -> Callable[..., list[Any]]:
    import tensorflow as tf

    def gradients(*points: Any) -> list[Any]:
        with tf.GradientTape() as tape:
            tape.watch(points)
            value = loss(*points)
        found = tape.gradient(value, points)
        return [tf.convert_to_tensor(g) for g in found]  # an Embedding's gradient is sparse

    return gradients


def _by_jax(loss: Callable[..., Any]) -> Callable[..., list[Any]]:
    import jax

    return lambda *points: jax.grad(loss, argnums=tuple(range(len(points))))(*points)


def _by_torch(loss: Callable[..., Any]) -> Callable[..., list[Any]]:
    import torch

    def gradients(*points: Any) -> list[Any]:
        leaves = [point.detach().clone().requires_grad_() for point in points]
        return list(torch.autograd.grad(loss(*leaves), leaves))

    return gradients
