"""Fit a model, epoch by epoch, so that it can stop and go on; test it on reviews.

What an epoch draws by chance (the order of reviews, dropout masks) depends on the seed and
the epoch's number alone. A run that was stopped and goes on gives the same history as one
that was not.
"""

import contextlib
import json
import logging
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.config import TrainingConfig, check_count
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import METRICS, TestMetrics, best_epoch
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.storage import write_beside
from rnn_tutorial.training.backend import tune_jax
from rnn_tutorial.training.batching import ReviewBatches

# A timestep costs nearly the same for 500 reviews as for 128, so evaluation uses wide batches.
EVALUATION_BATCH = 500

logger = logging.getLogger(__name__)

Progress = Callable[[int, int, int, dict[str, float]], None]
"""Called after every batch: (epoch from 1, batch from 1, batches, running metrics)."""


@dataclass
class Fit:
    """Where a training stands: plain numbers and arrays.

    history: metric -> one number an epoch. best_weights: the model's weights after the epoch
    of the highest validation accuracy, in the order of `model.get_weights()`.
    """

    history: dict[str, list[float]]
    epoch_seconds: list[float]
    best_weights: list[np.ndarray]

    @property
    def epochs(self) -> int:
        """How many epochs are finished."""
        return len(self.epoch_seconds)


def keras_model(model: Any) -> keras.Model:
    """The Keras model of a TrainedModel; a Keras model is returned as it is."""
    return getattr(model, "keras_model", model)


def backend_name() -> str:
    """What Keras computes with: "tensorflow", "jax" or "torch"."""
    return keras.backend.backend()


def set_seed(seed: int) -> None:
    """Fix Python's, NumPy's and Keras's generators, for code that takes no seed itself."""
    check_count("seed", seed, minimum=0)
    keras.utils.set_random_seed(seed)


