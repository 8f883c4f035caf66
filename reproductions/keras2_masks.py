"""What dropout masks do to a SimpleRNN: read them off the layer, and measure W under them.

`see_masks` takes the Keras module to look into, so that it runs on Keras 2 (`tf_keras`) and on
Keras 3 (`keras`). The spectral radii need NumPy only.
"""

import os

import numpy as np

MODES = ("eager", "tf.function", "fit")
STEPS, UNITS, RATE = 8, 6, 0.5


def see_masks(keras, mode, which="dropout", *, steps=STEPS, units=UNITS, seed=0):
    """The dropout mask of each timestep, (steps, units), as a SimpleRNN applies it.

    The layer is linear, both kernels are the identity, and the input and the first state are
    ones. Then h_t = d_t * x_t + r_t * h_(t-1), and the masks can be read off the states:
    d_t from the increments, r_t from the ratios. A unit that is kept is scaled by 1/(1-rate).

    mode: "eager", "tf.function", or "fit" (inside the training step that `fit` compiles).
    which: "dropout" (the mask on the input) or "recurrent_dropout" (the mask on the state).
    """
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    layer = keras.layers.SimpleRNN(
        units,
        activation="linear",
        kernel_initializer="identity",
        recurrent_initializer="identity",
        return_sequences=True,
        **{which: RATE},
    )
    x, first = tf.ones((1, steps, units)), tf.ones((1, units))

    def run():
        return layer(x, initial_state=first, training=True)

    if mode == "eager":
        states = run()
    elif mode == "tf.function":
        states = tf.function(run)()
    else:
        states = _see_inside_fit(keras, run, tf.Variable(tf.zeros((1, steps, units))))
    h = np.concatenate([first.numpy()[None], np.asarray(states)], axis=1)[0]  # (steps + 1, units)
    masks = h[1:] - h[:-1] if which == "dropout" else (h[1:] - 1) / h[:-1]
    return masks.round(3)


def _see_inside_fit(keras, run, seen):
    """What `run` returns inside the training step that `fit` compiles."""

    class Probe(keras.Model):
        def train_step(self, data):
            seen.assign(run())
            return {"loss": 0.0}

    probe = Probe()
    probe.compile(optimizer="rmsprop", loss="mse")
    probe.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    return seen


def count_masks(masks):
    """How many different masks there are among the timesteps."""
    return len(np.unique(masks, axis=0))


def print_masks(keras, name):
    """One line per mode and mask: the units kept (#) and dropped (.) at each timestep."""
    for mode in MODES:
        for which in ("dropout", "recurrent_dropout"):
            masks = see_masks(keras, mode, which)
            rows = " ".join("".join("#" if kept else "." for kept in mask) for mask in masks)
            count = f"{count_masks(masks)} different in {STEPS} timesteps"
            print(f"{name}, {mode}, {which}: {rows}  {count}", flush=True)


def spectral_radii(draws: int = 2_000, units: int = 32, rate: float = 0.2, seed: int = 0):
    """The spectral radius of W under one dropout mask, (draws,), each with a new W and mask.

    W is orthogonal, as Keras initialises it, so its own spectral radius is 1. The mask zeroes a
    unit with probability `rate` and scales the others by 1/(1-rate).
    """
    generator = np.random.default_rng(seed)
    radii = np.empty(draws)
    for i in range(draws):
        w, mask = _draw_weights(generator, units), _draw_mask(generator, units, rate)
        radii[i] = np.abs(np.linalg.eigvals(mask[:, None] * w)).max()
    return radii


def growth_factors(
    new_masks: bool,
    draws: int = 200,
    steps: int = 500,
    units: int = 32,
    rate: float = 0.2,
    seed: int = 0,
):
    """The factor per timestep by which a linear state grows under masks of W, (draws,).

    It is the geometric mean over `steps` timesteps, for one mask per draw or for new masks at
    each timestep. A state that keeps its length gives 1.
    """
    generator = np.random.default_rng(seed)
    factors = np.empty(draws)
    for i in range(draws):
        w, mask = _draw_weights(generator, units), _draw_mask(generator, units, rate)
        state, logarithm = np.full(units, units**-0.5), 0.0
        for _ in range(steps):
            state = (state * mask) @ w
            length = np.linalg.norm(state)
            state, logarithm = state / length, logarithm + np.log(length)
            if new_masks:
                mask = _draw_mask(generator, units, rate)
        factors[i] = np.exp(logarithm / steps)
    return factors


def _draw_weights(generator, units):
    q, r = np.linalg.qr(generator.normal(size=(units, units)))
    return q * np.sign(np.diag(r))  # without the signs, it isn't uniform over rotations


def _draw_mask(generator, units, rate):
    return (generator.random(units) >= rate) / (1 - rate)


def print_spectral() -> None:
    """The spectral radius under one mask, and the growth under one mask and under many."""
    for text, values in (
        ("Spectral radius of W under one mask", spectral_radii()),
        ("Growth per timestep, one mask", growth_factors(new_masks=False)),
        ("Growth per timestep, a new mask at each timestep", growth_factors(new_masks=True)),
    ):
        low, high = np.percentile(values, [5, 95])
        print(
            f"{text}: mean {values.mean():.3f}, standard deviation {values.std():.3f}, "
            f"5 % to 95 %: {low:.3f} to {high:.3f} ({len(values):,} draws)"
        )


def main() -> None:
    """Print the masks of both versions of Keras; the environment of Keras 2 has both."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf
    import tf_keras

    tf.get_logger().setLevel("ERROR")  # no warning that each probe is compiled again
    print_masks(tf_keras, f"Keras 2 (tf_keras {tf_keras.__version__})")
    print_masks(keras, f"Keras 3 (keras {keras.__version__})")


if __name__ == "__main__":
    main()
