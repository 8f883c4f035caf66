"""Gives the runs of a sweep to workers, one each, and stores what comes back."""

import queue
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.sweeps.cluster import no_workers
from rnn_tutorial.experiments.sweeps.plan import Plan, Run, remaining
from rnn_tutorial.experiments.sweeps.worker import Order, WorkerRefused, train_run

if TYPE_CHECKING:
    from distributed import Client, Future

TICK = 0.1  # seconds between two looks at the runs
ANSWER = 30.0  # seconds in which a scheduler must answer a question
LONELY = 30.0  # seconds without any worker after which a sweep gives up


class Conductor:
    """One sweep on one scheduler."""

    def __init__(
        self,
        client: "Client",
        plan: Plan,
        runs: list[Run],
        orders: dict[int, Order],
        tell: Callable[[list[Run]], None],
        say: Callable[[str], None],
    ):
        self.client, self.plan, self.runs, self.orders = client, plan, runs, orders
        self.tell, self.say = tell, say
        self.waiting = sorted(orders)
        self.flying: dict[int, Future] = {}
        self.messages: queue.SimpleQueue = queue.SimpleQueue()
        self.workers, self.looked, self.peopled = 0, 0.0, time.monotonic()

    def conduct(self) -> None:
        """Go on until every run is done or has failed. Bounded: see `_look`."""
        (topic,) = {order.topic for order in self.orders.values()}
        self.client.subscribe_topic(topic, lambda event: self.messages.put(event[1]))
        try:
            while self.waiting or self.flying:
                self._look()
                self._submit()
                moved = self._listen()
                if self._collect() or moved:
                    self.tell(self.runs)
                time.sleep(TICK)
        finally:
            self._call_off()
        failed = [run for run in self.runs if run.state == "failed"]
        if failed:
            told = "; ".join(f"{run.label}: {run.problem}" for run in failed)
            raise TutorialError(f"{len(failed)} failed: {told}. {self._remaining()}")

    def _look(self) -> None:
        """Once a second: is the scheduler there, and how many workers has it?"""
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
            self.peopled = now
        elif now > self.peopled + LONELY:
            told = no_workers(self.plan.scheduler or "of this machine", LONELY)
            raise TutorialError(f"{told} {self._remaining()}")

    def _submit(self) -> None:
        # One run for each worker: Dask itself would queue further ones behind a long run.
        while self.waiting and len(self.flying) < self.workers:
            number = self.waiting.pop(0)
            order = self.orders[number]
            key = f"{order.topic}-{number}"
            self.flying[number] = self.client.submit(train_run, order, key=key, pure=False)

    def _listen(self) -> bool:
        """Take the workers' messages in; return whether there were any."""
        heard = False
        while not self.messages.empty():
            message = self.messages.get()
            run = self.runs[message["number"]]
            if message["number"] not in self.flying:
                continue  # it came later than the result
            if run.worker and run.worker != message["worker"]:
                self.say(f"{run.label}: its worker is gone, {message['worker']} does it again.")
            run.state, heard = "training", True
            run.worker, run.epoch, run.metrics = (
                message[part] for part in ("worker", "epoch", "metrics")
            )
        return heard

    def _collect(self) -> bool:
        """Store the runs that have ended; return whether there were any."""
        before = len(self.flying)
        for number, future in list(self.flying.items()):
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
            except OSError:  # the worker went away in this moment: its run is done again
                continue
            del self.flying[number]
            future.release()
        return len(self.flying) < before

    def _store(self, run: Run, result, weights) -> None:
        from rnn_tutorial.experiments.trained import save_weights, weights_path

        result = replace(result, config=run.config)  # its reviews have this machine's name
        if not run.path.exists():  # a worker on this machine has stored it itself
            if weights is not None:
                save_weights(weights_path(run.path), weights)
            result.save(run.path)
        run.result, run.state = replace(result, path=run.path), "done"

    def _fail(self, run: Run, error: BaseException) -> None:
        if isinstance(error, WorkerRefused):
            raise TutorialError(f"{error} {self._remaining()}")
        told = (str(error).strip() or "no reason given").splitlines()[0]
        kind = "" if isinstance(error, TutorialError) else f"{type(error).__name__}: "
        run.state, run.problem = "failed", kind + told

    def _lost(self) -> TutorialError:
        place = self.plan.scheduler or "of this machine"
        return TutorialError(
            f"the scheduler {place} was lost: start it and its workers again. {self._remaining()}"
        )

    def _remaining(self) -> str:
        return remaining(self.runs, self.plan)

    def _call_off(self) -> None:
        """Have the workers stop what is still in training; they keep its finished epochs."""
        if self.flying and self.client.status == "running":
            self.client.cancel(list(self.flying.values()))
