"""Train models on one batch of 128 long reviews and print their peak memory.

`python measuring.py NAME=TIMESTEPS ...` prints a list in JSON: 10^6 bytes for each. Each model is
trained in its own child process, forked before TensorFlow has computed anything.
"""

import json
import os
import resource
import sys

import numpy as np

import rnn_tutorial.experiments.run  # imported, but nothing computed: no threads to lose  # noqa: F401
from rnn_tutorial.config import EVALUATION_BATCH
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.training.fitting import fit


def train(name, timesteps):
    """Train on one batch and validate on one batch of the size used for evaluation."""
    reviews = 128 + EVALUATION_BATCH
    config = get_experiment(
        name, "full", maxlen=timesteps, epochs=1, validation_split=EVALUATION_BATCH / reviews - 1e-6
    )
    rng = np.random.default_rng(0)
    x = rng.integers(1, 10_000, (reviews, timesteps), dtype=np.int32)
    y = rng.integers(0, 2, reviews)
    model = compile_model(build_model(config.model, 10_000, timesteps, seed=0), config.training)
    fit(model, x, y, config.training)


def measure(name, timesteps):
    """The peak resident size of a child that trains the model, in 10^6 bytes."""
    child = os.fork()
    if not child:
        code = 1
        try:
            train(name, timesteps)
            code = 0
        finally:
            os._exit(code)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{name} could not be trained")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pairs = [word.split("=") for word in sys.argv[1:]]
    print(json.dumps([round(measure(name, int(timesteps))) for name, timesteps in pairs]))
