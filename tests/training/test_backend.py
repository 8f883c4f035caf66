"""The backend's name before Keras is loaded, against the name that Keras itself reads."""

import json
import os
import subprocess
import sys

import pytest

from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.backend import backend_name

# Of Keras, only the module that chooses the backend is loaded: the rest takes seconds. (If it is
# TensorFlow, this module imports it: one process tries all cases, each with Keras not loaded.)
CODE = """
import importlib.util, json, os, pathlib, sys, types
from rnn_tutorial.training.backend import backend_name
root = pathlib.Path(importlib.util.find_spec("keras").origin).parent
for variable, configured in json.loads(sys.argv[1]):
    for name in [name for name in sys.modules if name.split(".")[0] == "keras"]:
        del sys.modules[name]
    if variable is not None:
        os.environ["KERAS_BACKEND"] = variable
    else:
        os.environ.pop("KERAS_BACKEND", None)
    pathlib.Path(os.environ["KERAS_HOME"], "keras.json").unlink(missing_ok=True)
    if configured:
        pathlib.Path(os.environ["KERAS_HOME"], "keras.json").write_text(configured)
    before, early = backend_name(), "keras" in sys.modules
    for name in ("keras", "keras.src", "keras.src.backend"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [str(root.joinpath(*name.split(".")[1:]))]
    from keras.src.backend.config import backend
    print(before, early, backend())
"""
CASES = {  # KERAS_BACKEND and keras.json -> the backend
    (None, None): "tensorflow",
    ("jax", '{"backend": "tensorflow"}'): "jax",
    (None, '{"backend": "jax"}'): "jax",
    ("", "damaged"): "tensorflow",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["train", "simple_rnn", "--data=sample"], ["predict", "good", "--experiment=lstm"]]
)
def test_an_unknown_backend_is_refused_in_one_line(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "rnn_tutorial", *words], capture_output=True, text=True,
        env=os.environ | {"KERAS_BACKEND": "theano", "RNN_TUTORIAL_HOME": str(tmp_path)},
    )  # fmt: skip
    said = "rnn-tutorial: Keras can't compute with 'theano' here: set KERAS_BACKEND to one of"
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_another_mistake_of_keras_json_is_told_by_keras(tmp_path):
    (tmp_path / "keras.json").write_text('{"floatx": "float8"}')
    done = subprocess.run(
        [sys.executable, "-c", "import rnn_tutorial.quiet_keras"], capture_output=True, text=True,
        env=os.environ | {"KERAS_HOME": str(tmp_path)},
    )  # fmt: skip
    assert "Invalid `floatx` configuration" in done.stderr.splitlines()[-1]


def test_the_name_is_keras_s_own_once_it_is_loaded():
    assert backend_name() == keras.config.backend()


@pytest.mark.slow
def test_the_name_is_known_before_keras_is_loaded(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(list(CASES))],
        env=os.environ | {"KERAS_HOME": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    told = [f"{name} False {name}" for name in CASES.values()]
    assert done.stdout.splitlines() == told, done.stderr
