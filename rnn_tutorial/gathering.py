"""Measure what `evidence.py` holds, with the recorded runs' trained networks."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from rnn_tutorial.architecture import compile_model
from rnn_tutorial.batching import review_lengths
from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.evidence import Evidence
from rnn_tutorial.experiments import load_trained
from rnn_tutorial.gradients import gradient_norms
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.result import RECORDED
from rnn_tutorial.seeded import glorot, layer_seeds, recurrent
from rnn_tutorial.storage import write_beside
from rnn_tutorial.toy_sequences import pattern_sequences

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
    rnn = [find_pattern("rnn", seed) for seed in seeds]
    dense = [find_pattern("dense", seed) for seed in seeds]
    evidence = Evidence(
        reach, *(list(column) for column in zip(*rnn, strict=True)),
        *(list(column) for column in zip(*dense, strict=True)),
    )  # fmt: skip
    with write_beside(path) as stream:
        stream.write(json.dumps(asdict(evidence), indent=1).encode() + b"\n")
    return evidence


def gradient_reach(maxlen: int, seed: int, data: str | Path) -> float:
    """log10 of the gradient's norm at the first word over that at the last one.

    The mean over 64 test reviews that fill `maxlen`, in the trained SimpleRNN of that length.
    """
    changes = {} if maxlen == 500 else {"maxlen": maxlen}
    model, reviews = load_trained("simple_rnn", profile="fast", seed=seed, data=data, **changes)
    full = np.flatnonzero(review_lengths(reviews.x_test) == maxlen)[:64]
    norms = gradient_norms(model, reviews.x_test[full], reviews.y_test[full])
    return round(float(np.log10(max(norms[0], SMALLEST) / norms[-1])), 2)


def find_pattern(kind: str, seed: int) -> tuple[float, float]:
    """The accuracy at places that occurred in training, and at others.

    kind: "rnn" (32 units) or "dense" (one hidden layer of 32 units on all timesteps at once).
    """
    x, y = _found(4000, TRAINED, seed)
    model = _detector(kind, seed)
    compile_model(model, TrainingConfig(optimizer="adam", learning_rate=0.003))
    order = np.random.default_rng(seed)
    for _ in range(30):
        rows = order.permutation(len(x))
        model.fit(x[rows], y[rows], batch_size=64, shuffle=False, verbose=0)
    places = [_found(2000, where, seed + 1000) for where in (TRAINED, ELSEWHERE)]
    seen, unseen = (float(((model.predict(x, verbose=0) > 0.5) == y).mean()) for x, y in places)
    return round(seen, 4), round(unseen, 4)


def _found(count: int, places, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """x (count, timesteps, letters), and (count, 1): whether the pattern is anywhere in it."""
    x, found = pattern_sequences(count, TIMESTEPS, places, seed=seed)
    return x, found.max(axis=1, keepdims=True)


def _detector(kind: str, seed: int) -> keras.Model:
    seeds = layer_seeds(seed)
    inputs = keras.Input((TIMESTEPS, 4))
    if kind == "rnn":
        h = recurrent("simple_rnn", 32, seeds)(inputs)
    else:
        flat = keras.layers.Flatten()(inputs)
        h = keras.layers.Dense(32, activation="relu", kernel_initializer=glorot(seeds))(flat)
    outputs = keras.layers.Dense(1, activation="sigmoid", kernel_initializer=glorot(seeds))(h)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    print(gather())
