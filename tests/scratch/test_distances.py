"""The tasks, the NumPy training loop, and the climb over growing distances."""

import json

import numpy as np
import pytest

from rnn_tutorial import plotting
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.scratch import distances, tasks
from rnn_tutorial.scratch.tasks import ADDING, COPY
from rnn_tutorial.scratch.training import Task, backward, forward, make_network, train


def test_the_sum_of_the_adding_problem_is_that_of_one_number_in_each_half():
    x, y = tasks.draw_adding(np.random.default_rng(0), 50, 9)
    marks = x[:, :, 1]
    assert (marks[:, :4].sum(axis=1) == 1).all()
    assert (marks[:, 4:].sum(axis=1) == 1).all()
    for row, total in zip(x, y, strict=True):
        assert total == pytest.approx(sum(number for number, mark in row if mark))
    many = tasks.draw_adding(np.random.default_rng(1), 20_000, 4)[1]
    assert np.mean((many - 1) ** 2) == pytest.approx(1 / 6, rel=0.03)


def test_the_copy_task_asks_for_its_symbols_after_the_blanks():
    x, y = tasks.draw_copy(np.random.default_rng(0), 5, 7)
    seen = x.argmax(axis=2)
    assert x.shape == (5, 13, 6)
    np.testing.assert_array_equal(seen[:, :3], y)
    np.testing.assert_array_equal(seen[:, 3:], [[4] * 6 + [5] + [4] * 3] * 5)
    assert tasks.copy_loss(np.zeros((5, 13, 4)), y)[0] == pytest.approx(np.log(4))


@pytest.mark.parametrize("task", [ADDING, COPY], ids=lambda task: task.name)
@pytest.mark.parametrize(
    ("cell", "activation"), [("rnn", "tanh"), ("rnn", "relu"), ("lstm", "tanh"), ("gru", "tanh")]
)
def test_gradients_are_those_of_finite_differences(task, cell, activation):
    network = make_network(cell, task.features, task.outputs, 4, activation=activation, seed=1)
    weights = {name: w.astype("float64") for name, w in network.weights.items()}
    network.weights.update(weights)
    x, y = task.draw(np.random.default_rng(0), 3, 5)
    outputs, kept = forward(network, x.astype("float64"))
    gradients = backward(network, x, kept, task.loss(outputs, y)[1])
    for name, weight in weights.items():
        place = tuple(np.array(weight.shape) // 2)
        sides = []
        for step in (1e-6, -1e-6):
            weight[place] += step
            sides.append(task.loss(forward(network, x.astype("float64"))[0], y)[0])
            weight[place] -= step
        assert gradients[name][place] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_toy_task_is_learnt_in_seconds_and_the_same_for_the_same_seed(cell):
    options = {"steps": 400, "learning_rate": 0.01, "until_solved": True}
    runs = [train(make_network(cell, 6, 4, seed=0), COPY, 3, **options) for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0][0] > 1.0
    assert np.mean(runs[0][-50:]) < COPY.solved


def test_first_weights_are_as_named():
    orthogonal = make_network("lstm", 2, 1, 8).weights
    kernel = orthogonal["recurrent_kernel"]
    np.testing.assert_allclose(kernel @ kernel.T, np.eye(8), atol=1e-6)
    np.testing.assert_array_equal(orthogonal["bias"][8:16], 1)
    identity = make_network("rnn", 2, 1, 8, recurrent="identity").weights["recurrent_kernel"]
    np.testing.assert_array_equal(identity, np.eye(8))
    glorot = make_network("rnn", 2, 1, 8, recurrent="glorot").weights["recurrent_kernel"]
    assert np.abs(glorot).max() <= np.sqrt(6 / 16)


def test_training_stops_at_nan_and_keeps_the_weights_before_it():
    def draw(rng, batch, distance):
        return rng.normal(size=(batch, distance, 1)), None

    def loss(outputs, y):
        draws.append(1)
        broken = len(draws) == 3
        return (np.nan if broken else 1.0), np.ones_like(outputs)

    draws: list[int] = []
    network = make_network("rnn", 1, 1, 3)
    same = make_network("rnn", 1, 1, 3)
    task = Task("broken", 1, 1, 0.0, draw, loss)
    with pytest.raises(TutorialError, match=r"step 3: the loss is nan.*the weights of step 2"):
        train(network, task, 4, steps=10)
    draws[:] = [1, 1, 1]
    train(same, task, 4, steps=2)
    for name, weight in network.weights.items():
        np.testing.assert_array_equal(weight, same.weights[name])


@pytest.mark.slow
def test_clipping_tames_a_start_that_explodes():
    def losses(clipnorm):
        network = make_network("rnn", 2, 1, recurrent="identity", activation="relu")
        return train(network, ADDING, 60, steps=400, learning_rate=0.01, clipnorm=clipnorm)

    assert np.mean(losses(1.0)[-50:]) < 0.5 * np.mean(losses(None)[-50:])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cell": "lstn"}, "cell is 'lstn'"),
        ({"recurrent": "zeros"}, "recurrent is 'zeros'"),
        ({"activation": "sine"}, "activation is 'sine'"),
        ({"units": 0}, "units is 0"),
    ],
)
def test_a_network_that_does_not_exist_is_refused(options, said):
    with pytest.raises(TutorialError, match=said):
        make_network(**{"cell": "rnn", "features": 2, "outputs": 1} | options)


