"""The backend's name before Keras is loaded, against the name that Keras itself reads."""

import os
import subprocess
import sys

import pytest

from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.backend import backend_name

# Of Keras, only the module that chooses the backend is loaded: the rest takes seconds. (If it is
# TensorFlow, this module imports it.)
CODE = """
import importlib.util, pathlib, sys, types
from rnn_tutorial.training.backend import backend_name
before, early = backend_name(), "keras" in sys.modules
root = pathlib.Path(importlib.util.find_spec("keras").origin).parent
for name in ("keras", "keras.src", "keras.src.backend"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [str(root.joinpath(*name.split(".")[1:]))]
from keras.src.backend.config import backend
print(before, early, backend())
"""


def test_the_name_is_keras_s_own_once_it_is_loaded():
    assert backend_name() == keras.config.backend()


@pytest.mark.parametrize(
    ("variable", "configured", "expected"),
    [
        pytest.param(None, None, "tensorflow", marks=pytest.mark.slow),
        ("jax", '{"backend": "tensorflow"}', "jax"),
        (None, '{"backend": "jax"}', "jax"),
        pytest.param("", "damaged", "tensorflow", marks=pytest.mark.slow),
    ],
)
def test_the_name_is_known_before_keras_is_loaded(tmp_path, variable, configured, expected):
    if configured:
        (tmp_path / "keras.json").write_text(configured)
    env = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    env |= {"KERAS_HOME": str(tmp_path)} | ({} if variable is None else {"KERAS_BACKEND": variable})
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True)
    assert done.stdout.split() == [expected, "False", expected], done.stderr
