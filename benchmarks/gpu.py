"""Measure trainings on a graphics card and write benchmarks/gpu.json: `python benchmarks/gpu.py`.

It measures the cases of `training.py` for JAX and PyTorch, each in its own process, so it needs no
TensorFlow. `report.py` makes a table of the file, wherever the rest of the page is measured.
"""

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from training import CASES

PLACE = Path(__file__).with_name("gpu.json")
SECONDS = 120  # more than any case needs on a graphics card


def main() -> None:
    """Measure what this machine can; a case that fails is shown and left out."""
    place = Path(sys.argv[1]) if sys.argv[1:] else PLACE
    packages = ("jax", "keras", "torch", "numpy")
    kept = {"python": platform.python_version()}
    kept |= {name: importlib.metadata.version(name) for name in packages}
    kept["cases"] = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        for name, case in CASES.items():
            if case.backend not in ("jax", "torch"):
                continue
            words = [sys.executable, str(Path(__file__).with_name("training.py")), name]
            try:
                done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                print(f"{name}: over {SECONDS} s", flush=True)
                continue
            if done.returncode:
                print(f"{name} failed:\n{done.stderr[-1500:]}", flush=True)
                continue
            kept["cases"][name] = found = json.loads(done.stdout.splitlines()[-1])
            print(name, found["device"], found["epoch_seconds"], found["accuracies"], flush=True)
            place.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
