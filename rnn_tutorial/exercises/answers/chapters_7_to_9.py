"""Expected answers of chapters 7 to 9."""

import math

import numpy as np

from rnn_tutorial.exercises import comparisons, oracles
from rnn_tutorial.exercises.checkers import Exercise, function, model, numbers, words
from rnn_tutorial.exercises.oracles import draw
from rnn_tutorial.scratch.forecasting import seasonal_naive

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
    "09-1": numbers(
        (800 - 37 + 1, 6), "a window and its targets are 37 values long; count those that fit"
    ),
    "09-2": numbers((2.0, 100.0), "the variances of independent steps add up"),
    "09-3": numbers((0.9, 0.045), "the forecast is the 0.9-quantile; integrate below and above it"),
    "09-4": function(
        lambda window, period, horizon: seasonal_naive(
            window[None], horizon, period=period, drift=True
        )[0],
        [(np.array([1.0, 2, 3, 4, 5, 7]), 3, 8), (np.array([0.5, 2.0, 1.0]), 2, 3)],
        "step k has the season k % period, and 1 + k // period periods have gone by",
    ),
    "09-5": function(
        oracles.again_and_again,
        [
            (np.array([1.0, 1.0]), np.array([1.0, 1.0]), 0.0, 5),
            (np.array([3.0, -1.0, 2.0]), np.array([0.5, -0.2]), 0.3, 4),
        ],
        "append each forecast to the window, and read the newest len(w) values",
    ),
    "09-6": words(
        ["shuffled", "filling", "scaling", "border"],
        "ask for each report which number from after the origin a model has seen, and how",
    ),
    "09-7": words(
        ["wrong period", "no drift", "bounded"],
        "compare the dates of the highest point, then the heights at the lowest and highest point",
    ),
    "09-8": numbers(
        comparisons.network_against_linear(),
        "use the means over the seeds, and the root of the mean of run.squared in each period",
    ),
    "09-9": model(
        oracles.has_parameters(
            4 * 16 * (1 + 16 + 1) + 16 * 78 + 78, "Three quantiles for each of 26 weeks?"
        ),
        "the number of parameters is right",
    ),
    "08-1": numbers(1e-4 ** (-1 / 5), "multiply the five, and take the power −1/5"),
    "08-2": numbers(80 * 50_000**0.12, "each unknown word costs log(50,000) nats more"),
    "08-3": numbers(50 / 0.99, "−log(0.99 P + something) is at most −log P − log 0.99"),
    "08-4": numbers(
        (0.2, 0.2, 0.05),
        "five different pairs occur; count for each word how many of them end with it",
    ),
    "08-5": function(
        oracles.top_k,
        [
            (np.array([0.1, 0.4, 0.2, 0.3]), 2),
            (np.array([0.25, 0.5, 0.25]), 1),
            (np.array([0.2, 0.8]), 2),
        ],
        "np.argsort(p)[-k:] are the places of the k largest; divide by their sum",
    ),
    "08-6": numbers((0.24, 0.36), "the greedy choice begins with a; a beam of 2 keeps b as well"),
    "08-7": model(
        oracles.has_parameters(2000 * 96 + 3 * 96 * (96 + 96 + 2) + 2000),
        "the number of parameters is right",
    ),
    "08-8": words(
        ["answer in the input", "not comparable", "order lost", "no clipping"],
        "ask what the network sees, what is counted, what a state continues, and how far a step "
        "can go",
    ),
    "08-9": words(
        ["beam", "temperature 1.8", "top k"],
        "look for loops and for letters that never follow one another",
    ),
    "08-10": numbers(
        comparisons.language_gap("LSTM", "SimpleRNN"),
        "use run.loss, np.mean over the seeds, and np.ptp for the range",
        tolerance=0.01,
    ),
}
