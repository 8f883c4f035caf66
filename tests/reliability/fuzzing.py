"""Feed the reader of `.npz` whatever libFuzzer thinks of: python fuzzing.py [options] FOLDER."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rnn_tutorial"]):
    from rnn_tutorial.datasets import readers
    from rnn_tutorial.errors import TutorialError

from test_hostile_files import layout, write_npz

PATH = Path("fuzzed.npz")


def try_one(data):
    """One member of the archive is `data`; anything but a refusal in one line is a crash."""
    write_npz(PATH, **layout(x_train=data))
    try:
        readers.read_npz(PATH)
    except TutorialError as error:
        if not str(error).isprintable():
            raise RuntimeError("more than one line, or codes for a terminal") from error


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
