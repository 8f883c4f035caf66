"""Compare the time of each command with that of `import keras` on the same machine.

    python benchmarks/commands.py [ROUNDS]

Prints a Markdown table. In each of several rounds, `import keras` and then every command runs in
a new process. A ratio is the median over the rounds, so that what else the machine does changes it
little. The targets are seconds on a machine where `import keras` takes 3.6 seconds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
YARDSTICK = 3.6  # seconds of `import keras` where the targets were set
TEXT = (
    "The film begins slowly, but the cast is wonderful and the ending moved me to tears, so go "
    "and see it"
)  # 20 words
COMMANDS = {
    "--help": 1.0,
    "list": 0.5,
    "claims": 1.0,
    "doctor": 0.8,
    "figures rnn1": 1.0,
    "predict --model simple_rnn": 0.8,
    "predict --model lstm": 0.8,
    "predict --model gru": 0.8,
    "train lstm": 1.0,
}
"""Command -> its target in seconds. Of `train`, it is the time until its progress bar is shown."""


def seconds(*words: str, folder: str) -> float:
    """The seconds that Python takes with these arguments."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def seconds_to_bar(*words: str, folder: str) -> float:
    """The seconds until a command names, in a terminal, what it loads; it is then stopped."""
    ours, its = os.openpty()
    start, shown = time.perf_counter(), b""
    process = subprocess.Popen(
        [sys.executable, *words], cwd=folder, stdout=its, stderr=its, stdin=its,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
    )  # fmt: skip
    os.close(its)
    while b"loading Keras" not in shown:
        shown += os.read(ours, 4096)
    taken = time.perf_counter() - start
    process.kill()
    process.wait()
    os.close(ours)
    return taken


def measure(rounds: int) -> dict[str, list[float]]:
    """The seconds of `import keras` and of each command, one number for each round."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RNN_TUTORIAL_HOME"] = folder
        for _ in range(rounds):
            found.setdefault("import keras", []).append(
                seconds("-c", "import keras", folder=folder)
            )
            for command in COMMANDS:
                words = ["-m", "rnn_tutorial", *command.split()]
                if command.startswith("predict"):
                    words.append(TEXT)
                clock = seconds_to_bar if command.startswith("train") else seconds
                found.setdefault(command, []).append(clock(*words, folder=folder))
    return found


def table(found: dict[str, list[float]]) -> str:
    """A row for each command: seconds, the ratio to `import keras`, and the target."""
    keras = found["import keras"]
    rows = [
        "| | seconds | ratio to `import keras` | target | |",
        "|:---|---:|---:|---:|:---|",
        f"| `import keras` | {statistics.median(keras):.2f} | 1 | | |",
    ]
    for command, target in COMMANDS.items():
        times = found[command]
        ratio = statistics.median(t / k for t, k in zip(times, keras, strict=True))
        wanted = target / YARDSTICK
        rows.append(
            f"| `{command}` | {statistics.median(times):.2f} | {ratio:.2f} | {wanted:.2f} "
            f"| {'met' if ratio <= wanted else 'missed'} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)))
