"""The book's exercises: the expected answers, and the feedback on an answer."""

from rnn_tutorial.exercises.checking import check

__all__ = ["check"]
