"""Feed the reader of `.npz` files with libFuzzer: python fuzzing.py [options] FOLDER."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rnn_tutorial"]):
    from rnn_tutorial.datasets import readers
    from rnn_tutorial.errors import TutorialError

from makers import layout, write_npz

PATH = Path("fuzzed.npz")


def try_one(data):
    """Read an archive with `data` as one member: it must be read, or refused in one line."""
    write_npz(PATH, **layout(x_train=data))
    try:
        readers.read_npz(PATH)
    except TutorialError as error:
        if not str(error).isprintable():
            raise RuntimeError("the message has several lines or control codes") from error


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
