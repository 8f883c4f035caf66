"""Expected answers of chapters 1 to 3."""

import math

import numpy as np

from rnn_tutorial.datasets.padding import pad_reviews
from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, model, numbers, words
from rnn_tutorial.exercises.oracles import draw
from rnn_tutorial.metrics import overfitting_epoch

_CELL = draw((4,), (3,), (4, 3), (4, 4))
_NETWORK = draw((6, 3), (4, 3), (4, 4), (2, 4))
_TWO_WAYS = draw((5, 3), (4, 3), (4, 4), (4, 3), (4, 4))

EXERCISES: dict[str, Exercise] = {
    "01-1": numbers(math.tanh(0.5 * math.tanh(2)), "apply tanh to the whole sum, after each step"),
    "01-2": numbers(3 * 5 + 5 * 5 + 2 * 5, "U is 5 × 3, W is 5 × 5, V is 2 × 5"),
    "01-3": function(
        lambda z, x, U, W: np.tanh(W @ z + U @ x),
        [_CELL, draw((2,), (1,), (2, 1), (2, 2))],
        "W multiplies z, U multiplies x",
    ),
    "01-4": numbers(0.01 ** (1 / 50), "w is applied 50 times, so solve w^50 = 0.01"),
    "01-5": numbers(7, "both pulses of the closer pair must fit into the window"),
    "01-6": function(
        oracles.run,
        [_NETWORK, draw((1, 2), (3, 2), (3, 3), (1, 3))],
        "start from zeros; return V z for each row",
    ),
    "01-7": numbers(
        oracles.fixed_point(1.5),
        "iterate z = tanh(1.5 z), starting at 1, until z no longer changes",
        tolerance=1e-3,
    ),
    "01-8": numbers((0.5, 1.0, 2.0), "an input that is k steps old has the weight v w^k u"),
    "01-9": numbers(
        (math.atanh(0.5) / 0.5, 0.75 * math.atanh(0.5) / 0.5), "solve 0.5 = tanh(0.5 w) for w"
    ),
    "01-10": words(
        ["state reset", "no activation", "weights per step"],
        "ask what each part of the step is for: the old state, the activation, the shared weights",
    ),
    "01-11": numbers(
        ((0.0065 / 1.3) ** (1 / 39), (0.0065 / 1.3) ** (1 / 39) / 0.95),
        "there are 39 steps between the two values",
    ),
    "01-12": numbers(
        tuple(oracles.swing(rho) for rho in (1.05, 1.1, 1.5)),
        "start at tanh of (1, 0), and give the norm of the state, not one unit",
    ),
    "02-1": numbers(
        20_000 * 64 + 64 * 48 + 48 * 48 + 48 + 49, "count the entries of E, U, W, b, V and c"
    ),
    "02-2": numbers(20, "the word with rank 1 has the token 4"),
    "02-3": numbers(128 * 500 * 32 * 4 / 1e6, "samples × time × features × 4 bytes, in 10^6 bytes"),
    "02-4": function(
        lambda tokens, maxlen: pad_reviews([tokens], maxlen)[0],
        [([1, 5, 9], 5), ([1, 5, 9, 4], 2), ([7], 1), ([], 2)],
        "cut a long review at its beginning; put zeros in front of a short one",
    ),
    "02-5": function(
        oracles.crossentropy,
        [(np.array([1, 0, 1]), np.array([0.9, 0.2, 0.4])), (np.array([0]), np.array([0.5]))],
        "average −y log p − (1 − y) log(1 − p), with the natural logarithm",
    ),
    "02-6": function(
        lambda losses: overfitting_epoch({"val_loss": losses}),
        [([0.6, 0.5, 0.4, 0.45],), ([0.3, 0.4],), ([0.5, 0.4, 0.3],)],
        "the epoch of the lowest validation loss, counted from 1",
        tolerance=0,
    ),
    "02-7": model(
        oracles.has_parameters(5000 * 16 + 16 * 24 + 24 * 24 + 24 + 24 + 1),
        "the number of parameters is right",
    ),
    "02-8": function(
        oracles.loss_slope, [(1, 0.0), (0, 2.0), (1, -3.0)], "the result is p − y, with p = σ(a)"
    ),
    "02-9": numbers(
        (0.3, -0.3 * math.log(0.3) - 0.7 * math.log(0.7)), "the derivative is −0.3/p + 0.7/(1 − p)"
    ),
    "02-10": words(
        ["learns nothing", "overfitting", "shifted output", "leak"],
        "one half is guessing, overfitting does not go away, and no model is perfect at once",
    ),
    "02-11": numbers(
        ((9816 + 1153) / 25_000, 9816 / 12_500),
        "it also calls 12,500 − 11,347 negative reviews positive",
    ),
    "02-12": numbers(
        oracles.standard_errors(
            comparisons.tested("simple_rnn"), comparisons.tested("conv1d_baseline")
        ),
        "divide by the root of the two variances over 3, with ddof=1",
        tolerance=0.02,
    ),
    "03-1": numbers(5 * (32 * 32 + 32 * 32 + 32), "each added layer has U, W and b"),
    "03-2": numbers((8, 100, 48), "(batch, timesteps, units of both directions)"),
    "03-3": numbers(2 * (16 * 24 + 24 * 24 + 24), "the two directions share no weights"),
    "03-4": numbers((16, 20), "a forward state depends on the inputs up to its own timestep"),
    "03-5": numbers(
        500 + 4 - 1, "layer 2 can start as soon as layer 1 has computed its first state"
    ),
    "03-6": function(
        oracles.both_ways,
        [_TWO_WAYS, draw((1, 2), (3, 2), (3, 3), (3, 2), (3, 3))],
        "reverse the backward states before joining, and put the forward states first",
    ),
    "03-7": model(
        oracles.two_layers_both_ways, "the output and the number of parameters are right"
    ),
    "03-8": numbers((502, 5), "count the steps along time and the steps between layers"),
    "03-9": numbers((0.5, 0.8), "the best guess is always the more frequent mark"),
    "03-10": words(
        ["return_sequences", "sees the future", "not reversed"],
        "ask what each layer receives, and which inputs its state has read",
    ),
    "03-11": numbers(
        (
            100
            * (
                np.mean(comparisons.tested("stacked_rnn"))
                - np.mean(comparisons.tested("simple_rnn"))
            ),
            np.ptp(comparisons.tested("stacked_rnn")) / np.ptp(comparisons.tested("simple_rnn")),
        ),
        "np.mean and np.ptp of 100 * run.best.accuracy over the seeds",
        tolerance=0.02,
    ),
    "03-12": words(
        ["one state for all steps"], "what does the second layer read at timestep 1, and at 24?"
    ),
}
