"""Train the encoder-decoders of chapter 10 on dates, and store their results.

    python reproductions/dates.py

Three contexts with teacher forcing, two of them with scheduled sampling (Bengio et al., 2015) as
well, three seeds each. The seeds of one kind are trained together, in one compiled program. Kinds
that are stored already are not trained again. All texts are new: a network sees none twice. It
also stores the weights of seed 0, which the chapter shows. It needs JAX (the extra `jax`), no
reviews, and about ten minutes of a quiet core.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.datasets.dates import LETTERS, OUTPUTS, SIGNS, START, draw_dates
from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.experiments.date_runs import (
    DATES,
    TESTED_ON,
    TRAINED_ON,
    DateRun,
    load_date_runs,
    reader_path,
)
from rnn_tutorial.experiments.trained import save_weights
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.attention import build_encoder_decoder, write_greedily
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.backend import backend_name, tune_jax

UPDATES, BATCH, TOGETHER = 800, 64, 10  # TOGETHER: updates between two draws of texts
RATE = 0.005  # of Adam; it falls to 0 along half a cosine
TESTS = 300
SEEDS = (0, 1, 2)
# attention, share of the decoder's inputs that are its own outputs at the end of training
PLAN = (("fixed", 0.0), ("dot", 0.0), ("additive", 0.0), ("fixed", 0.5), ("dot", 0.5))
Weights = list[np.ndarray]


def draw(count: int, timesteps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Tokens of texts (count, timesteps), and of their dates (count, OUTPUTS)."""
    texts, dates = draw_dates(count, timesteps, seed=seed)
    x = encode_text("".join(texts), LETTERS).reshape(count, timesteps)
    return x, encode_text("".join(dates), SIGNS).reshape(count, OUTPUTS)


def compiled_updates(model: keras.Model) -> tuple[Callable[..., Any], list]:
    """A function that trains all seeds for TOGETHER batches, and Adam's first variables.

    The function takes the weights and Adam's variables, with a first axis for the seeds, and
    x, before and y (seeds, batches, BATCH, ...); it returns new weights and variables.
    """
    import jax

    adam = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE, UPDATES))
    adam.build(model.trainable_variables)
    still = [variable.value for variable in model.non_trainable_variables]

    def loss(weights: list, x: Any, before: Any, y: Any) -> Any:
        p, _ = model.stateless_call(weights, still, [x, before], training=True)
        return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y, p))

    def update(state: tuple, batch: tuple) -> tuple:
        weights, variables = state
        gradients = jax.grad(loss)(weights, *batch)
        return adam.stateless_apply(variables, gradients, weights), None

    def updates(weights: list, variables: list, *batches: Any) -> tuple:
        return jax.lax.scan(update, (weights, variables), batches)[0]

    return jax.jit(jax.vmap(updates)), [variable.value for variable in adam.variables]


def train(attention: str, own: float) -> tuple[keras.Model, list[Weights], float]:
    """A model, its trained weights for each seed, and processor seconds for each seed."""
    models = [
        build_encoder_decoder(len(LETTERS), len(SIGNS), attention=attention, seed=seed)
        for seed in SEEDS
    ]
    model, rngs = models[0], [np.random.default_rng(seed) for seed in SEEDS]
    weights = [np.stack(each) for each in zip(*(m.get_weights() for m in models), strict=True)]
    updates, variables = compiled_updates(model)
    variables = [np.stack([value] * len(SEEDS)) for value in variables]
    start, rounds = time.process_time(), UPDATES // TOGETHER
    for number in range(rounds):
        timesteps = TRAINED_ON[number % len(TRAINED_ON)]
        drawn = []
        for place, rng in enumerate(rngs):
            # The seeds of training begin at a million, those of the tests stay below.
            x, y = draw(TOGETHER * BATCH, timesteps, int(rng.integers(1_000_000, 1 << 31)))
            before = np.insert(y[:, :-1], 0, START, axis=1)
            if own:
                model.set_weights([np.asarray(weight[place]) for weight in weights])
                chosen = rng.random(y.shape) < own * number / rounds
                _, before = write_greedily(model, x, OUTPUTS, START, truth=y, own=chosen)
            drawn.append([a.reshape(TOGETHER, BATCH, -1) for a in (x, before, y)])
        batches = map(np.stack, zip(*drawn, strict=True))
        weights, variables = updates(weights, variables, *batches)
    found = [[np.asarray(weight[place]) for weight in weights] for place in range(len(SEEDS))]
    return model, found, (time.process_time() - start) / len(SEEDS)


def test(model: keras.Model, timesteps: int) -> tuple[float, float, float]:
    """Shares of dates right as a whole; of right signs after the first error, forced and free."""
    x, y = draw(TESTS, timesteps, seed=timesteps)
    free = write_greedily(model, x, OUTPUTS, START)[0] == y
    before = np.insert(y[:, :-1], 0, START, axis=1)
    forced = model.predict_on_batch([x, before]).argmax(axis=-1) == y
    behind = np.cumsum(np.cumsum(~free, axis=1), axis=1) > 1  # later than the first error
    right = [
        round(float(signs[behind].mean()), 4) if behind.any() else 1.0 for signs in (forced, free)
    ]
    return round(float(free.all(axis=1).mean()), 4), *right


def runs_of(attention: str, own: float) -> list[DateRun]:
    """Train and test one kind of network with all seeds."""
    model, trained, seconds = train(attention, own)
    runs = []
    for seed, weights in zip(SEEDS, trained, strict=True):
        model.set_weights(weights)
        columns = zip(*(test(model, timesteps) for timesteps in TESTED_ON), strict=True)
        tested = [dict(zip(TESTED_ON, column, strict=True)) for column in columns]
        runs.append(
            DateRun(attention, own, seed, UPDATES, model.count_params(), *tested, round(seconds, 1))
        )
        if seed == 0 and own == 0:
            save_weights(reader_path(attention), [weight.astype(np.float16) for weight in weights])
    return runs


def main() -> None:
    """Train what is not stored yet."""
    if backend_name() != "jax":
        sys.exit("The recorded runs are trained with KERAS_BACKEND=jax.")
    tune_jax()
    runs = load_date_runs() if DATES.exists() else []
    for kind in PLAN:
        if kind not in {(stored.attention, stored.own) for stored in runs}:
            runs += runs_of(*kind)
            write_measurements(DATES, runs)
            print(*runs[-len(SEEDS) :], sep="\n", flush=True)


if __name__ == "__main__":
    main()
