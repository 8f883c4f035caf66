"""What the functions and models of the exercises must compute, in NumPy.

The functions take the arguments that their exercise names. The checks of models return None for
a right model, else a sentence that helps to find the mistake.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnn_tutorial.scratch.cells import rnn_forward, sigmoid
from rnn_tutorial.scratch.forecasting import roll_forward

Array = np.ndarray


def draw(*shapes: tuple[int, ...], seed: int = 20) -> tuple[Array, ...]:
    """Normal numbers in arrays of these shapes, to call a function with."""
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape) for shape in shapes)


def run(X: Array, U: Array, W: Array, V: Array) -> Array:
    """The outputs V Z_i of an RNN, (rows, outputs), for the rows of X."""
    return _states(X, U, W) @ V.T


def _states(X: Array, U: Array, W: Array) -> Array:
    """The state after each row of X, from a state of zeros: (rows, units)."""
    return rnn_forward(X[None], U.T, W.T, np.zeros(len(W)))[0]


def fixed_point(w: float) -> float:
    """The positive z with z = tanh(w z), for w above 1, by bisection."""
    low, high = 1e-6, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if math.tanh(w * middle) > middle else (low, middle)
    return low


def swing(rho: float) -> float:
    """The norm after 60 steps of two tanh units, W a rotation by 20 degrees times rho."""
    cos, sin = rho * math.cos(math.pi / 9), rho * math.sin(math.pi / 9)
    z = [math.tanh(1.0), 0.0]
    for _ in range(59):
        z = [math.tanh(cos * z[0] - sin * z[1]), math.tanh(sin * z[0] + cos * z[1])]
    return math.hypot(*z)


def crossentropy(y: Array, p: Array) -> float:
    """The mean binary cross-entropy, in nats."""
    return float(np.mean(np.where(y == 1, -np.log(p), -np.log1p(-p))))


def loss_slope(y: float, a: float) -> float:
    """The slope of the binary cross-entropy by the logit a, for the label y."""
    return 1 / (1 + math.exp(-a)) - y


def standard_errors(first: Sequence[float], second: Sequence[float]) -> float:
    """How many standard errors the mean of `second` lies above that of `first`."""
    error = math.sqrt(sum(np.var(values, ddof=1) / len(values) for values in (first, second)))
    return float((np.mean(second) - np.mean(first)) / error)


def both_ways(X: Array, U: Array, W: Array, U_back: Array, W_back: Array) -> Array:
    """The forward and the backward state of each row, joined: (rows, 2 units)."""
    backward = _states(X[::-1], U_back, W_back)[::-1]
    return np.concatenate([_states(X, U, W), backward], axis=1)


def temperature(p: Array, T: float) -> Array:
    """The probabilities p^(1/T), scaled so that they sum to 1."""
    powers = np.exp(np.log(p) / T)
    return powers / powers.sum()


def top_k(p: Array, k: int) -> Array:
    """The k largest probabilities, scaled to sum to 1, and 0 for all others."""
    kept = np.where(p >= np.sort(p)[-k], p, 0.0)
    return kept / kept.sum()


def tags(text: str) -> list[int]:
    """For each character: 1 from an opening quotation mark on, 0 from the closing one on."""
    inside, found = 0, []
    for character in text:
        inside ^= character == '"'
        found.append(int(inside))
    return found


def masked(X: Array, mask: Array, U: Array, W: Array) -> Array:
    """The last state (units,) of an RNN that reads only the rows with mask 1."""
    return _states(X[mask == 1], U, W)[-1]


def clip(g: Array, theta: float) -> Array:
    """The gradient g, scaled to the norm theta if it is longer."""
    return g * min(1.0, theta / math.sqrt(float((g**2).sum())))


def bptt(x: Sequence[float], y: float, w: float, u: float) -> float:
    """dL/dw of one tanh unit with L = (z_T - y)^2 / 2, by the chain rule in forward direction."""
    z = slope = 0.0
    for value in x:
        a = w * z + u * value
        slope = (1 - math.tanh(a) ** 2) * (z + w * slope)
        z = math.tanh(a)
    return (z - y) * slope


def sum_of_squares(w: Array) -> float:
    """A loss with a known gradient, 2 w."""
    return float((w**2).sum())


def lstm(c: Array, i: Array, f: Array, o: Array, g: Array) -> Array:
    """One LSTM step: the new state and the new memory."""
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return np.stack([sigmoid(o) * np.tanh(c), c])


def again_and_again(window: Array, w: Array, b: float, horizon: int) -> Array:
    """The recursive forecasts (horizon,) of w @ values + b, by roll_forward."""
    rows = roll_forward(lambda x: x[:, -len(w) :] @ w + b, window[None], horizon)
    return rows[0]


def attend(q: Array, K: Array, V: Array) -> Array:
    """The context of one query: a mean of the rows of V, weighted by softmax(K q / sqrt(d))."""
    return _softmax(K @ q / math.sqrt(len(q))) @ V


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def shift(omega: float, n: float) -> Array:
    """The matrix that turns (sin wp, cos wp) into the pair of the place p + n."""
    cos, sin = math.cos(omega * n), math.sin(omega * n)
    return np.array([[cos, sin], [-sin, cos]])


def causal(scores: Array) -> Array:
    """Softmax of each row over its own and earlier columns."""
    weights = np.zeros(scores.shape)
    for row in range(len(scores)):
        weights[row, : row + 1] = _softmax(scores[row, : row + 1])
    return weights


def join(a1: float, b1: float, a2: float, b2: float) -> tuple[float, float]:
    """Two steps h -> a h + b as a single one, found from where it takes the states 0 and 1."""
    at_0, at_1 = (a2 * (a1 * h + b1) + b2 for h in (0.0, 1.0))
    return at_1 - at_0, at_0


def scan_work(timesteps: int) -> tuple[int, int]:
    """Stages that wait for each other, and joins in all of them, of a scan over a power of two."""
    stages = joins = 0
    while timesteps > 1:
        down = timesteps // 2 - 1  # one join for each state between those of the half
        stages, joins = stages + 1 + (down > 0), joins + timesteps // 2 + down
        timesteps //= 2
    return stages, joins


def min_gru(x: Array, U: Array, b: Array) -> Array:
    """The states (timesteps, units) of a minGRU whose gate and candidate share the matrix U."""
    h, states = np.zeros(len(b) // 2), []
    for row in x:
        gate, candidate = np.split(U @ row + b, 2)
        h = sigmoid(gate) * h + (1 - sigmoid(gate)) * candidate
        states.append(h)
    return np.array(states)


def welch(first: Sequence[float], second: Sequence[float]) -> Array:
    """Welch's t and its degrees of freedom."""
    a, b = (np.var(group, ddof=1) / len(group) for group in (first, second))
    t = (np.mean(first) - np.mean(second)) / math.sqrt(a + b)
    return np.array([t, (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1))])


