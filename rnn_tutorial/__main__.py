"""`python -m rnn_tutorial` is the `rnn-tutorial` command."""

import sys


def main() -> None:
    """Run the command. Ctrl-C ends it in one line, also while its modules are still loaded."""
    try:
        from rnn_tutorial.cli import main as run

        run()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