def split_validation(
    x: np.ndarray, y: np.ndarray, share: float
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Hold out the last `share` of the reviews, as Keras's `validation_split` does."""
    first = int(len(x) * (1 - share))
    if not 0 < first < len(x):
        raise TutorialError(
            f"validation_split is {share}: with {len(x)} reviews it leaves one side empty."
        )
    return (x[:first], y[:first]), (x[first:], y[first:])


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    config: TrainingConfig | None = None,
    *,
    seed: int = 0,
    checkpoint: Path | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Train a compiled model on x (reviews, timesteps) and y (reviews,) of 0 and 1.

    The last `config.validation_split` of the reviews are held out. checkpoint: a file that
    keeps the state after every epoch; where it exists, training goes on from it.

    Raises TutorialError where the loss stops being a number, naming the epoch. The finished
    epochs stay in the checkpoint then, and also after Ctrl-C.
    """
    config = config or TrainingConfig()
    if backend_name() == "jax":
        tune_jax()
    train, validation = split_validation(x, y, config.validation_split)
    state = _restore(model, checkpoint) if checkpoint else None
    state = state or Fit({metric: [] for metric in METRICS}, [], model.get_weights())
    bucketed = config.batching == "bucketed"
    batches = ReviewBatches(
        *train, batch_size=config.batch_size, bucketed=bucketed, seed=seed, epoch=state.epochs
    )
    if state.epochs < config.epochs:
        if state.epochs:
            logger.info(f"Resuming {model.name} from epoch {state.epochs + 1}.")
        with _deterministic():
            model.fit(
                batches,
                validation_data=ReviewBatches(
                    *validation, batch_size=EVALUATION_BATCH, bucketed=bucketed
                ),
                epochs=config.epochs,
                initial_epoch=state.epochs,
                shuffle=False,
                verbose=0,
                callbacks=[_Keeper(state, seed, checkpoint, len(batches), progress)],
            )
    return state


def predict(model: keras.Model, x: np.ndarray, *, bucketed: bool = False) -> np.ndarray:
    """The probability, (reviews,) float32, that each row of x is a positive review.

    bucketed: in batches of like length, as a model reads that was trained so.
    """
    batches = ReviewBatches(x, np.zeros(len(x)), batch_size=EVALUATION_BATCH, bucketed=bucketed)
    p = np.empty(len(x), np.float32)
    p[np.concatenate([rows for rows, _ in batches.batches])] = model.predict(batches, verbose=0)[
        :, 0
    ]
    return p


def evaluate(
    model: keras.Model, x: np.ndarray, y: np.ndarray, *, bucketed: bool = False
) -> TestMetrics:
    """Test a model on x (reviews, timesteps) and y (reviews,) of 0 and 1."""
    p = predict(model, x, bucketed=bucketed).astype("float64")
    positive, predicted = y == 1, p > 0.5
    safe = np.clip(np.where(positive, p, 1 - p), 1e-7, 1)
    return TestMetrics(
        loss=float(-np.log(safe).mean()),
        accuracy=float((positive == predicted).mean()),
        true_positives=int((positive & predicted).sum()),
        true_negatives=int((~positive & ~predicted).sum()),
        false_positives=int((~positive & predicted).sum()),
        false_negatives=int((positive & ~predicted).sum()),
    )


@contextlib.contextmanager
def _deterministic() -> Iterator[None]:
    """Have TensorFlow add numbers in a fixed order; JAX on a processor does so anyway.

    Only for a while: a reader's own `model.fit`, which shuffles without a seed, fails under it.
    """
    if backend_name() != "tensorflow":
        yield
        return
    # The public function can turn this on, not off.
    from tensorflow.python.util import _pywrap_determinism as determinism

    before = determinism.is_enabled()
    determinism.enable(True)
    try:
        yield
    finally:
        determinism.enable(before)


class _Keeper(keras.callbacks.Callback):
    """Seeds each epoch, reports each batch, and keeps the state after each epoch."""

    def __init__(self, state: Fit, seed: int, checkpoint, batches: int, progress):
        super().__init__()
        self.state, self.seed, self.checkpoint = state, seed, checkpoint
        self.batches, self.progress = batches, progress

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()
        for number, variable in enumerate(_seed_states(self.model)):
            key = np.random.SeedSequence([self.seed, epoch, number]).generate_state(1)[0]
            variable.assign(np.array([key, 0], variable.dtype))

    def on_train_batch_end(self, batch, logs=None):
        if self.progress:
            self.progress(self.state.epochs + 1, batch + 1, self.batches, logs or {})

    def on_epoch_end(self, epoch, logs=None):
        values = {metric: float(logs[metric]) for metric in METRICS}
        if not all(map(math.isfinite, values.values())):
            raise TutorialError(
                f"the loss of epoch {epoch + 1} is not a number: the steps were too large. "
                "Lower learning_rate, or clip the gradient; the epochs before it are kept."
            )
        for metric, value in values.items():
            self.state.history[metric].append(value)
        self.state.epoch_seconds.append(time.perf_counter() - self.start)
        if best_epoch(self.state.history) == self.state.epochs:
            self.state.best_weights = self.model.get_weights()
        if self.checkpoint:
            _store(self.model, self.state, self.checkpoint)


def _seed_states(model: keras.Model) -> list:
    """The states of the model's random generators: what `variables` has beyond `weights`."""
    weights = {id(weight) for weight in model.weights}
    return [v for v in model.variables if id(v) not in weights and v.shape == (2,)]


def _variables(model: keras.Model) -> list:
    return [*model.weights, *model.optimizer.variables]


def _store(model: keras.Model, state: Fit, path: Path) -> None:
    record = {"history": state.history, "epoch_seconds": state.epoch_seconds}
    arrays = {"record": np.frombuffer(json.dumps(record).encode(), np.uint8)}
    arrays |= {f"now_{i}": np.asarray(v) for i, v in enumerate(_variables(model))}
    arrays |= {f"best_{i}": w for i, w in enumerate(state.best_weights)}
    with write_beside(path) as stream:
        np.savez(stream, **arrays)


def _restore(model: keras.Model, path: Path) -> Fit | None:
    """Put the stored state into the model; return None where nothing is stored yet."""
    if not path.exists():
        return None
    model.optimizer.build(model.trainable_variables)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            record = json.loads(stored["record"].tobytes())
            now = [stored[f"now_{i}"] for i in range(len(_variables(model)))]
            best = [stored[f"best_{i}"] for i in range(len(model.weights))]
        pairs = [*zip(_variables(model), now, strict=True), *zip(model.weights, best, strict=True)]
        if any(v.shape != n.shape for v, n in pairs):
            raise ValueError("the shapes differ")
        if {len(record["history"][m]) for m in METRICS} != {len(record["epoch_seconds"])}:
            raise ValueError("its epochs are not complete")
    except Exception as error:  # a torn archive can fail in any of a dozen ways
        raise TutorialError(
            f"{path} can't be gone on from ({error}): delete it, or train with --rerun."
        ) from None
    for variable, value in zip(_variables(model), now, strict=True):
        variable.assign(value)
    return Fit(record["history"], record["epoch_seconds"], best)
