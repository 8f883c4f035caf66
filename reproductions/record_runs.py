"""Train the recorded runs of the book on the real reviews: `make results`.

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
from rnn_tutorial.experiments.result import RECORDED, recorded_stem
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
    """Train the runs that are not stored here, write each into `folder`, and yield its path."""
    for recording in recordings:
        for seed in recording.seeds:
            yield _record_one(recording, seed, folder, data)


def _record_one(recording: Recording, seed: int, folder: Path, data: str | Path) -> Path:
    name, profile, changes = recording.experiment, recording.profile, recording.changes
    result = run_experiment(name, profile=profile, seed=seed, data=data, **changes)
    path = folder / f"{recorded_stem(name, profile, changes)}-seed{seed}.json"
    # The path of the reviews on the machine that trained is private.
    replace(result, config=result.config.with_changes(source="imdb")).save(path)
    if recording.weights and seed == 0 and result.path:
        weights = load_weights(weights_path(result.path))
        save_weights(weights_path(path), [w.astype(np.float16) for w in weights])
    return path


def main(words: list[str]) -> None:
    """`python reproductions/record_runs.py [PROFILE or EXPERIMENT ...]`.

    Trains the chosen runs that belong to the backend which KERAS_BACKEND names.
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


if __name__ == "__main__":
    main(sys.argv[1:])
