"""The book's exercises: what is asked, and how an answer is checked."""

from rnn_tutorial.exercises.checking import check

__all__ = ["check"]
