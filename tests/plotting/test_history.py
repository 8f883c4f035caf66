"""Plots: what is drawn (the artists), never how it looks in pixels."""

import os
import subprocess
import sys
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.plotting.comparison import plot_comparison, plot_seeds
from rnn_tutorial.plotting.history import find_curves, plot_accuracy_and_loss, plot_history

# Validation accuracy is best at epoch 3, validation loss lowest at epoch 2.
CURVES = {
    "loss": [0.7, 0.5, 0.3, 0.2],
    "accuracy": [0.5, 0.7, 0.8, 0.95],
    "val_loss": [0.69, 0.55, 0.6, 0.7],
    "val_accuracy": [0.52, 0.71, 0.74, 0.73],
}


def result(name="simple_rnn", source="IMDB", history=CURVES):
    """As much of a TrainingResult as plots may look at; they import none."""
    return SimpleNamespace(
        name=name, source=source, history=history, title=f"{name} on {source}", best_epoch=3
    )


@pytest.fixture
def ax():
    return Figure().subplots()


def lines(ax):
    return {line.get_label(): line for line in ax.get_lines()}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_training_is_dots_and_validation_a_line(ax):
    assert plot_history(CURVES, ax=ax) is ax
    training, validation = lines(ax)["training"], lines(ax)["validation"]
    assert (training.get_marker(), training.get_linestyle()) == ("o", "None")
    assert validation.get_linestyle() == "-" and validation.get_marker() in ("None", "", None)
    assert training.get_color() != validation.get_color()
    for line, metric in ((training, "accuracy"), (validation, "val_accuracy")):
        assert line.get_xdata().tolist() == [1, 2, 3, 4]  # epochs count from 1
        assert list(line.get_ydata()) == CURVES[metric]
    assert ax.get_xlabel() == "epoch" and "accuracy" in ax.get_ylabel()
    assert {"training", "validation"} <= set(legend(ax))
    assert ax.get_xlim()[0] <= 1 and ax.get_xlim()[1] >= 4


def test_marks_stand_at_the_right_epochs(ax):
    plot_history(CURVES, ax=ax)
    (best,) = [line for line in ax.get_lines() if "best" in line.get_label()]
    assert set(best.get_xdata()) == {3} and "best epoch 3 (0.740)" in legend(ax)
    (span,) = ax.patches
    low, high = span.get_extents().transformed(ax.transData.inverted()).intervalx
    assert (low, high) == pytest.approx((2, 4.5)) and "overfitting after epoch 2" in legend(ax)


def test_no_overfitting_is_marked_where_the_loss_still_falls(ax):
    plot_history(CURVES | {"val_loss": [0.7, 0.6, 0.5, 0.4]}, ax=ax)
    assert not ax.patches and not [text for text in legend(ax) if "overfitting" in text]


def test_two_panels():
    axes = plot_accuracy_and_loss(result())
    assert len(axes) == 2 and axes[0].figure is axes[1].figure
    assert ["accuracy" in axes[0].get_ylabel(), "loss" in axes[1].get_ylabel()] == [True, True]
    assert list(lines(axes[1])["validation"].get_ydata()) == CURVES["val_loss"]
    for ax in axes:
        assert any("overfitting after epoch 2" in text for text in legend(ax))
    assert any("best epoch 3" in text for text in legend(axes[0]))


def test_given_axes_are_used_and_no_figure_made():
    before = plt.get_fignums()
    own = Figure().subplots(1, 2)
    assert plot_accuracy_and_loss(CURVES, axes=own) is own
    plot_history(CURVES, ax=own[0])
    assert plt.get_fignums() == before


@pytest.mark.parametrize("source", ["the sample corpus", "IMDB"])
def test_the_title_says_which_reviews(source, ax):
    for drawn in (
        plot_history(result(source=source), ax=ax),
        *plot_accuracy_and_loss(result(source=source)),
        plot_comparison([result(source=source)]),
    ):
        assert source in drawn.get_title(loc="left") + drawn.get_title()


@pytest.mark.parametrize("name", ["acc", "accuracy", "binary_accuracy"])
@pytest.mark.parametrize("asked", ["acc", "accuracy", "binary_accuracy"])
def test_accuracy_is_found_under_any_name(name, asked, ax):
    history = {k.replace("accuracy", name): v for k, v in CURVES.items()}
    plot_history(history, asked, ax=ax)
    assert list(lines(ax)["training"].get_ydata()) == CURVES["accuracy"]
    assert list(lines(ax)["validation"].get_ydata()) == CURVES["val_accuracy"]
    plot_accuracy_and_loss(history)


