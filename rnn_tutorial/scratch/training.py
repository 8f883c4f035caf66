"""Train the NumPy cells: a network with one cell, the Adam rule, and the training loop.

>>> network = make_network("lstm", features=2, outputs=1, seed=0)
>>> losses = train(network, ADDING, distance=20, steps=300, seed=0)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_tutorial.config import GATES
from rnn_tutorial.errors import TutorialError, check_choice, check_count
from rnn_tutorial.scratch.cells import (
    ACTIVATIONS,
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)

BATCH_SIZE = 32


@dataclass(frozen=True)
class Task:
    """A task that can be set at any distance.

    features, outputs: numbers per timestep that a network reads and writes.
    solved: the task counts as learnt when the loss is below this number.
    draw: (rng, batch, distance) -> x (batch, timesteps, features) and y.
    loss: (outputs (batch, timesteps, outputs), y) -> the loss and its gradient by the outputs.
    """

    name: str
    features: int
    outputs: int
    solved: float
    draw: Callable[[np.random.Generator, int, int], tuple] = field(repr=False)
    loss: Callable[[np.ndarray, Any], tuple[float, np.ndarray]] = field(repr=False)


@dataclass(frozen=True)
class Network:
    """One cell and a linear output at every timestep.

    weights: the arrays that `train` changes: kernel, recurrent_kernel, bias, output_kernel
        (units, outputs) and output_bias (outputs,).
    """

    cell: str
    weights: dict[str, np.ndarray] = field(repr=False)
    activation: str = "tanh"


def make_network(
    cell: str,
    features: int,
    outputs: int,
    units: int = 32,
    *,
    recurrent: str = "orthogonal",
    activation: str = "tanh",
    forget_bias: float = 1.0,
    seed: int = 0,
) -> Network:
    """A network with first weights like Keras's, in float32.

    cell: "rnn", "lstm" or "gru". features, outputs: numbers per timestep.
    recurrent: first recurrent kernel: "orthogonal" (Keras's default), "glorot" or "identity".
    activation: "tanh" or "relu", for the RNN only.
    forget_bias: first bias of the forget gate, for the LSTM only.
    """
    check_choice("cell", cell, ("rnn", "lstm", "gru"))
    check_choice("recurrent", recurrent, ("glorot", "orthogonal", "identity"))
    check_choice("activation", activation, ACTIVATIONS)
    for name, value in (("features", features), ("outputs", outputs), ("units", units)):
        check_count(name, value)
    rng, gates = np.random.default_rng(seed), GATES["simple_rnn" if cell == "rnn" else cell]
    bias = np.zeros((2, 3 * units) if cell == "gru" else gates * units)
    if cell == "lstm":
        bias[units : 2 * units] = forget_bias
    weights = {
        "kernel": _glorot(rng, features, gates * units),
        "recurrent_kernel": _recurrent(rng, recurrent, units, gates),
        "bias": bias,
        "output_kernel": _glorot(rng, units, outputs),
        "output_bias": np.zeros(outputs),
    }
    return Network(cell, {k: w.astype(np.float32) for k, w in weights.items()}, activation)


def forward(network: Network, x: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """The outputs (batch, timesteps, outputs), and the arrays that `backward` needs.

    x: (batch, timesteps, features). The first of these arrays has the states.
    """
    w = network.weights
    cell = w["kernel"], w["recurrent_kernel"], w["bias"]
    kept: tuple[np.ndarray, ...]
    if network.cell == "rnn":
        kept = (rnn_forward(x, *cell, activation=network.activation),)
    elif network.cell == "lstm":
        kept = lstm_forward(x, *cell)
    else:
        kept = gru_forward(x, *cell)
    return kept[0] @ w["output_kernel"] + w["output_bias"], kept


def backward(
    network: Network,
    x: np.ndarray,
    kept: tuple[np.ndarray, ...],
    doutputs: np.ndarray,
    truncate: int | None = None,
) -> dict[str, np.ndarray]:
    """The gradient of the loss by each weight, by name.

    kept: the arrays that `forward` returned.
    doutputs: the gradient by the outputs, (batch, timesteps, outputs).
    truncate: stop the gradient after every so many timesteps, for the RNN only.
    """
    w = network.weights
    dh = doutputs @ w["output_kernel"].T  # (batch, timesteps, units)
    weights = x, w["kernel"], w["recurrent_kernel"]
    if network.cell == "rnn":
        inner = rnn_backward(dh, kept[0], *weights, network.activation, truncate)
    elif network.cell == "lstm":
        inner = lstm_backward(dh, kept[0], kept[1], kept[2], *weights)
    else:
        inner = gru_backward(dh, kept[0], kept[1], *weights)
    return {
        "kernel": inner.kernel,
        "recurrent_kernel": inner.recurrent_kernel,
        "bias": inner.bias,
        "output_kernel": np.tensordot(kept[0], doutputs, axes=((0, 1), (0, 1))),
        "output_bias": doutputs.sum(axis=(0, 1)),
    }


def train(
    network: Network,
    task: Task,
    distance: int,
    *,
    steps: int = 300,
    learning_rate: float = 0.003,
    clipnorm: float | None = 1.0,
    truncate: int | None = None,
    until_solved: bool = False,
    seed: int = 0,
) -> list[float]:
    """Train the network with Adam (Kingma and Ba, 2015).

    Every step draws a new batch of 32 sequences.
    clipnorm: largest norm of the gradient of all weights together; None
    doesn't clip. truncate: see `backward`. until_solved: stop when the mean
    loss of the last 50 steps is below `task.solved`.

    Returns the loss of each step. Raises TutorialError if the loss or its
    gradient is no longer finite; the network keeps the weights of the step
    before.
    """
    check_count("steps", steps)
    check_count("distance", distance)
    rng, losses = np.random.default_rng(seed), []
    weights = network.weights
    first = {name: np.zeros_like(w) for name, w in weights.items()}
    second = {name: np.zeros_like(w) for name, w in weights.items()}
    for step in range(1, steps + 1):
        x, y = task.draw(rng, BATCH_SIZE, distance)
        # The check below explains more than NumPy's warnings.
        with np.errstate(over="ignore", invalid="ignore"):
            outputs, kept = forward(network, x)
            loss, doutputs = task.loss(outputs, y)
            gradients = backward(network, x, kept, doutputs, truncate)
            norm = _norm(gradients)
        # In float32, the square of 1e19 overflows without an error.
        if not (np.isfinite(loss) and norm < 1e18):
            raise TutorialError(
                f"step {step}: the loss is {loss:.3g} and its gradient's norm "
                f"{norm:.3g}, so training stopped with the weights of step "
                f"{step - 1}. Lower learning_rate ({learning_rate}) or "
                f"clipnorm ({clipnorm})."
            )
        scale = min(1.0, clipnorm / (norm + 1e-12)) if clipnorm else 1.0
        for name, weight in weights.items():
            gradient = scale * gradients[name]
            first[name] += 0.1 * (gradient - first[name])
            second[name] += 0.001 * (gradient**2 - second[name])
            m = first[name] / (1 - 0.9**step)
            v = second[name] / (1 - 0.999**step)
            change = learning_rate * m / (np.sqrt(v) + 1e-7)
            weight -= change.astype(weight.dtype)
        losses.append(float(loss))
        seen = losses[-50:]
        if until_solved and len(seen) == 50 and np.mean(seen) < task.solved:
            break
    return losses


def _norm(gradients: dict[str, np.ndarray]) -> float:
    """The Euclidean norm of all gradients together."""
    return float(np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in gradients.values())))


def _glorot(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    limit = np.sqrt(6 / (rows + columns))
    return rng.uniform(-limit, limit, (rows, columns))


def _recurrent(rng: np.random.Generator, kind: str, units: int, gates: int) -> np.ndarray:
    if kind == "glorot":
        return _glorot(rng, units, gates * units)
    if kind == "identity":
        return np.tile(np.eye(units), gates)
    q, r = np.linalg.qr(rng.normal(size=(gates * units, units)))  # all gates at once, as Keras
    return (q * np.sign(np.diag(r))).T  # (units, gates * units), its rows orthonormal
