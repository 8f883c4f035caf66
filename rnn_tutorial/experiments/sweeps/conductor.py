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
from rnn_tutorial.experiments.sweeps.plan import Plan, Run, remaining
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
        runs: list[Run],
        orders: dict[int, Order],
        report: Callable[[list[Run]], None],
    ) -> None:
        self.client, self.plan, self.runs, self.orders = client, plan, runs, orders
        self.report = report
        self.waiting = sorted(orders)
        self.submitted: dict[int, Future] = {}
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.workers, self.looked, self.worker_seen = 0, 0.0, time.monotonic()

    def conduct(self) -> None:
        """Return when every run is stored. Raises TutorialError if one failed, or see `_look`."""
        (topic,) = {order.topic for order in self.orders.values()}
        self.client.subscribe_topic(topic, lambda event: self.messages.put(event[1]))
        try:
            while self.waiting or self.submitted:
                self._look()
                self._submit()
                changed = self._listen()
                if self._collect() or changed:
                    self.report(self.runs)
                time.sleep(TICK)
        finally:
            self._cancel()
        failed = [run for run in self.runs if run.state == "failed"]
        if failed:
            problems = "; ".join(f"{run.label}: {run.problem}" for run in failed)
            raise TutorialError(f"{len(failed)} failed: {problems}. {self._remaining()}")

    def _look(self) -> None:
        """Once a second, count the workers. Raises TutorialError if the scheduler is lost, or has
        had no worker for `LONELY` seconds."""
        if self.client.status != "running":
            raise self._lost()
        now = time.monotonic()
        if now < self.looked + 1:
            return
        self.looked = now
        try:
            found = self.client.sync(self.client.scheduler.ncores, callback_timeout=ANSWER)
        except OSError:
            raise self._lost() from None
        self.workers = len(found)
        if self.workers:
            self.worker_seen = now
        elif now > self.worker_seen + LONELY:
            problem = no_workers(self.plan.scheduler or "of this machine", LONELY)
            raise TutorialError(f"{problem} {self._remaining()}")

    def _submit(self) -> None:
        # One run for each worker: Dask would queue a second one behind a long run.
        while self.waiting and len(self.submitted) < self.workers:
            number = self.waiting.pop(0)
            order = self.orders[number]
            key = f"{order.topic}-{number}"
            self.submitted[number] = self.client.submit(train_run, order, key=key, pure=False)

    def _listen(self) -> bool:
        """Read the workers' messages; return whether there were any."""
        heard = False
        while not self.messages.empty():
            message = self.messages.get()
            run = self.runs[message["number"]]
            if message["number"] not in self.submitted:
                continue  # the message came later than the result
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
        for number, future in list(self.submitted.items()):
            run = self.runs[number]
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
            del self.submitted[number]
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
            raise TutorialError(f"{error} {self._remaining()}")
        kind = "" if isinstance(error, TutorialError) else f"{type(error).__name__}: "
        run.state, run.problem = "failed", kind + first_line(error)

    def _lost(self) -> TutorialError:
        place = self.plan.scheduler or "of this machine"
        return TutorialError(
            f"the scheduler {place} was lost: start it and its workers again. {self._remaining()}"
        )

    def _remaining(self) -> str:
        return remaining(self.runs, self.plan)

    def _cancel(self) -> None:
        """Stop the runs in training. The workers keep the finished epochs."""
        if self.submitted and self.client.status == "running":
            self.client.cancel(list(self.submitted.values()))
