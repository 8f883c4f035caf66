"""The backend's name before Keras is loaded, against the name that Keras gives afterwards."""

import os
import subprocess
import sys

import pytest

CODE = """
import sys
from rnn_tutorial.training.backend import backend_name
before, early = backend_name(), "keras" in sys.modules
import keras
print(before, early, keras.config.backend(), backend_name())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "configured", "expected"),
    [
        (None, None, "tensorflow"),
        ("jax", '{"backend": "tensorflow"}', "jax"),
        (None, '{"backend": "jax"}', "jax"),
        ("", "damaged", "tensorflow"),
    ],
)
def test_the_name_is_known_before_keras_is_loaded(tmp_path, variable, configured, expected):
    pytest.importorskip("jax")
    if configured:
        (tmp_path / "keras.json").write_text(configured)
    env = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    env |= {"KERAS_HOME": str(tmp_path)} | ({} if variable is None else {"KERAS_BACKEND": variable})
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True)
    assert done.stdout.split() == [expected, "False", expected, expected], done.stderr
