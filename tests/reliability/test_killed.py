"""SIGKILL at random moments: every file is whole, and starting again goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor SIGKILL"),
    pytest.mark.slow,
]
# The kinds, and the tries that `make test` has time for.
KINDS = {
    "storing a result": 50,
    "writing the cache": 50,
    "writing figures": 4,
    "training": 4,
    "executing a notebook": 4,
    "publishing the book": 6,
}


@pytest.mark.parametrize("kind", KINDS)
def test_killed(kind, tries, note, tmp_path):
    count = tries(KINDS[kind])
    script = Path(__file__).with_name("killing.py")
    command = [sys.executable, str(script), kind, str(tmp_path / "folder"), str(count), "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    early = told["seen"].pop("finished", 0)
    killed = sum(told["seen"].values())
    seen = ", ".join(f"{n} {how}" for how, n in sorted(told["seen"].items()))
    message = f"{seen}; {early} more had ended before the blow"
    note("Killed", kind, killed, len(told["lost"]) + len(told["left"]), message)
    assert not told["lost"], told["lost"]
    assert not told["left"], f"left behind: {told['left']}"
    assert killed == count
