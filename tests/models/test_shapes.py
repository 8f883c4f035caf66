"""Shapes and counts that the config works out, against the Keras models themselves."""

import pytest

from rnn_tutorial.config import CELLS, MODELS, ModelConfig
from rnn_tutorial.models.architecture import build_model

SMALL = {"embedding_dim": 3, "units": 5}
VARIANTS = [
    *MODELS.values(),
    *(ModelConfig(cell=cell, depth=3, bidirectional=True, **SMALL) for cell in CELLS),
    *(ModelConfig(cell=cell, dropout=0.1, **SMALL) for cell in CELLS),
    ModelConfig(implementation="fast", bidirectional=True, **SMALL),
    ModelConfig(kind="min_gru", **SMALL),
    ModelConfig(kind="lru", **SMALL),
    ModelConfig(kind="dense", **SMALL),
    ModelConfig(kind="conv1d", **SMALL),
    ModelConfig(kind="bag_of_words", **SMALL),
]


@pytest.mark.parametrize("config", VARIANTS, ids=repr)
def test_shapes_and_count_are_those_of_keras(config):
    model = build_model(config, 70, 45)
    assert config.weight_shapes(70, 45) == [weight.shape for weight in model.weights]
    assert config.count_parameters(70, 45) == model.count_params()
