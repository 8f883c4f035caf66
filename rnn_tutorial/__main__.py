"""`python -m rnn_tutorial` is the `rnn-tutorial` command."""

import _thread
import contextlib
import os
import signal
import sys
import threading
from typing import Any


def interrupt_again(unraisable: Any) -> None:
    """Bring back a Ctrl-C that came where Python drops what is raised.

    In a finaliser or a weak reference's callback, KeyboardInterrupt is printed as "Exception
    ignored" and the work goes on. A moment later the main thread is interrupted once more.
    """
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
        return
    with contextlib.suppress(RuntimeError):  # Python is ending: no thread can be started
        timer = threading.Timer(0.05, _interrupt)
        timer.daemon = True
        timer.start()


def _interrupt() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:  # a real signal, which also ends a wait
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def stop(signum: int, frame: Any) -> None:
    """Ctrl-C. While Keras loads, the process ends at once: nothing is being written yet, and
    what KeyboardInterrupt would unwind, in libraries half there, is any error or a crash."""
    keras = sys.modules.get("rnn_tutorial.quiet_keras")
    if keras is not None and not hasattr(keras, "keras"):
        clear = b"\r\x1b[K\x1b[?25h" if os.isatty(1) else b""  # a spinner hides the cursor
        os.write(1, clear + b"Stopped.\n")
        os._exit(130)
    raise KeyboardInterrupt


def main() -> None:
    """Run the command. Ctrl-C ends it in one line, also while its modules are still loaded."""
    sys.unraisablehook = interrupt_again
    signal.signal(signal.SIGINT, stop)
    try:
        from rnn_tutorial.cli.main import main as run

        run()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
