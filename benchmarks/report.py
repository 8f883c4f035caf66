"""Run every benchmark and write docs/performance.md: `make performance`.

It needs RNN_TUTORIAL_DATA, a quiet machine and about an hour. Each measurement is stored
in build/benchmarks.json as soon as it is made, so an interrupted run can be resumed; delete the
file to measure everything again. The rows of PyTorch need `pip install torch`. The column
"device" shows whether a graphics card was used.
"""

import importlib.metadata
import importlib.util
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
from training import CASES, MODELS, TARGET

from rnn_tutorial import load_recorded
from rnn_tutorial.experiments.machine import machine_name
from rnn_tutorial.metrics import spread
from rnn_tutorial.storage import write_beside

HERE = Path(__file__).parent
GPU = HERE / "gpu.json"
KEPT = HERE.parent / "build" / "benchmarks.json"
PAGE = HERE.parent / "docs" / "performance.md"
# Without PyTorch, its rows are left out, and the page says so.
VERSIONS = ("tensorflow", "keras", "jax", "numpy", "torch")
if importlib.util.find_spec("torch") is None:
    VERSIONS = VERSIONS[:-1]
    CASES = {name: case for name, case in CASES.items() if case.who != "pytorch"}
AGAIN = "jax-by_length-fast, compiled before"
CAUSES = {
    "jax epoch": "the loop also moves states and rows of the embedding; see the arithmetic",
    "tensorflow epoch": "as on JAX, and TensorFlow starts each compiled part of a step by itself",
    "until": "the first epoch traces the model and compiles it; with the compiled programs of an "
    "earlier run, the factor is {again:.1f}",
    "other": "see the arithmetic: an LSTM multiplies twelve times as much per timestep as a "
    "SimpleRNN, and Keras's code spends a smaller share of its time outside of products",
    "pytorch": "PyTorch's own loop over the timesteps is written in C++",
    "sweep": "both processes load Keras and test, and they share the memory's bandwidth",
    "loading": "cutting and padding 50,000 rows takes half of the time, reading and checking the "
    "cache a quarter",
    "import": "",
    "commands": "the command loads a library for most of the time",
    "two at a time": "both processes share the memory's bandwidth",
    "against version 0.1.0": "the nine chapters have more code cells now: see below their table",
    "tests": "many tests start a program: Keras in a new process, a kernel, LaTeX, a browser",
}


class Kept:
    """Measurements by name, each written to disk as soon as it is made."""

    def __init__(self, path: Path):
        self.path = path
        self.values = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def get(self, name: str, measure: Callable[[], object]):
        """The stored measurement, or a new one."""
        if name not in self.values:
            print(name, flush=True)
            self.values[name] = measure()
            with write_beside(self.path) as stream:
                stream.write(json.dumps(self.values, indent=1).encode())
        return self.values[name]


def output(*words: str) -> str:
    """What Python prints when it is called with these arguments."""
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def measure_case(name: str) -> dict:
    """Measure one training in its own process."""
    return json.loads(output(str(HERE / "training.py"), name).splitlines()[-1])


def import_seconds() -> float:
    """The time of `import rnn_tutorial` in a new process: the median of five."""
    code = (
        "import time; t = time.perf_counter(); import rnn_tutorial; print(time.perf_counter() - t)"
    )
    return statistics.median(float(output("-c", code)) for _ in range(5))


def arithmetic_rate() -> float:
    """Multiplications and additions per second in products of (128, 32) and (32, 32)."""
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


def timesteps_an_epoch(by_length: bool) -> int:
    """The number of timesteps that are read in an epoch, over all batches."""
    from rnn_tutorial import load_imdb
    from rnn_tutorial.training.batching import ReviewBatches

    reviews = load_imdb()
    x, y = reviews.x_train[:20_000], reviews.y_train[:20_000]
    batches = ReviewBatches(x, y, batch_size=128, by_length=by_length, seed=0)
    if not by_length:
        return 500 * len(batches)
    return sum(int(batches.lengths[rows].max()) for rows in batches.batches)


def epoch(case: dict) -> float:
    """Seconds per epoch: the median of the epochs after the first, which compiles."""
    return statistics.median(case["epoch_seconds"][1:])


