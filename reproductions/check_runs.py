"""Train the first epoch of recorded runs again, and compare: `make check-results`.

    KERAS_BACKEND=jax python reproductions/check_runs.py [PROFILE] [EXPERIMENT] [--renew]

Each recording of the backend in KERAS_BACKEND is trained for one epoch with its first seed.
With the recorded versions on the recorded kind of processor, the metrics must be equal to 1e-4.
With others, rounding differs and grows: then loss and accuracy over the epoch may differ from
those recorded as much as seeds do. --renew writes the recipe number of this code into the records
that are equal; the others must be recorded again (`make results`).
"""

import sys
from dataclasses import replace
from pathlib import Path

from record_runs import RECORDINGS, Recording

from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.machine import machine_name, versions
from rnn_tutorial.experiments.result import (
    RECIPE,
    RECORDED,
    TrainingResult,
    read_recorded,
    recorded_stem,
)
from rnn_tutorial.experiments.trained import build_network
from rnn_tutorial.metrics import METRICS
from rnn_tutorial.training.backend import backend_name, tune_jax
from rnn_tutorial.training.fitting import fit

EXACT = 1e-4
LEAST_SPREAD = 0.03  # in accuracy and in loss, for recordings with few seeds
# Means over all batches. The validation metrics depend on the weights that the last batch left:
# they jump, and on another processor they can be far from those of three seeds.
OVER_THE_EPOCH = ("loss", "accuracy")


def train_first_epoch(recording: Recording, data: str | Path = "imdb") -> dict[str, float]:
    """The metrics of the first epoch with the recording's first seed."""
    config = get_experiment(
        recording.experiment, recording.profile, data=data, **recording.changes
    ).with_changes(epochs=1)
    seed, dataset = recording.seeds[0], load_reviews(config.data)
    state = fit(build_network(config, seed), *dataset.train, config.training, seed=seed)
    return {metric: state.history[metric][0] for metric in METRICS}


def compare(found: dict[str, float], runs: list[TrainingResult]) -> str:
    """Return "equal", "within the spread" or "differs": the metrics `found` and those recorded.

    runs: all seeds of the recording; the first one is trained again.
    """
    recorded = {metric: [run.history[metric][0] for run in runs] for metric in METRICS}
    if all(abs(found[metric] - values[0]) <= EXACT for metric, values in recorded.items()):
        return "equal"
    if same_environment(runs[0]):
        return "differs"
    near = all(
        abs(found[metric] - values[0]) <= max(LEAST_SPREAD, max(values) - min(values))
        for metric, values in recorded.items()
        if metric in OVER_THE_EPOCH
    )
    return "within the spread" if near else "differs"


def same_environment(run: TrainingResult) -> bool:
    """Whether this is the software and the kind of processor that the run was recorded with."""
    processor = run.machine.split(",")[0]
    return run.versions == versions() and machine_name().startswith(processor)


def check(recording: Recording, *, renew: bool, data: str | Path = "imdb") -> str:
    """Train and compare one recording, print a line, and return what `compare` returns."""
    stem = recorded_stem(recording.experiment, recording.profile, recording.changes)
    runs = read_recorded(stem)
    if not runs:
        print(f"{stem}: not recorded", flush=True)
        return "differs"
    found = train_first_epoch(recording, data)
    outcome = compare(found, runs)
    was = runs[0].history
    numbers = ", ".join(f"{m} {was[m][0]:.4f} and {found[m]:.4f}" for m in METRICS)
    print(f"{stem}: {outcome} (recorded and now: {numbers})", flush=True)
    if renew and outcome == "equal":
        for run in runs:
            replace(run, recipe=RECIPE).save(RECORDED / f"{stem}-seed{run.seed}.json")
    return outcome


def main(words: list[str]) -> None:
    """Check the chosen recordings; end with exit code 1 if one differs."""
    renew = "--renew" in words
    wanted = [word for word in words if word != "--renew"]
    chosen = [
        r
        for r in RECORDINGS
        if r.backend == backend_name() and {r.profile, r.experiment}.issuperset(wanted)
    ]
    if not chosen:
        sys.exit(f"No run of {backend_name()} is recorded for {' and '.join(wanted)}.")
    tune_jax()
    outcomes = [check(recording, renew=renew) for recording in chosen]
    sys.exit(1 if "differs" in outcomes else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
