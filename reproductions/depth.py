"""Search for a small task on which a stacked RNN beats one layer in the same time (chapter 3).

    python reproductions/depth.py            # all tasks, about 15 minutes on a quiet core
    python reproductions/depth.py lamp cups  # some of them

It prints, for one layer of 35, two of 22 and three of 16 units (about the same number of
parameters), the processor time and the accuracy on new sequences after 16 epochs, for three seeds
and two learning rates. It needs JAX (the extra `jax`). Training is a compiled loop, so that the
overhead of a Python or TensorFlow loop doesn't decide. Other machines round differently.
"""

import argparse
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

SHAPES = ((35, 1), (22, 2), (16, 3))  # units, layers
RATES, SEEDS, EPOCHS, BATCH = (0.003, 0.01), (0, 1, 2), 16, 64
Sequences = tuple[np.ndarray, np.ndarray]  # letters (count, steps), right outputs (..., outputs)


def letters(seed: int, count: int, kinds: int, steps: int) -> np.ndarray:
    """Random letters, whole numbers below `kinds`."""
    return np.random.default_rng(seed).integers(kinds, size=(count, steps))


def earlier(x: np.ndarray, steps: int) -> np.ndarray:
    """What x was some steps before; -1 where there was nothing."""
    return np.pad(x, ((0, 0), (steps, 0)), constant_values=-1)[:, : x.shape[1]]


def completes(x: np.ndarray, *codes: str) -> np.ndarray:
    """1 where the last letters are one of the codes, such as "abc"; else 0."""
    found = [
        np.all([earlier(x, len(c) - 1 - k) == "abcd".index(s) for k, s in enumerate(c)], axis=0)
        for c in codes
    ]
    return np.any(found, axis=0).astype(int)


def switching(events: np.ndarray) -> np.ndarray:
    """A lamp that each event switches: (count, steps, 1)."""
    return (events.cumsum(axis=1) % 2)[..., None]


def lamp(seed: int, count: int) -> Sequences:
    """Chapter 3: two codes switch the lamp."""
    x = letters(seed, count, 3, 24)
    return x, switching(completes(x, "abc", "cba"))


def five_codes(seed: int, count: int) -> Sequences:
    """Five codes switch the lamp."""
    x = letters(seed, count, 3, 20)
    return x, switching(completes(x, "abc", "cba", "bbb", "aac", "cab"))


def two_pairs(seed: int, count: int) -> Sequences:
    """Two pairs of equal letters, one after the other, switch the lamp."""
    x = letters(seed, count, 3, 20)
    pairs = (x == earlier(x, 1)) & (earlier(x, 2) == earlier(x, 3)) & (earlier(x, 3) >= 0)
    return x, switching(pairs)


def odd_one_out(seed: int, count: int) -> Sequences:
    """A bit between two bits that differ from it switches the lamp."""
    x = letters(seed, count, 2, 20)
    return x, switching(completes(x, "aba", "bab"))


def three_lamps(seed: int, count: int) -> Sequences:
    """Three lamps, with a code each."""
    x = letters(seed, count, 4, 24)
    codes = ("ab", "bc", "ca")
    return x, np.concatenate([switching(completes(x, code)) for code in codes], axis=2)


def counter(seed: int, count: int) -> Sequences:
    """The number of ones so far, modulo 8, as three bits. A step is 1 with probability 0.4."""
    x = (np.random.default_rng(seed).random((count, 24)) < 0.4).astype(int)
    return x, (x.cumsum(axis=1)[..., None] >> np.arange(3)) & 1


def cups(seed: int, count: int) -> Sequences:
    """Each letter swaps two of three cups. The lamp switches when the ball comes to the middle."""
    x = letters(seed, count, 3, 24)
    ball, came = np.ones(count, int), np.zeros_like(x)
    for step, swap in enumerate(x.T):
        one, other = np.array([0, 1, 0])[swap], np.array([1, 2, 2])[swap]
        moved = np.where(ball == one, other, np.where(ball == other, one, ball))
        came[:, step] = (moved == 1) & (ball != 1)
        ball = moved
    return x, switching(came)


TASKS = {f.__name__: f for f in (lamp, five_codes, two_pairs, odd_one_out, three_lamps, counter,
                                 cups)}  # fmt: skip


