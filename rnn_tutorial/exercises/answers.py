"""The exercises of the book: the expected answer of each, computed where possible, and a hint."""

import math

import numpy as np

from rnn_tutorial.datasets.reviews import pad_reviews
from rnn_tutorial.exercises import oracles
from rnn_tutorial.exercises.checkers import Exercise, function, model, numbers, words
from rnn_tutorial.metrics import overfitting_epoch

_RNG = np.random.default_rng(20)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    return tuple(_RNG.normal(size=shape) for shape in shapes)


_CELL = _draw((4,), (3,), (4, 3), (4, 4))
_NETWORK = _draw((6, 3), (4, 3), (4, 4), (2, 4))
_TWO_WAYS = _draw((5, 3), (4, 3), (4, 4), (4, 3), (4, 4))
_GATES = _draw((3,), (3,), (3,), (3,), (3,))

EXERCISES: dict[str, Exercise] = {
    "01-1": numbers(math.tanh(0.5 * math.tanh(2)), "apply tanh to the whole sum, after each step"),
    "01-2": numbers(3 * 5 + 5 * 5 + 2 * 5, "U is 5 × 3, W is 5 × 5, V is 2 × 5"),
    "01-3": function(
        lambda z, x, U, W: np.tanh(W @ z + U @ x),
        [_CELL, _draw((2,), (1,), (2, 1), (2, 2))],
        "W multiplies z, U multiplies x",
    ),
    "01-4": numbers(0.01 ** (1 / 50), "w is applied 50 times, so solve w^50 = 0.01"),
    "01-5": numbers(7, "both pulses of the closer pair must fit into the window"),
    "01-6": function(
        oracles.run,
        [_NETWORK, _draw((1, 2), (3, 2), (3, 3), (1, 3))],
        "start from zeros; return V z for each row",
    ),
    "01-7": numbers(
        oracles.fixed_point(1.5),
        "iterate z = tanh(1.5 z), starting at 1, until z no longer changes",
        tolerance=1e-3,
    ),
    "02-1": numbers(
        20_000 * 64 + 64 * 48 + 48 * 48 + 48 + 49, "count the entries of E, U, W, b, V and c"
    ),
    "02-2": numbers(20, "the first three tokens are reserved"),
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
    "03-1": numbers(5 * (32 * 32 + 32 * 32 + 32), "each added layer has U, W and b"),
    "03-2": numbers((8, 100, 48), "(batch, timesteps, units of both directions)"),
    "03-3": numbers(2 * (16 * 24 + 24 * 24 + 24), "the two directions share no weights"),
    "03-4": numbers((16, 20), "a forward state depends on the inputs up to its own timestep"),
    "03-5": numbers(
        500 + 4 - 1, "layer 2 can start as soon as layer 1 has computed its first state"
    ),
    "03-6": function(
        oracles.both_ways,
        [_TWO_WAYS, _draw((1, 2), (3, 2), (3, 3), (3, 2), (3, 3))],
        "reverse the backward states before joining, and put the forward states first",
    ),
    "03-7": model(
        oracles.two_layers_both_ways, "the output and the number of parameters are right"
    ),
    "04-1": numbers(0.9**10, "the unit must survive ten independent draws"),
    "04-2": numbers(0.8 * 32, "each of the 32 units stays with probability 0.8"),
    "04-3": function(
        lambda z, mask, rate: z * mask / (1 - rate),
        [(np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1]), 0.5), (np.ones(2), np.ones(2), 0.2)],
        "multiply by the mask and divide by 1 − rate",
    ),
    "04-4": numbers(1 - 0.5**0.1, "solve (1 − p)^10 = 1/2 for p"),
    "04-5": words(
        ["once", ("new", "anew"), "once"],
        "a mask on what carries memory must stay the same for the whole sequence",
    ),
    "04-6": model(oracles.drops_both, "both rates are right"),
    "04-7": function(
        lambda p, t: (1 - p) ** -t - 1,
        [(0.2, 1), (0.5, 3), (0.1, 10)],
        "the variance is the mean of the square minus the square of the mean, which is 1",
    ),
    "04-8": words(
        ["true", "false", "false", "true"],
        "ask at which units, and for how many epochs, each curve was measured",
    ),
    "05-1": words(
        ["many to one", "many to many", "one to many", "encoder decoder", "many to many"],
        "count the inputs and outputs, and ask whether an output can come before the last input",
    ),
    "05-2": function(
        oracles.temperature,
        [
            (np.array([0.7, 0.2, 0.1]), 0.5),
            (np.array([0.5, 0.5]), 3.0),
            (np.array([0.9, 0.1]), 2.0),
        ],
        "raise the probabilities to the power 1/T, then divide by their sum",
    ),
    "05-3": numbers(0.98**5, "all five digits must be right"),
    "05-4": function(
        oracles.tags,
        [('ab"c"a',), ('"' * 5,), ("",)],
        "each quotation mark switches the tag, beginning with the mark itself",
    ),
    "05-5": numbers((16, 30, 5), "one vector of probabilities for each word of each sentence"),
    "05-6": function(
        oracles.masked,
        [(_NETWORK[0], np.array([1, 1, 0, 1, 0, 0]), *_NETWORK[1:3])],
        "where the mask is 0, the state does not change",
    ),
    "05-7": model(oracles.tags_brackets, "it tags at least 99% of new characters correctly"),
    "05-8": numbers(math.log(4) / math.log(19), "the ratio 4 becomes 4^(1/T), and should be 19"),
    "05-9": words(
        ["teacher forcing", "no reset", "no mask", "no end token"],
        "ask what differs between training and use, and what happens at the ends of a sequence",
    ),
    "06-1": numbers(0.9**50, "each of the 50 steps contributes a factor of at most 0.9"),
    "06-2": numbers(math.ceil(math.log(1e-6) / math.log(0.9)), "solve 0.9^n < 10^-6 for n"),
    "06-3": function(
        oracles.clip,
        [(np.array([3.0, 4.0]), 1.0), (np.array([3.0, 4.0]), 10.0)],
        "scale g to the norm theta if it is longer, and leave it unchanged otherwise",
    ),
    "06-4": function(
        lambda z: 1 - z**2, [(np.array([0.0, 0.5, -0.9]),)], "1 minus the square of the state"
    ),
    "06-5": numbers(
        (1 - math.tanh(0.5 * math.tanh(1)) ** 2) * math.tanh(1),
        "timestep 1 contributes nothing, because Z_0 = 0; timestep 2 contributes δ_2 times Z_1",
    ),
    "06-6": function(
        lambda loss, w: 2 * w,
        [
            (oracles.sum_of_squares, np.array([1.0, 2.0])),
            (oracles.sum_of_squares, np.array([-3.0, 0.5, 4.0])),
        ],
        "change one entry at a time by ±ε, and divide the difference of the losses by 2ε",
    ),
    "06-7": function(
        oracles.bptt,
        [([1.0], 0.2, 0.5, 1.0), ([1.0, -0.5, 0.3], 0.7, 0.9, 0.4), ([0.1] * 12, -1.0, 1.3, 2.0)],
        "each step back multiplies by w and the slope; the term of step i has the factor Z_(i-1)",
    ),
    "06-8": numbers(1 / 12, "the best answer adds 1/2; integrate (x − 1/2)² from 0 to 1"),
    "06-9": words(
        ["exploding", "vanishing", "bug", "overfitting"],
        "ask how the loss moves, and against what it was compared",
    ),
    "07-1": numbers(4 * 50 * (20 + 50 + 1), "four times 50 × (20 + 50 + 1)"),
    "07-2": numbers(3 * 50 * (20 + 50 + 2), "three times 50 × (20 + 50 + 2)"),
    "07-3": numbers((1 / (1 + math.exp(-3))) ** 20, "the gate multiplies the memory 20 times"),
    "07-4": numbers(-math.log(0.5 ** (-1 / 100) - 1), "solve sigmoid(b)^100 = 1/2 for b"),
    "07-5": function(
        oracles.lstm, [_GATES], "c = sigmoid(f) c + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c)"
    ),
    "07-6": function(
        lambda h, z, candidate: z * h + (1 - z) * candidate,
        [(np.array([1.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.25]), np.array([0.2, 0.4, 0.6]))],
        "z weights the old state, 1 − z the candidate",
    ),
    "07-7": model(
        oracles.has_parameters(5000 * 16 + 4 * 24 * (16 + 24 + 1) + 24 + 1),
        "the number of parameters is right",
    ),
    "07-8": words(
        ["output", "input", "forget"],
        "in the equations of the step, put 0 in the place of one gate after the other",
    ),
    "08-1": numbers((9, 4), "each unit has three fixed points, of which two are stable"),
    "08-2": numbers(
        1.5 * (1 - oracles.fixed_point(1.5) ** 2),
        "the derivative of tanh(1.5 z) is 1.5 (1 - tanh(1.5 z)^2), and tanh(1.5 z) = z here",
    ),
    "08-3": numbers(
        10 * 6 * 0.85**5,
        "the upper right entry of the power k is 10 k 0.85^(k-1); try k = 1, 2, ...",
    ),
    "08-4": words(
        ["overconfident", "underconfident", "calibrated"],
        "compare each probability with the share beside it: which is further from one half?",
    ),
    "09-1": function(
        oracles.welch,
        [([0.85, 0.86, 0.87], [0.85, 0.84, 0.83]), ([1.0, 2.0], [4.0, 4.0, 7.0])],
        "t is the difference of the means over its standard error; the variances divide by n - 1",
    ),
    "09-2": numbers(5 / 6, "six runs of the same model: each is equally likely to be the best"),
    "09-3": numbers(1 - 0.95**20, "all 20 tests must avoid a mistake, each with probability 0.95"),
    "09-4": words(
        ["yes", "no", "yes"],
        "load_recorded gives three runs for each model; compare run.best.accuracy",
    ),
}

