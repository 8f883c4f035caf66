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


def main() -> None:
    """Measure all cases, then write the file; if a case fails, it stays as it was."""
    packages = ("jax", "keras", "torch", "numpy")
    found = {"python": platform.python_version()}
    found |= {name: importlib.metadata.version(name) for name in packages}
    cases = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        for name, case in CASES.items():
            if case.backend in ("jax", "torch"):
                words = [sys.executable, str(Path(__file__).with_name("training.py")), name]
                done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
                cases[name] = json.loads(done.stdout.splitlines()[-1])
                print(name, cases[name]["device"], cases[name]["epoch_seconds"], flush=True)
    if "cpu" in {case["device"] for case in cases.values()}:
        sys.exit("JAX or PyTorch computed on the processor: install both for the graphics card.")
    PLACE.write_text(json.dumps(found | {"cases": cases}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
