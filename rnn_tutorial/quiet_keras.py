"""Import Keras without the messages of TensorFlow.

While it loads, its C++ libraries write a dozen lines about processors and graphics cards to file
descriptor 2, past Python's `sys.stderr`. They would head the output of every notebook and
command. If the import fails, they are shown.
"""

import contextlib
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


with _stderr_held_back():
    import keras

# Its Python part warns in the output of a notebook when a fifth model predicts.
logging.getLogger("tensorflow").setLevel(logging.ERROR)

__all__ = ["keras"]
