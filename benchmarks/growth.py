"""How the time and memory of a training step grow with timesteps, units, depth and reviews.

    python benchmarks/growth.py [PICTURE.png]

Prints a Markdown table. Each exponent is the slope of a straight line fitted to the logarithms:
cost grows as size to the power of the exponent. Each point is measured in its own process, so
that peak memory is measured for this point alone.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np

START = {"maxlen": 500, "units": 32, "depth": 1, "reviews": 128}
SIZES = {
    "maxlen": (100, 200, 500, 1000, 2000),
    "units": (32, 64, 128, 256),
    "depth": (1, 2, 4, 8),
    "reviews": (64, 128, 256, 512),
}
LABELS = {
    "maxlen": "timesteps",
    "units": "units",
    "depth": "recurrent layers",
    "reviews": "reviews in a batch",
}
STEPS = 2


def measure(sizes: dict[str, int]) -> dict[str, float]:
    """Seconds of a training step (the quickest of several), and its memory in MB."""
    from rnn_tutorial.config import ModelConfig
    from rnn_tutorial.models.architecture import build_model, compile_model

    config = ModelConfig(units=sizes["units"], depth=sizes["depth"])
    model = compile_model(build_model(config, 10_000, None, seed=0))
    rng = np.random.default_rng(0)
    x = rng.integers(0, 10_000, (sizes["reviews"], sizes["maxlen"])).astype("int32")
    y = rng.integers(0, 2, (sizes["reviews"], 1)).astype("float32")
    model.train_on_batch(x[:1, :2], y[:1])  # so that Keras's own memory does not count
    before = _peak()
    times = []
    for _ in range(STEPS + 1):
        start = time.perf_counter()
        model.train_on_batch(x, y)
        times.append(time.perf_counter() - start)
    return {"seconds": min(times), "mb": max(_peak() - before, 0.1)}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def measure_all() -> dict[str, list[dict[str, float]]]:
    """For each name in SIZES, a measurement for each value; the other sizes are as in START."""
    found: dict[str, list[dict[str, float]]] = {}
    for name, values in SIZES.items():
        for value in values:
            words = [sys.executable, __file__, "--one", json.dumps(START | {name: value})]
            out = subprocess.run(words, check=True, capture_output=True, text=True).stdout
            found.setdefault(name, []).append(json.loads(out) | {"size": value})
    return found


def exponent(points: list[dict[str, float]], what: str) -> float:
    """The slope of log(cost) over log(size)."""
    sizes, costs = (np.log([point[key] for point in points]) for key in ("size", what))
    return float(np.polyfit(sizes, costs, 1)[0])


def table(found: dict[str, list[dict[str, float]]]) -> str:
    """A Markdown table of the range of each size, the costs at both ends, and the exponents."""
    rows = [
        "| size | from, to | seconds per step | exponent | memory per step, MB | exponent |",
        "|:---|---:|---:|---:|---:|---:|",
    ]
    for name, points in found.items():
        first, last = points[0], points[-1]
        rows.append(
            f"| {LABELS[name]} | {first['size']}, {last['size']} "
            f"| {first['seconds']:.3f}, {last['seconds']:.3f} | {exponent(points, 'seconds'):.2f} "
            f"| {first['mb']:.0f}, {last['mb']:.0f} | {exponent(points, 'mb'):.2f} |"
        )
    return "\n".join(rows)


def draw(found: dict[str, list[dict[str, float]]], path: str) -> None:
    """Plot time and memory against each size, with logarithmic axes."""
    from matplotlib.figure import Figure

    from rnn_tutorial import style

    figure = Figure(figsize=(10, 5.4), layout="constrained")
    axes = figure.subplots(2, len(found), sharey="row")
    kinds = (
        ("seconds", "seconds per step", style.BLUE),
        ("mb", "memory per step, MB", style.ORANGE),
    )
    for row, (what, label, colour) in zip(axes, kinds, strict=True):
        row[0].set_ylabel(label)
        for ax, (name, points) in zip(row, found.items(), strict=True):
            sizes = [point["size"] for point in points]
            ax.loglog(sizes, [point[what] for point in points], "o-", color=colour)
            ax.set_xticks(sizes, [str(size) for size in sizes])
            ax.minorticks_off()
            ax.set_xlabel(LABELS[name])
            ax.set_title(f"exponent {exponent(points, what):.2f}", fontsize=10, loc="left")
            ax.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(json.loads(sys.argv[2]))))
    else:
        measured = measure_all()
        print(table(measured))
        if sys.argv[1:]:
            draw(measured, sys.argv[1])
