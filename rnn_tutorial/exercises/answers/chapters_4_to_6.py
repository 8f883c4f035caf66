"""Expected answers of chapters 4 to 6."""

import math

import numpy as np

from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, model, numbers, words
from rnn_tutorial.exercises.oracles import draw

# The errors that exercise 05-12 lists: free running without and with noise, seeds 0 to 2.
FREE_ERRORS = ((0.211, 0.170, 0.200), (0.089, 0.020, 0.034))
_NETWORK = draw((6, 3), (4, 3), (4, 4))

EXERCISES: dict[str, Exercise] = {
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
    "04-9": numbers(
        (math.ceil(math.log(0.5) / math.log(1 - 0.8**20)), 1),
        "the fact is lost only if every copy is lost; the copies are independent",
    ),
    "04-10": words(
        ["dropout in use", "no dropout in training", "new masks"],
        "ask for each program whether dropout acts, and when its mask changes",
    ),
    "04-11": numbers(
        comparisons.slow_start(0.75),
        "load_recorded with epochs=30; take the median epoch over the seeds, and the means of the "
        "highest accuracies",
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
        [(_NETWORK[0], np.array([1, 1, 0, 1, 0, 0]), *_NETWORK[1:])],
        "where the mask is 0, the state does not change",
    ),
    "05-7": model(oracles.tags_brackets, "it tags at least 99% of new characters correctly"),
    "05-8": numbers(math.log(4) / math.log(19), "the ratio 4 becomes 4^(1/T), and should be 19"),
    "05-9": words(
        ["teacher forcing", "no reset", "no mask", "no end token"],
        "ask what differs between training and use, and what happens at the ends of a sequence",
    ),
    "05-10": numbers(
        (math.log(3) - 2 / 3 * math.log(2), 2 / 3 * math.log(2), 0.0),
        "average −log of the probability of each letter over the three letters aab",
    ),
    "05-11": words(
        ["temperature inverted", "no state", "no draw"],
        "ask whether neighbouring letters fit, and whether the seed of the draw matters",
    ),
    "05-12": numbers(
        tuple(oracles.welch(*FREE_ERRORS)),
        "use np.var with ddof=1, and the standard error of the difference, not of one mean",
        tolerance=0.01,
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
    "06-10": words(
        ["last step only", "wrong state", "no slope"],
        "with one input the right gradient is 0, because Z_0 = 0; with two, one term is left",
    ),
    "06-11": numbers(
        comparisons.reach_and_effort("LSTM", "plain RNN"),
        "take the attempts at distance 20 of the copy task, and largest_distances for adding",
    ),
}
