"""Train models for two epochs and print their histories as JSON: python seeds.py [NAME ...].

Without names, one model of each kind of layer is trained. "gru, fast" has the package's own layers.
"""

import json
import sys

import numpy as np

from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.training.backend import backend_name
from rnn_tutorial.training.fitting import fit

NAMES = ("simple_rnn", "dropout_rnn", "lstm", "gru", "bidirectional_rnn", "conv1d_baseline",
         "min_gru", "lru", "transformer",
         "simple_rnn, fast", "dropout_rnn, fast", "lstm, fast", "gru, fast")  # fmt: skip
FAST = {"implementation": "fast", "batching": "by_length"}


def main():
    """Train on the same data with the same seed each time."""
    rng = np.random.default_rng(3)
    x, y = rng.integers(1, 200, (160, 48), dtype=np.int32), rng.integers(0, 2, 160)
    histories = {}
    possible = [n for n in NAMES if backend_name() != "torch" or "fast" not in n]
    for name in sys.argv[1:] or possible:
        experiment, _, fast = name.partition(", ")
        ways = FAST if fast else {}
        config = get_experiment(experiment, "smoke", units=8, epochs=2, batch_size=32, **ways)
        model = build_model(config.model, 200, 48, seed=5, name=experiment, skip_padding=bool(fast))
        state = fit(compile_model(model, config.training), x, y, config.training, seed=5)
        histories[name] = [{k: [v.hex() for v in h] for k, h in state.history.items()},
                      [float(np.abs(w).sum()).hex() for w in model.get_weights()]]  # fmt: skip
    print(json.dumps(histories))


if __name__ == "__main__":
    main()