# --- models ----------------------------------------------------------------------------------


def has_parameters(expected: int, hint: str = "") -> Callable[[Any], str | None]:
    """A check that counts a model's parameters. hint: added to the sentence."""

    def find_fault(answer: Any) -> str | None:
        count = answer.count_params()
        if count == expected:
            return None
        return (
            f"The model has {count:,} parameters and should have {expected:,}.{hint and ' '}{hint}"
        )

    return find_fault


def two_layers_both_ways(answer: Any) -> str | None:
    """Two bidirectional layers: check the output and the number of parameters."""
    if tuple(answer.output_shape)[1:] != (1,):
        return f"The output has the shape {answer.output_shape}; it should end in (1,)."
    # Embedding 1,000 x 8; 16 units in each direction, twice; one output unit.
    expected = 1000 * 8 + 2 * (8 * 16 + 16 * 16 + 16) + 2 * (32 * 16 + 16 * 16 + 16) + 33
    hint = "Are both layers bidirectional, and does the first one return sequences?"
    return has_parameters(expected, hint)(answer)


def drops_both(answer: Any) -> str | None:
    """Check that the layer has both dropout rates."""
    cells = [layer for layer in answer.layers if hasattr(layer, "recurrent_dropout")]
    rates = sorted({(cell.dropout, cell.recurrent_dropout) for cell in cells})
    if rates == [(0.3, 0.1)]:
        return None
    return f"The rates (dropout, recurrent_dropout) are {rates or 'missing'}, not (0.3, 0.1)."


def tags_brackets(answer: Any) -> str | None:
    """Check that the model tags new characters."""
    tokens = np.random.default_rng(77).integers(0, 4, (100, 40))
    wanted, inside = np.zeros(tokens.shape), np.zeros(100)
    for t in range(40):
        inside = np.where(tokens[:, t] == 0, 1, np.where(tokens[:, t] == 1, 0, inside))
        wanted[:, t] = inside
    answers = np.asarray(answer(tokens))
    if answers.shape != (100, 40, 1):
        return (
            f"For 100 sequences of 40 tokens the output has the shape {answers.shape}; "
            "it should have the shape (100, 40, 1)."
        )
    right = float(np.mean((answers[..., 0] > 0.5) == wanted))
    if right >= 0.99:
        return None
    return f"It tags {right:.1%} of new characters correctly, and 99% are needed. Train longer."
