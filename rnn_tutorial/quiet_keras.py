"""Import Keras without the dozen lines that TensorFlow's libraries print while they load.

They tell of processors and graphics cards, land on the standard error stream beneath
Python's, and would stand at the head of every notebook and command. Should the import fail,
what was held back is shown.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator

# 3 leaves out what TensorFlow logs below a fatal error; Python exceptions are not touched.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@contextlib.contextmanager
def _held_back_stderr() -> Iterator[None]:
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


with _held_back_stderr():
    import keras

__all__ = ["keras"]
