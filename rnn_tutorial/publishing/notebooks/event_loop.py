"""Run asynchronous work to its end in a program that isn't asynchronous, and stop it on Ctrl-C."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def complete(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end. Ctrl-C cancels it, waits for it, raises KeyboardInterrupt."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        with _default_interrupts():
            return asyncio.run(work)
    # Jupyter's own loop runs in this thread
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@contextlib.contextmanager
def _default_interrupts() -> Iterator[None]:
    """Restore Python's own handler of Ctrl-C, the only one that asyncio.run replaces."""
    if threading.current_thread() is not threading.main_thread():
        yield  # which gets no signals
        return
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
