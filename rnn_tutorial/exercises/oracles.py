"""What the functions and models that the exercises ask for have to compute, in NumPy.

A judge of a model returns None where it is right, else what to look at.
"""

import math

import numpy as np


def step(z, x, U, W):
    return np.tanh(np.dot(W, z) + np.dot(U, x))


def run(X, U, W, V):
    z, outputs = np.zeros(len(W)), []
    for x in X:
        z = step(z, x, U, W)
        outputs.append(np.dot(V, z))
    return np.array(outputs)


def fixed_point(w):
    """Where z = tanh(w z), w above 1, holds, besides 0: found by bisection."""
    low, high = 1e-6, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if math.tanh(w * middle) > middle else (low, middle)
    return low


def pad(tokens, maxlen):
    last = list(tokens)[-maxlen:]
    return [0] * (maxlen - len(last)) + last


def crossentropy(y, p):
    y, p = np.asarray(y), np.asarray(p)
    return float(np.mean(np.where(y == 1, -np.log(p), -np.log1p(-p))))


def overfitting_epoch(losses):
    return int(np.argmin(losses)) + 1


def both_ways(X, U, W, U_back, W_back):
    def states(rows, U, W):
        z, found = np.zeros(len(W)), []
        for x in rows:
            z = step(z, x, U, W)
            found.append(z)
        return found

    backward = states(X[::-1], U_back, W_back)[::-1]
    return np.concatenate([states(X, U, W), backward], axis=1)


def drop(z, mask, rate):
    return z * mask / (1 - rate)


def temperature(p, T):
    powers = np.exp(np.log(p) / T)
    return powers / powers.sum()


def tags(text):
    inside, tags = 0, []
    for character in text:
        inside ^= character == '"'
        tags.append(int(inside))
    return tags


def masked(X, mask, U, W):
    z = np.zeros(len(W))
    for x, read in zip(X, mask, strict=True):
        z = step(z, x, U, W) if read else z
    return z


def clip(g, theta):
    return g * min(1.0, theta / math.sqrt(float((g**2).sum())))


def bptt(x, y, w, u):
    """dL/dw of a single tanh unit with L = (z_T - y)^2 / 2, by the chain rule run forwards."""
    z = slope = 0.0
    for value in x:
        a = w * z + u * value
        slope = (1 - math.tanh(a) ** 2) * (z + w * slope)
        z = math.tanh(a)
    return (z - y) * slope


def sum_of_squares(w):
    return float((w**2).sum())


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def lstm(c, i, f, o, g):
    c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
    return np.stack([_sigmoid(o) * np.tanh(c), c])


# --- models: what those asked for have to be or do -----------------------------------------------


def two_layers_both_ways(answer) -> str | None:
    if tuple(answer.output_shape)[1:] != (1,):
        return f"the output's shape is {answer.output_shape} and should end in (1,)"
    # Embedding 1,000 x 8; 16 units each way twice; one output unit.
    expected = 1000 * 8 + 2 * (8 * 16 + 16 * 16 + 16) + 2 * (32 * 16 + 16 * 16 + 16) + 33
    if answer.count_params() != expected:
        return (
            f"it has {answer.count_params():,} parameters and should have {expected:,}; do all "
            "recurrent layers but the last return sequences, and do both read both ways?"
        )
    return None


def small_reader(answer) -> str | None:
    expected = 5000 * 16 + 16 * 24 + 24 * 24 + 24 + 24 + 1
    if answer.count_params() != expected:
        return f"it has {answer.count_params():,} parameters and should have {expected:,}"
    return None


def small_lstm(answer) -> str | None:
    expected = 5000 * 16 + 4 * 24 * (16 + 24 + 1) + 24 + 1
    if answer.count_params() != expected:
        return f"it has {answer.count_params():,} parameters and should have {expected:,}"
    return None


def drops_both(answer) -> str | None:
    cells = [layer for layer in answer.layers if hasattr(layer, "recurrent_dropout")]
    rates = {(cell.dropout, cell.recurrent_dropout) for cell in cells}
    if rates != {(0.3, 0.1)}:
        return f"its recurrent layers drop {sorted(rates)}; they should drop 0.3 and 0.1"
    return None


def tags_brackets(answer) -> str | None:
    rng = np.random.default_rng(77)
    tokens = rng.integers(0, 4, (100, 40))
    tags = np.zeros(tokens.shape)
    inside = np.zeros(100)
    for step in range(40):
        inside = np.where(tokens[:, step] == 0, 1, np.where(tokens[:, step] == 1, 0, inside))
        tags[:, step] = inside
    said = np.asarray(answer(tokens))
    if said.shape != (100, 40, 1):
        return f"it answers 100 sequences of 40 with the shape {said.shape}, not (100, 40, 1)"
    right = float(np.mean((said[..., 0] > 0.5) == tags))
    return None if right >= 0.99 else f"it tags {right:.1%} of new characters right; train longer"
