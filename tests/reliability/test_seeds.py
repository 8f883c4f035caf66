"""The same seed gives the same history, to the last digit, in two processes of one machine."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_the_same_seed_in_two_processes(backend, note):
    """All kinds of layers; `make test` has time for two models."""
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    names = [] if os.environ.get("RNN_TUTORIAL_FAULTS") == "all" else ["dropout_rnn", "gru"]
    command = [sys.executable, str(Path(__file__).with_name("seeds.py")), *names]
    env = {**os.environ, "KERAS_BACKEND": backend}
    one, two = (
        json.loads(
            subprocess.run(
                command, capture_output=True, text=True, timeout=600, env=env, check=True
            ).stdout.splitlines()[-1]
        )
        for _ in range(2)
    )
    for name, seen in one.items():
        note("Same seed", f"{backend}, {name}", 2, int(seen != two[name]),
             "history and weights are the same to the last digit")  # fmt: skip
    assert one == two
    # Different layers gave different histories: it isn't one number that all of them share.
    assert len({str(seen) for seen in one.values()}) == len(one)