EXERCISES |= {
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
    "02-8": function(
        oracles.loss_slope, [(1, 0.0), (0, 2.0), (1, -3.0)], "the result is p − y, with p = σ(a)"
    ),
    "02-9": numbers(
        (0.3, -0.3 * math.log(0.3) - 0.7 * math.log(0.7)), "the derivative is −0.3/p + 0.7/(1 − p)"
    ),
    "02-10": words(
        ["learns nothing", "overfitting", "shifted output", "leak"],
        "0.693 is log 2, overfitting does not go away, and no review model is perfect at once",
    ),
    "02-11": numbers(
        ((9816 + 1153) / 25_000, 9816 / 12_500),
        "it also calls 12,500 − 11,347 negative reviews positive",
    ),
    "02-12": numbers(
        oracles.standard_errors([0.85852, 0.8458, 0.85148], [0.86828, 0.86576, 0.86648]),
        "divide by the root of the two variances over 3, with ddof=1",
        tolerance=0.02,
    ),
    "03-8": numbers((502, 5), "count the steps along time and the steps between layers"),
    "03-9": numbers((0.5, 0.8), "the best guess is always the more frequent mark"),
    "03-10": words(
        ["return_sequences", "sees the future", "not reversed"],
        "ask what each layer receives, and which inputs its state has read",
    ),
    "03-11": numbers(
        (-3.61, 3.93),
        "np.mean and np.ptp of 100 * run.best.accuracy over the seeds",
        tolerance=0.02,
    ),
}
