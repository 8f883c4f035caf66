"""What a sweep over settings found. Axes go in, the same Axes come out; nothing is shown or saved.

Results are TrainingResults. Accuracies are of the test reviews, after each run's best epoch.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError, plural

LABEL = "test accuracy"
COLOURS = "cividis"  # even in lightness, and the same to readers with any colour blindness


def settings_of(result: Any) -> dict[str, Any]:
    """Every setting of a run by name, its experiment first; not where its reviews came from."""
    config = result.config
    settings = {"experiment": config.name}
    for part in (config.data, config.model, config.training):
        settings |= vars(part)
    del settings["source"]
    return settings


def varied_settings(results: Iterable[Any]) -> dict[str, list[Any]]:
    """The settings in which the runs differ, each with its values: numbers in order.

    Two experiments differ in their name and in what the name stands for; only the name is
    given then, where it decides the setting.
    """
    found = [settings_of(result) for result in results]
    if not found:
        raise TutorialError("there are no results to draw: give at least one TrainingResult.")
    varied = {}
    for name in found[0]:
        values = list(dict.fromkeys(settings[name] for settings in found))
        if len(values) > 1 and (name == "experiment" or not _follows(found, name)):
            numbers = all(isinstance(value, (int, float)) for value in values)
            varied[name] = sorted(values) if numbers else values
    return varied


def _follows(found: list[dict[str, Any]], name: str) -> bool:
    """Whether the experiment's name alone decides the setting."""
    pairs = {(settings["experiment"], settings[name]) for settings in found}
    experiments = {settings["experiment"] for settings in found}
    return len(experiments) > 1 and len(pairs) == len(experiments)


