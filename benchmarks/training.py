"""Train one model and print the times as one line of JSON: `python benchmarks/training.py CASE`.

CASE is a name from CASES. `report.py` runs all of them, each in its own process.
"""

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass, replace

import numpy as np

TARGET = 0.84


@dataclass(frozen=True)
class Case:
    """What is trained, and how.

    who: "chapter" (plain Keras, as a reader of the chapter would write it), "library", or
    "pytorch" (the same network and optimizer in plain PyTorch). reviews: how many of the 25,000
    are used; a fifth of them is for validation.
    """

    who: str
    model: str = "simple_rnn"
    backend: str = "tensorflow"
    batching: str = "padded"
    implementation: str = "keras"
    reviews: int = 25_000
    epochs: int = 3


MODELS = ("dropout_rnn", "bidirectional_rnn", "stacked_rnn", "lstm", "gru")
WAYS = (("padded", "keras"), ("padded", "fast"), ("by_length", "keras"), ("by_length", "fast"))


def _all_cases() -> dict[str, Case]:
    library = Case("library")
    cases = {"chapter": Case("chapter"), "pytorch": Case("pytorch", backend="torch")}
    for backend in ("tensorflow", "jax"):
        for batching, kind in WAYS:
            # JAX would compile a program for every length.
            if (backend, batching, kind) != ("jax", "by_length", "keras"):
                cases[f"{backend}-{batching}-{kind}"] = replace(
                    library, backend=backend, batching=batching, implementation=kind
                )
    for model in MODELS:
        few = Case("library", model, reviews=2_500, epochs=3)
        cases[f"{model}-chapter"] = replace(few, who="chapter")
        cases[f"{model}-pytorch"] = replace(few, who="pytorch", backend="torch")
        for backend in ("tensorflow", "jax"):
            for batching, kind in (("padded", "keras"), ("by_length", "fast")):
                cases[f"{model}-{backend}-{batching}-{kind}"] = replace(
                    few, backend=backend, batching=batching, implementation=kind
                )
    return cases


CASES = _all_cases()
SETTINGS = {
    "simple_rnn": {},
    "dropout_rnn": {"dropout": 0.2, "recurrent_dropout": 0.2},
    "bidirectional_rnn": {},
    "stacked_rnn": {"depth": 4},
    "lstm": {},
    "gru": {},
}


class Clock:
    """Notes the seconds and the validation accuracy of each epoch."""

    def __init__(self) -> None:
        self.start = self.last = time.perf_counter()
        self.epoch_seconds: list[float] = []
        self.accuracies: list[float] = []
        self.reached: float | None = None

    def epoch(self, accuracy: float) -> None:
        now = time.perf_counter()
        self.epoch_seconds.append(now - self.last)
        self.accuracies.append(float(accuracy))
        self.last = now
        if self.reached is None and accuracy >= TARGET:
            self.reached = now - self.start


def train_as_the_chapter(case: Case, x: np.ndarray, y: np.ndarray) -> Clock:
    """Train in plain Keras: Sequential, rmsprop, fit with validation_split."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    options = SETTINGS[case.model]
    depth = options.get("depth", 1)
    rates = {k: v for k, v in options.items() if "dropout" in k}
    cell = {"lstm": layers.LSTM, "gru": layers.GRU}.get(case.model, layers.SimpleRNN)
    body = [cell(32, return_sequences=level < depth - 1, **rates) for level in range(depth)]
    if case.model == "bidirectional_rnn":
        body = [layers.Bidirectional(body[0])]
    output = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((500,)), layers.Embedding(10_000, 32), *body, output])
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
    clock = Clock()

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            clock.epoch(logs["val_acc"])

    fitting = {"epochs": case.epochs, "batch_size": 128, "validation_split": 0.2, "verbose": 0}
    model.fit(x, y, callbacks=[Watch()], **fitting)
    return clock


def train_with_library(case: Case, x: np.ndarray, y: np.ndarray) -> Clock:
    """Train with the library's `build_model` and `fit`."""
    from rnn_tutorial.experiments.catalogue import get_experiment
    from rnn_tutorial.models.architecture import build_model, compile_model
    from rnn_tutorial.quiet_keras import keras
    from rnn_tutorial.training.backend import tune_jax
    from rnn_tutorial.training.fitting import fit

    config = get_experiment(
        case.model,
        epochs=case.epochs,
        batching=case.batching,
        implementation=case.implementation,
    )
    skip = case.batching == "by_length"
    model = build_model(config.model, 10_000, 500, seed=0, skip_padding=skip)
    compile_model(model, config.training)
    clock = Clock()
    inner = model.fit

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            clock.epoch(logs["val_accuracy"])

    model.fit = lambda *a, callbacks, **k: inner(*a, callbacks=[*callbacks, Watch()], **k)
    tune_jax()
    clock.start = clock.last = time.perf_counter()
    fit(model, x, y, config.training, seed=0)
    return clock


