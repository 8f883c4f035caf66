"""The memory that the book's models need, and the estimate made before the training starts."""

import os

import psutil
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.training import memory
from rnn_tutorial.training.memory import estimate_memory, free_memory, require_memory

LIBRARIES = 700_000_000  # bytes of Python, Keras and TensorFlow, before a model is built
LIMIT_MB = 2000  # for every model of the book, batches of 128
# The memory of a Transformer grows with their square.
TIMESTEPS = dict.fromkeys(EXPERIMENTS, 2000) | {"transformer": 400}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_the_books_models_need_less_than_the_limit(note, run_script, tries):
    names = tries(["bidirectional_lstm", "lru"], list(EXPERIMENTS))  # large, small
    asked = [f"{name}={TIMESTEPS[name]}" for name in names]
    for name, measured in zip(names, run_script("measuring.py", *asked), strict=True):
        config = get_experiment(name, "full", maxlen=TIMESTEPS[name])
        estimate = (LIBRARIES + estimate_memory(config)) / 1e6
        told = f"measured {measured} MB, estimated {estimate:.0f} MB, limit {LIMIT_MB} MB"
        kind = f"{name}, {TIMESTEPS[name]:,} timesteps"
        note("Memory", kind, 1, int(measured > LIMIT_MB), told)
        assert measured <= LIMIT_MB
        assert measured <= estimate <= 2 * measured


def test_an_experiment_that_does_not_fit_is_refused_before_it_starts(note, monkeypatch):
    config = get_experiment("lstm", "full", maxlen=2000, units=512)
    needed = estimate_memory(config)
    monkeypatch.setattr(memory, "free_memory", lambda: needed)
    require_memory(config)
    monkeypatch.setattr(memory, "free_memory", lambda: 10**9)
    with pytest.raises(TutorialError) as caught:
        require_memory(config)
    note("Memory", "an experiment that won't fit", 1, 0, str(caught.value))
    for part in (f"{needed / 1e9:.1f} GB", "1.0 GB", "128", "2000", "units", "512"):
        assert part in str(caught.value)
    # At least 8 arrays of 512 floats for each timestep of 128 reviews of 2000 timesteps.
    assert needed > 128 * 2000 * 8 * 512 * 4


@pytest.mark.parametrize("setting", ["batch_size", "maxlen", "units"])
def test_each_setting_that_the_message_names_reduces_the_memory(setting):
    large = {"batch_size": 4096, "maxlen": 4000, "units": 256}
    whole = estimate_memory(get_experiment("gru", "full", **large))
    assert estimate_memory(get_experiment("gru", "full", **large | {setting: 100})) < 0.8 * whole


def test_free_memory_is_that_of_the_machine():
    assert 0 < free_memory() <= psutil.virtual_memory().total


def test_an_experiment_checks_the_memory_before_it_trains(monkeypatch, home):
    monkeypatch.setattr(memory, "free_memory", lambda: 10**6)
    with pytest.raises(TutorialError, match=r"simple_rnn.*GB.*batch_size"):
        run_experiment("simple_rnn", profile="smoke", data="sample")
    assert not [path for path in home.rglob("*") if path.is_file()]
