"""Fit a model, epoch by epoch, and test it."""

from rnn_tutorial.training.batching import ReviewBatches
from rnn_tutorial.training.fitting import Fit, evaluate, fit, predict, set_seed

__all__ = ["Fit", "ReviewBatches", "evaluate", "fit", "predict", "set_seed"]
