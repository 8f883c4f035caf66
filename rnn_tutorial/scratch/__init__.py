"""RNN, LSTM and GRU in NumPy, forward and backward, and the tasks to train them on."""

from rnn_tutorial.scratch.cells import (
    Gradients,
    gru_backward,
    gru_forward,
    gru_step,
    lstm_backward,
    lstm_forward,
    lstm_step,
    rnn_backward,
    rnn_forward,
    rnn_step,
    sigmoid,
)
from rnn_tutorial.scratch.distances import largest_distances, load_distances, measure_distances
from rnn_tutorial.scratch.tasks import ADDING, COPY
from rnn_tutorial.scratch.training import Network, Task, backward, forward, make_network, train

__all__ = [
    "ADDING", "COPY", "Gradients", "Network", "Task", "backward", "forward",
    "gru_backward", "gru_forward", "gru_step", "largest_distances", "load_distances",
    "lstm_backward", "lstm_forward", "lstm_step", "make_network", "measure_distances",
    "rnn_backward", "rnn_forward", "rnn_step", "sigmoid", "train",
]  # fmt: skip
