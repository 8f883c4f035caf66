"""Try the oldest and newest versions that pyproject.toml allows, each set in its own environment.

python tests/reliability/versions.py [PYTHON ...]      interpreters; else python3.11 to python3.13
python tests/reliability/versions.py --one-backend     in such an environment: the smoke profile

This rewrites the table in the README. It needs uv (in the dev group) and a package index, and
takes two to four minutes for each set of versions. PyTorch is large, so it is tried only with the
newest versions and with its own oldest one.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("tensorflow", "keras", "jax", "numpy", "matplotlib", "torch")
TITLES = dict(
    zip(NAMES, ("TensorFlow", "Keras", "JAX", "NumPy", "Matplotlib", "PyTorch"), strict=True)
)
NOTEBOOK = """
import nbformat
code = "from rnn_tutorial.nb_setup import setup_matplotlib\\nsetup_matplotlib().plot([1, 2])"
cells = [nbformat.v4.new_code_cell(code)]
nbformat.write(nbformat.v4.new_notebook(cells=cells), "a.ipynb")
"""
VERSIONS = """
import platform, sys
from importlib.metadata import version
from importlib.util import find_spec
versions = [version(name) if find_spec(name) else "–" for name in sys.argv[1:]]
print(platform.python_version(), *versions)
"""


def oldest() -> dict[str, str]:
    """The oldest version of each package that pyproject.toml allows, such as "1.2.0"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = " ".join([*project["dependencies"], *extras["jax"], *extras["torch"]])
    found = {name: re.search(rf"\b{name}>=([\d.]+)", asked)[1] for name in NAMES}
    return {name: f"{least}.0" if least.count(".") == 1 else least for name, least in found.items()}


def cases(pythons: list[str]) -> list[tuple[str, str, list[str]]]:
    """Rows of (what is tried, interpreter, pinned versions)."""
    least = {name: f"{name}=={number}" for name, number in oldest().items()}
    rows = [("the newest of all", python, ["torch"]) for python in pythons]
    rows += [(f"the oldest {TITLES[name]}", pythons[0], [least[name]]) for name in NAMES]
    return [*rows, ("the oldest of all six", pythons[0], list(least.values()))]


def smoke() -> None:
    """Run every experiment in the smoke profile, on the backend of this process.

    PyTorch has no fast layers, and so none of the experiments that need them.
    """
    from rnn_tutorial.experiments.catalogue import EXPERIMENTS
    from rnn_tutorial.experiments.run import run_experiment
    from rnn_tutorial.training.backend import backend_name

    for name, config in EXPERIMENTS.items():
        if backend_name() == "torch" and config.model.uses_fast_layer:
            continue
        print(name, run_experiment(name, profile="smoke", data="sample").best.accuracy)


def try_out(python: str, held: list[str], folder: Path) -> list[str]:
    """Make the environment and run everything in it; return the versions of Python and NAMES.

    Raises subprocess.CalledProcessError if anything fails.
    """
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
    there = folder / "bin" / "python"

    def call(*command: str | Path, **env: str) -> str:
        return subprocess.run(
            list(map(str, command)), check=True, capture_output=True, text=True, cwd=folder,
            env={**os.environ, "RNN_TUTORIAL_HOME": str(folder / "home"), **env},
        ).stdout  # fmt: skip

    call(uv, "venv", "-q", "--clear", "--python", python, folder)
    call(uv, "pip", "install", "-q", "--python", there, f"{ROOT}[jax]", *held)
    backends = ["tensorflow", "jax", *(["torch"] if any("torch" in pin for pin in held) else [])]
    for backend in backends:
        call(there, Path(__file__).resolve(), "--one-backend", KERAS_BACKEND=backend,
             RNN_TUTORIAL_HOME=str(folder / backend))  # fmt: skip
    call(there, "-m", "rnn_tutorial", "predict", "A fine film, and a warm one.")
    call(there, "-m", "rnn_tutorial", "figures")
    call(there, "-c", NOTEBOOK)
    call(there, "-m", "rnn_tutorial", "publish", "a.ipynb", "--to", "html")
    return call(there, "-c", VERSIONS, *NAMES).split()


def write_table(rows: list[str]) -> None:
    """Write the rows into the README, between its two marks."""
    readme = ROOT / "README.md"
    head = f"| tried | Python | {' | '.join(TITLES.values())} |\n|:---|:---|{':---|' * len(NAMES)}"
    table = "\n".join(["<!-- versions -->", "", head, *rows, "", "<!-- end of versions -->"])
    text, count = re.subn(
        "<!-- versions -->.*<!-- end of versions -->",
        lambda _: table,
        readme.read_text(),
        flags=re.S,
    )
    if count != 1:
        raise SystemExit(
            "README.md lacks the marks <!-- versions --> and <!-- end of versions -->."
        )
    readme.write_text(text)


def main(pythons: list[str]) -> int:
    """Try every set and return how many failed. A failure is printed and gets no row."""
    rows, failed = [], 0
    for what, python, held in cases(pythons or ["python3.11", "python3.12", "python3.13"]):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            try:
                numbers = try_out(python, held, Path(folder).resolve())
            except subprocess.CalledProcessError as error:
                failed += 1
                print(f"FAILED {what}: {error.cmd}\n{error.stdout[-500:]}\n{error.stderr[-3000:]}")
                continue
        rows.append(f"| {' | '.join([what, *numbers])} |")
        print(rows[-1], f"{time.perf_counter() - start:.0f} s", flush=True)
    write_table(rows)
    return failed


if __name__ == "__main__":
    if sys.argv[1:] == ["--one-backend"]:
        smoke()
    else:
        raise SystemExit(main(sys.argv[1:]))
