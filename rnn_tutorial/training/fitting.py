"""Train a model on reviews so that training can be stopped and resumed, and test it.

Everything that is random in an epoch (the order of the reviews, the dropout masks) depends only
on the seed and the number of the epoch. A run that is stopped and resumed gives the same history
as an uninterrupted one.
"""

import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.config import EVALUATION_BATCH, TrainingConfig
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.metrics import METRICS, TestMetrics, best_epoch
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.storage import write_beside
from rnn_tutorial.training.backend import fixed_order_of_sums
from rnn_tutorial.training.batching import ReviewBatches
from rnn_tutorial.training.checks import check_reviews, check_tokens, check_training
from rnn_tutorial.training.rows import as_probabilities, as_rows

logger = logging.getLogger(__name__)

Progress = Callable[[int, int, int, dict[str, float]], None]
"""Called after every batch: (epoch from 1, batch from 1, batches, metrics so far)."""


@dataclass(repr=False)
class Fit:
    """The progress of a training.

    history: metric -> one number per epoch.
    epoch_seconds: duration of each epoch, with its validation.
    best_weights: the weights after the epoch with the highest validation accuracy, in the order
        of `model.get_weights()`.
    """

    history: dict[str, list[float]]
    epoch_seconds: list[float]
    best_weights: list[np.ndarray]

    def __repr__(self) -> str:
        best = max(self.history["val_accuracy"], default=math.nan)
        return f"Fit(epochs={self.epochs}, best val_accuracy={best:.3f})"

    @property
    def epochs(self) -> int:
        """The number of finished epochs."""
        return len(self.epoch_seconds)


def keras_model(model: Any) -> keras.Model:
    """The Keras model of what `load_trained` returns; a Keras model is returned unchanged.

    Raises TutorialError for any other object.
    """
    model = getattr(model, "keras_model", model)
    if not isinstance(model, keras.Model):
        raise TutorialError(
            f"model is a {type(model).__name__}: give a Keras model, or what load_trained or "
            "load_pretrained returns."
        )
    return model


def set_seed(seed: int) -> None:
    """Set the seeds of Python, NumPy and Keras, for code that has no seed argument.

    It can't fix what no seed decides: the order in which threads of a GPU add, the number of
    threads on another machine, other versions, and generators that your program made before.
    """
    check_count("seed", seed, minimum=0)
    keras.utils.set_random_seed(seed)


