"""How much memory the book's models take, against the estimate made before they start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.training.memory import (
    LIBRARIES,
    estimate_memory,
    free_memory,
    require_memory,
)

LIMIT_MB = 2000  # for every model of the book, 2000 timesteps, batches of 128
EVERY = ["simple_rnn", "stacked_rnn", "bidirectional_rnn", "dropout_rnn", "lstm", "gru",
         "bidirectional_lstm", "regularised_lstm", "bag_of_words", "dense_baseline",
         "conv1d_baseline"]  # fmt: skip
FEW = ["bidirectional_lstm"]  # the largest, and what `make test` has time for


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_the_books_models_at_2000_timesteps(note):
    names = EVERY if os.environ.get("RNN_TUTORIAL_FAULTS") == "all" else FEW
    script = Path(__file__).with_name("measuring.py")
    done = subprocess.run([sys.executable, str(script), *names], capture_output=True, text=True,
                          timeout=1500)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    for name, measured in json.loads(done.stdout.splitlines()[-1]).items():
        config = get_experiment(name, "full", maxlen=2000)
        estimate = (LIBRARIES + estimate_memory(config)) / 1e6
        note("Memory", name, 1, int(measured > LIMIT_MB), f"{measured} MB measured, "
             f"{estimate:.0f} MB estimated, {LIMIT_MB} MB the limit")  # fmt: skip
        assert measured <= LIMIT_MB
        assert measured <= estimate <= 2 * measured


def test_what_will_not_fit_is_said_before_it_starts(note):
    config = get_experiment("lstm", "full", maxlen=2000, units=512)
    needed = estimate_memory(config)
    require_memory(config, needed)
    with pytest.raises(TutorialError) as caught:
        require_memory(config, free=10**9)
    note("Memory", "an experiment that won't fit", 1, 0, str(caught.value))
    assert str(caught.value) == (
        f"lstm needs about {needed / 1e9:.1f} GB for batches of 128 reviews of 2000 timesteps, but "
        "only 1.0 GB are free: lower batch_size, maxlen or units (512), or close other programs."
    )
    # 128 reviews of 2000 timesteps, 8 arrays of 512 floats: that much at least.
    assert needed > 128 * 2000 * 8 * 512 * 4


@pytest.mark.parametrize("setting", ["batch_size", "maxlen", "units"])
def test_what_it_says_to_lower_helps(setting):
    large = {"batch_size": 4096, "maxlen": 4000, "units": 256}
    whole = estimate_memory(get_experiment("gru", "full", **large))
    assert estimate_memory(get_experiment("gru", "full", **large | {setting: 100})) < 0.8 * whole


def test_free_memory_is_asked_of_the_machine():
    import psutil

    assert 0 < free_memory() <= psutil.virtual_memory().total


def test_an_experiment_asks_before_it_trains(monkeypatch, home):
    from rnn_tutorial.experiments import run as experiments
    from rnn_tutorial.training import memory as memory_estimate

    monkeypatch.setattr(memory_estimate, "free_memory", lambda: 10**6)
    with pytest.raises(TutorialError, match=r"^simple_rnn needs about .* lower batch_size"):
        experiments.run_experiment("simple_rnn", profile="smoke", data="sample", say=lambda _: None)
    assert not [path for path in home.rglob("*") if path.is_file()]
