"""What a worker of a sweep does: check that it has the same reviews, train, report progress.

Dask calls `train_run` in a thread of the worker's process. Keras is imported only there, after
the backend and the number of threads have been set.
"""

import os
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.cluster import keras_settings
from rnn_tutorial.experiments.sweeps.plan import Run

REPORT_EVERY = 0.5  # seconds between two messages about a run
# Keras has a global state, so a process trains one model at a time, whatever Dask submits.
_ONE_AT_A_TIME = threading.Lock()


class WorkerRefused(TutorialError):
    """A worker differs from this machine: other reviews, backend or versions."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One run, as it is sent to a worker.

    source: the reviews; a worker without a file of that path uses its own ("auto").
    fingerprint: of this machine's reviews; the worker's must be the same.
    result: the file name of the result. It depends on everything that shapes the training, also
    the backend and the versions, so equal names are equal trainings.
    topic: of the messages to the client.
    """

    run: Run
    profile: str
    source: str
    fingerprint: str
    backend: str
    result: str
    topic: str


def train_run(order: Order) -> tuple[TrainingResult, list[np.ndarray] | None]:
    """Train a run, or load it from this worker's disk; return the result and the best weights.

    Raises WorkerRefused if the result would differ from that of this order's machine.
    """
    from distributed import get_worker

    worker = get_worker()
    messenger = _Messenger(worker, order)
    with _ONE_AT_A_TIME:
        messenger.send()
        _prepare_process(order.backend, worker.state.nthreads)
        return _train(order, messenger, worker.address)


def _prepare_process(backend: str, threads: int) -> None:
    """Set backend and threads before Keras is imported; later changes have no effect."""
    if "keras" not in sys.modules:  # it is, in a worker of a local cluster
        os.environ |= keras_settings(backend, threads)


def _train(
    order: Order, messenger: "_Messenger", worker: str
) -> tuple[TrainingResult, list[np.ndarray] | None]:
    from rnn_tutorial.experiments.run import run_experiment
    from rnn_tutorial.experiments.trained import load_weights, weights_path
    from rnn_tutorial.training.backend import tune_jax

    tune_jax()
    source = order.source
    if source not in ("auto", "imdb", "sample") and not Path(source).exists():
        source = "auto"
    _check(order, source, worker)
    name, seed, changes = order.run.config.name, order.run.seed, order.run.changes
    result = run_experiment(
        name, profile=order.profile, seed=seed, data=source, progress=messenger, **changes
    )
    assert result.path is not None
    weights = weights_path(result.path)
    return replace(result, path=None), load_weights(weights) if weights.exists() else None


def _check(order: Order, source: str, worker: str) -> None:
    from rnn_tutorial.experiments.trained import result_path
    from rnn_tutorial.training.backend import backend_name

    run = order.run
    config = run.config.with_changes(source=source)
    try:
        dataset = load_reviews(config.data)
    except TutorialError as error:
        raise WorkerRefused(f"worker {worker} can't load the reviews: {error}") from None
    if dataset.fingerprint != order.fingerprint:
        raise WorkerRefused(
            f"worker {worker} has other reviews ({dataset.source}, fingerprint "
            f"{dataset.fingerprint}) than this machine ({order.fingerprint}): set "
            "RNN_TUTORIAL_DATA to the same file there, and restart that worker."
        )
    if backend_name() != order.backend:
        raise WorkerRefused(
            f"worker {worker} uses the backend {backend_name()}, not {order.backend}: restart it "
            f"with KERAS_BACKEND={order.backend}."
        )
    if result_path(config, dataset, order.profile, run.seed).name != order.result:
        raise WorkerRefused(
            f"worker {worker} has other versions of Python, Keras, NumPy, {order.backend} or "
            "rnn-tutorial than this machine: install the same ones there."
        )


class _Messenger:
    """Reports a training's progress to the client, and ends the training if it was cancelled.

    It is a `training.Progress`: a function called after each batch.
    """

    def __init__(self, worker: Any, order: Order) -> None:
        self.worker, self.order, self.last = worker, order, 0.0
        self.key = worker.get_current_task()

    def __call__(self, epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
        now = time.monotonic()
        if batch < batches and now < self.last + REPORT_EVERY:
            return
        self.last = now
        self.send(epoch, metrics)

    def send(self, epoch: int = 0, metrics: dict[str, float] | None = None) -> None:
        """Send one message. Raises TutorialError if the run was cancelled."""
        if not self._is_wanted():
            raise TutorialError("the run was cancelled")
        numbers = {name: float(value) for name, value in (metrics or {}).items()}
        content = {"label": self.order.run.label, "epoch": epoch, "metrics": numbers}
        self.worker.log_event(self.order.topic, content | {"worker": self.worker.address})

    def _is_wanted(self) -> bool:
        # Dask can't stop a thread: a run that its client has cancelled, or whose scheduler is
        # gone, would continue to its end.
        task = self.worker.state.tasks.get(self.key)
        alive = self.worker.status.name not in ("closing", "closed", "failed")
        return alive and task is not None and task.state in ("executing", "long-running")
