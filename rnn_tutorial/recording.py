"""Make the recorded runs of the book: `make results`, on the real reviews.

Each run is stored by `run_experiment` as it ends, and goes on from its last epoch if it was
stopped. What is finished is therefore never lost and never done twice.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.experiments import load_weights, run_experiment
from rnn_tutorial.gathering import gather
from rnn_tutorial.result import RECORDED, recorded_stem
from rnn_tutorial.storage import write_beside


@dataclass(frozen=True)
class Recording:
    """One experiment that is recorded once for each seed. changes: as of `get_experiment`."""

    experiment: str
    profile: str
    changes: dict[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0, 1, 2)
    weights: bool = False  # whether the trained weights of seed 0 ship, too


# Dropout slows learning down, so its runs need more epochs to show where they lead.
_SLOW = {"epochs": 40}
RECORDINGS = (
    # As the chapter trains them; on TensorFlow.
    Recording("simple_rnn", "full", weights=True),
    Recording("dropout_rnn", "full", weights=True),
    # What a reader's own run of a chapter is laid over; on TensorFlow.
    Recording("simple_rnn", "quick"),
    Recording("stacked_rnn", "quick"),
    Recording("bidirectional_rnn", "quick"),
    Recording("dropout_rnn", "quick"),
    # The fastest faithful way; on JAX.
    Recording("simple_rnn", "fast"),
    Recording("bidirectional_rnn", "fast"),
    Recording("simple_rnn", "fast", {"maxlen": 200}),
    Recording("simple_rnn", "fast", {"maxlen": 1000}),
    Recording("conv1d_baseline", "fast"),
    Recording("lstm", "full", {"epochs": 6}, seeds=(0,), weights=True),
    Recording("stacked_rnn", "fast"),
    Recording("dropout_rnn", "fast", _SLOW),
    Recording("per_timestep_dropout_rnn", "fast", _SLOW),
    Recording("lstm", "fast"),
    Recording("dense_baseline", "fast"),
    Recording("bag_of_words", "fast"),
    Recording("gru", "fast"),
    Recording("bidirectional_lstm", "fast"),
    Recording("regularised_lstm", "fast"),
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
    """`python -m rnn_tutorial.recording [PROFILE, EXPERIMENT or "evidence" ...]`, or all."""
    chosen = tuple(r for r in RECORDINGS if not words or {r.profile, r.experiment} & {*words})
    evidence = not words or "evidence" in words
    if not chosen and not evidence:
        sys.exit(f"{' '.join(words)}: give full, fast, quick, evidence or an experiment's name.")
    for path in record(chosen, say=lambda text: print(text, flush=True)):
        print(path.name, flush=True)
    if evidence:
        print(gather(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
