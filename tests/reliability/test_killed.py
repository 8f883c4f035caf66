"""SIGKILL at random moments: every file stays complete, and the work can be resumed."""

import os

import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor SIGKILL"),
    pytest.mark.slow,
]
# Kind of work -> how often `make test` kills it.
KINDS = {
    "storing a result": 50,
    "writing the cache": 50,
    "writing figures": 4,
    "training": 4,
    "executing a notebook": 4,
    "publishing the book": 6,
}


@pytest.mark.parametrize("kind", KINDS)
def test_killed(kind, note, run_script, tmp_path, tries):
    count = tries(KINDS[kind], 50)
    found = run_script("killing.py", kind, tmp_path / "folder", count, 1)
    early = found["seen"].pop("finished", 0)
    killed = sum(found["seen"].values())
    seen = ", ".join(f"{n} {how}" for how, n in sorted(found["seen"].items()))
    message = f"{seen}; {early} more had finished before the signal"
    note("Killed", kind, killed, len(found["lost"]) + len(found["left"]), message)
    assert not found["lost"], found["lost"]
    assert not found["left"], f"left behind: {found['left']}"
    assert killed == count