def split_validation(
    x: np.ndarray, y: np.ndarray, share: float
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Split off the last `share` of the reviews, as Keras's `validation_split` does.

    Returns (x, y) for training and (x, y) for validation.
    """
    first = int(len(x) * (1 - share))
    if not 0 < first < len(x):
        raise TutorialError(
            f"validation_split is {share}: with {len(x)} reviews, one side of the split would be "
            "empty. Give more reviews or another share."
        )
    return (x[:first], y[:first]), (x[first:], y[first:])


def fit(
    model: Any,
    x: np.ndarray,
    y: np.ndarray,
    config: TrainingConfig | None = None,
    *,
    seed: int = 0,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Train a compiled model of reviews.

    x: tokens (reviews, timesteps). y: (reviews,) of 0 and 1. The last `config.validation_split`
    of them are held out.
    checkpoint: a file that holds the progress after every epoch; if it exists, training resumes.
    progress: called after every batch.

    Raises TutorialError for reviews, labels or a model that can't be trained, and if the loss
    becomes NaN or infinite. The checkpoint keeps the epochs before, also after Ctrl-C.
    """
    model, config = keras_model(model), config or TrainingConfig()
    x, y = check_reviews(model, x, y)
    train, validation = split_validation(x, y, config.validation_split)
    check_training(model, *train, validation[1], config)
    checkpoint = Path(checkpoint) if checkpoint else None
    state = _restore(model, checkpoint) if checkpoint else None
    state = state or Fit({metric: [] for metric in METRICS}, [], model.get_weights())
    by_length = config.batching == "by_length"
    batches = ReviewBatches(
        *train, batch_size=config.batch_size, by_length=by_length, seed=seed, epoch=state.epochs
    )
    if state.epochs < config.epochs:
        if state.epochs:
            logger.info(f"Resuming {model.name} from epoch {state.epochs + 1}.")
        if not model.optimizer.built:
            # TensorFlow traces the first step twice if it makes variables, so they are made here.
            model.optimizer.build(model.trainable_variables)
            model.compute_metrics(None, *np.zeros((2, 1, 1), "float32"))
        with fixed_order_of_sums():
            model.fit(
                batches,
                validation_data=ReviewBatches(
                    *validation, batch_size=EVALUATION_BATCH, by_length=by_length
                ),
                epochs=config.epochs,
                initial_epoch=state.epochs,
                shuffle=False,
                verbose=0,
                callbacks=[_Keeper(state, seed, checkpoint, progress)],
            )
    return state


def predict(model: Any, x: Any, *, by_length: bool = False) -> np.ndarray:
    """The probability that each review is positive, (reviews,) float32.

    x: tokens (reviews, timesteps), or one row of them. With a model that knows its words, as
    `load_trained` returns it, also a text or a list of texts.
    by_length: use batches of similar length, for a model that was trained on such batches.

    Raises TutorialError for other x, for tokens that the model doesn't know, and for a model with
    several outputs.
    """
    x, network = as_rows(model, x), keras_model(model)
    check_tokens(network, x)
    batches = ReviewBatches(x, np.zeros(len(x)), batch_size=EVALUATION_BATCH, by_length=by_length)
    rows = np.concatenate(batches.batches)
    p = np.empty(len(x), np.float32)
    p[rows] = as_probabilities(network, network.predict(batches, verbose=0))
    return p


def evaluate(model: Any, x: np.ndarray, y: np.ndarray, *, by_length: bool = False) -> TestMetrics:
    """Test a model on x (reviews, timesteps) and y (reviews,) of 0 and 1; see `predict`.

    Raises TutorialError for what `predict` refuses, and for other labels.
    """
    x, y = check_reviews(keras_model(model), as_rows(model, x), y)
    p = predict(model, x, by_length=by_length).astype("float64")
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


class _Keeper(keras.callbacks.Callback):
    """Seeds each epoch, reports each batch, and stores the progress after each epoch."""

    def __init__(self, state: Fit, seed: int, checkpoint: Path | None, progress: Progress | None):
        super().__init__()
        self.state, self.seed = state, seed
        self.checkpoint, self.progress = checkpoint, progress

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.start = time.perf_counter()
        for number, state in enumerate(random_states(self.model)):
            seed = int(np.random.SeedSequence([self.seed, epoch, number]).generate_state(1)[0])
            seed &= np.iinfo(state.dtype).max  # 31 bits on PyTorch, all 32 elsewhere
            state.assign(keras.random.SeedGenerator(seed, name="epoch").state)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.progress:
            self.progress(self.state.epochs + 1, batch + 1, self.params["steps"], logs or {})

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
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


def random_states(model: keras.Model) -> list[keras.Variable]:
    """The states of a model's random generators.

    Keras documents `variables` as the weights and these states.
    """
    weights = {id(weight) for weight in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]


def _variables(model: keras.Model) -> list[keras.Variable]:
    return [*model.weights, *model.optimizer.variables]


def _store(model: keras.Model, state: Fit, path: Path) -> None:
    progress = {"history": state.history, "epoch_seconds": state.epoch_seconds}
    arrays: dict[str, Any] = {"progress": np.frombuffer(json.dumps(progress).encode(), np.uint8)}
    arrays |= {f"now_{i}": np.asarray(v) for i, v in enumerate(_variables(model))}
    arrays |= {f"best_{i}": w for i, w in enumerate(state.best_weights)}
    with write_beside(path) as stream:
        np.savez(stream, **arrays)


def _restore(model: keras.Model, path: Path) -> Fit | None:
    """Load a checkpoint into the model; return None if there is none yet."""
    if not path.exists():
        return None
    model.optimizer.build(model.trainable_variables)
    variables = _variables(model)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            progress = json.loads(stored["progress"].tobytes())
            now = [stored[f"now_{i}"] for i in range(len(variables))]
            best = [stored[f"best_{i}"] for i in range(len(model.weights))]
        pairs = [*zip(variables, now, strict=True), *zip(model.weights, best, strict=True)]
        if any(v.shape != n.shape for v, n in pairs):
            raise ValueError("the shapes differ")
        if {len(progress["history"][m]) for m in METRICS} != {len(progress["epoch_seconds"])}:
            raise ValueError("its epochs are not complete")
    except Exception as error:  # a torn archive can fail in any of a dozen ways
        raise TutorialError(
            f"training can't resume from {path} ({error}): delete it, or train with --rerun."
        ) from None
    for variable, value in zip(variables, now, strict=True):
        variable.assign(value)
    return Fit(progress["history"], progress["epoch_seconds"], best)
