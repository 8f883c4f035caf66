"""The exercises of the book: the expected answer of each, computed where possible, and a hint."""

from rnn_tutorial.exercises.answers import (
    chapters_1_to_3,
    chapters_4_to_6,
    chapters_7_to_9,
    chapters_10_to_13,
)
from rnn_tutorial.exercises.checkers import Exercise

EXERCISES: dict[str, Exercise] = (
    chapters_1_to_3.EXERCISES
    | chapters_4_to_6.EXERCISES
    | chapters_7_to_9.EXERCISES
    | chapters_10_to_13.EXERCISES
)