@pytest.mark.parametrize("options", [{"distance": 0}, {"distance": 5, "steps": 0}])
def test_no_distance_and_no_steps_are_refused(options):
    with pytest.raises(TutorialError, match="is 0: give a whole number"):
        train(make_network("rnn", 2, 1), ADDING, **options)


def test_the_climb_ends_at_the_first_failure_and_can_be_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(distances, "VARIANTS", {"GRU": distances.VARIANTS["GRU"]})
    monkeypatch.setattr(distances, "DISTANCES", {"adding": (2, 4), "copy": (1, 2, 3)})
    path = tmp_path / "distances.json"
    monkeypatch.setattr(distances, "STEPS", 60)
    monkeypatch.setattr(distances, "UNITS", 8)
    made = distances.measure_distances(path, seeds=(0,))
    assert distances.load_distances(path) == made
    for task in ("adding", "copy"):
        mine = [a for a in made if a.task == task]
        assert all(a.learnt for a in mine[:-1])
        assert mine[-1].learnt is False or mine[-1].distance == distances.DISTANCES[task][-1]
    with pytest.raises(TutorialError, match="variant is 'ELMAN'"):
        distances.attempt("copy", "ELMAN", 5)


def test_the_reprs_show_no_arrays():
    assert repr(make_network("gru", 2, 1)) == "Network(cell='gru', activation='tanh')"
    assert repr(COPY) == "Task(name='copy', features=6, outputs=4, solved=0.1)"


def test_the_recorded_runs_cover_every_variant_and_can_be_drawn():
    attempts = distances.load_distances()
    for task in distances.TASKS:
        learnt = distances.largest_distances(attempts, task)
        assert set(learnt) == set(distances.VARIANTS)
        assert all(len(seeds) == 3 for seeds in learnt.values())
        ax = plotting.plot_distances(learnt)
        assert [label.get_text() for label in ax.get_yticklabels()] == list(learnt)


def test_a_recorded_attempt_can_be_made_again():
    recorded = next(
        a for a in distances.load_distances()
        if (a.task, a.variant, a.distance, a.seed) == ("copy", "plain RNN", 5, 0)
    )  # fmt: skip
    again = distances.attempt("copy", "plain RNN", 5, seed=0)
    assert again.learnt == recorded.learnt
    assert again.loss == pytest.approx(recorded.loss, rel=0.2)


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.json"
    path.write_text(json.dumps([{"task": "adding"}]))
    with pytest.raises(TutorialError, match="holds no recorded measurements"):
        distances.load_distances(path)


def test_gradient_norms_are_drawn_on_a_logarithmic_axis_without_their_zeros():
    ax = plotting.plot_gradient_norms({"GRU": [0.0, 1e-30, 1.0]}, title="here")
    assert ax.get_yscale() == "log"
    assert np.isnan(ax.lines[0].get_ydata()[0])
    assert ax.get_title(loc="left") == "here"
    with pytest.raises(TutorialError, match="no gradient norms"):
        plotting.plot_gradient_norms({})
