"""The fixtures that note each fault and run this folder's scripts; see report.py for the page."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # modules of this folder, from any working folder
import ledger

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]


@pytest.fixture
def tries():
    """A function that chooses what to try: (in `make test`, in `make reliability`)."""
    return ledger.tries


@pytest.fixture
def note(tmp_path):
    """A function that adds a row to the log: (section, kind, tries, lost, message)."""

    def enter(section, kind, tries, lost, message=""):
        for path in sorted((str(tmp_path), str(REPOSITORY), sys.prefix), key=len, reverse=True):
            message = message.replace(path, "…")
        message = re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1", " ".join(message.split()))
        ledger.ROWS.setdefault(section, {})[kind] = (tries, lost, message)

    return enter


@pytest.fixture
def run_script():
    """A function that runs a script of this folder and returns what its last line says in JSON."""

    def run(name, *arguments, timeout=1500, **env):
        done = subprocess.run(
            [sys.executable, HERE / name, *map(str, arguments)],
            capture_output=True, text=True, timeout=timeout, env=os.environ | env,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture
def time_limit():
    """Fail after five minutes, so that a reader in an endless loop can't block the suite."""
    if os.name == "nt":
        yield
        return

    def too_long(signum, frame):
        raise TimeoutError("five minutes have passed")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pytest_sessionfinish(session):
    if ledger.REPORT and ledger.ROWS:
        from rnn_tutorial.storage import write_beside

        path = REPOSITORY / "docs" / "reliability.md"
        if ledger.REPORT == "some":
            ledger.keep_earlier(path.read_text(encoding="utf-8"))
        with write_beside(path) as stream:
            stream.write(ledger.page(failed=session.testsfailed).encode())
