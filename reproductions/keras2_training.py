"""Train the chapter's two networks on Keras 2, in the environment that keras2_dropout.py makes.

    python keras2_training.py FOLDER    # the runs in FOLDER/plan.json

It imports nothing from rnn_tutorial, which needs Keras 3. Every function takes the Keras module
to use, so that the tests can run the same code on Keras 3.
"""

import contextlib
import io
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

METRICS = {"loss": "loss", "accuracy": "acc", "val_loss": "val_loss", "val_accuracy": "val_acc"}


def build(keras, config):
    """The chapter's network: Embedding, SimpleRNN, Dense, compiled as the chapter does."""
    model, training = config["model"], config["training"]
    layers = keras.layers
    network = keras.Sequential()
    network.add(layers.Embedding(config["data"]["num_words"], model["embedding_dim"]))
    if model["dropout"]:
        network.add(
            layers.SimpleRNN(
                model["units"],
                dropout=model["dropout"],
                recurrent_dropout=model["recurrent_dropout"],
            )
        )
    else:
        network.add(layers.SimpleRNN(model["units"]))
    network.add(layers.Dense(1, activation="sigmoid"))
    network.compile(optimizer=training["optimizer"], loss="binary_crossentropy", metrics=["acc"])
    network.build((None, config["data"]["maxlen"]))
    return network


def train(keras, run, reviews, result):
    """Train one run of the plan, resuming from its checkpoint, and write its result.

    run: an entry of plan.json. reviews: x_train, y_train, x_test, y_test. result: the path of
    the JSON. The checkpoint lies beside it and is written after every epoch. A resumed run
    shuffles and draws masks from a new seed, so it is not bit for bit the uninterrupted run.
    """
    checkpoint = result.with_suffix(".checkpoint.npz")
    keras.utils.set_random_seed(run["seed"])
    network = build(keras, run["config"])
    state = {"history": {name: [] for name in METRICS}, "epoch_seconds": [], "resumed": []}
    state |= {"best": network.get_weights(), "versions": _versions(keras)}
    if checkpoint.exists():
        restore(network, state, checkpoint)
        done = len(state["epoch_seconds"])
        state["resumed"].append(done)
        print(f"Resuming {result.stem} after epoch {done}.", flush=True)
        new = np.random.SeedSequence([run["seed"], done]).generate_state(1)[0] >> 1
        keras.utils.set_random_seed(int(new))
    settings = run["config"]["training"]
    network.fit(
        reviews["x_train"],
        reviews["y_train"],
        epochs=settings["epochs"],
        initial_epoch=len(state["epoch_seconds"]),
        batch_size=settings["batch_size"],
        validation_split=settings["validation_split"],
        verbose=0,
        callbacks=[_keeper(keras, state, checkpoint)],
    )
    _conclude(network, state, run, reviews, result)
    checkpoint.unlink(missing_ok=True)


def _conclude(network, state, run, reviews, result):
    """Test the network, and write the result and the best weights."""
    final = evaluate(network, reviews)
    network.set_weights(state["best"])
    _write_arrays(result.with_suffix(".weights.npz"), _numbered("w", state["best"]))
    content = run | {
        "parameters": network.count_params(),
        "history": state["history"],
        "final": final,
        "best": evaluate(network, reviews),
        "epoch_seconds": [round(seconds, 3) for seconds in state["epoch_seconds"]],
        "peak_memory_mb": _peak_memory_mb(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    content["versions"] = state["versions"] | run["versions"]
    if state["resumed"]:
        content["versions"]["resumed after epoch"] = ", ".join(map(str, state["resumed"]))
    _write(result, json.dumps(content, indent=1, allow_nan=False).encode())


def train_all(keras, folder):
    """Train the runs in folder/plan.json that have no result yet, in the plan's order."""
    parts = ("x_train", "y_train", "x_test", "y_test")
    reviews = {part: np.load(folder / f"{part}.npy") for part in parts}
    for run in json.loads((folder / "plan.json").read_text(encoding="utf-8")):
        result = folder / f"{run['config']['name']}-{run['profile']}-seed{run['seed']}.json"
        if not result.exists():
            train(keras, run, reviews, result)


def _keeper(keras, state, checkpoint):
    """A callback that keeps the state after every epoch and prints one line about it."""

    class Keeper(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            state["epoch_seconds"].append(time.perf_counter() - self.start)
            history = state["history"]
            for name, key in METRICS.items():
                history[name].append(float(logs[key]))
            if history["val_accuracy"][-1] > max(history["val_accuracy"][:-1], default=-1):
                state["best"] = self.model.get_weights()
            store(self.model, state, checkpoint)
            print(
                f"{datetime.now():%H:%M:%S} {checkpoint.name.split('.')[0]} epoch {epoch + 1}: "
                + ", ".join(f"{name} {values[-1]:.4f}" for name, values in history.items())
                + f", {state['epoch_seconds'][-1]:.1f} s",
                flush=True,
            )

    return Keeper()


def store(network, state, path):
    """Write weights, optimizer, best weights and history as one `.npz`, replaced at once."""
    record = {key: state[key] for key in ("history", "epoch_seconds", "resumed")}
    arrays = {"record": np.frombuffer(json.dumps(record).encode(), np.uint8)}
    now = [np.asarray(v) for v in (*network.weights, *network.optimizer.variables)]
    _write_arrays(path, arrays | _numbered("now_", now) | _numbered("best_", state["best"]))


def restore(network, state, path):
    """Put what `store` wrote into the network and the state."""
    network.optimizer.build(network.trainable_variables)
    with np.load(path, allow_pickle=False) as stored:
        state |= json.loads(stored["record"].tobytes())
        state["best"] = [stored[f"best_{i}"] for i in range(len(network.weights))]
        for i, variable in enumerate((*network.weights, *network.optimizer.variables)):
            variable.assign(stored[f"now_{i}"])


def evaluate(network, reviews):
    """Loss, accuracy and the four counts on the test reviews, as TestMetrics has them."""
    p = network.predict(reviews["x_test"], batch_size=500, verbose=0)[:, 0].astype("float64")
    positive, predicted = reviews["y_test"] == 1, p > 0.5
    safe = np.clip(np.where(positive, p, 1 - p), 1e-7, 1)
    return {
        "loss": float(-np.log(safe).mean()),
        "accuracy": float((positive == predicted).mean()),
        "true_positives": int((positive & predicted).sum()),
        "true_negatives": int((~positive & ~predicted).sum()),
        "false_positives": int((~positive & predicted).sum()),
        "false_negatives": int((positive & ~predicted).sum()),
    }


def _numbered(prefix, arrays):
    return {f"{prefix}{i}": array for i, array in enumerate(arrays)}


def _write_arrays(path, arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    _write(path, stream.getvalue())


def _write(path, content):
    """Write beside the target, then rename: a killed run never leaves half a file."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _versions(keras):
    return {
        "python": platform.python_version(),
        keras.__name__.partition(".")[0]: keras.__version__,
        **{name: version(name) for name in ("tensorflow", "numpy")},
    }


def _peak_memory_mb():
    with contextlib.suppress(ImportError):  # Windows
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
    return 0.0


def main():
    """Train the plan in the folder that the command line names."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf
    import tf_keras

    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    train_all(tf_keras, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
