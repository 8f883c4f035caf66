"""Measure the recurrences of chapter 11, and write rnn_tutorial/results/recurrences.json.

    KERAS_BACKEND=jax python reproductions/recurrences.py [times] [adding [minGRU] [GRU] ...]
    KERAS_BACKEND=tensorflow python reproductions/recurrences.py times

Three measurements: the loss and its gradient of each network at growing lengths ("training"), the
states of a linear recurrence by a loop and by a scan ("recurrence"), and the adding problem.
Each result is stored when it ends, and is not measured again. `times` runs all networks of a
length in turns and stores the shortest time of each, so that other work on the machine hits all
of them alike. Times to compare are those of one length and one backend; compare processor time,
which other programs lengthen less than the clock's. On Linux the process keeps to one core, so that
no thread waits for another while its time is counted.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

# Before JAX is loaded: it starts a thread for each core that it may use.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])

from rnn_tutorial import show_messages
from rnn_tutorial.experiments.machine import machine_name, versions
from rnn_tutorial.experiments.recurrences import Timing
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.linear import LRU, MinGRU, linear_recurrence
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.distances import Attempt
from rnn_tutorial.scratch.tasks import ADDING, draw_adding
from rnn_tutorial.training.backend import backend_name, tune_jax

logger = logging.getLogger("rnn_tutorial.reproductions")
layers, ops = keras.layers, keras.ops

PATH = RECORDED / "recurrences.json"
UNITS, BATCH = 32, 32
LENGTHS = (100, 1000, 10_000)
LANES = (1, 32, 1024)  # sequences times units
ROUNDS, AT_LEAST = 8, 3  # repetitions of each computation; fewer if they take half a minute
MOST_ATTENTION = 1000  # longer ones need gigabytes: 32 * 10,000 ** 2 floats are 13 GB
ADDING_LENGTHS, SEEDS, STEPS, RATE = (200, 1000), (0, 1, 2), 1000, 0.01


class Transformer(layers.Layer):
    """One encoder layer with one head, and the mean over the timesteps."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.attend = layers.MultiHeadAttention(1, units)
        self.norms = [layers.LayerNormalization() for _ in range(2)]
        self.wide, self.narrow = layers.Dense(2 * units, "relu"), layers.Dense(units)

    def call(self, x: Any) -> Any:
        x = self.norms[0](x + self.attend(x, x))
        return ops.mean(self.norms[1](x + self.narrow(self.wide(x))), axis=1)


NETWORKS: dict[str, Callable[[], keras.layers.Layer]] = {
    "SimpleRNN": lambda: layers.SimpleRNN(UNITS),
    "LSTM": lambda: layers.LSTM(UNITS),
    "minGRU, loop": lambda: MinGRU(UNITS),
    "minGRU, scan": lambda: MinGRU(UNITS, parallel=True),
    "Transformer": lambda: Transformer(UNITS),
}


class Store:
    """The file of results: what it has already is not measured again."""

    def __init__(self) -> None:
        found = json.loads(PATH.read_text()) if PATH.exists() else {}
        self.content = {"machine": machine_name(), "versions": {}, "timings": [], "adding": []}
        self.content |= found
        self.content["versions"] |= versions()

    def has(self, part: str, **entry: Any) -> bool:
        return any(entry.items() <= known.items() for known in self.content[part])

    def add(self, part: str, entry: Timing | Attempt) -> None:
        self.content[part].append(asdict(entry))
        write_measurements(PATH, self.content)
        logger.info("%s", entry)


def training(name: str, timesteps: int) -> Callable[[], Any]:
    """The loss of one batch and its gradient by all weights."""
    rng = np.random.default_rng(0)
    model = keras.Sequential([keras.Input((timesteps, UNITS)), NETWORKS[name](), layers.Dense(1)])
    x = ops.convert_to_tensor(rng.normal(size=(BATCH, timesteps, UNITS)).astype("float32"))
    if backend_name() == "jax":
        import jax

        rest = [v.value for v in model.non_trainable_variables]

        def loss(weights: list, x: Any) -> Any:
            return ops.mean(model.stateless_call(weights, rest, x)[0] ** 2)

        weights = [v.value for v in model.trainable_variables]
        # An argument, not a constant: XLA would compute with a constant while it compiles.
        fast = jax.jit(jax.value_and_grad(loss))
        return lambda: jax.block_until_ready(fast(weights, x))
    import tensorflow as tf

    @tf.function(autograph=False)  # as Keras does
    def step(x: Any) -> Any:
        with tf.GradientTape() as tape:
            value = ops.mean(model(x, training=True) ** 2)
        return tape.gradient(value, [v.value for v in model.trainable_variables])

    return lambda: step(x)[0].numpy()


