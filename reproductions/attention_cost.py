"""What a training step costs a recurrent network and a Transformer, by timesteps (chapter 10).

    python reproductions/attention_cost.py

It needs JAX (the extra `jax`) and about three minutes. A step is the loss and its gradient by all
weights, for 32 reviews. The time is the processor's, of all cores together, so that other programs
count little; the two models take turns, and the median of the rounds is kept. The memory is what
the compiler reserves for the step's own arrays, without the weights and the reviews: it doesn't
depend on the machine's load.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_tutorial.experiments.date_runs import COST
from rnn_tutorial.experiments.machine import machine_name, versions
from rnn_tutorial.models.builders import build_lstm, build_transformer
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.storage import write_beside
from rnn_tutorial.training.backend import backend_name

TIMESTEPS = (50, 100, 200, 400, 800, 1600)
MODELS: dict[str, Callable[..., keras.Model]] = {
    "lstm": build_lstm, "transformer": build_transformer
}  # fmt: skip
REVIEWS, ROUNDS = 32, 7


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


def main() -> None:
    """Measure all lengths and write the result."""
    if backend_name() != "jax":
        sys.exit("The recorded cost is measured with KERAS_BACKEND=jax.")
    found = []
    for timesteps in TIMESTEPS:
        found.append(measure(timesteps))
        print(timesteps, found[-1], flush=True)
    columns = {quantity: {name: [one[name][place] for one in found] for name in MODELS}
               for place, quantity in enumerate(("seconds", "megabytes"))}  # fmt: skip
    about = {"reviews": REVIEWS, "machine": machine_name(), "versions": versions()}
    with write_beside(COST) as stream:
        content = {"timesteps": list(TIMESTEPS), **columns, **about}
        stream.write(json.dumps(content, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
