"""Run every benchmark and write docs/performance.md: `make performance`.

It needs RNN_TUTORIAL_DATA, a quiet machine and about twenty minutes. What was measured is kept
in build/benchmarks.json as it comes, so a run that was stopped goes on; delete it to measure
anew. Rows of PyTorch need `pip install torch`. On a machine with a graphics card the rows are
that card's, and say so.
"""

import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import growth
import numpy as np
from training import CASES, TARGET

from rnn_tutorial import load_recorded
from rnn_tutorial.claims.testing import spread
from rnn_tutorial.experiments.machine import machine_name
from rnn_tutorial.storage import write_beside

HERE = Path(__file__).parent
KEPT = HERE.parent / "build" / "benchmarks.json"
PAGE = HERE.parent / "docs" / "performance.md"
AGAIN = "jax-bucketed-fast, compiled before"
CAUSES = {
    "tensorflow epoch": "the loop over timesteps runs operation by operation, at some ten "
    "microseconds each, and buckets leave it {steps:.0%} of the timesteps",
    "jax epoch": "see the arithmetic below: what is left is the loop's own cost",
    "jax target": "most of the time is the first epoch, and in it the compilation of a program "
    "for each width; with the compiled programs of an earlier run it is {again:.1f} times",
    "sweep": "both processes load Keras, read the reviews and test, and share the memory's speed",
    "loading": "half of the warm time is reading 100 MB of padded tokens from disk into memory",
    "import": "",
}


class Kept:
    """Measurements by name, on disk as soon as each is made."""

    def __init__(self, path: Path):
        self.path = path
        self.values = json.loads(path.read_text()) if path.exists() else {}

    def get(self, name: str, measure: Callable[[], object]):
        """The kept value, or a new one."""
        if name not in self.values:
            print(name, flush=True)
            self.values[name] = measure()
            with write_beside(self.path) as stream:
                stream.write(json.dumps(self.values, indent=1).encode())
        return self.values[name]


def output(*words: str) -> str:
    """What a Python program of this folder prints."""
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def measure_case(name: str) -> dict:
    """One training, in a process of its own."""
    return json.loads(output(str(HERE / "training.py"), name).splitlines()[-1])


def import_seconds() -> float:
    """`import rnn_tutorial` in a fresh interpreter, the median of five."""
    code = (
        "import time; t = time.perf_counter(); import rnn_tutorial; print(time.perf_counter() - t)"
    )
    return statistics.median(float(output("-c", code)) for _ in range(5))


def arithmetic_rate() -> float:
    """Multiplications and additions a second of (128, 32) times (32, 32), on one core."""
    code = (
        "import time, numpy as np\n"
        "a, b = np.ones((128, 32), 'f4'), np.ones((32, 32), 'f4')\n"
        "best = 1e9\n"
        "for _ in range(50):\n"
        "    t = time.perf_counter()\n"
        "    for _ in range(1000): a @ b\n"
        "    best = min(best, time.perf_counter() - t)\n"
        "print(2 * 128 * 32 * 32 * 1000 / best)"
    )
    return float(output("-c", code))


def timesteps_an_epoch(bucketed: bool) -> int:
    """How many timesteps the batches of an epoch have in all."""
    from rnn_tutorial import load_imdb
    from rnn_tutorial.training.batching import ReviewBatches

    reviews = load_imdb()
    x, y = reviews.x_train[:20_000], reviews.y_train[:20_000]
    batches = ReviewBatches(x, y, batch_size=128, bucketed=bucketed, seed=0)
    return sum(width for _, width in batches.batches)


def epoch(case: dict) -> float:
    """Seconds an epoch: the median of those after the first, which compiles."""
    return statistics.median(case["epoch_seconds"][1:])


