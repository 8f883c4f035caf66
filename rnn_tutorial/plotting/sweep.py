"""The results of a sweep over settings and seeds.

Results are TrainingResults. Accuracies are those on the test reviews with the weights of each
run's best epoch. Settings keep the names under which a reader sets them. Without `title`, the
plots name the experiments, the reviews and the number of seeds.
"""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError, plural
from rnn_tutorial.metrics import spread
from rnn_tutorial.plotting.axes import finish, new_axes

if TYPE_CHECKING:
    from rnn_tutorial.experiments.result import TrainingResult

LABEL = "test accuracy"
COLOURS = "cividis"  # even in lightness, and the same to readers with any colour blindness
SIZE = (style.WIDTH, 4.2)  # of a new figure, in inches


def settings_of(result: "TrainingResult") -> dict[str, Any]:
    """The experiment and every setting of a run, by name, except the source of its reviews."""
    config = result.config
    settings = {"experiment": config.name}
    for part in (config.data, config.model, config.training):
        settings |= vars(part)
    del settings["source"]
    return settings


def varied_settings(results: Iterable["TrainingResult"]) -> dict[str, list[Any]]:
    """The settings in which the runs differ, each with its values: numbers in order.

    A setting that differs only because the experiments differ is left out: the experiment's
    name already says it. Raises TutorialError if there are no results.
    """
    found = [settings_of(result) for result in results]
    if not found:
        raise TutorialError("there are no results to draw: give at least one TrainingResult.")
    varied = {}
    experiments = {settings["experiment"] for settings in found}
    for name in found[0]:
        values = list(dict.fromkeys(settings[name] for settings in found))
        pairs = {(settings["experiment"], settings[name]) for settings in found}
        decided = len(experiments) > 1 and len(pairs) == len(experiments)  # by the experiment
        if len(values) > 1 and (name == "experiment" or not decided):
            numbers = all(isinstance(value, (int, float)) for value in values)
            varied[name] = sorted(values) if numbers else values
    return varied


