"""Two settings that make JAX quicker on a processor, without changing a number.

Measured with `benchmarks/training.py`; docs/performance.md has the figures.
"""

import ctypes
import functools
import sys

from rnn_tutorial.storage import cache_folder

# Names and numbers of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4


@functools.cache
def tune_jax() -> None:
    """Keep compiled programs on disk, and memory once it was used. The first call does it.

    XLA allocates tens of megabytes a batch and gives them back. glibc then returns them to the
    system, and each batch pays for thousands of page faults.
    """
    import jax

    jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "compiled"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt:
            mallopt(_M_MMAP_MAX, 0)
            mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
            mallopt(_M_TOP_PAD, 2**28)
