"""Import Keras without the messages of TensorFlow, and in less time.

While it loads, the C++ libraries of TensorFlow write a dozen lines about processors and graphics
cards to file descriptor 2, past Python's `sys.stderr`. They would head the output of every notebook
and command. If the import fails, they are shown.
"""

import contextlib
import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator

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


with _stderr_held_back(), _no_garbage_collection():
    import keras

# Its Python part warns in the output of a notebook when a fifth model predicts.
logging.getLogger("tensorflow").setLevel(logging.ERROR)

__all__ = ["keras"]
