"""Compare the time of each command with that of `import keras` on the same machine.

    python benchmarks/commands.py [ROUNDS]

Prints a Markdown table. In each of several rounds, `import keras` and then every command runs in
a new process. Ratios are medians over the rounds, so that what else the machine does changes them
little; on a busy machine, those of processor time are the more reliable ones. The targets are
seconds on a machine where `import keras` takes 3.6 seconds.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
YARDSTICK = 3.6  # seconds of `import keras` where the targets were set
TEXT = (
    "The film begins slowly, but the cast is wonderful and the ending moved me to tears, go "
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


def seconds(*words: str, folder: str) -> tuple[float, float]:
    """The seconds that Python takes with these arguments, and those of the processor."""
    start, before = time.perf_counter(), processor_seconds()
    subprocess.run([sys.executable, *words], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start, processor_seconds() - before


def processor_seconds() -> float:
    """What all processes that were started here and have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_to_bar(*words: str, folder: str) -> tuple[float, float]:
    """The same until a command names, in a terminal, what it loads; it is then stopped."""
    ours, its = os.openpty()
    start, before, shown = time.perf_counter(), processor_seconds(), b""
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
    return taken, processor_seconds() - before


def measure(rounds: int) -> dict[str, list[tuple[float, float]]]:
    """The times of `import keras` and of each command, a pair for each round."""
    found: dict[str, list[tuple[float, float]]] = {}
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


def table(found: dict[str, list[tuple[float, float]]]) -> str:
    """A row for each command: seconds, the ratios to `import keras`, and the target."""
    keras = found["import keras"]
    rows = [
        "| | seconds | ratio to `import keras` | of processor time | target | |",
        "|:---|---:|---:|---:|---:|:---|",
        f"| `import keras` | {statistics.median(wall for wall, _ in keras):.2f} | 1 | 1 | | |",
    ]
    for command, target in COMMANDS.items():
        times, wanted = found[command], target / YARDSTICK
        ratio, busy = (
            statistics.median(t[kind] / k[kind] for t, k in zip(times, keras, strict=True))
            for kind in (0, 1)
        )
        rows.append(
            f"| `{command}` | {statistics.median(wall for wall, _ in times):.2f} | {ratio:.2f} "
            f"| {busy:.2f} | {wanted:.2f} | {'met' if ratio <= wanted else 'missed'} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)))