def test_without_validation_there_are_dots_alone(ax):
    plot_history({"loss": [3, 2]}, "loss", ax=ax)
    assert set(lines(ax)) == {"training"}


def test_a_keras_history_and_a_model_by_mistake(ax):
    from rnn_tutorial.quiet_keras import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["acc"])
    with pytest.raises(TutorialError, match="no training history in a Sequential"):
        plot_history(model, ax=ax)  # not trained yet
    keras.utils.set_random_seed(0)
    x, y = np.eye(2).repeat(4, 0), np.arange(8) % 2
    history = model.fit(x, y, validation_split=0.25, epochs=2, verbose=0)
    for given in (history, history.history, model, model.history):
        assert find_curves(given) == history.history
        plot_history(given, ax=Figure().subplots())


@pytest.mark.parametrize("given", [None, 3, "history", [0.1, 0.2], object()])
def test_what_is_no_history_is_refused_by_name(given):
    before = plt.get_fignums()
    with pytest.raises(TutorialError, match=f"no training history in a {type(given).__name__}"):
        plot_accuracy_and_loss(given)
    assert plt.get_fignums() == before  # no empty figure is left in the notebook


def test_an_empty_history_and_an_unknown_metric_are_refused(ax):
    for empty in ({}, {"loss": []}):
        with pytest.raises(TutorialError, match="the history is empty"):
            plot_history(empty, ax=ax)
    with pytest.raises(TutorialError, match=r"no 'f1': it has loss, accuracy, val_loss"):
        plot_history(CURVES, "f1", ax=ax)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("epochs", "measured", "given", "expected"),
    [
        (6, 3, None, [2, 4, 6]),
        (7, 3, None, [2, 4, 6]),
        (10, 3, None, [3, 6, 9]),
        (10, 2, 4, [4, 8]),
        (10, 2, 5, [5, 10]),
        (10, 3, [1, 5, 10], [1, 5, 10]),
    ],
)
def test_validation_every_few_epochs_is_drawn_at_its_epochs(epochs, measured, given, expected):
    falling = list(np.linspace(0.9, 0.5, measured))
    history = {"loss": [1.0] * epochs, "val_loss": falling}
    ax = plot_history(history, "loss", validation_freq=given, ax=Figure().subplots())
    validation = lines(ax)["validation"]
    assert validation.get_xdata().tolist() == expected
    assert list(validation.get_ydata()) == falling and validation.get_marker() != "None"


@pytest.mark.slow
def test_keras_own_validation_freq_is_recognised(ax):
    from rnn_tutorial.quiet_keras import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    x, y = np.eye(2).repeat(4, 0), np.arange(8) % 2
    history = model.fit(x, y, validation_data=(x, y), validation_freq=3, epochs=7, verbose=0)
    plot_history(history, ax=ax)
    assert lines(ax)["validation"].get_xdata().tolist() == [3, 6]


@pytest.mark.parametrize(("epochs", "measured", "given"), [(10, 2, None), (4, 5, None), (6, 3, 3)])
def test_epochs_that_cannot_be_told_are_asked_for(epochs, measured, given):
    history = {"loss": [1.0] * epochs, "val_loss": [1.0] * measured}
    with pytest.raises(TutorialError, match=f"{measured} validation values for {epochs} epochs"):
        plot_history(history, "loss", validation_freq=given)
    assert not plt.get_fignums()


def test_the_best_epoch_is_counted_in_epochs_of_training(ax):
    history = {"accuracy": [0.5] * 6, "val_accuracy": [0.6, 0.9, 0.7], "val_loss": [0.6, 0.5, 0.9]}
    plot_history(history, ax=ax)
    assert {"best epoch 4 (0.900)", "overfitting after epoch 4"} <= set(legend(ax))


@pytest.mark.parametrize("broken", [NAN, INF, -INF])
def test_a_loss_that_is_no_number_is_a_gap_and_never_the_best_epoch(broken, ax):
    history = {
        "accuracy": [0.5, 0.6, 0.7, 0.7], "loss": [0.7, 0.6, broken, broken],
        "val_accuracy": [0.5, 0.6, 0.99, 0.98], "val_loss": [0.7, 0.6, broken, broken],
    }  # fmt: skip
    plot_history(history, ax=ax)
    assert "best epoch 2 (0.600)" in legend(ax)
    assert not any("overfitting" in text for text in legend(ax))  # the training diverged
    loss = Figure().subplots()
    plot_history(history, "loss", ax=loss)
    for line in (lines(loss)["training"], lines(loss)["validation"]):
        assert np.isnan(line.get_ydata()).tolist() == [False, False, True, True]
    hopeless = {name: [broken] for name in history}
    for panel in plot_accuracy_and_loss(hopeless):
        assert not any("epoch" in name for name in lines(panel))


