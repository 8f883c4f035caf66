"""Compare the time of a sweep over two seeds with the training of one seed.

    RNN_TUTORIAL_DATA=/path/to/imdb.npz python benchmarks/sweeping.py [EXPERIMENT]

Prints a Markdown table, for SimpleRNN in the quick profile unless another experiment is named.
Both commands start without stored results. The times include loading Keras and starting the
workers. Run it on a machine with two free cores.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rnn_tutorial import load_imdb


def seconds(*words: str, cache: Path) -> float:
    """The seconds of a command that finds the reviews in the cache and no stored result."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "cache").symlink_to(cache)
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "rnn_tutorial", *words],
            env=os.environ | {"RNN_TUTORIAL_HOME": home}, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return time.perf_counter() - start


def main() -> None:
    if not os.environ.get("RNN_TUTORIAL_DATA"):
        sys.exit("RNN_TUTORIAL_DATA is not set: set it to the path of an imdb.npz.")
    experiment = sys.argv[1] if len(sys.argv) > 1 else "simple_rnn"
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        load_imdb()  # fills the cache
        cache = Path(home) / "cache"
        busy = os.getloadavg()[0]
        one = seconds("train", experiment, cache=cache)
        two = seconds("sweep", experiment, "--seeds", "2", cache=cache)
    print(f"| {experiment}, quick, {os.cpu_count()} cores | seconds | compared with one seed |")
    print("|:---|---:|---:|")
    print(f"| one seed: train | {one:.1f} | |")
    print(f"| two seeds: sweep | {two:.1f} | {two / one:.2f} times (target: at most 1.15) |")
    print(f"\nThe load average of the machine before the measurement was {busy:.1f} (0 is idle).")


if __name__ == "__main__":
    main()
