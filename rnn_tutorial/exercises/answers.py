"""What the exercises of the book expect: computed where it can be, with a hint for each."""

import math

import numpy as np

from rnn_tutorial.exercises import oracles as solve
from rnn_tutorial.exercises.checkers import Exercise, function, model, number, numbers, words

_RNG = np.random.default_rng(20)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    return tuple(_RNG.normal(size=shape) for shape in shapes)


_CELL = _draw((4,), (3,), (4, 3), (4, 4))
_NETWORK = _draw((6, 3), (4, 3), (4, 4), (2, 4))
_TWO_WAYS = _draw((5, 3), (4, 3), (4, 4), (4, 3), (4, 4))
_GATES = _draw((3,), (3,), (3,), (3,), (3,))

EXERCISES: dict[str, Exercise] = {
    "01-1": number(math.tanh(0.5 * math.tanh(2.0)), "apply tanh after every step, to the sum"),
    "01-2": number(3 * 5 + 5 * 5 + 2 * 5, "U is 5 × 3, W 5 × 5, V 2 × 5", tolerance=0),
    "01-3": function(
        solve.step, [_CELL, _draw((2,), (1,), (2, 1), (2, 2))], "W goes with z, U with x"
    ),
    "01-4": number(0.01 ** (1 / 50), "the factor w acts 50 times, so w to the power of 50 counts"),
    "01-5": number(7, "both pulses of the nearer pair must lie inside the window", tolerance=0),
    "01-6": function(
        solve.run, [_NETWORK, _draw((1, 2), (3, 2), (3, 3), (1, 3))], "begin with zeros"
    ),
    "01-7": number(
        solve.fixed_point(1.5), "iterate z = tanh(1.5 z) from 1 until it stays", tolerance=1e-3
    ),
    "02-1": number(
        20_000 * 64 + 64 * 48 + 48 * 48 + 48 + 49, "count E, U, W, b, V, c", tolerance=0
    ),
    "02-2": number(20, "three tokens are kept for other uses", tolerance=0),
    "02-3": number(128 * 500 * 32 * 4 / 1e6, "samples × time × features × 4 bytes, in 10^6 bytes"),
    "02-4": function(
        solve.pad,
        [([1, 5, 9], 5), ([1, 5, 9, 4], 2), ([7], 1), ([], 2)],
        "a long review loses its beginning, a short one gets zeros in front",
    ),
    "02-5": function(
        solve.crossentropy,
        [(np.array([1, 0, 1]), np.array([0.9, 0.2, 0.4])), (np.array([0]), np.array([0.5]))],
        "average −y log p − (1 − y) log(1 − p), with natural logarithms",
    ),
    "02-6": function(
        solve.overfitting_epoch,
        [([0.6, 0.5, 0.4, 0.45],), ([0.3, 0.4],), ([0.5, 0.4, 0.3],)],
        "the epoch of the lowest validation loss, counted from 1",
        tolerance=0,
    ),
    "02-7": model(solve.small_reader, "by its parameters"),
    "03-1": number(5 * (32 * 32 + 32 * 32 + 32), "each further layer has U, W and b", tolerance=0),
    "03-2": numbers((8, 100, 48), "(batch, timesteps, units of both directions)", tolerance=0),
    "03-3": number(2 * (16 * 24 + 24 * 24 + 24), "two layers, which share nothing", tolerance=0),
    "03-4": numbers((16, 20), "a state sees the inputs up to its own timestep", tolerance=0),
    "03-5": number(
        500 + 4 - 1, "layer 2 may start as soon as layer 1 has its first state", tolerance=0
    ),
    "03-6": function(
        solve.both_ways,
        [_TWO_WAYS, _draw((1, 2), (3, 2), (3, 3), (3, 2), (3, 3))],
        "turn the backward states round again before joining, forward ones first",
    ),
    "03-7": model(solve.two_layers_both_ways, "by its parameters and its output"),
    "04-1": number(0.9**10, "it has to survive each of ten draws"),
    "04-2": number(0.8 * 32, "each of the 32 units stays with probability 0.8"),
    "04-3": function(
        solve.drop,
        [(np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1]), 0.5), (np.ones(2), np.ones(2), 0.2)],
        "multiply by the mask and divide by 1 − rate",
    ),
    "04-4": number(1 - 0.5**0.1, "solve (1 − p)^10 = 1/2 for p"),
    "04-5": words(["once", "anew", "once"], "what carries memory must keep its mask"),
    "04-6": model(solve.drops_both),
    "05-1": words(
        ["many to one", "many to many", "one to many", "encoder decoder", "many to many"],
        "count inputs and outputs, and ask whether an output may come before the input's end",
    ),
    "05-2": function(
        solve.temperature,
        [
            (np.array([0.7, 0.2, 0.1]), 0.5),
            (np.array([0.5, 0.5]), 3.0),
            (np.array([0.9, 0.1]), 2.0),
        ],
        "raise to the power 1/T, then divide by the sum",
    ),
    "05-3": number(0.98**5, "all five digits have to be right"),
    "05-4": function(
        solve.tags,
        [('ab"c"a',), ('"' * 5,), ("",)],
        "every mark turns the tag round, from itself on",
    ),
    "05-5": numbers((16, 30, 5), "one answer for each timestep of each sequence", tolerance=0),
    "05-6": function(
        solve.masked,
        [(_NETWORK[0], np.array([1, 1, 0, 1, 0, 0]), *_NETWORK[1:3])],
        "where the mask is 0, the state stays as it was",
    ),
    "05-7": model(solve.tags_brackets, "99% or more of new characters"),
    "06-1": number(0.9**50, "one factor of at most 0.9 for each of the 50 steps"),
    "06-2": number(
        math.ceil(math.log(1e-6) / math.log(0.9)), "solve 0.9^n < 10^-6 for n", tolerance=0
    ),
    "06-3": function(
        solve.clip,
        [(np.array([3.0, 4.0]), 1.0), (np.array([3.0, 4.0]), 10.0)],
        "shorten to the threshold what is longer, and leave alone what is not",
    ),
    "06-4": function(
        lambda z: 1 - z**2, [(np.array([0.0, 0.5, -0.9]),)], "1 minus the square of the state"
    ),
    "06-5": number(
        (1 - math.tanh(0.5 * math.tanh(1)) ** 2) * math.tanh(1),
        "the term of timestep 1 has the factor Z_0 = 0; the other is δ_2 times Z_1",
    ),
    "06-6": function(
        lambda loss, w: 2 * w,
        [
            (solve.sum_of_squares, np.array([1.0, 2.0])),
            (solve.sum_of_squares, np.array([-3.0, 0.5, 4.0])),
        ],
        "move one entry at a time, to both sides, and divide by twice the step",
    ),
    "06-7": function(
        solve.bptt,
        [([1.0], 0.2, 0.5, 1.0), ([1.0, -0.5, 0.3], 0.7, 0.9, 0.4), ([0.1] * 12, -1.0, 1.3, 2.0)],
        "each step back multiplies by w and by the slope; the term of step i has Z_(i-1)",
    ),
    "07-1": number(4 * 50 * (20 + 50 + 1), "four times 50 × (20 + 50 + 1)", tolerance=0),
    "07-2": number(3 * 50 * (20 + 50 + 2), "three times 50 × (20 + 50 + 2)", tolerance=0),
    "07-3": number((1 / (1 + math.exp(-3))) ** 20, "the gate multiplies the memory 20 times"),
    "07-4": number(
        -math.log(0.5 ** (-1 / 100) - 1), "solve sigmoid(b)^100 = 1/2 for b", tolerance=0.005
    ),
    "07-5": function(
        solve.lstm, [_GATES], "c = sigmoid(f) c + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c)"
    ),
    "07-6": function(
        lambda h, z, candidate: z * h + (1 - z) * candidate,
        [(np.array([1.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.25]), np.array([0.2, 0.4, 0.6]))],
        "z keeps the old state, 1 − z lets the candidate in",
    ),
    "07-7": model(solve.small_lstm, "by its parameters"),
}
