"""The one exception that a reader's own mistake can raise."""


class TutorialError(ValueError):
    """A value that the library can't work with.

    The message is one line. It names the value, says what is allowed, and what to do
    next. The command line prints that line and ends with exit code 2; a notebook shows
    it as the last line of the traceback.
    """
