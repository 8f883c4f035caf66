"""Derivatives through a Keras model, on TensorFlow and on JAX."""

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


def gradient_of(loss: Callable) -> Callable[..., list[np.ndarray]]:
    """A function of arrays that gives the gradient of `loss(*arrays)` by each of them.

    Keep it for further arrays of the same shapes: they are then differentiated without a new
    compilation. Raises TutorialError where Keras computes with another backend.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        return _with_tensorflow(loss)
    if backend == "jax":
        return _with_jax(loss)
    raise TutorialError(
        f"the backend is {backend}: gradients are measured with tensorflow or jax; "
        "set KERAS_BACKEND to one of them."
    )


def _with_tensorflow(loss: Callable) -> Callable[..., list[np.ndarray]]:
    import tensorflow as tf

    # A graph runs the loop over timesteps several times as fast as TensorFlow's eager mode.
    @tf.function
    def graph(*points):
        with tf.GradientTape() as tape:
            tape.watch(points)
            value = loss(*points)
        found = tape.gradient(value, points)
        return [tf.convert_to_tensor(g) for g in found]  # an Embedding's are sparse

    return lambda *at: [g.numpy() for g in graph(*(tf.convert_to_tensor(a) for a in at))]


def _with_jax(loss: Callable) -> Callable[..., list[np.ndarray]]:
    import jax

    @jax.jit
    def compiled(*points):
        return jax.grad(loss, argnums=tuple(range(len(points))))(*points)

    return lambda *at: [np.asarray(g) for g in compiled(*at)]
