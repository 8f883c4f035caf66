"""Dropout masks of a recurrent layer: one for all timesteps, or a new one at each.

New masks are drawn within the loop over timesteps, forward and again backward, so that they need no
memory. Each number is the output of a generator of its own. Source: Steele, Lea and Flood (2014),
"Fast splittable pseudorandom number generators" (SplitMix, here with 32 bits: its state grows by a
constant, and two rounds of multiplying and shifting mix the bits of the state).
"""

from typing import Any, NamedTuple

from rnn_tutorial.quiet_keras import keras

ops = keras.ops

_STEP, _MIX = 0x9E3779B9, (0x85EBCA6B, 0xC2B2AE35)  # odd constants; those of MurmurHash3


class Masks(NamedTuple):
    """Dropout of a layer's inputs or of its state.

    arrays: one (batch, size) for all gates, or one for each gate. They are the masks of all
        timesteps if `rate` is None; else the states of generators, which draw masks of that rate.
    """

    arrays: tuple
    rate: float | None = None

    def at(self, t: Any) -> tuple:
        """The masks of timestep t: what is kept is 1 / (1 - rate), what is dropped 0."""
        if self.rate is None:
            return self.arrays
        return tuple(_draw(array, t, self.rate) for array in self.arrays)


def first_states(shape: tuple, seed: Any) -> Any:
    """Random states (batch, size) of generators. seed: a keras.random.SeedGenerator."""
    drawn = keras.random.randint(shape, 0, 2**31 - 1, dtype="int32", seed=seed)
    return ops.cast(drawn, "uint32")


def _draw(states: Any, t: Any, rate: float) -> Any:
    def number(n: int) -> Any:
        return ops.convert_to_tensor(n, "uint32")

    bits = states + ops.cast(t, "uint32") * number(_STEP)
    for shift, factor in ((16, _MIX[0]), (13, _MIX[1])):
        bits = ops.bitwise_xor(bits, ops.right_shift(bits, number(shift))) * number(factor)
    bits = ops.bitwise_xor(bits, ops.right_shift(bits, number(16)))
    return ops.cast(bits >= number(int(rate * 2**32)), "float32") / (1 - rate)
