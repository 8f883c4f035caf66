"""A model that is saved, loaded, cloned or made again from its config predicts the same.

Every builder is tried, and every combination of the options of our own layers.
"""

import itertools
import json
import os
import subprocess
import sys

import needs
import numpy as np
import pytest

from rnn_tutorial.config import CELLS, MODELS, ModelConfig
from rnn_tutorial.models import builders, video
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.models.attention import build_encoder_decoder
from rnn_tutorial.models.forecaster import build_forecaster
from rnn_tutorial.models.language import build_language_model
from rnn_tutorial.quiet_keras import keras

WORDS, TIMESTEPS = 30, 4


def tokens(timesteps):
    """Three reviews that begin with two tokens of padding."""
    x = np.random.default_rng(0).integers(1, WORDS, (3, timesteps)).astype("int32")
    x[:, :2] = 0
    return x


TOKENS = tokens(TIMESTEPS)
DROPPED = {"dropout": 0.2, "recurrent_dropout": 0.3}
BOTH = (False, True)
OPTIONS = [
    {"cell": cell, "depth": depth, "bidirectional": ways, "implementation": "fast", **rates}
    for cell, depth, ways, rates in itertools.product(CELLS, (1, 2), BOTH, ({}, DROPPED))
]
OPTIONS += [
    {"depth": depth, "bidirectional": ways, "dropout_masks": "per_timestep", **DROPPED}
    for depth, ways in itertools.product((1, 2), BOTH)
]
# With each cell and any two of the other options, padding is skipped once and read once.
OPTIONS = [{**one, "skip_padding": n.bit_count() % 2 == 1} for n, one in enumerate(OPTIONS)]
OPTIONS += [{"cell": cell, "depth": 2, "bidirectional": True, **DROPPED} for cell in CELLS]
OPTIONS += [{"kind": "transformer", "depth": 2, "dropout": 0.2}]
if keras.backend.backend() != "jax":  # which would compile a program for each length
    OPTIONS += [{"cell": cell, "skip_padding": True} for cell in CELLS]
BUILDERS = [getattr(builders, f"build_{name}") for name in MODELS if "per_timestep" not in name]


def build(*, skip_padding=True, **options):
    config = ModelConfig(embedding_dim=3, units=2, **options)
    return build_model(config, WORDS, TIMESTEPS, seed=1, name="a_model", skip_padding=skip_padding)


def saved_and_loaded(model, folder, suffixes):
    """The model after every way to keep or to copy it, by the way's name."""
    for suffix in suffixes:
        path = folder / f"model{suffix}"
        model.save(path)
        yield suffix, keras.saving.load_model(path)
    again = keras.Model.from_config(model.get_config())
    clone = keras.models.clone_model(model)
    for way, copy in (("get_config", again), ("clone_model", clone)):
        copy.set_weights(model.get_weights())
        yield way, copy


def check_copies(model, folder, x, suffixes=(".keras", ".h5")):
    rng = np.random.default_rng(2)
    model.set_weights([rng.normal(0, 0.5, w.shape) for w in model.get_weights()])  # not as made
    expected = keras.ops.convert_to_numpy(model(x))
    assert np.ptp(expected) > 1e-4
    for way, copy in saved_and_loaded(model, folder, suffixes):
        found = keras.ops.convert_to_numpy(copy(x))
        np.testing.assert_array_equal(found, expected, err_msg=way)
        assert json.dumps(copy.get_config()) == json.dumps(model.get_config()), way


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_options(options, tmp_path):
    check_copies(build(**{"skip_padding": False} | options), tmp_path, TOKENS)


def test_a_loaded_model_continues_where_the_saved_one_stopped(tmp_path):
    """Weights and the optimizer's memory are in the file. (Keras keeps no state of dropout.)"""
    model = compile_model(build(implementation="fast"))
    y = np.array([0, 1, 1])
    model.train_on_batch(TOKENS, y)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    after = [[one.train_on_batch(TOKENS, y)[0] for _ in range(3)] for one in (model, loaded)]
    np.testing.assert_array_equal(*after)


@pytest.mark.slow
@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.__name__)
def test_builders(builder, tmp_path):
    sizes = {"embedding_dim": 3} | ({} if "bag" in builder.__name__ else {"units": 2})
    maxlen = 41 if "conv1d" in builder.__name__ else TIMESTEPS
    check_copies(builder(WORDS, maxlen, seed=1, **sizes), tmp_path, tokens(maxlen))


def test_the_video_model(tmp_path):
    x = np.random.default_rng(0).random((2, 2, 4, 4, 1), dtype="float32")
    check_copies(video.build_video_rnn(2, 4, 4, units=2, seed=1), tmp_path, x)


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_language_models(cell, tied, batch_size, tmp_path):
    sizes = {"embedding_dim": 3, "units": 3, "cell": cell}
    model = build_language_model(WORDS, tied=tied, batch_size=batch_size, seed=1, **sizes)
    check_copies(model, tmp_path, TOKENS)


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_forecaster(tmp_path):
    x = np.random.default_rng(0).random((2, TIMESTEPS, 1), dtype="float32")
    check_copies(build_forecaster(TIMESTEPS, 3, seed=1), tmp_path, x)


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["fixed", "additive", "dot"])
def test_encoder_decoders(attention, tmp_path):
    """Keras's older format, HDF5, holds layers only, and these models compute between layers."""
    model = build_encoder_decoder(WORDS, 12, attention=attention, seed=1)
    check_copies(model, tmp_path, [TOKENS, TOKENS % 12], suffixes=(".keras",))


ELSEWHERE = """
import sys
import numpy as np
import rnn_tutorial.models.fast_rnn
import keras
x = np.load(sys.argv[1])
for path in sys.argv[2:]:
    np.save(path + ".npy", keras.ops.convert_to_numpy(keras.saving.load_model(path)(x)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_another_program_loads_them_after_one_import(backend, tmp_path):
    """Keras learns of the fast layers from their module."""
    needs.package(backend)
    model = build(implementation="fast")
    paths = [tmp_path / "a.keras", tmp_path / "a.h5"]
    for path in paths:
        model.save(path)
    np.save(tmp_path / "x.npy", TOKENS)
    command = [sys.executable, "-c", ELSEWHERE, tmp_path / "x.npy", *paths]
    env = os.environ | {"KERAS_BACKEND": backend}
    done = subprocess.run(list(map(str, command)), env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for path in paths:
        found = np.load(f"{path}.npy")
        np.testing.assert_allclose(found, keras.ops.convert_to_numpy(model(TOKENS)), rtol=1e-6)
