"""The exception for a reader's own mistake, and the grammar of the messages."""


class TutorialError(ValueError):
    """A value that the library can't work with.

    The message is one line. It gives the value, says what is allowed, and what to do next.
    The command line prints that line and ends with exit code 2; a notebook shows it as the
    last line of the traceback.
    """


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count and its noun: "1 epoch", "1,200 epochs". nouns: the plural, if irregular."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
