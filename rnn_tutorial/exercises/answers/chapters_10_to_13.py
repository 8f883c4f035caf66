"""Expected answers of chapters 10 to 13."""

import math

from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, numbers, words
from rnn_tutorial.exercises.oracles import draw

_QUERY, _KEYS, _VALUES, _SCORES = draw((4,), (6, 4), (6, 3), (5, 5))

EXERCISES: dict[str, Exercise] = {
    "10-1": numbers((1 / 8, 2 / 8, 5 / 8, 2.0), "the exponentials are 1, 2 and 5; divide by 8"),
    "10-2": function(
        oracles.attend,
        [(_QUERY, _KEYS, _VALUES), (1000 * _QUERY, _KEYS, _VALUES)],
        "divide the products by sqrt(d), subtract the largest score before the exponential",
    ),
    "10-3": numbers((8.0, 32.0, 1.0), "the variance of each product is the product of variances"),
    "10-4": numbers(
        4 * 48 * 49 + 2 * 48 * 96 + 96 + 48 + 4 * 48,
        "four matrices of 48 x 48 with biases, two dense layers, two normalisations",
    ),
    "10-5": numbers((2 * 32 + 64, 2 * 512 + 2048), "divide both sides by 2 T d"),
    "10-6": function(
        oracles.shift,
        [(0.5, 3.0), (1.0, 0.0), (0.01, 250.0)],
        "expand the sine and the cosine of omega p + omega n",
    ),
    "10-7": function(
        oracles.causal, [(_SCORES,)], "row i keeps the columns 0 to i; each row sums to 1"
    ),
    "10-8": words(
        ["no scaling", "equal keys", "wrong axis"],
        "which sums are 1, and how different are the weights of one row?",
    ),
    "10-9": words(
        ["no positions", "fixed context", "self attention", "teacher forcing"],
        "ask what each network can't know, and what grows with the square of the length",
    ),
    "10-10": numbers(
        (0.9**3, 0.9, (0.9 + 0.86 + 0.824) / 3),
        "a later sign is right with 0.9 if all before are, and else with 0.9 or 0.5",
    ),
    "10-11": numbers(
        comparisons.attention_gaps(128),
        "average run.whole[128] over the three seeds, times 100",
        tolerance=0.02,
    ),
    "10-12": numbers(
        tuple(
            comparisons.pairs_won(
                ("transformer", {"epochs": 3, "maxlen": 100}), (other, changes | {"maxlen": 100})
            )
            for other, changes in (
                ("lstm", {"epochs": 3}),
                ("bag_of_words", {"optimizer": "adam", "learning_rate": 0.01}),
            )
        ),
        "compare each of three seeds with each of three others, by run.best.accuracy",
    ),
    "11-1": function(
        oracles.join,
        [(0.5, 1.0, 0.25, 2.0), (2.0, -1.0, 0.0, 3.0), (-1.0, 0.5, 3.0, 1.5)],
        "put a1 h + b1 in the place of h in a2 h + b2, and collect the factor of h",
    ),
    "11-2": numbers(
        oracles.scan_work(1024),
        "count one level (join the pairs, later find the states between), then halve the length",
    ),
    "11-3": function(
        oracles.min_gru,
        [draw((7, 3), (10, 3), (10,)), draw((1, 2), (4, 2), (4,))],
        "the first half of U x + b is the gate, before the sigmoid; the gate weights the old state",
    ),
    "11-4": numbers(
        (2 * 50 * (20 + 1), 3 * 50 + 3 * 20 * 50 + 2 * 50**2),
        "list the weights of each layer with their shapes; B and C have two real columns for each "
        "complex one",
    ),
    "11-5": numbers(
        (0.5 ** (1 / 500), math.sqrt(1 - 0.5 ** (2 / 500))),
        "solve r^500 = 1/2 for r, then put r into the formula of gamma",
    ),
    "11-6": words(
        ["no", "yes", "no", "yes", "yes"],
        "ask whether the steps can be joined, by an associative rule, before any state is known",
    ),
    "11-7": words(
        ["cumulative product", "wrong order", "eigenvalues outside", "no gamma"],
        "ask when the fault appears: from the first steps, after some hundred, or with the radius",
    ),
    "11-8": numbers(
        comparisons.times_over("LSTM", "minGRU, loop", "minGRU, scan", timesteps=1000),
        "load_recurrences().times(name) gives milliseconds by timesteps",
        tolerance=0.01,
    ),
    "11-9": numbers(
        (
            comparisons.pairs_won(("min_gru", {"epochs": 6}), ("gru", {"epochs": 6})),
            comparisons.pairs_won(("lru", {"epochs": 6}), ("lstm", {"epochs": 6})),
        ),
        "compare each of three seeds with each of three others, by run.best.accuracy",
    ),
    "12-1": numbers((27, 8), "each unit has three fixed points, of which two are stable"),
    "12-2": numbers(
        1.5 * (1 - oracles.fixed_point(1.5) ** 2),
        "the derivative of tanh(1.5 z) is 1.5 (1 - tanh(1.5 z)^2), and tanh(1.5 z) = z here",
    ),
    "12-3": numbers(
        10 * 6 * 0.85**5,
        "the upper right entry of the power k is 10 k 0.85^(k-1); try k = 1, 2, ...",
    ),
    "12-4": words(
        ["overconfident", "underconfident", "calibrated"],
        "compare each probability with the share beside it: which is further from one half?",
    ),
    "12-5": words(
        ["alternates", "forgets", "remembers", "keeps time"],
        "does the state come to rest, and does the place depend on the start?",
    ),
    "12-6": numbers(
        comparisons.leaning("dropout_rnn", "simple_rnn"),
        "the share called positive is (true positives + false positives) / 25,000",
        tolerance=0.02,
    ),
    "13-1": function(
        oracles.welch,
        [([0.85, 0.86, 0.87], [0.85, 0.84, 0.83]), ([1.0, 2.0], [4.0, 4.0, 7.0])],
        "t is the difference of the means over its standard error; the variances divide by n - 1",
    ),
    "13-2": numbers(5 / 6, "six runs of the same model: each is equally likely to be the best"),
    "13-3": numbers(1 - 0.95**20, "all 20 tests must avoid a mistake, each with probability 0.95"),
    "13-4": words(
        ["yes", "no", "yes"],
        "load_recorded gives three runs for each model; compare run.best.accuracy",
    ),
    "13-5": words(
        ["best seed", "many settings", "stops when it is significant"],
        "what would each of them do if the two models were equally good?",
    ),
    "13-6": numbers(
        comparisons.cut_axis(84.0),
        "a bar is as long as its value minus 84; the error is 100 minus the accuracy",
        tolerance=0.01,
    ),
}
