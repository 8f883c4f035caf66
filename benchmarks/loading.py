"""Compare the time of `load_imdb`, the first time and later, with loading and padding in Keras.

    RNN_TUTORIAL_DATA=/path/to/imdb.npz python benchmarks/loading.py

Prints a Markdown table. All three are measured in one process that starts with an empty cache.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from unittest import mock

from rnn_tutorial import load_imdb
from rnn_tutorial.quiet_keras import keras

REPEATS = 5


def seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """The seconds of a call: the median of several."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def load_with_keras(path: str) -> None:
    """Load and pad the reviews as the chapter does, from the file at `path`."""
    with mock.patch("keras.src.datasets.imdb.get_file", return_value=path):
        train, test = keras.datasets.imdb.load_data(num_words=10_000)
    for x, _ in (train, test):
        keras.utils.pad_sequences(x, maxlen=500)


def main() -> None:
    path = os.environ.get("RNN_TUTORIAL_DATA")
    if not path:
        sys.exit("RNN_TUTORIAL_DATA is not set: set it to the path of an imdb.npz.")
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        rows = {
            "Keras: load_data and pad_sequences": seconds(lambda: load_with_keras(path)),
            "load_imdb, the first time": seconds(load_imdb, repeats=1),
            "load_imdb, later (cached)": seconds(load_imdb),
        }
    reference = next(iter(rows.values()))
    print("| 50,000 reviews, 500 timesteps | seconds | compared with Keras |\n|:---|---:|---:|")
    for name, value in rows.items():
        print(f"| {name} | {value:.2f} | {reference / value:.1f} times as fast |")


if __name__ == "__main__":
    main()