def test_a_gap_in_one_seed_is_a_gap_in_the_comparison(ax):
    broken = CURVES | {"val_loss": [0.7, NAN, 0.6, INF]}
    plot_comparison([result(), result(history=broken)], "val_loss", ax=ax)
    (mean,) = (line for line in ax.get_lines() if "SimpleRNN" in line.get_label())
    assert np.isnan(mean.get_ydata()).tolist() == [False, True, False, True]


def test_the_name_of_a_validation_metric_means_the_metric(ax):
    plot_history(CURVES, "val_loss", ax=ax)
    assert list(lines(ax)["training"].get_ydata()) == CURVES["loss"]
    assert list(lines(ax)["validation"].get_ydata()) == CURVES["val_loss"]


@pytest.mark.parametrize("odd", ["adam", 3, {"a": 1}, [[0.1], [0.2, 0.3]], ["high", "low"]])
def test_what_is_no_list_of_numbers_in_a_history_is_named(odd, ax):
    with pytest.raises(TutorialError, match="'optimiser' in the history"):
        plot_history(CURVES | {"optimiser": odd}, ax=ax)


def test_comparison_has_a_line_and_a_band_over_seeds(ax):
    other = CURVES | {"val_accuracy": [0.5, 0.6, 0.8, 0.83, 0.9]}
    lonely = result("stacked_rnn")
    assert plot_comparison([result(), result(history=other), lonely], ax=ax) is ax
    drawn = lines(ax)
    mean = drawn["SimpleRNN (2 seeds)"]
    assert mean.get_xdata().tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(mean.get_ydata(), [0.51, 0.655, 0.77, 0.78])
    assert list(drawn["stacked SimpleRNN"].get_ydata()) == CURVES["val_accuracy"]
    (band,) = ax.collections
    heights = band.get_paths()[0].vertices
    at_3 = heights[heights[:, 0] == 3][:, 1]
    assert (at_3.min(), at_3.max()) == pytest.approx((0.74, 0.8))
    assert set(legend(ax)) == {"SimpleRNN (2 seeds)", "stacked SimpleRNN"}
    with pytest.raises(TutorialError, match="no results to compare"):
        plot_comparison([])


HEADLESS = """
import sys, matplotlib, matplotlib.pyplot as plt
from rnn_tutorial import plot_accuracy_and_loss
chosen = matplotlib.get_backend()
curves = {"loss": [1, 2], "acc": [0, 1], "val_loss": [1, 2], "val_acc": [0, 1]}
axes = plot_accuracy_and_loss(curves)
axes[0].figure.savefig(sys.argv[1])
assert matplotlib.get_backend() == chosen, "the backend was changed"
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
print(chosen)
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", [None, "svg", "module://matplotlib_inline.backend_inline"])
def test_plots_work_headless_and_leave_the_backend_alone(tmp_path, backend):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("MPLBACKEND", None)
    if backend:
        environment["MPLBACKEND"] = backend
    picture = tmp_path / "curves.png"
    run = subprocess.run(
        [sys.executable, "-c", HEADLESS, str(picture)],
        env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    if backend:
        assert backend.removeprefix("module://").split(".")[-1].split("_")[-1] in run.stdout


def test_every_seed_is_a_dot_in_its_models_row_with_a_bar_at_the_mean(ax):
    assert plot_seeds({"one": [1.0, 2.0, 3.0], "two": [5.0, 7.0, 9.0]}, "accuracy", ax=ax) is ax
    bars, dots = ax.get_lines()[::2], ax.get_lines()[1::2]
    assert [line.get_xdata().tolist() for line in bars] == [[2.0], [7.0]]
    assert [list(line.get_xdata()) for line in dots] == [[1.0, 2.0, 3.0], [5.0, 7.0, 9.0]]
    assert [list(line.get_ydata()) for line in dots] == [[1, 1, 1], [0, 0, 0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    assert ax.get_xlabel() == "accuracy"
    with pytest.raises(TutorialError, match="no seeds"):
        plot_seeds({}, "accuracy", ax=ax)