def plot_sweep(
    results: Sequence["TrainingResult"], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the accuracy over a setting's values: a dash per run, a dot at the mean, a bar between.

    The setting is the one with the most values; the experiment, if nothing else varies. Each
    combination of the other settings gets a line.

    Returns the Axes. Raises TutorialError for more than six lines.
    """
    varied = varied_settings(results) or {"experiment": [results[0].config.name]}
    setting = max(varied, key=lambda name: (name != "experiment", len(varied[name])))
    lines: dict[str, list[TrainingResult]] = {}
    for result in results:
        settings = settings_of(result)
        label = ", ".join(_describe(name, settings[name]) for name in varied if name != setting)
        lines.setdefault(label, []).append(result)
    if len(lines) > len(style.CYCLE):
        raise TutorialError(
            f"plot_sweep draws {len(style.CYCLE)} lines at most, not {len(lines)}: "
            "use plot_parallel_coordinates, or give fewer results."
        )
    ax = ax or new_axes(size=SIZE)[0]
    looks = style.model_styles(sorted(lines, key=len))
    for number, look in enumerate(looks):
        shift = 0.08 * (number - (len(looks) - 1) / 2)  # so that the lines' bars stand apart
        _draw_line(ax, lines[look.name], setting, varied[setting], look, shift)
    values = varied[setting]
    many = len(values) > 7  # names of models are long
    labels = [_text(value) if many else fill(_text(value), 10) for value in values]
    tilt = 30 if many else 0
    ax.set_xticks(range(len(values)), labels, rotation=tilt, ha="right" if many else "center")
    ax.set_xlim(-0.5, len(values) - 0.5)
    title = title or _title(results)
    return finish(ax, _text(setting), LABEL, title, legend="below" if len(varied) > 1 else None)


def plot_heat_map(
    results: Sequence["TrainingResult"], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the mean accuracy for each pair of values of two settings, with its number.

    The settings are the first two that vary. Runs that differ in anything else are averaged.

    Returns the Axes. Raises TutorialError if fewer than two settings vary.
    """
    varied = varied_settings(results)
    if len(varied) < 2:
        raise TutorialError(
            f"a heat map needs two settings with several values, not {len(varied)}: use plot_sweep."
        )
    rows, columns, *_ = varied
    means = _mean_accuracies(results, {name: varied[name] for name in (rows, columns)})
    ax = ax or new_axes(size=SIZE)[0]
    image = ax.imshow(means, cmap=COLOURS, aspect="auto", origin="lower")
    middle = (np.nanmin(means) + np.nanmax(means)) / 2
    for (i, j), value in np.ndenumerate(means):
        colour = style.PAPER if value <= middle else style.INK  # on a dark or a light ground
        number = "" if np.isnan(value) else f"{value:.3f}"
        ax.text(j, i, number, ha="center", va="center", color=colour)
    ax.set_xticks(range(len(varied[columns])), [_text(value) for value in varied[columns]])
    ax.set_yticks(range(len(varied[rows])), [_text(value) for value in varied[rows]])
    ax.spines[:].set_visible(False)
    ax.figure.colorbar(image, ax=ax, label=f"{LABEL}, mean over seeds")
    return finish(ax, _text(columns), _text(rows), title or _title(results), legend=None)


def _mean_accuracies(
    results: Sequence["TrainingResult"], settings: dict[str, list[Any]]
) -> np.ndarray:
    """The mean for each pair of values of two settings, (values, values); nan without a run."""
    accuracies: dict[tuple[Any, ...], list[float]] = {}
    for result in results:
        values = tuple(settings_of(result)[name] for name in settings)
        accuracies.setdefault(values, []).append(result.best.accuracy)
    rows, columns = settings.values()
    cells = [[accuracies.get((row, column), [np.nan]) for column in columns] for row in rows]
    return np.array([[spread(cell).mean for cell in row] for row in cells])


def plot_parallel_coordinates(
    results: Sequence["TrainingResult"], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw each run as a line through its settings to its accuracy, which also colours it.

    Every setting that varies has its own vertical axis with evenly spaced values; the last
    vertical axis is the accuracy.

    Returns the Axes. Raises TutorialError if no setting varies.
    """
    varied = varied_settings(results)
    if not varied:
        raise TutorialError(
            "the runs differ in their seeds alone: parallel coordinates need a setting with "
            "several values."
        )
    accuracy = np.array([result.best.accuracy for result in results])
    low, high = accuracy.min(), accuracy.max()
    heights = np.empty((len(results), len(varied) + 1))  # (runs, vertical axes), each from 0 to 1
    for column, (name, values) in enumerate(varied.items()):
        places = [values.index(settings_of(result)[name]) for result in results]
        heights[:, column] = np.array(places) / (len(values) - 1)
    heights[:, -1] = (accuracy - low) / (high - low) if high > low else 0.5
    ax = ax or new_axes(size=SIZE)[0]
    order = np.argsort(accuracy)  # the best run is drawn last, on top
    lines = LineCollection(
        [np.column_stack([np.arange(len(varied) + 1), row]) for row in heights[order]],
        array=accuracy[order], cmap=COLOURS, lw=1.6, alpha=0.8,
    )  # fmt: skip
    ax.add_collection(lines)
    _draw_vertical_axes(ax, varied, low, high)
    ax.figure.colorbar(lines, ax=ax, label=LABEL)
    return finish(ax, "", "", title or _title(results), legend=None)


def _draw_vertical_axes(ax: Axes, varied: dict[str, list[Any]], low: float, high: float) -> None:
    ends = [(f"{low:.3f}", 0.0), (f"{high:.3f}", 1.0)] if high > low else [(f"{low:.3f}", 0.5)]
    ticks = [
        [(_text(value), i / (len(values) - 1)) for i, value in enumerate(values)]
        for values in varied.values()
    ]
    for x, marks in enumerate([*ticks, ends]):
        ax.axvline(x, color=style.MUTED, lw=0.8, zorder=0)
        for text, y in marks:
            ax.annotate(
                text, (x, y), xytext=(4, 0), textcoords="offset points", va="center",
                font=ax.xaxis.label.get_fontproperties(),
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
            )  # fmt: skip
    ax.set_xticks(range(len(varied) + 1), [*map(_text, varied), LABEL])
    ax.set(yticks=[], xlim=(-0.15, len(varied) + 0.35), ylim=(-0.06, 1.06))
    ax.spines[:].set_visible(False)
    ax.tick_params(axis="x", length=0)


def _draw_line(
    ax: Axes, members: list["TrainingResult"], setting: str, values: list[Any],
    look: style.ModelStyle, shift: float,
) -> None:  # fmt: skip
    """Draw the runs of one combination of settings; shift: to the right, in ticks."""
    at: dict[int, list[float]] = {}
    for result in members:
        at.setdefault(values.index(settings_of(result)[setting]), []).append(result.best.accuracy)
    joined = look.line if setting != "experiment" and not isinstance(values[0], str) else ""
    means = {place: spread(at[place]).mean for place in sorted(at)}
    places = np.array(list(means))
    alone = setting == "experiment" and not look.name  # each model in its own colour and mark
    if not alone:
        form: dict[str, Any] = {
            "marker": look.marker,
            "ls": joined,
            "ms": 6,
            "lw": 1.6,
            "color": look.colour,
        }
        ax.plot(places + shift, list(means.values()), label=look.name or None, **form)
    for place in places:
        x, runs = place + shift, at[place]
        own = style.row_style(values[place]) if alone else look
        ax.plot([x], [means[place]], own.marker, ms=6, color=own.colour)
        ax.vlines(x, min(runs), max(runs), color=own.colour, lw=3, alpha=0.35)
        ax.plot([x] * len(runs), runs, "_", ms=8, color=own.colour)


def _title(results: Sequence["TrainingResult"]) -> str:
    """The experiments (if one or two), the reviews and the number of seeds."""
    names = [style.model_name(name) for name in {r.config.name: None for r in results}]
    sources = ", ".join(sorted({result.source for result in results}))
    models = f"{' and '.join(names)} ({sources})" if len(names) < 3 else sources
    return f"{models}, {plural(len({result.seed for result in results}), 'seed')}"


def _describe(name: str, value: Any) -> str:
    return _text(value) if name == "experiment" else f"{_text(name)} {_text(value)}"


def _text(value: Any) -> str:
    """A setting's name or value for readers: "simple_rnn" becomes "SimpleRNN", True "yes"."""
    if value == "experiment":
        return "model"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return style.number(value) if "e" in f"{value:g}" else f"{value:g}"
    return style.model_name(str(value)).replace("_", " ")
