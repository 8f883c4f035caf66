"""Time the test suite, and its quick part, in times of `import keras`.

    python benchmarks/suite.py

Prints a Markdown table. It needs make, the dev group, a machine with two free cores, and a quarter
of an hour. Tests that need the real reviews are left out. The targets are seconds on a machine
where `import keras` takes 3.6 seconds.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from commands import YARDSTICK, processor_seconds, seconds

CLONE = Path(__file__).resolve().parents[1]
TARGETS = {"make test": 240, "make fast-test": 45}


def main() -> None:
    os.environ.pop("RNN_TUTORIAL_DATA", None)
    keras = statistics.median(seconds("-c", "import keras", folder=str(CLONE))[0] for _ in range(5))
    print("| | seconds | ratio to `import keras` | processor seconds | target | |")
    print("|:---|---:|---:|---:|---:|:---|")
    for command, target in TARGETS.items():
        start, before = time.perf_counter(), processor_seconds()
        words = [*command.split(), f"VENV={sys.prefix}"]
        subprocess.run(words, cwd=CLONE, check=True, stdout=sys.stderr)  # a failure is shown
        taken, busy = time.perf_counter() - start, processor_seconds() - before
        ratio, wanted = taken / keras, target / YARDSTICK
        verdict = f"{wanted:.1f} | {'met' if ratio <= wanted else 'missed'}"
        print(f"| `{command}` | {taken:.0f} | {ratio:.1f} | {busy:.0f} | {verdict} |")


if __name__ == "__main__":
    main()
