"""What training needs from the library that Keras computes with. It loads no Keras."""

import contextlib
import ctypes
import functools
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rnn_tutorial.storage import cache_folder

# Names and numbers of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4


def backend_name() -> str:
    """The library that Keras computes with: "tensorflow", "jax" or "torch".

    Before Keras is loaded, it is read from where Keras will read it: the variable KERAS_BACKEND,
    then the file keras.json.
    """
    keras = sys.modules.get("keras")
    if keras is not None:
        return keras.config.backend()
    return os.environ.get("KERAS_BACKEND") or _configured("backend", "tensorflow")


def dtype_policy() -> str:
    """The precision that new Keras layers compute in, such as "float32" or "mixed_float16"."""
    keras = sys.modules.get("keras")
    if keras is not None:
        return keras.config.dtype_policy().name
    return _configured("floatx", "float32")


def _configured(name: str, default: str) -> str:
    """An entry of Keras's own file of settings, keras.json."""
    folder = os.environ.get("KERAS_HOME", "~/.keras")
    try:
        config = json.loads((Path(folder).expanduser() / "keras.json").read_text(encoding="utf-8"))
        return config.get(name, default)
    except (OSError, ValueError, AttributeError):  # Keras, too, ignores a damaged file
        return default


@contextlib.contextmanager
def fixed_order_of_sums() -> Iterator[None]:
    """While it lasts, TensorFlow adds numbers in a fixed order, so that runs can be repeated.

    JAX always does so on a processor. The setting is switched off afterwards, because Keras's own
    `fit` shuffles without a seed, and TensorFlow refuses that while the setting is on. TensorFlow
    publishes the function that switches it on (`tf.config.experimental.enable_op_determinism`),
    but not those that read it and switch it off. Only this function uses them.
    """
    if backend_name() != "tensorflow":
        yield
        return
    from tensorflow.python.framework import config

    before = config.is_op_determinism_enabled()
    config.enable_op_determinism()
    try:
        yield
    finally:
        if not before:
            config.disable_op_determinism()


@functools.cache
def tune_jax() -> None:
    """Make training on JAX faster in this process; the results stay the same.

    Compiled programs are kept in `storage.cache_folder()`. On Linux, the whole process keeps
    freed memory until it ends: XLA allocates and frees tens of megabytes per batch, and glibc
    would return them to the system, which costs thousands of page faults per batch.

    The command line, the workers of a sweep and reproductions/record_runs.py call it. Call it
    before you train on JAX in a program or notebook. With other backends it does nothing.
    docs/performance.md has measurements.
    """
    if backend_name() != "jax":
        return
    import jax

    jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "compiled"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt:
            mallopt(_M_MMAP_MAX, 0)
            mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
            mallopt(_M_TOP_PAD, 2**28)