def training_table(cases: dict[str, dict], reference: str) -> list[str]:
    """A row for each case, as ratios to the reference."""
    base = cases[reference]
    rows = [
        f"| | device | seconds an epoch | ratio | first epoch | until {TARGET} | ratio "
        "| best accuracy | peak memory |",
        "|:---|:---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, case in cases.items():
        reached, first = case["seconds_to_target"], base["seconds_to_target"]
        until = f"{reached:.1f} s" if reached else "not reached"
        quicker = f"{first / reached:.1f}" if reached and first else ""
        rows.append(
            f"| {name} | {case['device']} | {epoch(case):.2f} | {epoch(base) / epoch(case):.1f} "
            f"| {case['epoch_seconds'][0]:.1f} s | {until} | {quicker} "
            f"| {max(case['accuracies']):.3f} | {case['peak_mb']:.0f} MB |"
        )
    return rows


def short_table(kept: dict[str, dict]) -> list[str]:
    """The other models, on a tenth of the reviews."""
    rows = [
        "| | device | seconds an epoch | ratio to the chapter's code | first epoch | peak memory |",
        "|:---|:---|---:|---:|---:|---:|",
    ]
    for name, case in kept.items():
        base = kept[f"{case['model']}-chapter"]
        rows.append(
            f"| {name} | {case['device']} | {epoch(case):.2f} | {epoch(base) / epoch(case):.1f} "
            f"| {case['epoch_seconds'][0]:.1f} s | {case['peak_mb']:.0f} MB |"
        )
    return rows


def targets_table(kept: Kept, cases: dict[str, dict], steps: float) -> list[str]:
    """Each target, what was measured, and the cause where it is missed."""
    chapter, again = cases["chapter"], cases[AGAIN]
    jax, tensorflow = cases["jax-bucketed-fast"], cases["tensorflow-bucketed-fast"]

    def to_target(case: dict) -> float:
        return (chapter["seconds_to_target"] or np.inf) / (case["seconds_to_target"] or np.inf)

    sweep, loading = kept.values["sweep"], kept.values["loading"]
    measured = [
        ("tensorflow epoch", "bucketed SimpleRNN, TensorFlow: an epoch at least 3 times faster",
         epoch(chapter) / epoch(tensorflow), 3, True),
        ("jax epoch", "bucketed SimpleRNN, JAX: an epoch at least 5 times faster",
         epoch(chapter) / epoch(jax), 5, True),
        ("jax target", f"JAX: time to {TARGET} at least 8 times shorter", to_target(jax), 8, True),
        ("sweep", "two seeds by a sweep on two cores: at most 1.2 times one seed's time",
         sweep, 1.2, False),
        ("loading", "warm `load_imdb` at least 20 times faster than Keras", loading, 20, True),
        ("import", "`import rnn_tutorial` in under 0.2 s", kept.values["import"], 0.2, False),
    ]  # fmt: skip
    rows = ["| target | measured | | cause, where it is missed |", "|:---|---:|:---|:---|"]
    for key, text, value, limit, at_least in measured:
        met = value >= limit if at_least else value <= limit
        cause = "" if met else CAUSES[key].format(steps=steps, again=to_target(again))
        rows.append(f"| {text} | {value:.2f} | {'met' if met else 'missed'} | {cause} |")
    return rows


def arithmetic(cases: dict[str, dict], rate: float, steps: dict[bool, int]) -> list[str]:
    """How far an epoch is from what its multiplications alone would take."""
    rows = ["| | least by arithmetic | measured | times |", "|:---|---:|---:|---:|"]
    for name, case in cases.items():
        if case["who"] != "library":
            continue
        # h W forwards, the error times W' and the gradient of W backwards: 3 products a step.
        least = steps[case["batching"] == "bucketed"] * 3 * 2 * 128 * 32 * 32 / rate
        rows.append(f"| {name} | {least:.2f} s | {epoch(case):.2f} s | {epoch(case) / least:.1f} |")
    return rows


def learning() -> list[str]:
    """Padded against bucketed, over the recorded seeds."""
    rows = ["| | seeds | best validation accuracy | test accuracy |", "|:---|---:|---:|---:|"]
    for label, profile in (("padded, 500 timesteps", "full"), ("bucketed", "fast")):
        runs = load_recorded("simple_rnn", profile)
        best = [max(run.history["val_accuracy"][:12]) for run in runs]
        test = [run.best.accuracy for run in runs]
        rows.append(f"| {label} | {len(runs)} | {spread(best)} | {spread(test)} |")
    return rows


def measure_all(kept: Kept) -> None:
    """Whatever is missing."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        for name in CASES:
            kept.get(name, lambda name=name: measure_case(name))
            if name == "jax-bucketed-fast":
                kept.get(AGAIN, lambda: measure_case("jax-bucketed-fast"))
        kept.get("import", import_seconds)
        kept.get("rate", arithmetic_rate)
        kept.get("steps", lambda: [timesteps_an_epoch(False), timesteps_an_epoch(True)])
        kept.get("loading table", lambda: output(str(HERE / "loading.py")))
        kept.get("sweep table", lambda: output(str(HERE / "sweeping.py")))
        kept.get("growth", growth.measure_all)
    kept.values["loading"] = float(_last_number(kept.values["loading table"], " times as fast"))
    kept.values["sweep"] = float(_last_number(kept.values["sweep table"], " times (target"))


def _last_number(text: str, before: str) -> str:
    line = next(line for line in reversed(text.splitlines()) if before in line)
    return line.split(before)[0].split()[-1]


def main() -> None:
    if not os.environ.get("RNN_TUTORIAL_DATA"):
        sys.exit("set RNN_TUTORIAL_DATA to an imdb.npz")
    start = time.perf_counter()
    kept = Kept(KEPT)
    measure_all(kept)
    growth.draw(kept.values["growth"], str(PAGE.parent / "growth.png"))
    headline = {n: kept.values[n] for n in [*CASES, AGAIN] if n in kept.values
                and kept.values[n]["reviews"] == 25_000}  # fmt: skip
    short = {n: kept.values[n] for n in CASES if kept.values[n]["reviews"] < 25_000}
    steps = dict(zip((False, True), kept.values["steps"], strict=True))
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("tensorflow", "keras", "jax", "numpy", "torch")
    )
    text = (HERE / "performance.md.in").read_text().format(
        machine=machine_name(),
        python=platform.python_version(),
        versions=versions,
        targets="\n".join(targets_table(kept, headline, steps[True] / steps[False])),
        headline="\n".join(training_table(headline, "chapter")),
        short="\n".join(short_table(short)),
        learning="\n".join(learning()),
        arithmetic="\n".join(arithmetic(headline, kept.values["rate"], steps)),
        rate=kept.values["rate"] / 1e9,
        loading=kept.values["loading table"].strip(),
        sweep=kept.values["sweep table"].strip(),
        growth=growth.table(kept.values["growth"]),
    )  # fmt: skip
    with write_beside(PAGE) as stream:
        stream.write(text.encode())
    print(f"{PAGE} after {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
