"""What a training step costs a recurrent network and a Transformer, by timesteps (chapter 10).

    python reproductions/attention_cost.py

It needs JAX (the extra `jax`), the real reviews and about five minutes. A step is the loss and its
gradient by all weights, for 16 reviews. The time is the processor's, of all cores together, so that
other programs count little; the models take turns, and the median of the rounds is kept. The memory
is what the compiler reserves for the step's own arrays, without the weights and the reviews: it
doesn't depend on the machine's load. An epoch is measured as the recorded runs of 100 words train.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.date_runs import COST
from rnn_tutorial.experiments.machine import machine_name, versions
from rnn_tutorial.experiments.trained import build_network
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.builders import build_lstm, build_transformer
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.backend import backend_name, tune_jax
from rnn_tutorial.training.batching import ReviewBatches

TIMESTEPS = (50, 100, 200, 400, 800)
MODELS: dict[str, Callable[..., keras.Model]] = {
    "lstm": build_lstm, "transformer": build_transformer
}  # fmt: skip
REVIEWS, ROUNDS, SOME = 16, 5, 1280


def compiled_step(model: keras.Model, x: np.ndarray, y: np.ndarray) -> Any:
    """The compiled loss and gradient of a model, ready to be called with its weights."""
    import jax

    def loss(weights: list) -> Any:
        p, _ = model.stateless_call(weights, model.non_trainable_variables, x, training=True)
        return keras.ops.mean(keras.losses.binary_crossentropy(y, p))

    weights = [variable.value for variable in model.trainable_variables]
    return jax.jit(jax.value_and_grad(loss)).lower(weights).compile(), weights


def measure(timesteps: int) -> dict[str, tuple[float, float]]:
    """Model -> processor seconds and 10^6 bytes of one training step."""
    import jax

    rng = np.random.default_rng(0)
    x = rng.integers(1, 10_000, (REVIEWS, timesteps))
    y = rng.integers(0, 2, (REVIEWS, 1)).astype("float32")
    steps = {name: compiled_step(build(maxlen=timesteps, seed=0), x, y)
             for name, build in MODELS.items()}  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(ROUNDS + 1):
        for name, (step, weights) in steps.items():
            start = time.process_time()
            jax.block_until_ready(step(weights))
            if number:  # the first round warms up
                seconds[name].append(time.process_time() - start)
    megabytes = {n: s.memory_analysis().temp_size_in_bytes / 1e6 for n, (s, _) in steps.items()}
    return {name: (float(np.median(taken)), megabytes[name]) for name, taken in seconds.items()}


def relative_epochs() -> dict[str, float]:
    """Model -> processor time of an epoch on reviews of 100 words, relative to the LSTM's."""
    reviews = load_reviews(DataConfig(source="imdb", maxlen=100))
    trainings = {}
    for name in ("lstm", "transformer", "bag_of_words"):
        config = get_experiment(name, "fast", maxlen=100)
        by_length = config.training.batching == "by_length"
        x, y = reviews.x_train[:SOME], reviews.y_train[:SOME]
        batches = ReviewBatches(x, y, batch_size=128, by_length=by_length, seed=0)
        trainings[name] = build_network(config, seed=0), batches
    seconds: dict[str, list[float]] = {name: [] for name in trainings}
    for number in range(ROUNDS + 1):
        for name, (model, batches) in trainings.items():
            start = time.process_time()
            model.fit(batches, shuffle=False, verbose=0)
            if number:
                seconds[name].append(time.process_time() - start)
    median = {name: float(np.median(taken)) for name, taken in seconds.items()}
    return {name: round(taken / median["lstm"], 3) for name, taken in median.items()}


def main() -> None:
    """Measure all lengths and write the result."""
    if backend_name() != "jax":
        sys.exit("The recorded cost is measured with KERAS_BACKEND=jax.")
    tune_jax()
    found = []
    for timesteps in TIMESTEPS:
        found.append(measure(timesteps))
        print(timesteps, found[-1], flush=True)
    columns = {quantity: {name: [one[name][place] for one in found] for name in MODELS}
               for place, quantity in enumerate(("seconds", "megabytes"))}  # fmt: skip
    epochs = relative_epochs()
    print(epochs)
    about = {"reviews": REVIEWS, "machine": machine_name(), "versions": versions()}
    write_measurements(COST, {"timesteps": list(TIMESTEPS), **columns, "epochs": epochs, **about})


if __name__ == "__main__":
    main()
