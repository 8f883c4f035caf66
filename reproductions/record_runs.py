"""Train the recorded runs of the book on the real reviews: `make results`.

A run that ships is trained only if the recipe of this code or the run's settings have changed
since it was recorded. On a fresh clone, nothing is left to do. `check_runs.py` tests whether this
machine trains the same histories. To record a run again, delete its file in
`rnn_tutorial/results/`.

`run_experiment` stores each run when it ends and resumes a run that was stopped, so that nothing
is trained twice. The environment variable KERAS_BACKEND selects which runs are trained.
"""

import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial import show_messages
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import RECIPE, RECORDED, TrainingResult, recorded_stem
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import load_weights, save_weights, weights_path
from rnn_tutorial.training.backend import backend_name, tune_jax

logger = logging.getLogger("rnn_tutorial.reproductions")


@dataclass(frozen=True)
class Recording:
    """An experiment to train once with each seed, and to ship.

    changes: settings that differ from the profile's. backend: the Keras backend that trains it.
    weights: whether the weights of seed 0 ship, too.
    """

    experiment: str
    profile: str
    changes: dict[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0, 1, 2)
    backend: str = "tensorflow"
    weights: bool = False


# Dropout slows learning down: these runs need more epochs before they level off. Gated networks
# overfit after three or four epochs, and each of their epochs takes several times as long.
_SLOW = {"epochs": 30}
_GATED = {"epochs": 6}
# The mean of hundreds of word vectors changes little with each of them. rmsprop with the
# chapter's learning rate would need many more epochs.
_MEAN = {"optimizer": "adam", "learning_rate": 0.01}
_BRIEF = {"epochs": 3, "maxlen": 100}
_ON_JAX: tuple[tuple[str, dict[str, Any]], ...] = (
    ("simple_rnn", {}),
    ("simple_rnn", {"maxlen": 200}),
    ("simple_rnn", {"maxlen": 1000}),
    ("bidirectional_rnn", {}),
    ("stacked_rnn", {}),
    ("dropout_rnn", _SLOW),
    ("per_timestep_dropout_rnn", _SLOW),
    ("lstm", _GATED),
    ("gru", _GATED),
    ("bidirectional_lstm", _GATED),
    ("regularised_lstm", {"epochs": 12}),
    ("bag_of_words", _MEAN),
    ("min_gru", _GATED),
    ("lru", _GATED),
    # Chapter 10 compares these at a length at which self-attention is not too slow.
    ("transformer", _BRIEF),
    ("lstm", _BRIEF),
    ("bag_of_words", _MEAN | {"maxlen": 100}),
)
RECORDINGS = (
    # As the chapter trains them.
    Recording("simple_rnn", "full", weights=True),
    Recording("dropout_rnn", "full", weights=True),
    # For comparison with a reader's own run of a chapter.
    *(
        Recording(name, "quick")
        for name in ("simple_rnn", "stacked_rnn", "bidirectional_rnn", "dropout_rnn")
    ),
    # On TensorFlow, because XLA's convolutions are slow on a processor.
    *(Recording(name, "fast") for name in ("conv1d_baseline", "dense_baseline")),
    *(Recording(name, "fast", changes, backend="jax") for name, changes in _ON_JAX),
    # For comparison with the run of the chapter's model on Keras 2, which also draws new masks.
    Recording("per_timestep_dropout_rnn", "full", backend="jax"),
    # Padded, because a text that a reader types is padded, too.
    *(
        Recording(name, "full", _GATED, seeds=(0,), backend="jax", weights=True)
        for name in ("lstm", "gru")
    ),
)


def record(
    recordings: tuple[Recording, ...] = RECORDINGS,
    folder: Path = RECORDED,
    *,
    data: str | Path = "imdb",
) -> Iterator[Path]:
    """Train the runs that `folder` lacks, write each into it, and yield its path."""
    for recording in recordings:
        stem = recorded_stem(recording.experiment, recording.profile, recording.changes)
        for seed in recording.seeds:
            path = folder / f"{stem}-seed{seed}.json"
            if not is_recorded(recording, seed, path):
                _record_one(recording, seed, path, data)
                yield path


def is_recorded(recording: Recording, seed: int, path: Path) -> bool:
    """Whether `path` holds this run, as this code would train it."""
    wanted = get_experiment(
        recording.experiment, recording.profile, data="imdb", **recording.changes
    )
    if not path.exists() or (ships_weights(recording, seed) and not weights_path(path).exists()):
        return False
    run = TrainingResult.load(path)
    return (run.recipe, run.config, run.backend) == (RECIPE, wanted, recording.backend)


def ships_weights(recording: Recording, seed: int) -> bool:
    """Whether the weights of this run ship, too."""
    return recording.weights and seed == 0


def _record_one(recording: Recording, seed: int, path: Path, data: str | Path) -> None:
    name, profile, changes = recording.experiment, recording.profile, recording.changes
    result = run_experiment(name, profile=profile, seed=seed, data=data, **changes)
    if ships_weights(recording, seed) and result.path:
        weights = load_weights(weights_path(result.path))
        save_weights(weights_path(path), [w.astype(np.float16) for w in weights])
    # The path of the reviews on the machine that trained is private.
    replace(result, config=result.config.with_changes(source="imdb")).save(path)


def main(words: list[str]) -> None:
    """`python reproductions/record_runs.py [PROFILE] [EXPERIMENT]`.

    Trains those of the chosen runs that are missing and belong to the backend in KERAS_BACKEND.
    """
    show_messages()
    chosen = tuple(
        r
        for r in RECORDINGS
        if r.backend == backend_name() and {r.profile, r.experiment}.issuperset(words)
    )
    if not chosen:
        sys.exit(f"No run of {backend_name()} is recorded for {' and '.join(words)}.")
    tune_jax()
    for path in record(chosen):
        logger.info(path.name)
    logger.info(f"The runs of {backend_name()} are all recorded.")


if __name__ == "__main__":
    main(sys.argv[1:])
