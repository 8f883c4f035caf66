"""Workers for a sweep: a local cluster, or those of a scheduler that runs elsewhere."""

import contextlib
import logging
import os
import re
import signal
import socket
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnn_tutorial.errors import TutorialError

if TYPE_CHECKING:
    from distributed import Client

ANSWER = 5.0  # seconds that a scheduler has to answer the first time
PATIENCE = 10.0  # seconds that it has to find a worker
_ADDRESS = re.compile(r"tcp://([\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")


def check_address(scheduler: str) -> tuple[str, int]:
    """The host and port of tcp://HOST:PORT. Raises TutorialError for any other address."""
    match = _ADDRESS.fullmatch(scheduler)
    if not match or not 0 < int(match[2]) < 65_536:
        raise TutorialError(
            f"scheduler is {scheduler!r}: give tcp://HOST:PORT, as `dask scheduler` prints it."
        )
    return match[1].strip("[]"), int(match[2])


@contextlib.contextmanager
def connect(scheduler: str | None, runs: int) -> "Iterator[Client]":
    """A Dask client of `scheduler`, or of a new local cluster for `runs` runs.

    A local cluster ends with the block, and its processes with it. Raises TutorialError if the
    scheduler doesn't answer or has no worker after the seconds above.
    """
    from distributed.utils import silence_logging_cmgr

    client = _remote_client(scheduler) if scheduler else _local_client(runs)
    with silence_logging_cmgr(logging.CRITICAL), client as connected:
        yield connected


@contextlib.contextmanager
def _local_client(runs: int) -> "Iterator[Client]":
    from dask.system import CPU_COUNT  # honours affinity and the limits of a container
    from distributed import Client, LocalCluster

    from rnn_tutorial.training.backend import backend_name

    with tempfile.TemporaryDirectory(prefix="rnn-tutorial-") as folder:
        try:
            cluster = LocalCluster(
                n_workers=min(CPU_COUNT, runs),
                threads_per_worker=1,
                processes=True,
                memory_limit=0,  # Dask would kill a training that uses more than its share
                dashboard_address="127.0.0.1:0",  # the usual port may be taken
                local_directory=folder,
                # The workers load Keras while this process still connects to them.
                env=keras_settings(backend_name(), threads=1),
                preload=["rnn_tutorial.quiet_keras"],
                silence_logs=logging.CRITICAL,
            )
        except (RuntimeError, OSError) as error:
            raise TutorialError(
                f"the local workers did not start ({first_line(error)}). In a script, call "
                'sweep below `if __name__ == "__main__":`.'
            ) from None
        with cluster, Client(cluster, timeout=ANSWER, set_as_default=False) as client:
            # A terminal sends Ctrl-C to the workers, too; this process ends them itself.
            client.run(_ignore_interrupts)
            yield client


def keras_settings(backend: str, threads: int) -> dict[str, str]:
    """Variables of the environment that must be set before a worker imports Keras.

    Measured on two cores: the last two reduce TensorFlow's time from 0.56 to 0.43 processor seconds
    per epoch. Binding to one core does the same, but waits if that core is busy. JAX runs a
    recurrent layer on one thread anyway.
    """
    count = str(threads)
    return {
        "KERAS_BACKEND": backend,
        "TF_NUM_INTRAOP_THREADS": os.environ.get("TF_NUM_INTRAOP_THREADS", count),
        "TF_NUM_INTEROP_THREADS": os.environ.get("TF_NUM_INTEROP_THREADS", count),
    }


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def _remote_client(scheduler: str) -> "Iterator[Client]":
    from distributed import Client

    try:
        _listen_for_greeting(scheduler)
        client = Client(scheduler, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise TutorialError(
            f"no scheduler answers at {scheduler} ({first_line(error)}): start one with "
            "`dask scheduler`, or omit --scheduler to train on this machine."
        ) from None
    try:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise TutorialError(no_workers(scheduler, PATIENCE)) from None
        yield client
    finally:
        client.close(timeout=2)


def _listen_for_greeting(scheduler: str) -> None:
    """Raise OSError unless a Dask server greets us; Dask's own client would wait for ever."""
    with socket.create_connection(check_address(scheduler), timeout=ANSWER) as call:
        head = call.recv(8)  # the length of its greeting
    if len(head) < 8 or int.from_bytes(head, "little") > 1_000_000:
        raise ConnectionError("the server there is not a Dask scheduler")


def no_workers(scheduler: str, seconds: float) -> str:
    """The message for a scheduler that has had no worker for so long."""
    return (
        f"the scheduler {scheduler} has had no worker for {seconds:.0f} s: start workers with "
        f"`dask worker {scheduler} --nworkers auto --nthreads 1`."
    )


def first_line(error: BaseException) -> str:
    """The first line of an error's message, or the error's type if it has none."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
