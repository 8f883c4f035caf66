"""What holds for every plot: its arguments, its labels, and the values that it refuses."""

import inspect
import itertools
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_tutorial import plotting
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.style import MODEL_STYLES, model_name, model_styles

TWO_PANELS = {"plot_accuracy_and_loss"}
GROUP = SimpleNamespace(label="1 to 2", reviews=9, accuracy=0.8, low=0.7, high=0.9)
BIN = SimpleNamespace(probability=0.2, positive=0.3, reviews=4)
HISTORY = {"loss": [1.0, 0.5], "accuracy": [0.5, 0.7], "val_loss": [1, 2], "val_accuracy": [0, 1]}


def run(name="dropout_rnn", history=HISTORY):
    """As much of a TrainingResult as the comparing plots read."""
    return SimpleNamespace(name=name, source="IMDB", history=history, title=name)


def sweep_run(units, name="lstm"):
    """As much of a TrainingResult as the plots of a sweep read."""
    part = SimpleNamespace
    config = part(name=name, data=part(source="IMDB"), model=part(units=units), training=part())
    return part(config=config, source="IMDB", seed=0, best=part(accuracy=units / 100))


BAND = SimpleNamespace(metric="f1", middle=np.array([0.5]), half_width=0.1, seeds=3)
# Plots of named values, and one value of each.
NAMED = {
    "series": (lambda named, **o: plotting.plot_per_timestep(named, "share", **o), [0.1, 0.2]),
    "gradient norms": (plotting.plot_gradient_norms, [0.1, 0.2]),
    "curves": (plotting.plot_calibration, [BIN, BIN]),
    "groups": (lambda named, **o: plotting.plot_accuracy_by(named, "words", **o), [GROUP]),
    "seeds": (lambda named, **o: plotting.plot_seeds(named, "accuracy", **o), [0.8, 0.9]),
    "distances": (plotting.plot_distances, [5, 10]),
    "errors": (
        lambda named, **o: plotting.plot_error_by_horizon(named, "weeks", "ppm", **o),
        [[0.1, 0.2]],
    ),
}


def labels(ax):
    """What a reader sees beside the colours, or as the names of the rows."""
    legend = ax.get_legend()
    texts = legend.get_texts() if legend else ax.get_yticklabels()
    return [text.get_text() for text in texts]


@pytest.mark.parametrize("name", [n for n in plotting.__all__ if n.startswith("plot_")])
def test_every_plot_takes_axes_and_a_title_by_name(name):
    parameters = inspect.signature(getattr(plotting, name)).parameters
    for argument in ("axes" if name in TWO_PANELS else "ax", "title"):
        assert parameters[argument].default is None
        assert parameters[argument].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("what", NAMED)
def test_every_name_is_drawn_under_its_readers_name(what):
    plot, value = NAMED[what]
    names = [*MODEL_STYLES, "an idea of the reader's"]
    ax = Figure().subplots()
    assert plot(dict.fromkeys(names, value), ax=ax, title="here") is ax
    assert ax.get_title(loc="left") == "here"
    assert [text for text in labels(ax) if text != "perfect"] == [model_name(n) for n in names]


@pytest.mark.parametrize("what", NAMED)
def test_nothing_to_draw_is_refused_before_a_figure_is_made(what):
    plot, _ = NAMED[what]
    with pytest.raises(TutorialError, match=what):
        plot({})
    with pytest.raises(TutorialError, match=f"'lstm' has no {what}"):
        plot({"lstm": []})
    assert not plt.get_fignums()


def test_a_model_looks_the_same_whatever_it_is_compared_with():
    looks = []
    for names in (["lstm", "gru"], ["simple_rnn", "LSTM"], ["another", "lstm"]):
        ax = plotting.plot_gradient_norms({name: [1.0, 2.0] for name in names})
        lines = {line.get_label(): line for line in ax.get_lines()}
        assert len({line.get_color() for line in lines.values()}) == 2
        looks.append((lines["LSTM"].get_color(), lines["LSTM"].get_linestyle()))
    assert set(looks) == {(MODEL_STYLES["lstm"].colour, MODEL_STYLES["lstm"].line)}


def test_a_variant_has_the_colour_of_its_model_and_another_line():
    names = ["linear autoregression", "linear autoregression, recursive", "GRU", "GRU, recursive"]
    first, again, third, fourth = model_styles(names)
    assert first.colour == again.colour != third.colour == fourth.colour
    assert first.line != again.line and third.line != fourth.line
    assert model_styles(["last value", "GRU", "linear autoregression"])[2] == first
    (alone,) = model_styles(["GRU, levels"])
    assert alone.colour == third.colour and alone.name == "GRU, levels"
    assert len({look.colour for look in model_styles(["GRU, 8 units", "GRU, 16 units"])}) == 2


