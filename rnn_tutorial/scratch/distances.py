"""How far back can each cell learn? The adding problem and the copy task at growing distances.

`load_distances()` reads the recorded runs that the book shows. `measure_distances(PATH)` repeats
them in about half an hour on one core. Other machines round differently, so a run that nearly
fails may reach the next distance there, or the one before.
"""

import contextlib
import itertools
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.measurements import read_measurements, write_measurements
from rnn_tutorial.scratch.tasks import ADDING, COPY
from rnn_tutorial.scratch.training import make_network, train

logger = logging.getLogger(__name__)

TASKS = {"adding": ADDING, "copy": COPY}
DISTANCES = {"adding": (10, 20, 40, 80, 160, 320), "copy": (5, 10, 20, 40, 80, 160)}
STEPS, UNITS, LEARNING_RATES = 2000, 32, (0.01, 0.003)

# How each variant differs from the plain RNN, which starts with "glorot" and doesn't clip.
VARIANTS: dict[str, dict[str, Any]] = {
    "plain RNN": {"cell": "rnn"},
    "clipping": {"cell": "rnn", "clipnorm": 1.0},
    "orthogonal": {"cell": "rnn", "recurrent": "orthogonal"},
    "identity": {"cell": "rnn", "recurrent": "identity"},
    "ReLU": {"cell": "rnn", "activation": "relu"},
    "ReLU, identity, clipping": {
        "cell": "rnn", "recurrent": "identity", "activation": "relu", "clipnorm": 1.0
    },
    "truncated to 10": {"cell": "rnn", "truncate": 10},
    "LSTM": {"cell": "lstm"},
    "LSTM, forget bias 0": {"cell": "lstm", "forget_bias": 0.0},
    "LSTM, forget bias 4": {"cell": "lstm", "forget_bias": 4.0},
    "GRU": {"cell": "gru"},
}  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """One variant on one task at one distance, with the learning rate that did better.

    distance: in timesteps. steps: trained until the task was learnt, else all.
    loss: mean of the last 50 steps; None if training stopped because the loss was not finite.
    """

    task: str
    variant: str
    seed: int
    distance: int
    learnt: bool
    steps: int
    loss: float | None
    learning_rate: float


def attempt(
    task: str,
    variant: str,
    distance: int,
    *,
    seed: int = 0,
) -> Attempt:
    """Train one variant at one distance.

    It tries one learning rate after the other until one learns.
    task: a key of TASKS. variant: a key of VARIANTS. distance: in timesteps.
    """
    check_choice("task", task, tuple(TASKS))
    check_choice("variant", variant, tuple(VARIANTS))
    problem, shape = TASKS[task], {"recurrent": "glorot"} | VARIANTS[variant]
    options = {key: shape.pop(key, None) for key in ("clipnorm", "truncate")}
    options |= {"steps": STEPS, "until_solved": True, "seed": seed}
    attempts = []
    for rate in LEARNING_RATES:
        network = make_network(
            features=problem.features,
            outputs=problem.outputs,
            units=UNITS,
            seed=seed,
            **shape,
        )
        loss, taken, options["learning_rate"] = None, STEPS, rate
        with contextlib.suppress(TutorialError):  # a loss that isn't finite
            losses = train(network, problem, distance, **options)
            loss, taken = float(np.mean(losses[-50:])), len(losses)
        learnt = loss is not None and loss < problem.solved
        run = task, variant, seed, distance, learnt, taken, loss, rate
        attempts.append(Attempt(*run))
        if learnt:
            return attempts[-1]
    return min(attempts, key=lambda a: math.inf if a.loss is None else a.loss)


def largest_distances(attempts: Sequence[Attempt], task: str) -> dict[str, list[int]]:
    """variant -> the largest distance that each seed learnt; 0 if it learnt none.

    task: "copy" or "adding". Raises TutorialError for another one.
    """
    check_choice("task", task, tuple(TASKS))
    found: dict[str, dict[int, int]] = {}
    for a in attempts:
        if a.task == task:
            seeds = found.setdefault(a.variant, {})
            seeds[a.seed] = max(seeds.get(a.seed, 0), a.distance if a.learnt else 0)
    return {variant: list(seeds.values()) for variant, seeds in found.items()}


def measure_distances(path: Path, *, seeds: Sequence[int] = (0, 1, 2)) -> list[Attempt]:
    """Repeat the recorded runs, and write them to `path` as JSON.

    Each variant tries growing distances, up to the first that it doesn't learn.
    """
    attempts: list[Attempt] = []
    for task, variant, seed in itertools.product(TASKS, VARIANTS, seeds):
        for distance in DISTANCES[task]:
            attempts.append(attempt(task, variant, distance, seed=seed))
            if not attempts[-1].learnt:
                break
        logger.info("%s, %s, seed %s: %s", task, variant, seed, attempts[-1])
    write_measurements(Path(path), attempts)
    return attempts


def load_distances(path: str | Path | None = None) -> list[Attempt]:
    """The recorded runs of the book, or those that `measure_distances` wrote to `path`.

    Raises TutorialError for any other file.
    """
    source = path or resources.files("rnn_tutorial") / "results" / "distances.json"
    return read_measurements(
        source, "measure_distances", list, lambda content: [Attempt(**entry) for entry in content]
    )
