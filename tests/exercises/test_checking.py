"""Every exercise: its stub runs, its solution is accepted, and a wrong answer is refused."""

import ast
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises import oracles
from rnn_tutorial.exercises.answers import EXERCISES
from rnn_tutorial.exercises.checkers import function, model, numbers, words
from rnn_tutorial.exercises.checking import check
from rnn_tutorial.publishing.notebooks.editions import exercise_of

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SOLUTIONS = sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))
CHAPTERS = {path.stem[:2]: path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def run(source, namespace):
    """Execute a cell; returns the value of its last line, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if last else None


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=[path.stem for path in SOLUTIONS])
def test_the_solutions_are_right_and_complete(path):
    namespace, feedback = {}, {}
    for cell in code_cells(path):
        shown = run(cell.source, namespace)
        if exercise_of(cell):
            feedback[exercise_of(cell)] = shown
            assert cell.outputs[-1].data["text/plain"] == str(shown), "execute the solutions again"
    assert [f for f in feedback.values() if not f.right] == []
    assert list(feedback) == [name for name in EXERCISES if name[:2] == path.stem[:2]]


def test_every_chapter_with_exercises_has_solutions_and_three_to_twelve_of_them():
    chapters = sorted({name[:2] for name in EXERCISES})
    assert [path.stem[:2] for path in SOLUTIONS] == chapters
    for chapter in chapters:
        assert 3 <= sum(name[:2] == chapter for name in EXERCISES) <= 12


@pytest.mark.parametrize("chapter", sorted({name[:2] for name in EXERCISES}))
def test_stubs_run_and_say_that_they_are_not_answered(chapter):
    namespace = {"check": check}
    stubs = [cell for cell in code_cells(CHAPTERS[chapter]) if exercise_of(cell)]
    for cell in stubs:
        assert "exercise" in cell.metadata.tags
        feedback = run(cell.source, namespace)
        assert (feedback.name, feedback.right) == (exercise_of(cell), None)
    asked = [exercise_of(cell) for cell in stubs]
    assert asked == [name for name in EXERCISES if name[:2] == chapter]


# Besides plain nonsense, for each exercise the mistake that is easiest to make.
NEAR_MISSES = {
    "01-1": 0.5 * np.tanh(2.0),  # no tanh at the second step
    "01-2": 40,  # V forgotten
    "01-3": lambda z, x, U, W: W @ z + U @ x,
    "01-4": 0.9,
    "01-5": 6,
    "01-6": lambda X, U, W, V: np.tanh(X @ U.T) @ V.T,  # no memory
    "01-7": 0.0,
    "01-8": (2.0, 1.0, 0.5),
    "01-9": (2 * np.arctanh(0.5), 2 * np.arctanh(0.5)),
    "01-10": ["no activation", "state reset", "weights per step"],
    "01-11": ((0.0065 / 1.30) ** (1 / 40), 0.95),
    "01-12": (1.05, 1.1, 1.5),
    "02-1": 20_000 * 64 + 64 * 48 + 48 * 48 + 48 + 1,
    "02-2": 17,
    "02-3": 128 * 500 * 32 / 1e6,
    "02-4": lambda tokens, maxlen: tokens[:maxlen] + [0] * (maxlen - len(tokens)),
    "02-5": lambda y, p: np.mean(-np.log(p)),
    "02-6": lambda losses: int(np.argmin(losses)),
    "02-8": lambda y, a: y - 1 / (1 + np.exp(-a)),
    "02-9": (0.5, np.log(2)),
    "02-10": ["learns nothing", "overfitting", "overfitting", "leak"],
    "02-11": (9816 / 25_000, 9816 / 12_500),
    "02-12": 4.9,  # ddof=0
    "03-1": 6 * (32 * 32 + 32 * 32 + 32),
    "03-2": (8, 100, 24),
    "03-3": 16 * 24 + 24 * 24 + 24,
    "03-4": (15, 20),
    "03-5": 2000,
    "03-6": lambda X, U, W, U_back, W_back: np.zeros((len(X), 2 * len(W))),
    "03-8": (499 * 3, 5),
    "03-9": (0.25, 0.8),
    "03-10": ["return_sequences", "not reversed", "sees the future"],
    "03-11": (0.2, 3.93),
    "03-12": "too few units",
    "04-1": 0.1**10,
    "04-2": 6.4,
    "04-3": lambda z, mask, rate: z * mask,
    "04-4": 0.05,
    "04-5": ["once", "once", "once"],
    "04-9": (44, 1),  # 0.5 / 0.8**20, as if probabilities added up
    "04-10": ["new masks", "no dropout in training", "dropout in use"],
    "04-11": (9, 6, 5.8),
    "05-1": ["many to one", "many to many", "one to many", "many to one", "many to many"],
    "05-2": lambda p, T: p / p.sum(),
    "05-3": 0.98,
    "05-4": lambda text: [int(character == '"') for character in text],
    "05-5": (16, 5),
    "05-6": lambda X, mask, U, W: np.zeros(len(W)),
    "05-10": (np.log(2), 2 / 3 * np.log(2), 0.0),  # both letters equally likely
    "05-11": ["no state", "temperature inverted", "no draw"],
    "05-12": (2.0, 4.0),
    "06-1": 0.9,
    "06-2": 131,
    "06-3": lambda g, theta: theta * g / np.linalg.norm(g),  # lengthens, too
    "06-4": lambda z: 1 - np.tanh(z) ** 2,
    "06-5": (1 - np.tanh(0.5 * np.tanh(1)) ** 2),
    "06-6": lambda loss, w: np.full(len(w), (loss(w + 1e-5) - loss(w - 1e-5)) / 2e-5),
    "06-7": lambda x, y, w, u: 0.0,
    "06-10": ["no slope", "wrong state", "last step only"],
    "06-11": (16.0, 1 / 3.434),  # the other way round
    "07-1": 4 * 50 * (20 + 50),
    "07-2": 3 * 50 * (20 + 50 + 1),
    "07-3": 1 / (1 + np.exp(-3)),
    "07-4": 1.0,
    "07-5": lambda c, i, f, o, g: np.array([c, c]),
    "07-6": lambda h, z, candidate: z * candidate + (1 - z) * h,
    "07-8": ["forget", "input", "output"],
    "07-9": ["writes everything", "saturates", "forgets"],
    "07-10": (3, 2),  # only seeds of the same number
    "12-1": (9, 4),  # of the two units of the chapter
    "09-1": (770, 6),  # windows whose targets reach into the test
    "09-2": (10.0, 50),  # standard deviations added up
    "09-3": (0.5, 0.125),
    "09-4": lambda window, period, horizon: np.resize(window[-period:], horizon),
    "09-5": lambda window, w, b, horizon: np.full(horizon, w @ window[-len(w) :] + b),
    "09-6": ["shuffled", "filling", "border", "scaling"],
    "09-7": ["wrong period", "bounded", "no drift"],
    "09-8": (1.0, 1.0, 0),
    "08-1": 0.218,  # the mean of the five
    "08-2": 80 + 0.12 * np.log(50_000),
    "08-3": 50.0,
    "08-4": (3 / 9, 1 / 9, 1 / 36),  # shares of the text
    "08-5": lambda p, k: np.where(p >= np.sort(p)[-k], p, 0.0),  # not scaled
    "08-6": (0.6, 0.4),
    "08-8": ["not comparable", "answer in the input", "order lost", "no clipping"],
    "08-9": ["top-k", "temperature 1.8", "beam"],
    "08-10": (2.0, 0.001),
    "10-1": (0, np.log(2) / np.log(10), np.log(5) / np.log(10), 4 * np.log(2) / np.log(10)),
    "10-2": lambda q, K, V: np.exp(K @ q - (K @ q).max()) @ V,  # neither scaled nor normalised
    "10-3": (64.0, 256.0, 8.0),  # variances
    "10-4": 4 * 48 * 48 + 2 * 48 * 96,  # no biases
    "10-5": (2 * 32, 2 * 512),  # no dense layers
    "10-6": lambda omega, n: oracles.shift(omega, n).T,  # the other direction
    "10-7": lambda scores: np.tril(np.exp(scores) / np.exp(scores).sum(1, keepdims=True)),
    "10-8": ["wrong axis", "equal keys", "no scaling"],
    "10-9": ["no positions", "fixed context", "teacher forcing", "self-attention"],
    "10-10": (0.9**3, 0.9, 0.9),
    "10-11": (0.5, 0.5),
    "10-12": (4.5, 4.5),
    "11-1": lambda a1, b1, a2, b2: (a1 * a2, b1 + b2),
    "11-2": (10, 10 * 1024 - 1023),  # every stage over the whole length
    "11-3": lambda x, U, b: (x @ U.T + b)[:, : len(b) // 2],
    "11-4": (2 * 50 * (20 + 50 + 1), 2 * 50 + 20 * 50 + 50**2),
    "11-5": (0.5 ** (1 / 500), 1 - 0.5 ** (1 / 500)),
    "11-6": ["no", "yes", "yes", "yes", "no"],
    "11-7": ["cumulative product", "eigenvalues outside", "wrong order", "no gamma"],
    "11-8": (0.5, 0.5),  # the other way round
    "11-9": (4.5, 4.5),
    "12-2": 1.5,
    "12-3": 10.0,
    "12-4": ["underconfident", "overconfident", "calibrated"],
    "12-5": ["alternates", "keeps time", "remembers", "forgets"],
    "12-6": (0.0767, 0.0120),
    "13-1": lambda first, second: [np.mean(first) - np.mean(second), 4.0],
    "13-2": 0.5,
    "13-3": 0.05,
    "13-4": ["yes", "yes", "yes"],
    "13-5": ["many settings", "best seed", "stops when it is significant"],
    "13-6": (1.03, 1.03, 0.82),  # the accuracies instead of the bars
}


class FakeModel:
    """Looks like a Keras model of another size."""

    output_shape = (None, 1)
    layers = ()

    def count_params(self):
        return 1

    def __call__(self, x):
        return np.zeros((*np.shape(x), 1))


@pytest.mark.parametrize("name", EXERCISES)
def test_wrong_answers_are_refused_with_something_to_look_at(name):
    for wrong in (NEAR_MISSES.get(name, FakeModel()), -123.0, "no idea", [1, 2, 3, 4]):
        feedback = check(name, wrong)
        assert feedback.right is False and not feedback
        assert repr(feedback) == f"{name}: {feedback.message}" and feedback.message.isprintable()
    assert check(name).right is None and check(name, ...).right is None


def test_tolerance_is_as_stated():
    exercise = numbers(200, "look", tolerance=0.01)
    assert exercise.feedback("x", 201.9).right and not exercise.feedback("x", 202.1).right
    assert "1%" in exercise.feedback("x", 200).message
    exact = numbers(7, "look")
    assert exact.feedback("x", 7).message == "right" and not exact.feedback("x", 7.0001).right


class Unbuilt:
    """Looks like a Keras model that has never seen an input."""

    def count_params(self):
        raise ValueError("You tried to call count_params,\nbut the model isn't built.")


@pytest.mark.parametrize(
    ("exercise", "answer", "parts"),
    [
        (numbers([1, 2], "look"), [1, 2, 3], ["(3,)", "(2,)", "look"]),
        (numbers(1, "look"), [1, 2], ["(2,)", "()"]),
        (numbers(1, "look"), float("nan"), ["NaN"]),
        (numbers(1, "look"), "one", ["number", "str"]),
        (numbers(1, "look"), 2, ["look"]),
        (words(["a", "b"], "look"), ["a", "c"], ["entry 2", "look"]),
        (words(["a", ("b", "B")], "look"), ["a"], ["2 entries", "1"]),
        (function(len, [("ab",)], "look"), 3, ["function", "int"]),
        (function(len, [("ab",)], "look"), lambda s: 1 / 0, ["1 of 1", "ZeroDivisionError"]),
        (function(len, [("ab",)], "look"), lambda s: 3, ["1 of 1", "look"]),
        (function(len, [("ab",)], "look"), lambda s: "ab", ["number", "str"]),
        (model(oracles.has_parameters(1500, "look"), ""), FakeModel(), ["1 ", "1,500", "look"]),
        (model(oracles.has_parameters(1500), ""), "no model", ["model", "str"]),
        (model(oracles.has_parameters(1500), ""), Unbuilt(), ["ValueError", "isn't built"]),
    ],
)
def test_feedback_says_what_to_look_at(exercise, answer, parts):
    feedback = exercise.feedback("x", answer)
    assert feedback.right is False and feedback.message.isprintable()
    assert [part for part in parts if part not in feedback.message] == []


def test_each_word_of_a_tuple_is_right():
    exercise = words([("new", "anew"), "many to one"], "look")
    assert exercise.feedback("x", ["anew", "Many-to-one"]).right
    assert exercise.feedback("x", ("new", "many to one")).right


def test_a_trained_model_counts_as_its_keras_model():
    trained = SimpleNamespace(keras_model=FakeModel())
    assert model(oracles.has_parameters(1), "").feedback("x", trained).right


@pytest.mark.parametrize(
    ("name", "choices"), [("99-1", list(EXERCISES)), ("01-99", ["01-1", "01-7"])]
)
def test_an_unknown_exercise_is_named_with_those_there_are(name, choices):
    with pytest.raises(TutorialError) as error:
        check(name, 3)
    assert all(choice in str(error.value) for choice in (name, *choices))
    assert ("02-1" in str(error.value)) == (name == "99-1")