@pytest.mark.parametrize(
    "plot",
    [
        lambda: plotting.plot_comparison([run()], "f1"),
        lambda: plotting.plot_over_band(run(), BAND),
        lambda: plotting.plot_accuracy_and_loss({"loss": [1, 2], "f1": [0, 1]}),
        lambda: plotting.plot_accuracy_by({"a": [GROUP], "b": [GROUP, GROUP]}, "words"),
        lambda: plotting.plot_heat_map([sweep_run(8), sweep_run(16)]),
        lambda: plotting.plot_lengths([], maxlen=500),
        lambda: plotting.plot_lengths([3, 4], maxlen=0),
    ],
)
def test_a_value_that_a_plot_cannot_use_is_named_before_a_figure_is_made(plot):
    with pytest.raises(TutorialError) as refusal:
        plot()
    assert "\n" not in str(refusal.value) and not plt.get_fignums()


def test_the_error_by_horizon_is_the_mean_over_seeds_with_a_band_around_it():
    errors = {"GRU": [[1.0, 3.0], [2.0, 5.0], [3.0, 4.0]], "last value": [[2.0, 6.0]]}
    ax = plotting.plot_error_by_horizon(errors, "weeks ahead", "error (ppm)")
    lines = {line.get_label(): line for line in ax.get_lines()}
    assert lines["GRU"].get_xdata().tolist() == [1, 2]
    assert lines["GRU"].get_ydata().tolist() == [2, 4]
    (band,) = ax.collections  # a single row has none
    corners = band.get_paths()[0].vertices
    assert {(1, 1), (1, 3), (2, 3), (2, 5)} <= {tuple(corner) for corner in corners}
    assert ax.get_ylim()[0] == 0
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("weeks ahead", "error (ppm)")


def test_the_last_bar_holds_the_longer_reviews():
    ax = plotting.plot_lengths([10, 20, 5_000], maxlen=100)
    assert isinstance(ax, Axes) and ax.get_xlim()[1] < 400
    assert sum(bar.get_height() for bar in ax.patches) == 3


def test_ticks_are_written_as_in_the_text():
    for ax in (
        plotting.plot_lengths([10] * 2_000 + [5_000], maxlen=500),
        plotting.plot_gradient_norms({"GRU": np.ones(1000)}),
    ):
        assert "1,000" in {tick.get_text() for tick in ax.get_xticklabels()}
    lengths = plotting.plot_lengths([10] * 2_000 + [5_000], maxlen=500)
    assert "1,000" in {tick.get_text() for tick in lengths.get_yticklabels()}
    few = [
        tick.get_text() for tick in plotting.plot_lengths([10, 900], maxlen=500).get_yticklabels()
    ]
    assert len(set(few)) == len(few)


def test_experiments_in_a_sweep_have_their_readers_names():
    runs = [sweep_run(units, name) for units in (8, 16) for name in MODEL_STYLES]
    n = len(MODEL_STYLES)
    for some, on_ticks in ((runs[:6], True), (runs[:6] + runs[n : n + 6], False)):
        ax = plotting.plot_sweep(some, title="here")
        ticks = [tick.get_text().replace("\n", " ") for tick in ax.get_xticklabels()]
        shown = ticks if on_ticks else labels(ax)
        assert set(shown) == {model_name(name) for name in list(MODEL_STYLES)[:6]}
        assert ax.get_title(loc="left") == "here"
    heat = plotting.plot_heat_map(runs)
    assert [tick.get_text() for tick in heat.get_yticklabels()] == [*map(model_name, MODEL_STYLES)]
    assert heat.get_title(loc="left") == "IMDB, 1 seed"
    alone = plotting.plot_sweep([sweep_run(8, "bidirectional_rnn")])
    assert alone.get_title(loc="left") == "SimpleRNN, both directions (IMDB), 1 seed"


def test_marks_of_seeds_that_would_cover_each_other_stand_apart():
    seeds = {"lru": [0.8600, 0.82, 0.8598], "gru": [0.87, 0.88, 0.9]}
    ax = plotting.plot_seeds(seeds, "accuracy")
    ax.figure.draw_without_rendering()
    for line, values in zip(ax.lines[1::2], seeds.values(), strict=True):  # after that of the mean
        assert list(line.get_xdata()) == values
        points = ax.transData.transform(line.get_xydata()) * 72 / ax.figure.dpi
        apart = [np.hypot(*(a - b)) for a, b in itertools.combinations(points, 2)]
        assert min(apart) > 0.8 * line.get_markersize()
    assert set(ax.lines[3].get_ydata()) == {0}  # the others stay on their line
