"""`python -m rnn_tutorial` is the `rnn-tutorial` command."""

import os
import signal
import sys
from typing import Any


def main() -> None:
    """Run the command. Ctrl-C ends it with one line, also while its modules are loaded."""
    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = stop_if_dropped
    try:
        from rnn_tutorial.cli.main import main as run

        run()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)


def interrupt(signum: int, frame: Any) -> None:
    """Ctrl-C: raise KeyboardInterrupt, but stop at once while Keras is loaded.

    Libraries that are half loaded answer KeyboardInterrupt with errors of their own, or crash.
    """
    quiet_keras = sys.modules.get("rnn_tutorial.quiet_keras")
    if quiet_keras and not hasattr(quiet_keras, "keras"):
        stop(1)  # while Keras is loaded, the error stream leads nowhere
    raise KeyboardInterrupt


def stop_if_dropped(unraisable: Any) -> None:
    """Stop on Ctrl-C in a finaliser, where Python would print KeyboardInterrupt and continue."""
    if unraisable.exc_type is KeyboardInterrupt:
        stop(2)
    sys.__unraisablehook__(unraisable)


def stop(stream: int) -> None:
    """End the process without unwinding: a killed one loses nothing (docs/reliability.md)."""
    show_cursor = b"\r\x1b[K\x1b[?25h" if os.isatty(stream) else b""  # a spinner hides it
    os.write(stream, show_cursor + b"Stopped.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
