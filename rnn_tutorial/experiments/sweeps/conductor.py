"""Gives the runs of a sweep to workers, one each, and stores their results."""

import logging
import queue
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.cluster import first_line, no_workers
from rnn_tutorial.experiments.sweeps.plan import Plan, Run
from rnn_tutorial.experiments.sweeps.worker import Order, WorkerRefused, train_run

if TYPE_CHECKING:
    from distributed import Client, Future

logger = logging.getLogger(__name__)

TICK = 0.1  # seconds between two looks at the runs
ANSWER = 30.0  # seconds in which a scheduler must answer a question
LONELY = 30.0  # seconds without any worker after which a sweep gives up


class Conductor:
    """One sweep on one scheduler. report: called with all runs when the state of one changes."""

    def __init__(
        self,
        client: "Client",
        plan: Plan,
        orders: list[Order],
        report: Callable[[list[Run]], None],
    ) -> None:
        self.client, self.plan, self.report = client, plan, report
        self.waiting = list(orders)
        self.submitted: dict[str, tuple[Run, Future]] = {}  # by the label of the run
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.place = plan.scheduler or "of this machine"
        self.worker_seen = time.monotonic()

    def conduct(self) -> None:
        """Return when every run is stored.

        Raises TutorialError if a run failed, the scheduler is lost, or it has had no worker for
        `LONELY` seconds. The message says what remains.
        """
        topic = self.waiting[0].topic
        self.client.subscribe_topic(topic, lambda event: self.messages.put(event[1]))
        try:
            while self.waiting or self.submitted:
                self._submit(self._count_workers())
                changed = self._listen()
                if self._collect() or changed:
                    self.report(self.plan.runs)
                time.sleep(TICK)
            runs = self.plan.runs
            failed = [f"{run.label}: {run.problem}" for run in runs if run.state == "failed"]
            if failed:
                raise TutorialError(f"{len(failed)} failed: {'; '.join(failed)}.")
        except TutorialError as error:
            raise TutorialError(f"{error} {self.plan.remaining()}") from None
        finally:
            self._cancel()

    def _count_workers(self) -> int:
        if self.client.status != "running":
            raise self._lost()
        try:
            found = self.client.sync(self.client.scheduler.ncores, callback_timeout=ANSWER)
        except OSError:
            raise self._lost() from None
        if found:
            self.worker_seen = time.monotonic()
        elif time.monotonic() > self.worker_seen + LONELY:
            raise TutorialError(no_workers(self.place, LONELY))
        return len(found)

    def _submit(self, workers: int) -> None:
        # One run for each worker: Dask would queue a second one behind a long run.
        while self.waiting and len(self.submitted) < workers:
            order = self.waiting.pop(0)
            label = order.run.label
            sent = replace(order, run=replace(order.run, path=None))  # Windows has other paths
            key = f"{order.topic}-{label}"
            future = self.client.submit(train_run, sent, key=key, pure=False)
            self.submitted[label] = order.run, future

    def _listen(self) -> bool:
        """Read the workers' messages; return whether there were any."""
        heard = False
        while not self.messages.empty():
            message = self.messages.get()
            if message["label"] not in self.submitted:
                continue  # the message came later than the result
            run, _ = self.submitted[message["label"]]
            if run.worker and run.worker != message["worker"]:
                logger.info(f"{run.label}: its worker is gone, {message['worker']} repeats it.")
            run.state, heard = "training", True
            run.worker, run.epoch, run.metrics = (
                message[part] for part in ("worker", "epoch", "metrics")
            )
        return heard

    def _collect(self) -> bool:
        """Store the runs that have ended; return whether there were any."""
        before = len(self.submitted)
        for run, future in list(self.submitted.values()):
            if future.status == "cancelled":
                raise self._lost()
            try:
                if future.status == "finished":
                    self._store(run, *future.result(timeout=ANSWER))
                elif future.status == "error":
                    self._fail(run, future.exception(timeout=ANSWER))
                else:
                    continue
            except OSError:  # its worker has just gone: Dask gives the run to another
                continue
            del self.submitted[run.label]
            future.release()
        return len(self.submitted) < before

    def _store(self, run: Run, result: TrainingResult, weights: list[np.ndarray] | None) -> None:
        from rnn_tutorial.experiments.trained import save_weights, weights_path

        assert run.path is not None
        result = replace(result, config=run.config)  # with this machine's path of the reviews
        if not run.path.exists():  # else a worker on this machine has stored it
            if weights is not None:
                save_weights(weights_path(run.path), weights)
            result.save(run.path)
        run.result, run.state = replace(result, path=run.path), "done"

    def _fail(self, run: Run, error: BaseException) -> None:
        if isinstance(error, WorkerRefused):
            raise error
        kind = "" if isinstance(error, TutorialError) else f"{type(error).__name__}: "
        run.state, run.problem = "failed", kind + first_line(error)

    def _lost(self) -> TutorialError:
        return TutorialError(
            f"the scheduler {self.place} was lost: start it and its workers again."
        )

    def _cancel(self) -> None:
        """Stop the runs in training. The workers keep the finished epochs."""
        if self.submitted and self.client.status == "running":
            self.client.cancel([future for _, future in self.submitted.values()])
