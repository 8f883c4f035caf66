"""Every fault tried is noted; on demand the notes become docs/reliability.md (see report.py)."""

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # works.py and ledger.py, from any working folder
import ledger

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def tries():
    """A function: how often to try a kind, given what `make test` has time for."""
    return lambda few: 50 if os.environ.get("RNN_TUTORIAL_FAULTS") == "all" else few


@pytest.fixture
def note(request, tmp_path):
    """A function that enters a row: (section, kind, tries, lost, what the user was told)."""

    def enter(section, kind, tries, lost, message=""):
        for path in sorted((str(tmp_path), str(REPOSITORY), sys.prefix), key=len, reverse=True):
            message = message.replace(path, "…")
        message = re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1", " ".join(message.split()))
        ledger.ROWS.setdefault(section, {})[kind] = (tries, lost, message)

    return enter


def pytest_sessionfinish(session, exitstatus):
    target = os.environ.get("RNN_TUTORIAL_RELIABILITY")
    if target and ledger.ROWS:
        ledger.merge(REPOSITORY / "build" / "reliability.json")
        ledger.write(Path(target), failed=session.testsfailed)
