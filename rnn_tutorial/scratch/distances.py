"""How far back can each cell learn? The adding problem and the copy task over growing distance.

`load_distances()` gives the recorded runs that the book shows; `measure_distances(PATH)` makes
them anew (about half an hour on one core, without Keras). On another machine numbers are rounded
otherwise, and a run that just fails or just succeeds may come out one distance away.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch.tasks import ADDING, COPY
from rnn_tutorial.scratch.training import make_network, train
from rnn_tutorial.storage import write_beside

TASKS = {"adding": ADDING, "copy": COPY}
DISTANCES = {"adding": (10, 20, 40, 80, 160, 320), "copy": (5, 10, 20, 40, 80, 160)}

# Every remedy differs from the plain RNN in one thing. The first dictionary is for
# `make_network`, the second for `train`.
VARIANTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain RNN": ({"cell": "rnn", "recurrent": "glorot"}, {"clipnorm": None}),
    "clipping": ({"cell": "rnn", "recurrent": "glorot"}, {"clipnorm": 1.0}),
    "orthogonal": ({"cell": "rnn", "recurrent": "orthogonal"}, {"clipnorm": None}),
    "identity": ({"cell": "rnn", "recurrent": "identity"}, {"clipnorm": None}),
    "ReLU": ({"cell": "rnn", "recurrent": "glorot", "activation": "relu"}, {"clipnorm": None}),
    "ReLU, identity, clipping": (
        {"cell": "rnn", "recurrent": "identity", "activation": "relu"},
        {"clipnorm": 1.0},
    ),
    "truncated to 10": ({"cell": "rnn", "recurrent": "glorot"}, {"clipnorm": None, "truncate": 10}),
    "LSTM": ({"cell": "lstm", "recurrent": "glorot"}, {"clipnorm": None}),
    "LSTM, forget bias 0": (
        {"cell": "lstm", "recurrent": "glorot", "forget_bias": 0.0},
        {"clipnorm": None},
    ),
    "LSTM, forget bias 4": (
        {"cell": "lstm", "recurrent": "glorot", "forget_bias": 4.0},
        {"clipnorm": None},
    ),
    "GRU": ({"cell": "gru", "recurrent": "glorot"}, {"clipnorm": None}),
}


@dataclass(frozen=True)
class Attempt:
    """One variant on one task at one distance: the better of the learning rates.

    steps: how many were trained until it was learnt, or all of them. loss: the mean of the
    last 50 (None where training stopped because the loss was not a number).
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
    steps: int = 2000,
    units: int = 32,
    learning_rates: Sequence[float] = (0.01, 0.003),
) -> Attempt:
    """Train one variant from scratch at one distance, with each learning rate until one learns."""
    check_choice("task", task, tuple(TASKS))
    check_choice("variant", variant, tuple(VARIANTS))
    problem, (shape, training) = TASKS[task], VARIANTS[variant]
    best = None
    for rate in learning_rates:
        network = make_network(
            features=problem.features, outputs=problem.outputs, units=units, seed=seed, **shape
        )
        options = {"steps": steps, "learning_rate": rate, "seed": seed, "until_solved": True}
        try:
            losses = train(network, problem, distance, **options, **training)
            loss, taken = float(np.mean(losses[-50:])), len(losses)
        except TutorialError:  # the loss was not a number: not learnt at this rate
            loss, taken = None, steps
        learnt = loss is not None and loss < problem.solved
        found = Attempt(task, variant, seed, distance, learnt, taken, loss, rate)
        if learnt:
            return found
        if best is None or (loss is not None and (best.loss is None or loss < best.loss)):
            best = found
    return best


def climb(task: str, variant: str, seed: int, **options: Any) -> list[Attempt]:
    """Attempts at growing distances, up to the first that is not learnt."""
    attempts = []
    for distance in DISTANCES[task]:
        attempts.append(attempt(task, variant, distance, seed=seed, **options))
        if not attempts[-1].learnt:
            break
    return attempts


def largest_distances(attempts: Sequence[Attempt], task: str) -> dict[str, list[int]]:
    """variant -> the largest distance that each seed learnt (0: not even the shortest)."""
    found: dict[str, dict[int, int]] = {}
    for a in attempts:
        if a.task == task:
            seeds = found.setdefault(a.variant, {})
            seeds[a.seed] = max(seeds.get(a.seed, 0), a.distance if a.learnt else 0)
    return {variant: list(seeds.values()) for variant, seeds in found.items()}


def measure_distances(
    path: Path,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    say: Callable[[str], None] = print,
    **options: Any,
) -> list[Attempt]:
    """Make the recorded runs anew, and write them to `path` as JSON. options: as of `attempt`."""
    attempts: list[Attempt] = []
    for task in TASKS:
        for variant in VARIANTS:
            for seed in seeds:
                attempts += climb(task, variant, seed, **options)
                say(f"{task}, {variant}, seed {seed}: {attempts[-1]}")
    with write_beside(Path(path)) as stream:
        stream.write(json.dumps([asdict(a) for a in attempts], indent=1).encode() + b"\n")
    return attempts


def load_distances(path: Path | None = None) -> list[Attempt]:
    """The recorded runs of the book, or those that `measure_distances` wrote to `path`."""
    source = path or resources.files("rnn_tutorial") / "results" / "distances.json"
    try:
        return [Attempt(**a) for a in json.loads(source.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise TutorialError(
            f"{source} holds no distances ({error}): make them with measure_distances."
        ) from None
