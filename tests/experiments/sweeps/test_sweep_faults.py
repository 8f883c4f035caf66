"""Sweeps on real schedulers and workers, which are killed while they work.

Scheduler and workers are processes on the loopback interface. Like a separate machine, each
worker has its own folder for results and, by default, other reviews than this process.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
from small_npz import write_small_npz

from rnn_tutorial.cli import main as cli
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.sweeps import cluster as sweep_cluster
from rnn_tutorial.experiments.sweeps.sweep import sweep
from rnn_tutorial.experiments.trained import load_weights, weights_path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed by POSIX signals")
TINY = {"num_words": 300, "maxlen": 8, "units": 3, "embedding_dim": 3, "batch_size": 16}
SETS = [f"--set={name}={value}" for name, value in TINY.items()]


def wait_until(there, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


class Machines:
    """A scheduler and two workers; `mend` restarts those that were killed."""

    def __init__(self, folder):
        self.folder, self.scheduler, self.workers = folder, None, {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"

    def mend(self, workers=("one", "two")):
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.close()
            self.scheduler = self._start("scheduler", f"--port={self.port}")
            wait_until(self._answers)
        for name in workers:
            if name not in self.workers or self.workers[name].poll() is not None:
                options = ("--no-nanny", "--nthreads=1", f"--name={name}")
                self.workers[name] = self._start("worker", self.address, *options, home=name)

    def _start(self, kind, *words, home="scheduler"):
        environment = os.environ | {
            "RNN_TUTORIAL_HOME": str(self.folder / home),
            "RNN_TUTORIAL_DATA": str(self.folder / "other.npz"),
        }
        with (self.folder / f"{home}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host=127.0.0.1",
                 "--no-dashboard", *words],
                env=environment, cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip

    def _answers(self):
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    def results(self, name):
        """The results on a worker's disk: file name -> the time when it was written."""
        found = (self.folder / name / "results").glob("*.json")
        return {path.name: path.stat().st_mtime_ns for path in found}

    def close(self):
        for process in [*self.workers.values(), self.scheduler]:
            if process is not None:
                process.kill()
                process.wait(10)
        self.workers = {}


@pytest.fixture(scope="module")
def all_machines(tmp_path_factory):
    machines = Machines(tmp_path_factory.mktemp("machines"))
    write_small_npz(machines.folder / "other.npz", y_test=1 - np.arange(20) % 2)
    yield machines
    machines.close()


@pytest.fixture
def machines(all_machines):
    all_machines.mend()
    return all_machines


@pytest.fixture
def options(machines, keras_npz):
    return {"profile": "smoke", "data": keras_npz(), "scheduler": machines.address}


def worker_in(run, machines):
    """The process that trains a run, found by the port it listens on."""
    port = int(run.worker.rpartition(":")[2])
    for name, process in machines.workers.items():
        listening = psutil.Process(process.pid).net_connections("tcp")
        if any(c.laddr.port == port and c.status == "LISTEN" for c in listening):
            return name, process
    raise AssertionError(f"nobody listens on {run.worker}")


@pytest.mark.slow
def test_workers_elsewhere_give_what_this_machine_would_give(machines, options, home):
    seen = []
    results = sweep(
        "simple_rnn", seeds=2, changes=TINY, **options,
        progress=lambda runs: seen.append([(run.state, run.epoch) for run in runs]),
    )  # fmt: skip
    assert [result.seed for result in results] == [0, 1]
    assert {"waiting", "training", "done"} == {state for row in seen for state, _ in row}
    assert ("training", 1) in seen[-1] or any(("training", 1) in row for row in seen)
    for result in results:
        assert home in result.path.parents and result == TrainingResult.load(result.path)
        assert result.config.data.source == str(options["data"])
        weights = load_weights(weights_path(result.path))
        result.path.unlink()
        here = run_experiment(
            "simple_rnn", profile="smoke", seed=result.seed, data=options["data"], **TINY
        )
        assert here.path == result.path and here.history == result.history
        assert (here.final, here.best) == (result.final, result.best)
        for one, other in zip(weights, load_weights(weights_path(here.path)), strict=True):
            assert (one == other).all()


@pytest.mark.slow
def test_a_worker_with_other_reviews_is_refused(machines, keras_npz, monkeypatch, home):
    monkeypatch.setenv("RNN_TUTORIAL_DATA", str(keras_npz()))
    with pytest.raises(TutorialError, match="other reviews") as refusal:
        sweep("simple_rnn", seeds=2, profile="smoke", scheduler=machines.address, changes=TINY)
    told = str(refusal.value)
    assert "worker tcp://127.0.0.1" in told and "RNN_TUTORIAL_DATA" in told and "\n" not in told
    assert "stored: 0 of 2 runs. Remaining: 2 (" in told
    assert not list(home.glob("results/*"))


