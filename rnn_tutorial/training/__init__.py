"""Train a model on reviews, epoch by epoch, and test it."""

from rnn_tutorial.training.backend import tune_jax
from rnn_tutorial.training.batching import ReviewBatches
from rnn_tutorial.training.fitting import Fit, evaluate, fit, keras_model, predict, set_seed

__all__ = [
    "Fit", "ReviewBatches", "evaluate", "fit", "keras_model", "predict", "set_seed", "tune_jax",
]  # fmt: skip
