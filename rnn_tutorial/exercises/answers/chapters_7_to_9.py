"""Expected answers of chapters 7 to 9."""

import math

import numpy as np

from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, model, numbers, words
from rnn_tutorial.exercises.oracles import draw

_GATES = draw((3,), (3,), (3,), (3,), (3,))

EXERCISES: dict[str, Exercise] = {
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
    "07-9": words(
        ["writes everything", "forgets", "saturates"],
        "look at the memory between the two marks, and then at the height of each jump",
    ),
    "07-10": numbers(
        (
            comparisons.pairs_won(("lstm", {"epochs": 6}), ("gru", {"epochs": 6})),
            comparisons.pairs_won(("lstm", {"epochs": 6}), ("bidirectional_lstm", {"epochs": 6})),
        ),
        "compare each of three seeds with each of three others, by run.best.accuracy",
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
    "08-5": words(
        ["alternates", "forgets", "remembers", "keeps time"],
        "does the state come to rest, and does the place depend on the start?",
    ),
    "08-6": numbers(
        comparisons.leaning("dropout_rnn", "simple_rnn"),
        "the share called positive is (true positives + false positives) / 25,000",
        tolerance=0.02,
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
    "09-5": words(
        ["best seed", "many settings", "stops when it is significant"],
        "what would each of them do if the two models were equally good?",
    ),
    "09-6": numbers(
        comparisons.cut_axis(84.0),
        "a bar is as long as its value minus 84; the error is 100 minus the accuracy",
        tolerance=0.01,
    ),
}
