"""What a worker of a sweep does: check that it has the same reviews, train, tell how it goes.

Dask calls `train_run` in a thread of the worker's process. Keras comes in only there, so that
the process can first be told its backend and its number of threads.
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
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import TrainingResult

TELL_EVERY = 0.5  # seconds between two messages about one run
# Keras keeps a global state, so a process trains one model at a time, whatever Dask gives it.
_ONE_AT_A_TIME = threading.Lock()


class WorkerRefused(TutorialError):
    """A worker can't stand in for this machine: other reviews, backend or versions."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One run, as a worker is told of it.

    source: what the worker loads; a path that it doesn't have stands for its own reviews.
    fingerprint: of the reviews that are meant. result: the file name that belongs to this
    training; it also depends on the backend and the versions, so equal names are equal trainings.
    """

    name: str
    profile: str
    seed: int
    changes: dict[str, Any]
    source: str
    fingerprint: str
    backend: str
    result: str
    topic: str
    number: int


def train_run(order: Order) -> tuple[TrainingResult, list[np.ndarray] | None]:
    """Train what `order` says, or take it from this worker's own disk; give the best weights too.

    Raises WorkerRefused where the outcome would not be the one that is meant.
    """
    from distributed import get_worker

    worker = get_worker()
    messenger = _Messenger(worker, order)
    with _ONE_AT_A_TIME:
        messenger.tell()
        _prepare_process(order.backend, worker.state.nthreads)
        return _train(order, messenger, worker.address)


def _prepare_process(backend: str, threads: int) -> None:
    """Set backend and threads before Keras is imported; afterwards nothing could be changed.

    Measured on two cores: these two variables take TensorFlow from 0.56 to 0.43 processor
    seconds an epoch, as binding to one core does, which would wait when that core is busy.
    JAX runs a recurrent layer on one thread by itself.
    """
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = backend
        for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
            os.environ.setdefault(name, str(threads))


def _train(order: Order, messenger: "_Messenger", worker: str):
    from rnn_tutorial.experiments.run import run_experiment
    from rnn_tutorial.experiments.trained import load_weights, weights_path
    from rnn_tutorial.training.backend import tune_jax

    tune_jax()
    source = order.source
    if source not in ("auto", "imdb", "sample") and not Path(source).exists():
        source = "auto"
    _check(order, source, worker)
    result = run_experiment(
        order.name,
        profile=order.profile,
        seed=order.seed,
        data=source,
        progress=messenger,
        **order.changes,
    )
    weights = weights_path(result.path)
    return replace(result, path=None), load_weights(weights) if weights.exists() else None


def _check(order: Order, source: str, worker: str) -> None:
    from rnn_tutorial.experiments.trained import result_path
    from rnn_tutorial.training.backend import backend_name

    config = get_experiment(order.name, order.profile, data=source, **order.changes)
    try:
        dataset = load_reviews(config.data)
    except TutorialError as error:
        raise WorkerRefused(f"worker {worker} can't load the reviews: {error}") from None
    if dataset.fingerprint != order.fingerprint:
        raise WorkerRefused(
            f"worker {worker} has other reviews ({dataset.source}, fingerprint "
            f"{dataset.fingerprint}) than this machine ({order.fingerprint}): let "
            "RNN_TUTORIAL_DATA name the same file there, and start that worker again."
        )
    if backend_name() != order.backend:
        raise WorkerRefused(
            f"worker {worker} computes with {backend_name()}, not {order.backend}: start it "
            f"again, with KERAS_BACKEND={order.backend}."
        )
    if result_path(config, dataset, order.profile, order.seed).name != order.result:
        raise WorkerRefused(
            f"worker {worker} has other versions of Python, Keras, NumPy, {order.backend} or "
            "rnn-tutorial than this machine: install the same ones there."
        )


class _Messenger:
    """Tells the client where a training stands, and ends it when nobody wants it any more.

    It is called as `training.Progress` says.
    """

    def __init__(self, worker: Any, order: Order):
        self.worker, self.order, self.last = worker, order, 0.0
        self.key = worker.get_current_task()

    def __call__(self, epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
        now = time.monotonic()
        if batch < batches and now < self.last + TELL_EVERY:
            return
        self.last = now
        self.tell(epoch, metrics)

    def tell(self, epoch: int = 0, metrics: dict[str, float] | None = None) -> None:
        """Send one message. Raises TutorialError where the run was called off."""
        if not self._is_wanted():
            raise TutorialError("the run was called off")
        numbers = {name: float(value) for name, value in (metrics or {}).items()}
        content = {"number": self.order.number, "epoch": epoch, "metrics": numbers}
        self.worker.log_event(self.order.topic, content | {"worker": self.worker.address})

    def _is_wanted(self) -> bool:
        # Dask can't stop a thread: a run that its client has cancelled, or whose scheduler is
        # gone, would go on to its end.
        task = self.worker.state.tasks.get(self.key)
        alive = self.worker.status.name not in ("closing", "closed", "failed")
        return alive and task is not None and task.state in ("executing", "long-running")
