"""Functions through a Keras model and their gradients, on TensorFlow and on JAX."""

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
    them in as constants. Raises TutorialError if the backend is neither TensorFlow nor JAX.
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
    raise TutorialError(
        f"the backend is {backend}, but models can be inspected only with tensorflow or jax: "
        "set KERAS_BACKEND to one of them."
    )


def gradient_of(loss: Callable[..., Any]) -> Callable[..., list[np.ndarray]]:
    """The gradients of `loss(*arrays)` with respect to each array, compiled as by `compiled`."""
    if keras.backend.backend() == "jax":
        import jax

        return compiled(lambda *points: jax.grad(loss, argnums=tuple(range(len(points))))(*points))

    def gradients(*points: Any) -> list[Any]:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(points)
            value = loss(*points)
        found = tape.gradient(value, points)
        return [tf.convert_to_tensor(g) for g in found]  # an Embedding's gradient is sparse

    return compiled(gradients)
