"""Expected answers of chapters 10 to 13."""

from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, numbers, words

EXERCISES: dict[str, Exercise] = {
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
