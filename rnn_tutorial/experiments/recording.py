"""Make the recorded runs of the book: `make results`, on the real reviews.

Each run is stored by `run_experiment` as it ends, and goes on from its last epoch if it was
stopped. What is finished is therefore never lost and never done twice. KERAS_BACKEND says which
of them are made.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.experiments.result import RECORDED, recorded_stem
from rnn_tutorial.experiments.run import load_weights, run_experiment
from rnn_tutorial.storage import write_beside
from rnn_tutorial.training.backend import backend_name, tune_jax


@dataclass(frozen=True)
class Recording:
    """One experiment that is recorded once for each seed. changes: as of `get_experiment`.

    backend: the one that trains it. weights: whether those of seed 0 ship, too.
    """

    experiment: str
    profile: str
    changes: dict[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0, 1, 2)
    backend: str = "tensorflow"
    weights: bool = False


# Dropout slows learning down, so its runs need more epochs to show where they lead; gated
# networks overfit after three or four, and each of their epochs takes several times as long.
_SLOW = {"epochs": 30}
_GATED = {"epochs": 6}
# The mean of hundreds of word vectors moves little with each of them: rmsprop at the chapter's
# learning rate has hardly begun when its epochs end.
_MEAN = {"optimizer": "adam", "learning_rate": 0.01}
_ON_JAX = (
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
)
RECORDINGS = (
    # As the chapter trains them.
    Recording("simple_rnn", "full", weights=True),
    Recording("dropout_rnn", "full", weights=True),
    # What a reader's own run of a chapter is laid over.
    *(
        Recording(name, "quick")
        for name in ("simple_rnn", "stacked_rnn", "bidirectional_rnn", "dropout_rnn")
    ),
    # The fastest faithful way. XLA's convolutions are slow on a processor.
    *(Recording(name, "fast") for name in ("conv1d_baseline", "dense_baseline")),
    *(Recording(name, "fast", changes, backend="jax") for name, changes in _ON_JAX),
    # Padded, since what a reader types is padded, too.
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
    say: Callable[[str], None] = print,
) -> Iterator[Path]:
    """Train what is missing, write each result into `folder`, and yield its path."""
    for recording in recordings:
        for seed in recording.seeds:
            yield _record_one(recording, seed, folder, data, say)


def _record_one(recording, seed, folder, data, say) -> Path:
    name, profile, changes = recording.experiment, recording.profile, recording.changes
    result = run_experiment(name, profile=profile, seed=seed, data=data, say=say, **changes)
    stem = f"{recorded_stem(name, profile, changes)}-seed{seed}"
    # Where the reviews lay on the machine that trained is nobody's business.
    replace(result, config=result.config.with_changes(source="imdb")).save(folder / f"{stem}.json")
    if recording.weights and seed == 0:
        trained = load_weights(result.path.with_suffix(".weights.npz"))
        with write_beside(folder / f"{stem}.weights.npz") as stream:
            half = {f"w{i}": array.astype(np.float16) for i, array in enumerate(trained)}
            np.savez_compressed(stream, **half)
    return folder / f"{stem}.json"


def main(words: list[str]) -> None:
    """`python -m rnn_tutorial.experiments.recording [PROFILE or EXPERIMENT ...]`.

    It records the runs that belong to the backend named by KERAS_BACKEND.
    """
    chosen = tuple(
        r
        for r in RECORDINGS
        if r.backend == backend_name() and {r.profile, r.experiment}.issuperset(words)
    )
    if not chosen:
        sys.exit(f"{backend_name()} records nothing that is {' and '.join(words)}.")
    tune_jax()
    for path in record(chosen, say=lambda text: print(text, flush=True)):
        print(path.name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