def train_with_pytorch(case: Case, x: np.ndarray, y: np.ndarray) -> Clock:
    """Train in plain PyTorch: embedding, RNN, LSTM or GRU, linear layer, and Keras's RMSprop."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    options = SETTINGS[case.model]
    both = case.model == "bidirectional_rnn"

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(10_000, 32)
            nn.init.uniform_(self.embedding.weight, -0.05, 0.05)
            cell = {"lstm": nn.LSTM, "gru": nn.GRU}.get(case.model, nn.RNN)
            self.rnn = cell(32, 32, options.get("depth", 1), batch_first=True, bidirectional=both)
            self.out = nn.Linear(64 if both else 32, 1)

        def forward(self, tokens):
            _, last = self.rnn(self.embedding(tokens))
            last = last[0] if isinstance(last, tuple) else last
            return self.out(torch.cat([last[-2], last[-1]], 1) if both else last[-1])[:, 0]

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Network().to(device)
    rule = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    measure = nn.BCEWithLogitsLoss()
    first = int(0.8 * len(x))
    tokens, labels = torch.from_numpy(x).long(), torch.from_numpy(y).float()
    tokens, labels = tokens.to(device), labels.to(device)
    rng, clock = torch.Generator().manual_seed(0), Clock()
    for _ in range(case.epochs):
        model.train()
        for rows in torch.randperm(first, generator=rng).split(128):
            rule.zero_grad()
            measure(model(tokens[rows]), labels[rows]).backward()
            rule.step()
        model.eval()
        with torch.no_grad():
            said = torch.cat([model(part) for part in tokens[first:].split(500)]) > 0
        clock.epoch((said == (labels[first:] > 0.5)).float().mean().item())
    return clock


TRAINERS = {
    "chapter": train_as_the_chapter,
    "library": train_with_library,
    "pytorch": train_with_pytorch,
}


def run(case: Case) -> dict:
    """Train; return the seconds of each epoch, the accuracies and the peak memory."""
    from rnn_tutorial import load_imdb

    reviews = load_imdb()
    x, y = reviews.x_train[: case.reviews], reviews.y_train[: case.reviews]
    clock = TRAINERS[case.who](case, x, y)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return asdict(case) | {
        "epoch_seconds": clock.epoch_seconds,
        "accuracies": clock.accuracies,
        "seconds_to_target": clock.reached,
        "peak_mb": peak,
        "device": _device(case.backend),
    }


def _device(backend: str) -> str:
    if backend == "jax":
        import jax

        return jax.devices()[0].device_kind
    if backend == "tensorflow":
        import tensorflow as tf

        found = tf.config.list_physical_devices("GPU")
        return (
            tf.config.experimental.get_device_details(found[0])["device_name"] if found else "cpu"
        )
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"


if __name__ == "__main__":
    case = CASES[sys.argv[1]]
    os.environ["KERAS_BACKEND"] = case.backend if case.backend != "torch" else "tensorflow"
    print(json.dumps(run(case)))
