"""Import Keras without the messages of TensorFlow, and in less time.

While it loads, the C++ libraries of TensorFlow write a dozen lines about processors and graphics
cards to file descriptor 2, past Python's `sys.stderr`. They would head the output of every notebook
and command. If the import fails, they are shown.
"""

import contextlib
import gc
import importlib.abc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator

from rnn_tutorial.errors import BACKENDS, unusable_backend

# 3 hides all of TensorFlow's log except fatal errors. Python exceptions are not affected.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@contextlib.contextmanager
def _stderr_held_back() -> Iterator[None]:
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(saved, held.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Keras makes half a million objects and keeps them: collecting garbage takes a fifth of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _NoJax(importlib.abc.MetaPathFinder):
    """Hides JAX from TensorFlow, whose converter for phones would load it for half a second.

    To convert a model of JAX for phones in the same process, import TensorFlow first.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        is_backend = "keras.src.backend.jax" in sys.modules
        if name == "jax" and "tensorflow" in sys.modules and not is_backend:
            raise ModuleNotFoundError("hidden while TensorFlow is loaded", name=name)


@contextlib.contextmanager
def _no_jax_in_tensorflow() -> Iterator[None]:
    if "tensorflow" in sys.modules:  # loaded before, with JAX if there is one
        yield
        return
    finder = _NoJax()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


try:
    with _stderr_held_back(), _no_garbage_collection(), _no_jax_in_tensorflow():
        import keras
except ModuleNotFoundError as error:
    if error.name not in (*BACKENDS, "openvino"):
        raise
    raise unusable_backend(error.name) from None
except ValueError:
    config = sys.modules.get("keras.src.backend.config")
    if config is None or config.backend() in BACKENDS:
        raise  # a wrong keras.json, or a library that doesn't fit this NumPy
    raise unusable_backend(config.backend()) from None

with contextlib.suppress(ImportError):  # these modules are not public
    from keras.src.saving import serialization_lib
    from keras.src.utils.module_utils import LazyModule

    class _LoadedModule(LazyModule):
        """A module that Keras may use where a program has loaded it already."""

        @property
        def available(self) -> bool:
            return self.name in sys.modules and super().available

    # On JAX, Keras would load TensorFlow, for seconds, to see that an argument is none of its
    # types.
    serialization_lib.tf = _LoadedModule("tensorflow")

# Its Python part warns in the output of a notebook when a fifth model predicts.
logging.getLogger("tensorflow").setLevel(logging.ERROR)

__all__ = ["keras"]
