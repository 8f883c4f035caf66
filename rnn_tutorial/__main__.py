"""`python -m rnn_tutorial` is the `rnn-tutorial` command."""

import signal
import sys
from typing import Any


def main() -> None:
    """Run the command. Ctrl-C ends it with one line, also while its modules are loaded."""
    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = interrupt_again
    # jsonschema, which nbformat imports, would compile a grammar of addresses for a second. No
    # notebook's schema asks for it, and jsonschema does without it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        from rnn_tutorial.cli.main import main as run

        run()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    finally:  # the work is done: from now on Ctrl-C just ends the process
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        interrupt_after(0)
        # CPython remembers a KeyboardInterrupt that passed through exec() of a text, as dataclasses
        # use it while they are imported, and would end `python -m` by SIGINT. This forgets it.
        exec("")


def interrupt(signum: int, frame: Any) -> None:
    """Ctrl-C: raise KeyboardInterrupt. While Keras is being loaded, wait until it is.

    Half-loaded libraries answer KeyboardInterrupt with other errors, or crash.
    """
    quiet_keras = sys.modules.get("rnn_tutorial.quiet_keras")
    loading = quiet_keras is not None and not hasattr(quiet_keras, "keras")
    if not (loading and interrupt_after(0.1)):
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends the process at once


def interrupt_again(unraisable: Any) -> None:
    """Repeat a Ctrl-C in a finaliser, where Python would print KeyboardInterrupt and continue."""
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
    else:
        interrupt_after(0.1)


def interrupt_after(seconds: float) -> bool:
    """Interrupt the command in so many seconds (0: not any more), if the system can do that."""
    if sys.platform == "win32":
        return False
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return True


if __name__ == "__main__":
    main()