@pytest.mark.slow
def test_a_worker_killed_in_mid_run_has_its_run_done_by_the_other(machines, options, home, caplog):
    before = {name: set(machines.results(name)) for name in ("one", "two")}
    caplog.set_level("INFO", "rnn_tutorial")
    killed = []

    def kill(runs):
        for run in runs:
            # Only after a run has finished, so that something could be lost.
            if not killed and run.state == "training" and run.epoch > 2 and runs[0].ended:
                name, process = worker_in(run, machines)
                os.kill(process.pid, signal.SIGKILL)
                killed.extend([name, run.path.name])

    changes = TINY | {"epochs": 25, "units": 4}
    results = sweep("simple_rnn", seeds=3, changes=changes, **options, progress=kill)
    assert killed and all(result.path.is_file() for result in results)
    assert [result.epochs for result in results] == [25] * 3
    dead, lost_run = killed
    other = {"one": "two", "two": "one"}[dead]
    trained = {name: set(machines.results(name)) - before[name] for name in ("one", "two")}
    assert lost_run in trained[other]
    # Each worker keeps its finished runs, and only the killed run may be trained twice: the
    # worker may have stored its result just before it was killed.
    assert trained["one"] & trained["two"] <= {lost_run}
    assert trained["one"] | trained["two"] == {result.path.name for result in results}
    assert [line for line in caplog.messages if "its worker is gone" in line]


@pytest.mark.slow
def test_a_scheduler_killed_in_mid_run_loses_nothing_and_the_named_command_resumes(
    machines, options, home, monkeypatch, capsys
):
    def kill(runs):
        if runs[0].ended and any(run.state == "training" and run.epoch > 2 for run in runs):
            killed.append(time.monotonic())
            machines.scheduler.kill()

    killed = []
    changes = TINY | {"epochs": 25, "units": 5}
    with pytest.raises(TutorialError, match="was lost") as stopped:
        sweep("simple_rnn", seeds=3, changes=changes, **options, progress=kill)
    told = str(stopped.value)
    kept = {path: path.read_bytes() for path in (home / "results").glob("*.json")}
    assert 0 < len(kept) < 3 and "\n" not in told and time.monotonic() - killed[0] < 30
    assert f"stored: {len(kept)} of 3 runs. Remaining: {3 - len(kept)} (" in told
    assert "SimpleRNN" in told and "seed 2" in told.partition("Remaining")[2]
    # The workers stop when their scheduler is gone.
    for process in machines.workers.values():
        wait_until(lambda process=process: process.poll() is not None)
    done = {name: machines.results(name) for name in ("one", "two")}

    machines.mend()
    words = shlex.split(told.partition("`")[2].partition("`")[0])
    monkeypatch.setattr(sys, "argv", words)
    monkeypatch.setenv("COLUMNS", "200")
    _run_main()
    out = capsys.readouterr().out
    assert f"{len(kept)} of 3 runs stored already, {3 - len(kept)} to train" in out
    assert len(list((home / "results").glob("*.json"))) == 3
    for path, content in kept.items():
        assert path.read_bytes() == content and f"{path.name}" in done["one"] | done["two"]
    for name, before in done.items():
        now = machines.results(name)
        assert {file: now[file] for file in before} == before  # what was finished stayed


def _run_main():
    try:
        cli.main()
    except SystemExit as end:
        assert not end.code


def test_a_scheduler_that_is_not_there_is_one_line_within_seconds(keras_npz, monkeypatch):
    monkeypatch.setattr(sweep_cluster, "ANSWER", 1.0)
    monkeypatch.setattr(sweep_cluster, "PATIENCE", 1.0)
    with socket.socket() as silent:  # accepts connections, but never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for port in (9, silent.getsockname()[1]):
            start = time.monotonic()
            with pytest.raises(TutorialError, match="no scheduler answers at tcp://") as refusal:
                sweep("simple_rnn", profile="smoke", data=keras_npz(), changes=TINY,
                      scheduler=f"tcp://127.0.0.1:{port}")  # fmt: skip
            assert "\n" not in str(refusal.value) and time.monotonic() - start < 10


def test_a_scheduler_without_workers_is_refused_in_one_line(tmp_path, keras_npz, monkeypatch):
    monkeypatch.setattr(sweep_cluster, "PATIENCE", 0.5)
    lonely = Machines(tmp_path)
    try:
        lonely.mend(workers=())
        with pytest.raises(TutorialError, match=r"no worker for .* `dask worker tcp://"):
            sweep("simple_rnn", profile="smoke", data=keras_npz(), changes=TINY,
                  scheduler=lonely.address)  # fmt: skip
    finally:
        lonely.close()


@pytest.mark.slow
def test_ctrl_c_on_a_local_cluster_leaves_no_process_and_says_what_remains(keras_npz, home):
    words = ["sweep", "simple_rnn", "--seeds", "3", "--profile", "smoke", "--data", keras_npz()]
    process = subprocess.Popen(
        [sys.executable, "-m", "rnn_tutorial", *map(str, words), *SETS, "--set=epochs=100000"],
        env=os.environ | {"COLUMNS": "200"}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_until(lambda: list(home.glob("results/*.checkpoint.npz")), 120)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everyone gets it
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err) == (130, "")
    assert "stored: 0 of 3 runs. Remaining: 3 (" in out and "`rnn-tutorial sweep" in out
    wait_until(lambda: not in_session(process.pid), 10)
    assert list(home.glob("results/*.checkpoint.npz"))  # the finished epochs


def in_session(leader):
    """The processes that a command has left behind."""
    left = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                left.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            pass
    return left