def recurrence(way: str, timesteps: int, lanes: int) -> Callable[[], Any]:
    """The states of a linear recurrence alone."""
    rng = np.random.default_rng(0)
    shape = (max(1, lanes // UNITS), timesteps, min(lanes, UNITS))
    a, b = (ops.convert_to_tensor(rng.random(shape).astype("float32")) for _ in range(2))

    def states(a: Any, b: Any) -> Any:
        return linear_recurrence((a,), (b,), parallel=way == "scan")[0]

    if backend_name() == "jax":
        import jax

        fast = jax.jit(states)
        return lambda: jax.block_until_ready(fast(a, b))
    import tensorflow as tf

    fast = tf.function(states, autograph=False)
    return lambda: fast(a, b).numpy()


def in_turns(computations: dict[str, Callable[[], Any]]) -> dict[str, tuple[float, float]]:
    """The shortest clock time and processor time of each, run in turns; once before, to compile."""
    for compute in computations.values():
        compute()
    shortest = dict.fromkeys(computations, (np.inf, np.inf))
    begun = time.perf_counter()
    for done in range(ROUNDS):
        for name, compute in computations.items():
            compute()  # so that each finds its own memory and cache, not those of the one before
            clock, processor = time.perf_counter(), time.process_time()
            compute()
            taken = time.perf_counter() - clock, time.process_time() - processor
            shortest[name] = tuple(map(min, shortest[name], taken))
        if done + 1 >= AT_LEAST and time.perf_counter() - begun > 30:
            break
    return shortest


def measure_times(store: Store) -> None:
    """All times of the backend that KERAS_BACKEND names."""
    backend = backend_name()
    for timesteps in LENGTHS:
        about = {"what": "training", "backend": backend, "timesteps": timesteps}
        names = [n for n in NETWORKS if n != "Transformer" or timesteps <= MOST_ATTENTION]
        if backend != "jax":  # to see what its loops cost
            names = ["LSTM", "minGRU, loop", "minGRU, scan"] if timesteps <= 1000 else []
        if names and not store.has("timings", **about):
            found = in_turns({name: training(name, timesteps) for name in names})
            for name, taken in found.items():
                lanes, (clock, processor) = BATCH * UNITS, taken
                timing = Timing("training", name, backend, timesteps, lanes, clock, processor)
                store.add("timings", timing)
        about["what"] = "recurrence"
        for lanes in LANES:
            if not store.has("timings", **about, lanes=lanes):
                ways = {way: recurrence(way, timesteps, lanes) for way in ("loop", "scan")}
                for way, (clock, processor) in in_turns(ways).items():
                    timing = Timing("recurrence", way, backend, timesteps, lanes, clock, processor)
                    store.add("timings", timing)


READERS: dict[str, Callable[[int, int], keras.layers.Layer]] = {
    # Untrained units that keep what they hold for up to the length of the sequences.
    "minGRU": lambda timesteps, seed: MinGRU(UNITS, horizon=timesteps),
    "LRU": lambda timesteps, seed: LRU(UNITS, max_radius=0.5 ** (1 / timesteps)),
    "GRU": lambda timesteps, seed: layers.GRU(UNITS, seed=seed),
    "LSTM": lambda timesteps, seed: layers.LSTM(UNITS, seed=seed),
}


def adder(name: str, timesteps: int, seed: int) -> keras.Model:
    """Every number and its mark through one dense layer, then the recurrent layer, then the sum.

    The dense layer is the same for all: an LRU without it couldn't multiply a number by its mark.
    """
    keras.utils.set_random_seed(seed)
    read = [layers.Dense(UNITS, "relu"), READERS[name](timesteps, seed), layers.Dense(1)]
    return keras.Sequential([keras.Input((timesteps, 2)), *read])


def learn_adding(name: str, timesteps: int) -> list[Attempt]:
    """Train all seeds side by side, until each has learnt the task or the steps are used up."""
    import jax
    import jax.numpy as jnp

    models = [adder(name, timesteps, seed) for seed in SEEDS]
    model, optimizer = models[0], keras.optimizers.Adam(RATE, global_clipnorm=1.0)
    optimizer.build(model.trainable_variables)
    rest = [v.value for v in model.non_trainable_variables]
    weights = [
        jnp.stack(values)
        for values in zip(*([v.value for v in m.trainable_variables] for m in models), strict=True)
    ]
    moments = [jnp.stack([v.value] * len(SEEDS)) for v in optimizer.variables]

    def loss(weights: list, x: jax.Array, y: jax.Array) -> jax.Array:
        return jnp.mean((model.stateless_call(weights, rest, x)[0][:, 0] - y) ** 2)

    @jax.jit
    @jax.vmap
    def step(weights: list, moments: list, x: jax.Array, y: jax.Array) -> tuple:
        value, slopes = jax.value_and_grad(loss)(weights, x, y)
        weights, moments = optimizer.stateless_apply(moments, slopes, weights)
        return weights, moments, value

    streams, losses = [np.random.default_rng(seed) for seed in SEEDS], []
    learnt = np.zeros(len(SEEDS), int)  # the step at which each seed had learnt the task
    while len(losses) < STEPS and not learnt.all():
        x, y = map(np.stack, zip(*(draw_adding(s, BATCH, timesteps) for s in streams), strict=True))
        weights, moments, values = step(weights, moments, x, y)
        losses.append(np.asarray(values))
        if len(losses) >= 50:
            below = np.mean(losses[-50:], axis=0) < ADDING.solved
            learnt[below & (learnt == 0)] = len(losses)
    ends = np.where(learnt, learnt, len(losses))
    return [
        Attempt(
            "adding", name, seed, timesteps, bool(learnt[i]), int(ends[i]),
            float(np.mean(losses[ends[i] - 50 : ends[i]], axis=0)[i]), RATE,
        )
        for i, seed in enumerate(SEEDS)
    ]  # fmt: skip


def measure_adding(store: Store, names: list[str]) -> None:
    """Each network at growing lengths, up to the first that no seed of it learns."""
    for name in names or READERS:
        for timesteps in ADDING_LENGTHS:
            about = {"variant": name, "distance": timesteps}
            if not store.has("adding", **about):
                for attempt in learn_adding(name, timesteps):
                    store.add("adding", attempt)
            if not store.has("adding", **about, learnt=True):
                break


def main(words: list[str]) -> None:
    """Measure what the command line names, or all that the backend can."""
    show_messages()
    tune_jax()
    store = Store()
    if not words or "times" in words:
        measure_times(store)
    if "adding" in words or (not words and backend_name() == "jax"):
        measure_adding(store, [name for name in words if name in READERS])


if __name__ == "__main__":
    main(sys.argv[1:])
