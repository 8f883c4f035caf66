"""Configs: what they accept, what they refuse, and how they print."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from rnn_tutorial.config import (
    OPTIMIZERS,
    PARTS,
    DataConfig,
    ExperimentConfig,
    ModelConfig,
    TrainingConfig,
    setting_types,
)
from rnn_tutorial.errors import TutorialError, check_choice, check_count
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, PROFILES, get_experiment

NO_COUNT = (0, -1, 1.0, 2.5, "3", True, None, [4], np.float64(3), np.True_, np.array([3, 4]))
NO_NUMBER = (True, False, "0.1", None, [0.1], 1j, np.True_, np.array([0.1, 0.2]), float("nan"))
NO_WORD = ("", "Keras's own", 1, None, True, ["fast"], np.array(["fast", "keras"]))
REFUSED = {
    DataConfig: {
        "source": ("", 5, None, True, b"imdb", ["imdb"]),
        "num_words": (*NO_COUNT, 3),
        "maxlen": NO_COUNT,
        "max_train_samples": (0, 1, 2.5, "3", True, np.True_),
        "max_test_samples": (0, 1, 2.5, "3", False),
        "text": ("", 5, True),
        "label": ("", 5, True),
        "positive_from": ("4", True, float("inf"), float("nan")),
    },
    ModelConfig: {
        "kind": NO_WORD,
        "cell": (*NO_WORD, "rnn"),
        "embedding_dim": NO_COUNT,
        "units": NO_COUNT,
        "depth": NO_COUNT,
        "bidirectional": ("no", "False", 0, 1, None, [], np.int64(1)),
        "dropout": (*NO_NUMBER, 1, 1.0, -0.1, np.float32(1), 10**400),
        "recurrent_dropout": (*NO_NUMBER, 1, -1),
        "dropout_masks": NO_WORD,
        "implementation": NO_WORD,
    },
    TrainingConfig: {
        "epochs": NO_COUNT,
        "batch_size": NO_COUNT,
        "validation_split": (*NO_NUMBER, 0, 1, 1.5, -0.2),
        "optimizer": ("adamm", "", None, True, 3, object(), ["adam"]),
        "learning_rate": (*NO_NUMBER, 0, -1, float("inf"), 10**400),
        "batching": (*NO_WORD, "sorted"),
    },
}
CASES = [
    (kind, name, value)
    for kind, settings in REFUSED.items()
    for name, values in settings.items()
    for value in values
]


def test_every_setting_is_among_those_refused_below():
    assert {name for settings in REFUSED.values() for name in settings} == set(setting_types())


@pytest.mark.parametrize(("kind", "name", "value"), CASES)
def test_a_wrong_type_or_value_is_refused_when_the_config_is_made(kind, name, value):
    with pytest.raises(TutorialError) as caught:
        kind(**{name: value})
    message = str(caught.value)
    assert message.startswith(f"{name} is ") and "\n" not in message and len(message) < 400


def test_numpy_scalars_and_paths_become_python_objects():
    numpy = ExperimentConfig(
        name="mine",
        data=DataConfig(source=Path("a/b"), num_words=np.int32(50), max_test_samples=np.uint8(9)),
        model=ModelConfig(cell=np.str_("lstm"), bidirectional=np.True_, dropout=np.float16(0.5)),
        training=TrainingConfig(
            epochs=np.array(3), optimizer=np.str_("Adam"), learning_rate=np.int64(1)
        ),
    )
    plain = ExperimentConfig(
        name="mine",
        data=DataConfig(source=str(Path("a/b")), num_words=50, max_test_samples=9),
        model=ModelConfig(cell="lstm", bidirectional=True, dropout=0.5),
        training=TrainingConfig(epochs=3, optimizer="adam", learning_rate=1),
    )
    assert numpy == plain and json.dumps(asdict(numpy)) == json.dumps(asdict(plain))
    types = {type(value) for part in PARTS for value in asdict(numpy)[part].values()}
    assert types == {str, int, float, bool, type(None)}


def test_equal_configs_are_written_alike():
    """Their JSON is the key of a stored result; 0 and 0.0 are equal and must not differ there."""
    one, other = ModelConfig(dropout=0), ModelConfig(dropout=0.0)
    assert one == other and json.dumps(asdict(one)) == json.dumps(asdict(other))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "../up"}, "name"),
        ({"name": ""}, "name"),
        ({"name": 3}, "name"),
        ({"data": {"maxlen": 3}}, "data"),
        ({"model": TrainingConfig()}, "model"),
        ({"training": None}, "training"),
    ],
)
def test_an_experiment_consists_of_a_name_and_three_configs(changes, field):
    with pytest.raises(TutorialError, match=f"^{field} is "):
        ExperimentConfig(**{"name": "mine"} | changes)


@pytest.mark.parametrize("kind", PARTS.values())
def test_the_repr_shows_what_is_not_the_default(kind):
    assert repr(kind()) == f"{kind.__name__}()"


def test_the_repr_makes_an_equal_config():
    config = get_experiment("dropout_rnn", "quick", data="sample", units=64)
    assert eval(repr(config)) == config
    assert repr(config.model) == (
        "ModelConfig(units=64, dropout=0.2, recurrent_dropout=0.2, implementation='fast')"
    )


def test_unknown_settings_are_refused():
    with pytest.raises(TutorialError, match="unit, width"):
        EXPERIMENTS["lstm"].with_changes(unit=3, epochs=2, width=4)


def test_checks_return_the_value():
    assert type(check_count("units", np.int64(3))) is int
    assert check_choice("cell", "gru", ("lstm", "gru")) == "gru"


def test_the_optimizers_are_those_that_keras_can_make():
    from rnn_tutorial.quiet_keras import keras

    for name in OPTIMIZERS:
        assert type(keras.optimizers.get(name)).__name__.lower() == name


# --- what some models don't have


@pytest.mark.parametrize("kind", ["min_gru", "lru", "dense", "conv1d", "bag_of_words"])
def test_only_recurrent_models_have_a_fast_layer(kind):
    with pytest.raises(TutorialError, match=f"^implementation is 'fast' with kind '{kind}'"):
        ModelConfig(kind=kind, implementation="fast")
    assert not ModelConfig(kind=kind).uses_fast_layer


@pytest.mark.parametrize("model", [{"cell": "lstm"}, {"cell": "gru"}, {"kind": "dense"}])
def test_new_masks_are_refused_where_they_do_not_exist(model):
    with pytest.raises(TutorialError, match=r"^dropout_masks is .* simple_rnn"):
        ModelConfig(**model, dropout_masks="per_timestep")


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_fast_profile_sets_what_the_experiment_has(name):
    config = get_experiment(name, "fast")
    recurrent = config.model.kind == "recurrent"
    assert config.training.batching == ("by_length" if recurrent else "padded")
    assert config.model.implementation == ("fast" if recurrent else "keras")
    assert config.training.epochs == PROFILES["fast"]["epochs"]


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_the_quick_profile_takes_the_fast_layer_where_there_is_one(backend):
    code = (
        "from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment\n"
        "for name in EXPERIMENTS:\n"
        "    print(name, get_experiment(name, 'quick').model.implementation)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"KERAS_BACKEND": backend},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name, implementation in map(str.split, told.splitlines()):
        fast = backend != "torch" and EXPERIMENTS[name].model.kind == "recurrent"
        assert implementation == ("fast" if fast else "keras"), name
    assert len(told.splitlines()) == len(EXPERIMENTS)


def test_changes_decide_what_a_profile_sets():
    assert get_experiment("simple_rnn", "fast", kind="dense").training.batching == "padded"
    config = get_experiment("simple_rnn", "fast", implementation="keras", epochs=3)
    assert (config.model.implementation, config.training.epochs) == ("keras", 3)
    with pytest.raises(TutorialError, match=r"^implementation is 'fast'"):
        get_experiment("dense_baseline", implementation="fast")