def training_table(cases: dict[str, dict], reference: str) -> list[str]:
    """A row for each case, with ratios to the reference."""
    base = cases[reference]
    rows = [
        f"| | device | seconds per epoch | ratio | first epoch | until {TARGET} | ratio "
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
    """The other models, trained on a tenth of the reviews."""
    rows = [
        "| | device | seconds per epoch | ratio | first epoch | peak memory |",
        "|:---|:---|---:|---:|---:|---:|",
    ]
    for name, case in kept.items():
        base = kept[f"{case['model']}-chapter"]
        rows.append(
            f"| {name} | {case['device']} | {epoch(case):.2f} | {epoch(base) / epoch(case):.1f} "
            f"| {case['epoch_seconds'][0]:.1f} s | {case['peak_mb']:.0f} MB |"
        )
    return rows


def targets_table(kept: Kept, cases: dict[str, dict], short: dict[str, dict]) -> list[str]:
    """Each target with the measurement, and the cause if it is missed."""
    chapter = cases["chapter"]

    def to_target(case: dict) -> float:
        return (chapter["seconds_to_target"] or np.inf) / (case["seconds_to_target"] or np.inf)

    def quicker(backend: str) -> float:
        return epoch(chapter) / epoch(cases[f"{backend}-by_length-fast"])

    jax, tensorflow = quicker("jax"), quicker("tensorflow")
    until = to_target(cases["jax-by_length-fast"])
    measured = [
        ("jax epoch", "SimpleRNN on JAX: an epoch at least 8 times as fast", jax, jax >= 8),
        ("tensorflow epoch", "SimpleRNN on TensorFlow: an epoch at least 5 times as fast",
         tensorflow, tensorflow >= 5),
        ("until", f"SimpleRNN on JAX: {TARGET} reached at least 9 times as fast, compiled first",
         until, until >= 9),
    ]  # fmt: skip
    for model in MODELS:
        ours = min(epoch(short[f"{model}-{b}-by_length-fast"]) for b in ("jax", "tensorflow"))
        text = f"{model} on the better backend: an epoch at least"
        ratio = epoch(short[f"{model}-chapter"]) / ours
        measured.append(("other", f"{text} 3 times as fast", ratio, ratio >= 3))
        if torch := short.get(f"{model}-pytorch"):
            ratio = epoch(torch) / ours
            measured.append(("pytorch", f"{text} as fast as PyTorch's", ratio, ratio >= 1))
    sweep, loading, importing = (kept.values[name] for name in ("sweep", "loading", "import"))
    measured += [
        ("sweep", "a sweep over two seeds on two cores: at most 1.15 times the time of one seed",
         sweep, sweep <= 1.15),
        ("loading", "`load_imdb` with a cache: at least 20 times as fast as Keras",
         loading, loading >= 20),
        ("import", "`import rnn_tutorial`: at most 0.05 s", importing, importing <= 0.05),
    ]  # fmt: skip
    rows = ["| target | measured | | cause of a miss |", "|:---|---:|:---|:---|"]
    for key, text, value, met in measured + everyday_targets(kept):
        cause = "" if met else CAUSES[key].format(again=to_target(cases[AGAIN]))
        rows.append(f"| {text} | {value:.2f} | {'met' if met else 'missed'} | {cause} |")
    return rows


def everyday_targets(kept: Kept) -> list[tuple[str, str, float, bool]]:
    """The targets for the commands, the book and the tests: cause, text, measurement, met."""
    command, worst, limit, met = max(judged(kept, "commands"), key=lambda row: row[1] / row[2])
    text = f"each command within its share of `import keras`; the tightest, {command}: {limit}"
    found = [("commands", text, worst, met)]
    found += [
        (name.split(", ")[-1], f"{name}: at most {limit} of the time", ratio, met)
        for name, ratio, limit, met in judged(kept, "book")
    ]
    found += [
        ("tests", f"{name}: at most {limit} times `import keras`", ratio, met)
        for name, ratio, limit, met in judged(kept, "suite")
    ]
    return found


def judged(kept: Kept, benchmark: str) -> list[tuple[str, float, float, bool]]:
    """The rows with a target of a benchmark's table: name, ratio, target, whether it is met."""
    rows = [line.split("|") for line in kept.values[f"{benchmark} table"].splitlines()]
    return [
        (row[1].strip(), float(row[3]), float(row[-3]), row[-2] == " met ")
        for row in rows if row[-2:-1] in ([" met "], [" missed "])
    ]  # fmt: skip


def arithmetic(cases: dict[str, dict], rate: float, steps: dict[bool, int]) -> list[str]:
    """The time of an epoch compared with that of its multiplications alone."""
    rows = ["| | arithmetic alone | measured | ratio |", "|:---|---:|---:|---:|"]
    for name, case in cases.items():
        if case["who"] != "library":
            continue
        # 3 products per timestep: h W forwards, the error times W' and W's gradient backwards.
        least = steps[case["batching"] == "by_length"] * 3 * 2 * 128 * 32 * 32 / rate
        rows.append(f"| {name} | {least:.2f} s | {epoch(case):.2f} s | {epoch(case) / least:.1f} |")
    return rows


def learning() -> list[str]:
    """Accuracy with padded batches and with batches by length, over the recorded seeds."""
    rows = ["| | seeds | best validation accuracy | test accuracy |", "|:---|---:|---:|---:|"]
    for label, profile in (("padded, 500 timesteps", "full"), ("by length", "fast")):
        runs = load_recorded("simple_rnn", profile)
        best = [max(run.history["val_accuracy"][:12]) for run in runs]
        test = [run.best.accuracy for run in runs]
        rows.append(f"| {label} | {len(runs)} | {spread(best)} | {spread(test)} |")
    return rows


def graphics_card(cases: dict[str, dict]) -> str:
    """A sentence about the graphics card that the rows were measured on, or that there was none."""
    missing = (
        "" if "pytorch" in CASES else " PyTorch is not installed here, so its rows are missing."
    )
    cards = {case["device"] for case in cases.values()} - {"cpu"}
    if not cards:
        return (
            "This machine has no graphics card. Where there is one, the same command measures all "
            f"rows on it, and the rows `padded-keras` of LSTM and GRU are cuDNN's.{missing}"
        )
    devices = ", ".join(sorted(cards))
    return f"Rows with the device {devices} were measured on a graphics card.{missing}"


def gpu_table() -> list[str]:
    """The last epoch of each training that gpu.py measured, with ratios to PyTorch's."""
    found = json.loads(GPU.read_text(encoding="utf-8"))
    ways = {"pytorch": "pytorch", "keras": "jax-padded-keras", "fast": "jax-by_length-fast"}
    device = found["cases"]["pytorch"]["device"]
    versions = ", ".join(f"{name} {found[name]}" for name in ("jax", "keras", "torch"))
    rows = [
        f"{device}, Python {found['python']}, {versions}:",
        "",
        "| | PyTorch | Keras's layer on JAX | ratio | fast layer on JAX, by length | ratio |",
        "|:---|---:|---:|---:|---:|---:|",
    ]
    for model in ("simple_rnn", *MODELS):
        before = "" if model == "simple_rnn" else f"{model}-"
        times = {w: found["cases"][before + ways[w]]["epoch_seconds"][-1] for w in ways}
        torch = times["pytorch"]
        rows.append(
            f"| {model} | {torch:.3f} s | {times['keras']:.2f} s | {torch / times['keras']:.2f} "
            f"| {times['fast']:.2f} s | {torch / times['fast']:.2f} |"
        )
    return rows


def measure_all(kept: Kept) -> None:
    """Make the measurements that are missing."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        for name in CASES:
            kept.get(name, lambda name=name: measure_case(name))
            if name == "jax-by_length-fast":
                kept.get(AGAIN, lambda name=name: measure_case(name))
        kept.get("import", import_seconds)
        kept.get("rate", arithmetic_rate)
        kept.get("steps", lambda: [timesteps_an_epoch(False), timesteps_an_epoch(True)])
        kept.get("loading table", lambda: output(str(HERE / "loading.py")))
        kept.get("sweep table", lambda: output(str(HERE / "sweeping.py")))
        kept.get("commands table", lambda: output(str(HERE / "commands.py")))
        kept.get("growth", growth.measure_all)
        kept.get("book table", lambda: output(str(HERE / "book.py")))
        kept.get("suite table", lambda: output(str(HERE / "suite.py")))
    kept.values["loading"] = float(_last_number(kept.values["loading table"], " times as fast"))
    kept.values["sweep"] = float(_last_number(kept.values["sweep table"], " times (target"))


def _last_number(text: str, before: str) -> str:
    line = next(line for line in reversed(text.splitlines()) if before in line)
    return line.split(before)[0].split()[-1]


def main() -> None:
    if not os.environ.get("RNN_TUTORIAL_DATA"):
        sys.exit("RNN_TUTORIAL_DATA is not set: set it to the path of an imdb.npz.")
    start = time.perf_counter()
    kept = Kept(KEPT)
    measure_all(kept)
    growth.draw(kept.values["growth"], str(PAGE.parent / "growth.png"))
    headline = {n: kept.values[n] for n in [*CASES, AGAIN] if n in kept.values
                and kept.values[n]["reviews"] == 25_000}  # fmt: skip
    short = {n: kept.values[n] for n in CASES if kept.values[n]["reviews"] < 25_000}
    steps = dict(zip((False, True), kept.values["steps"], strict=True))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in VERSIONS)
    text = (HERE / "performance.md.in").read_text(encoding="utf-8").format(
        machine=machine_name(),
        python=platform.python_version(),
        versions=versions,
        targets="\n".join(targets_table(kept, headline, short)),
        gpu=graphics_card(short | headline),
        gpu_table="\n".join(gpu_table()),
        headline="\n".join(training_table(headline, "chapter")),
        short="\n".join(short_table(short)),
        learning="\n".join(learning()),
        arithmetic="\n".join(arithmetic(headline, kept.values["rate"], steps)),
        rate=kept.values["rate"] / 1e9,
        loading=kept.values["loading table"].strip(),
        sweep=kept.values["sweep table"].strip(),
        commands=kept.values["commands table"].strip(),
        book=kept.values["book table"].strip(),
        suite=kept.values["suite table"].strip(),
        growth=growth.table(kept.values["growth"]),
    )  # fmt: skip
    with write_beside(PAGE) as stream:
        stream.write(text.encode())
    print(f"{PAGE} after {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
