"""Make the measurements that `rnn_tutorial/claims/evidence.py` reads: part of `make results`.

Nothing is measured if those that ship were made with the recipe of this code. To measure again,
delete `rnn_tutorial/results/evidence.json`.
"""

from dataclasses import asdict

import numpy as np

from rnn_tutorial.claims.evidence import Evidence, load_evidence
from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.datasets.padding import review_lengths
from rnn_tutorial.datasets.sequences import pattern_sequences
from rnn_tutorial.experiments.result import RECIPE, RECORDED
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import load_trained
from rnn_tutorial.inspection.gradients import gradient_norms
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.architecture import compile_model
from rnn_tutorial.models.layers import glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

FILE = RECORDED / "evidence.json"
SEEDS = (0, 1, 2)
LENGTHS = (200, 500, 1000)
TIMESTEPS = 30
TRAINED = range(10, 20)  # where the pattern begins in training
ELSEWHERE = [place for place in range(TIMESTEPS - 2) if place not in TRAINED]
SMALLEST = 1e-45  # the least positive float32; keeps the logarithm finite


def measure_evidence() -> Evidence:
    """Measure for each seed and write the numbers as JSON.

    The trained networks are those of the profile `fast`, trained now if they are not stored.
    """
    reach = {str(n): [gradient_reach(n, seed) for seed in SEEDS] for n in LENGTHS}
    columns = [
        list(column)
        for kind in ("rnn", "each", "dense")
        for column in zip(*(find_pattern(kind, seed) for seed in SEEDS), strict=True)
    ]
    evidence = Evidence(reach, *columns, recipe=RECIPE)
    write_measurements(FILE, asdict(evidence))
    return evidence


def gradient_reach(maxlen: int, seed: int) -> float:
    """log10 of the gradient's norm at the first word divided by its norm at the last word.

    The norms are means over 64 test reviews of at least `maxlen` words, which the SimpleRNN
    trained at that length reads.
    """
    changes = {} if maxlen == 500 else {"maxlen": maxlen}
    run = {"profile": "fast", "seed": seed, "data": "imdb", **changes}
    run_experiment("simple_rnn", **run)
    model = load_trained("simple_rnn", **run)
    reviews = model.dataset
    full = np.flatnonzero(review_lengths(reviews.x_test) == maxlen)[:64]
    norms = gradient_norms(model, reviews.x_test[full], reviews.y_test[full])
    return round(float(np.log10(max(norms[0], SMALLEST) / norms[-1])), 2)


def find_pattern(kind: str, seed: int) -> tuple[float, float]:
    """Train a network to find a pattern; its accuracy at trained places and at other places.

    kind: "rnn" (32 units, one answer at the end), "each" (32 units, an answer at each timestep:
    has the pattern just been completed?) or "dense" (32 hidden units that see all timesteps at
    once).
    """
    x, found = pattern_sequences(4000, TIMESTEPS, TRAINED, seed=seed)
    y = found[:, :, None] if kind == "each" else found.max(axis=1, keepdims=True)
    model = _detector(kind, seed)
    compile_model(model, TrainingConfig(optimizer="adam", learning_rate=0.003))
    order = np.random.default_rng(seed)
    for _ in range(30):
        rows = order.permutation(len(x))
        model.fit(x[rows], y[rows], batch_size=64, shuffle=False, verbose=0)
    return _accuracy(model, TRAINED, seed), _accuracy(model, ELSEWHERE, seed)


def _accuracy(model: keras.Model, places: range | list[int], seed: int) -> float:
    """The share of new sequences for which the answer "contains the pattern" is right."""
    x, found = pattern_sequences(2000, TIMESTEPS, places, seed=seed + 1000)
    answers = model.predict(x, verbose=0).reshape(len(x), -1).max(axis=1) > 0.5
    return round(float((answers == found.max(axis=1)).mean()), 4)


def _detector(kind: str, seed: int) -> keras.Model:
    seeds = layer_seeds(seed)
    inputs = keras.Input((TIMESTEPS, 4))
    if kind == "dense":
        flat = keras.layers.Flatten()(inputs)
        h = keras.layers.Dense(32, activation="relu", kernel_initializer=glorot(seeds))(flat)
    else:
        h = recurrent("simple_rnn", 32, seeds, return_sequences=kind == "each")(inputs)
    outputs = keras.layers.Dense(1, activation="sigmoid", kernel_initializer=glorot(seeds))(h)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    ready = FILE.exists() and load_evidence(FILE).recipe == RECIPE
    print(load_evidence(FILE) if ready else measure_evidence())