def first_weights(key: jax.Array, features: int, units: int, layers: int, outputs: int) -> list:
    """Keras's: Glorot uniform, orthogonal, zeros. One (U, W, b) per layer, then (V, c)."""
    glorot, orthogonal = jax.nn.initializers.glorot_uniform(), jax.nn.initializers.orthogonal()
    keys, weights = jax.random.split(key, 2 * layers + 1), []
    for layer in range(layers):
        wide = units if layer else features
        u, w = glorot(keys[2 * layer], (wide, units)), orthogonal(keys[2 * layer + 1], (units,) * 2)
        weights.append((u, w, jnp.zeros(units)))
    return [*weights, (glorot(keys[-1], (units, outputs)), jnp.zeros(outputs))]


def logits(weights: list, x: jax.Array) -> jax.Array:
    """(batch, steps, features) -> (batch, steps, outputs)."""
    z = jnp.swapaxes(x, 0, 1)
    for u, w, b in weights[:-1]:

        def step(h: jax.Array, a: jax.Array, w: jax.Array = w) -> tuple[jax.Array, jax.Array]:
            h = jnp.tanh(a + h @ w)
            return h, h

        z = jax.lax.scan(step, jnp.zeros((x.shape[0], w.shape[0])), z @ u + b)[1]
    v, c = weights[-1]
    return jnp.swapaxes(z @ v + c, 0, 1)


def one_epoch(state: tuple, rate: jax.Array, key: jax.Array, x: jax.Array, y: jax.Array) -> tuple:
    """Adam (Kingma and Ba, 2015) over all batches in a new order."""

    def loss(weights: list, rows: jax.Array) -> jax.Array:
        a = logits(weights, x[rows])
        return jnp.mean(jnp.logaddexp(0, a) - y[rows] * a)

    def step(state: tuple, rows: jax.Array) -> tuple:
        w, m, v, t = state
        g, t = jax.grad(loss)(w, rows), t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, v, g)
        size = rate * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        w = jax.tree.map(lambda w, m, v: w - size * m / (jnp.sqrt(v) + 1e-7), w, m, v)
        return (w, m, v, t), None

    order = jax.random.permutation(key, len(x))[: len(x) // BATCH * BATCH]
    return jax.lax.scan(step, state, order.reshape(-1, BATCH))[0]


def compare(task: Callable[[int, int], Sequences], units: int, layers: int) -> None:
    """Train one shape with all seeds and rates at the same time, and print one line per rate."""
    (x, y), (x_new, y_new) = task(0, 4000), task(1, 1000)
    kinds = int(x.max()) + 1
    read = (lambda z: jnp.eye(kinds)[z]) if kinds > 2 else (lambda z: 2.0 * z[..., None] - 1)
    x, y, x_new = read(jnp.asarray(x)), jnp.asarray(y), read(jnp.asarray(x_new))
    keys = jnp.stack([jax.random.PRNGKey(seed) for seed in SEEDS] * len(RATES))
    rates = jnp.repeat(jnp.array(RATES), len(SEEDS))
    shape = x.shape[-1], units, layers, y.shape[-1]
    weights = jax.vmap(lambda key: first_weights(key, *shape))(keys)
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state = weights, zeros, zeros, jnp.zeros(len(keys))
    epoch = jax.jit(jax.vmap(lambda s, rate, key: one_epoch(s, rate, key, x, y)))
    start = time.process_time()
    for number in range(EPOCHS):
        again = jax.vmap(lambda key, n=number: jax.random.fold_in(key, n + 1))(keys)
        state = epoch(state, rates, again)
    right = jax.vmap(lambda w: jnp.mean(jnp.all((logits(w, x_new) > 0) == y_new, axis=-1)))
    accuracy = np.array(right(state[0])).reshape(len(RATES), -1)
    seconds = time.process_time() - start
    for rate, values in zip(RATES, accuracy, strict=True):
        shown = ", ".join(f"{value:.3f}" for value in values)
        print(f"  {layers} x {units:2}, rate {rate}: {shown} ({seconds:.0f} s in all)", flush=True)


def main() -> None:
    """Compare the tasks that the command line names, or all."""
    parser = argparse.ArgumentParser(description="Does depth win in the same time?")
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(TASKS))
    for name in parser.parse_args().tasks or TASKS:
        print(f"{name}: {TASKS[name].__doc__}", flush=True)
        for units, layers in SHAPES:
            compare(TASKS[name], units, layers)


if __name__ == "__main__":
    main()
