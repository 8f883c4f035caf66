"""Reproduce the dropout result of the original chapter on Keras 2.

The chapter reports that dropout delays overfitting from about 10 to 60-70 epochs. On Keras 3 it
doesn't. This script shows why: Keras 2 draws a new dropout mask at every timestep when it
trains, Keras 3 keeps one mask per review.

    python reproductions/keras2_dropout.py              # all of the following, in this order
    python reproductions/keras2_dropout.py --masks      # the masks of Keras 2 and 3 (a minute)
    python reproductions/keras2_dropout.py --spectral   # what a mask does to W (seconds)
    python reproductions/keras2_dropout.py --train      # six runs of 100 epochs (hours)
    python reproductions/keras2_dropout.py --progress   # how far the runs are

Run it in the project's environment. It makes a second environment with uv, in
build/reproductions/keras2/env, because Keras 2 and Keras 3 can't both be `import keras`. The
training can be stopped at any time; the next call resumes it after its last finished epoch.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from keras2_masks import print_spectral

from rnn_tutorial import __version__
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.metrics import best_epoch, overfitting_epoch

PACKAGES = ("tensorflow==2.21.0", "tf_keras==2.21.0", "keras==3.15.1", "numpy==2.4.6")
PROFILE = "keras2"
HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "build" / "reproductions" / "keras2"
ORDER = ("dropout_rnn", "simple_rnn")


def find_uv() -> str:
    """The path of uv: on PATH, else beside the running Python (it is in the dev group)."""
    places = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    uv = shutil.which("uv", path=places)
    if uv is None:
        raise TutorialError(
            "uv was not found on PATH or beside this Python: install it with `pip install uv`."
        )
    return uv


def make_environment(folder: Path) -> Path:
    """An environment with Keras 2 in folder/env, made only once; returns its Python."""
    environment = folder / "env"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = environment / "ready"  # written last: a killed installation starts over
    if ready.exists() and ready.read_text(encoding="utf-8") == " ".join(PACKAGES):
        return python
    uv = find_uv()
    print(f"Making an environment with Keras 2 in {environment}.", flush=True)
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)]
    subprocess.run(make, check=True)
    install = [uv, "pip", "install", "--quiet", "--python", str(python), *PACKAGES]
    subprocess.run(install, check=True)
    ready.write_text(" ".join(PACKAGES), encoding="utf-8")
    return python


def plan_runs(data: str, seeds: int, **facts: str) -> list[dict]:
    """The runs in order: seed by seed, dropout first. Each is the start of a result's JSON.

    facts: what is the same for all, as TrainingResult names it (source, fingerprint, machine).
    """
    runs = []
    for seed in range(seeds):
        for name in ORDER:
            config = get_experiment(name, "full", data=data)
            if name == "dropout_rnn":  # the chapter doesn't ask for it; Keras 2 does it anyway
                config = config.with_changes(dropout_masks="per_timestep")
            runs.append(
                {
                    "layout": 1,
                    "config": asdict(config),
                    "profile": PROFILE,
                    "seed": seed,
                    "backend": "keras 2 (tf_keras 2.21)",
                    "versions": {"rnn-tutorial": __version__},
                    **facts,
                }
            )
    return runs


def prepare(folder: Path, seeds: int) -> None:
    """Write the reviews as plain .npy files and the plan, which the other environment reads."""
    from rnn_tutorial.datasets import load_imdb
    from rnn_tutorial.experiments.machine import machine_name

    dataset = load_imdb()  # 10,000 words, 500 timesteps: the chapter's
    for part in ("x_train", "y_train", "x_test", "y_test"):
        np.save(folder / f"{part}.npy", getattr(dataset, part), allow_pickle=False)
    runs = plan_runs(
        "imdb",
        seeds,
        source=dataset.source,
        fingerprint=dataset.fingerprint,
        machine=machine_name(),
    )
    (folder / "plan.json").write_text(json.dumps(runs, indent=1), encoding="utf-8")


def run_keras2(folder: Path, script: str, *words: str) -> None:
    """Run a script that lies beside this one in the environment of Keras 2."""
    python = make_environment(folder)
    alone = {"PYTHONPATH": "", "KERAS_BACKEND": "tensorflow"}
    subprocess.run([python, str(HERE / script), *words], env=os.environ | alone, check=True)


def train(folder: Path, seeds: int) -> None:
    """Train the runs that are not finished, one after the other, each from its checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "train.lock", timeout=0):
            prepare(folder, seeds)
            run_keras2(folder, "keras2_training.py", str(folder))
    except Timeout:
        raise TutorialError(
            f"another process is training in {folder}: see --progress, or give another --folder."
        ) from None


def read_histories(folder: Path) -> dict[str, dict[str, list[float]]]:
    """Name of the run -> its history so far, for finished and unfinished runs."""
    histories = {}
    for path in sorted(folder.glob("*.checkpoint.npz")):
        with np.load(path, allow_pickle=False) as stored:
            record = json.loads(stored["record"].tobytes())
        histories[path.name.removesuffix(".checkpoint.npz")] = record["history"]
    for path in sorted(folder.glob("*-seed*.json")):
        histories[path.stem] = json.loads(path.read_text(encoding="utf-8"))["history"]
    return histories


def print_progress(folder: Path) -> None:
    """One line per run: its epochs, its best accuracy and its lowest loss in validation."""
    for name, history in sorted(read_histories(folder).items()):
        best, lowest = best_epoch(history), overfitting_epoch(history)
        print(
            f"{name}: {len(history['loss'])} epochs, validation accuracy "
            f"{history['val_accuracy'][best - 1]:.3f} at best (epoch {best}), "
            f"{history['val_accuracy'][-1]:.3f} now; validation loss "
            f"{history['val_loss'][lowest - 1]:.3f} at its lowest (epoch {lowest})"
        )


def main() -> None:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(description="Reproduce the chapter's dropout result.")
    for flag in ("masks", "spectral", "train", "progress"):
        parser.add_argument(f"--{flag}", action="store_true")
    parser.add_argument("--seeds", type=int, default=3, help="train with seeds 0 to SEEDS-1")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is kept")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    everything = not (chosen.masks or chosen.spectral or chosen.train or chosen.progress)
    try:
        if chosen.masks or everything:
            run_keras2(folder, "keras2_masks.py")
        if chosen.spectral or everything:
            print_spectral()
        if chosen.train or everything:
            train(folder, chosen.seeds)
        if chosen.progress or everything:
            print_progress(folder)
    except TutorialError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} ended with exit code {error.returncode}.")


if __name__ == "__main__":
    main()