def plot_sweep(
    results: Sequence[Any], setting: str | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw the accuracy over a setting's values: a dot a run, the mean as a line, the range as bar.

    setting: a name such as "units", or "experiment"; the one that takes most values if None.
    Each combination of the others gets a line. Raises TutorialError for a setting that the
    runs share and for more than six lines.
    """
    varied = varied_settings(results) or {"experiment": [results[0].config.name]}
    setting = setting or max(varied, key=lambda name: (name != "experiment", len(varied[name])))
    _check_varied(setting, varied)
    others = [name for name in varied if name != setting]
    lines: dict[str, list[Any]] = {}
    for result in results:
        settings = settings_of(result)
        lines.setdefault(", ".join(_say(name, settings[name]) for name in others), []).append(
            result
        )
    if len(lines) > len(style.CYCLE):
        raise TutorialError(
            f"plot_sweep draws {len(style.CYCLE)} lines at most, not {len(lines)}: "
            "use plot_parallel_coordinates, or give fewer results."
        )
    ax = ax or _new_axes()
    for number, (label, members) in enumerate(sorted(lines.items(), key=lambda x: len(x[0]))):
        _draw_line(ax, members, setting, varied[setting], label, number, len(lines))
    ax.set_xticks(range(len(varied[setting])), [str(value) for value in varied[setting]])
    ax.set_xlim(-0.5, len(varied[setting]) - 0.5)
    _name_axes(ax, results, setting, LABEL)
    if others:
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize=9, frameon=False
        )
    return ax


def plot_heat_map(
    results: Sequence[Any], rows: str | None = None, columns: str | None = None, *,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the mean accuracy for each pair of values of two settings, with its number.

    rows, columns: names of settings; the two that vary if None. Runs that differ in anything
    else are averaged.
    """
    varied = varied_settings(results)
    names = [name for name in (rows, columns) if name]
    names += [name for name in varied if name not in names][: 2 - len(names)]
    if len(names) < 2:
        raise TutorialError(
            f"a heat map needs two settings with several values, not {len(varied)}: use plot_sweep."
        )
    for name in names:
        _check_varied(name, varied)
    rows, columns = names
    means = np.full((len(varied[rows]), len(varied[columns])), np.nan)
    for i, j in np.ndindex(means.shape):
        here = {rows: varied[rows][i], columns: varied[columns][j]}
        cell = [r.best.accuracy for r in results if here.items() <= settings_of(r).items()]
        means[i, j] = np.mean(cell) if cell else np.nan
    ax = ax or _new_axes()
    image = ax.imshow(means, cmap=COLOURS, aspect="auto", origin="lower")
    for (i, j), value in np.ndenumerate(means):
        dark = image.norm(value) < 0.5
        colour = style.PAPER if dark else style.INK
        ax.text(
            j, i, "" if np.isnan(value) else f"{value:.3f}", ha="center", va="center", color=colour
        )
    ax.set_xticks(range(len(varied[columns])), [str(value) for value in varied[columns]])
    ax.set_yticks(range(len(varied[rows])), [str(value) for value in varied[rows]])
    ax.spines[:].set_visible(False)
    ax.figure.colorbar(image, ax=ax, label=f"{LABEL}, mean over seeds")
    _name_axes(ax, results, columns, rows.replace("_", " "))
    return ax


def plot_parallel_coordinates(results: Sequence[Any], *, ax: Axes | None = None) -> Axes:
    """Draw each run as a line through its settings to its accuracy, which also colours it.

    Every setting that varies has an upright of its own, with its values evenly spaced; the
    last upright is the accuracy.
    """
    varied = varied_settings(results)
    if not varied:
        raise TutorialError(
            "the runs differ in their seeds alone: parallel coordinates need a setting with "
            "several values."
        )
    accuracy = np.array([result.best.accuracy for result in results])
    low, high = accuracy.min(), accuracy.max()
    heights = np.empty((len(results), len(varied) + 1))  # (runs, uprights), each from 0 to 1
    for column, (name, values) in enumerate(varied.items()):
        places = [values.index(settings_of(result)[name]) for result in results]
        heights[:, column] = np.array(places) / (len(values) - 1)
    heights[:, -1] = (accuracy - low) / (high - low) if high > low else 0.5
    ax = ax or _new_axes()
    uprights = np.arange(len(varied) + 1)
    order = np.argsort(accuracy)  # the best lie on top
    lines = LineCollection(
        [np.column_stack([uprights, row]) for row in heights[order]],
        array=accuracy[order], cmap=COLOURS, lw=1.6, alpha=0.8,
    )  # fmt: skip
    ax.add_collection(lines)
    _draw_uprights(ax, varied, low, high)
    ax.figure.colorbar(lines, ax=ax, label=LABEL)
    _name_axes(ax, results, "", "")
    return ax


def _draw_uprights(ax: Axes, varied: dict[str, list[Any]], low: float, high: float) -> None:
    ends = [(f"{low:.3f}", 0.0), (f"{high:.3f}", 1.0)] if high > low else [(f"{low:.3f}", 0.5)]
    ticks = [
        [(str(value), i / (len(values) - 1)) for i, value in enumerate(values)]
        for values in varied.values()
    ]
    for x, marks in enumerate([*ticks, ends]):
        ax.axvline(x, color=style.MUTED, lw=0.8, zorder=0)
        for text, y in marks:
            ax.annotate(
                text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
            )  # fmt: skip
    names = [name.replace("_", " ") for name in varied]
    ax.set_xticks(range(len(varied) + 1), [*names, LABEL])
    ax.set_yticks([])
    ax.set_xlim(-0.15, len(varied) + 0.35)
    ax.set_ylim(-0.06, 1.06)
    ax.spines[:].set_visible(False)
    ax.tick_params(axis="x", length=0)


def _draw_line(
    ax: Axes, members: list[Any], setting: str, values: list[Any], label: str, number: int, of: int
) -> None:
    at: dict[int, list[float]] = {}
    for result in members:
        at.setdefault(values.index(settings_of(result)[setting]), []).append(result.best.accuracy)
    shift = 0.08 * (
        number - (of - 1) / 2
    )  # so that the bars of several lines don't hide each other
    places = sorted(at)
    x, means = np.array(places) + shift, [np.mean(at[place]) for place in places]
    colour = style.CYCLE[number]
    joined = "-" if setting != "experiment" and not isinstance(values[0], str) else ""
    ax.plot(x, means, "o", ls=joined, ms=6, lw=1.6, color=colour, label=label or None)
    for place, mean_x in zip(places, x, strict=True):
        runs = at[place]
        ax.vlines(mean_x, min(runs), max(runs), color=colour, lw=3, alpha=0.35)
        ax.plot([mean_x] * len(runs), runs, "_", ms=8, color=colour)


def _check_varied(setting: str, varied: dict[str, list[Any]]) -> None:
    if setting not in varied:
        raise TutorialError(
            f"setting is {setting!r}, in which the runs don't differ: "
            f"choose one of {', '.join(varied)}."
        )


def _name_axes(ax: Axes, results: Sequence[Any], xlabel: str, ylabel: str) -> None:
    ax.set_xlabel(xlabel.replace("_", " "))
    ax.set_ylabel(ylabel)
    names = list(dict.fromkeys(result.config.name for result in results))
    sources = sorted({result.source for result in results})
    seeds = len({result.seed for result in results})
    told = f"{', '.join(names)} on {', '.join(sources)}" if len(names) < 3 else ", ".join(sources)
    ax.set_title(f"{told}, {plural(seeds, 'seed')}", loc="left")


def _say(name: str, value: Any) -> str:
    return str(value) if name == "experiment" else f"{name.replace('_', ' ')} {value}"


def _new_axes() -> Axes:
    figure = plt.figure(figsize=(7.5, 4.2), layout="constrained")
    with plt.rc_context(style.RC):
        return figure.subplots()
