"""Functions through a Keras model and their derivatives, on TensorFlow and on JAX."""

from collections.abc import Callable

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.quiet_keras import keras


def layer_chain(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a model in which each reads what the one before it gives, input left out.

    Raises TutorialError for a model that branches: such a chain can be entered in its middle.
    """
    steps = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    reads = [model.input, *(layer.output for layer in steps[:-1])]
    if any(layer.input is not before for layer, before in zip(steps, reads, strict=True)):
        raise TutorialError(
            f"{model.name} is not a plain chain of layers: give a model of the build_ functions."
        )
    return steps


def compiled(function: Callable) -> Callable[..., list[np.ndarray]]:
    """`function`, which gives a list of tensors, compiled: arrays in, a list of arrays out.

    A graph runs the loop over timesteps many times as fast as Keras layer by layer. Keep what is
    returned for further arrays of the same shapes, but not beyond a change of the weights: JAX
    takes them for constants. Raises TutorialError where Keras computes with another backend.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        graph = tf.function(function)

        def run(*at):
            points = [tf.convert_to_tensor(a) for a in at]
            # Not a plain call: TensorFlow would warn a reader who looks into several models.
            return [found.numpy() for found in graph.get_concrete_function(*points)(*points)]

        return run
    if backend == "jax":
        import jax

        def stateless(
            *points,
        ):  # layers with dropout count their masks even where they drop nothing
            with keras.StatelessScope():
                return function(*points)

        fast = jax.jit(stateless)
        return lambda *at: [np.asarray(found) for found in fast(*at)]
    raise TutorialError(
        f"the backend is {backend}: models are looked into with tensorflow or jax; "
        "set KERAS_BACKEND to one of them."
    )


def gradient_of(loss: Callable) -> Callable[..., list[np.ndarray]]:
    """The gradient of `loss(*arrays)` by each of the arrays, as `compiled` gives functions."""
    if keras.backend.backend() == "jax":
        import jax

        return compiled(lambda *points: jax.grad(loss, argnums=tuple(range(len(points))))(*points))

    def gradients(*points):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(points)
            value = loss(*points)
        found = tape.gradient(value, points)
        return [tf.convert_to_tensor(g) for g in found]  # an Embedding's are sparse

    return compiled(gradients)
