"""Measure what `evidence.py` holds, with the recorded runs' trained networks."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from rnn_tutorial.claims.evidence import Evidence
from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.datasets.reviews import review_lengths
from rnn_tutorial.datasets.sequences import pattern_sequences
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.experiments.trained import load_trained
from rnn_tutorial.inspection.gradients import gradient_norms
from rnn_tutorial.models.architecture import compile_model
from rnn_tutorial.models.layers import glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.storage import write_beside

LENGTHS = (200, 500, 1000)
TIMESTEPS = 30
TRAINED = range(10, 20)  # where the pattern may begin in training
ELSEWHERE = [place for place in range(TIMESTEPS - 2) if place not in TRAINED]
SMALLEST = 1e-45  # float32 knows nothing smaller


def gather(
    path: Path = RECORDED / "evidence.json",
    *,
    data: str | Path = "imdb",
    seeds: tuple[int, ...] = (0, 1, 2),
) -> Evidence:
    """Measure, and write to `path` as JSON. It needs the runs that `recording.py` makes."""
    reach = {str(n): [gradient_reach(n, seed, data) for seed in seeds] for n in LENGTHS}
    columns = [
        list(column)
        for kind in ("rnn", "each", "dense")
        for column in zip(*(find_pattern(kind, seed) for seed in seeds), strict=True)
    ]
    evidence = Evidence(reach, *columns)
    with write_beside(path) as stream:
        stream.write(json.dumps(asdict(evidence), indent=1).encode() + b"\n")
    return evidence


def gradient_reach(maxlen: int, seed: int, data: str | Path) -> float:
    """log10 of the gradient's norm at the first word over that at the last one.

    The mean over 64 test reviews that fill `maxlen`, in the trained SimpleRNN of that length.
    """
    changes = {} if maxlen == 500 else {"maxlen": maxlen}
    model = load_trained("simple_rnn", profile="fast", seed=seed, data=data, **changes)
    reviews = model.dataset
    full = np.flatnonzero(review_lengths(reviews.x_test) == maxlen)[:64]
    norms = gradient_norms(model, reviews.x_test[full], reviews.y_test[full])
    return round(float(np.log10(max(norms[0], SMALLEST) / norms[-1])), 2)


def find_pattern(kind: str, seed: int) -> tuple[float, float]:
    """The accuracy at places that occurred in training, and at others.

    kind: "rnn" (32 units, asked at the end), "each" (asked at each timestep whether the pattern
    has just been completed) or "dense" (a hidden layer of 32 units on all timesteps at once).
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


def _accuracy(model: keras.Model, places, seed: int) -> float:
    """The share of sequences of which it is rightly said whether the pattern is in them."""
    x, found = pattern_sequences(2000, TIMESTEPS, places, seed=seed + 1000)
    said = model.predict(x, verbose=0).reshape(len(x), -1).max(axis=1) > 0.5
    return round(float((said == found.max(axis=1)).mean()), 4)


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
    print(gather())
