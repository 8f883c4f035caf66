"""Several runs in one plot: over epochs, over a band, or one dot per seed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import spread
from rnn_tutorial.plotting.axes import check_named, finish, metric_label, new_axes, values_of

if TYPE_CHECKING:
    from rnn_tutorial.claims.band import Band
    from rnn_tutorial.experiments.result import TrainingResult


def plot_comparison(
    results: Iterable["TrainingResult"],
    metric: str = "val_accuracy",
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw one metric of several results over the epochs, with one line per experiment.

    The line is the mean over the seeds of an experiment, the band around it reaches from the
    lowest to the highest seed. Epochs that not all seeds have are left out.

    metric: a name in the histories, such as "val_loss". title: the sources of the reviews if
    None.

    Returns the Axes. Raises TutorialError for no results, and for a metric they don't have.
    """
    groups: dict[str, list[TrainingResult]] = {}
    for result in results:
        values_of(result.history, metric)
        groups.setdefault(result.name, []).append(result)
    if not groups:
        raise TutorialError("there are no results to compare: give at least one TrainingResult.")
    ax = ax or new_axes()[0]
    for members, look in zip(groups.values(), style.model_styles(groups), strict=True):
        seeds = np.array([*zip(*(m.history[metric] for m in members), strict=False)], dtype=float)
        seeds[~np.isfinite(seeds)] = np.nan  # a gap
        epochs = np.arange(1, len(seeds) + 1)
        label = look.name + (f" ({len(members)} seeds)" if len(members) > 1 else "")
        ax.plot(
            epochs, seeds.mean(axis=1), look.marker + look.line, color=look.colour, lw=1.6, ms=5,
            markevery=max(1, len(epochs) // 10), label=label,
        )  # fmt: skip
        if len(members) > 1:
            low, high = seeds.min(axis=1), seeds.max(axis=1)
            ax.fill_between(epochs, low, high, color=look.colour, alpha=0.2, lw=0)
    sources = sorted({member.source for members in groups.values() for member in members})
    return finish(ax, "epoch", metric_label(metric), title or ", ".join(sources), counted_x=True)


def plot_over_band(
    result: "TrainingResult | None",
    band: "Band",
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a run over the band in which 9 of 10 further seeds are expected.

    result: None draws the band alone. band: from `recorded_band`. title: the model and the
    reviews of the run if None.

    Returns the Axes. Raises TutorialError if the run lacks the band's metric.
    """
    values = [] if result is None else values_of(result.history, band.metric)
    ax = ax or new_axes()[0]
    epochs = range(1, len(band.middle) + 1)
    ax.plot(epochs, band.middle, color=style.MUTED, lw=1.2, label=f"mean of {band.seeds} seeds")
    low, high = band.middle - band.half_width, band.middle + band.half_width
    label = "9 of 10 further seeds"
    ax.fill_between(epochs, low, high, color=style.MUTED, alpha=0.2, lw=0, label=label)
    if result is not None:
        (look,) = style.model_styles([result.name])
        run = np.arange(1, len(values) + 1)
        ax.plot(
            run,
            values,
            look.marker + look.line,
            ms=5,
            lw=1.6,
            color=look.colour,
            markevery=max(1, len(values) // 10),
            label="this run",
        )
        title = title or result.title
    return finish(ax, "epoch", metric_label(band.metric), title, counted_x=True)


def plot_seeds(
    values: Mapping[str, Sequence[float]],
    xlabel: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a row for each name, with a mark per seed and a bar at their mean.

    Models have their own colours and marks. Marks that would cover each other stand a little apart.
    values: name -> one number per seed; the first name is on top. xlabel: the quantity. Returns the
    Axes.
    """
    check_named(values, "seeds")
    ax, rows = _axes_with_rows(values, ax)
    every = np.concatenate([np.asarray(seeds, dtype=float) for seeds in values.values()])
    close = np.ptp(every) / 60  # a mark is about a sixtieth of the axis wide
    for row, (name, seeds) in zip(rows, values.items(), strict=True):
        look = style.row_style(name)
        ax.plot([spread(seeds).mean], [row], "|", ms=18, mew=2, color=style.INK)
        heights = row + _apart(np.asarray(seeds, dtype=float), close)
        ax.plot(seeds, heights, look.marker, ms=7, color=look.colour, alpha=0.8)
    return finish(ax, xlabel, "", title, legend=None)


def _apart(values: np.ndarray, close: float) -> np.ndarray:
    """Heights for the marks of a row, (values,): 0, but different for values that lie close."""
    order = np.argsort(values)
    heights = np.zeros(len(values))
    for group in np.split(order, np.flatnonzero(np.diff(values[order]) > close) + 1):
        if len(group) > 1:
            heights[group] = np.linspace(-0.2, 0.2, len(group))
    return heights


def plot_distances(
    distances: Mapping[str, Sequence[int]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the largest distance that each variant learnt: a mark per seed, a bar at the median.

    The axis is logarithmic from 5 on. distances: name -> one number of timesteps per seed, from
    `largest_distances`. Returns the Axes.
    """
    check_named(distances, "distances")
    ax, rows = _axes_with_rows(distances, ax)
    for row, (name, values) in zip(rows, distances.items(), strict=True):
        look = style.row_style(name)
        beside = np.linspace(-0.2, 0.2, len(values)) if len(values) > 1 else np.zeros(1)
        ax.plot([np.median(values)], [row], "|", ms=20, mew=2, color=style.INK)
        ax.plot(values, row + beside, look.marker, ms=5, color=look.colour)
    ax.set_xscale("symlog", linthresh=5, base=2)
    ticks = sorted({value for values in distances.values() for value in values})
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    return finish(ax, "largest distance learnt, in timesteps", "", title, legend=None)


def plot_error_by_horizon(
    errors: Mapping[str, Sequence[Sequence[float]]],
    xlabel: str,
    ylabel: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the error of each method against how far ahead it forecasts.

    The line is the mean over the seeds, the band around it reaches from the lowest to the
    highest seed. Where a method has one row only, there is no band.

    errors: method -> (seeds, horizon). xlabel, ylabel: horizon and error, with their units.
    Returns the Axes.
    """
    check_named(errors, "errors")
    ax = ax or new_axes()[0]
    for rows, look in zip(errors.values(), style.model_styles(errors), strict=True):
        seeds = np.atleast_2d(rows)
        steps = np.arange(1, seeds.shape[1] + 1)
        ax.plot(
            steps, seeds.mean(axis=0), look.marker + look.line, color=look.colour, lw=1.6, ms=5,
            markevery=max(1, len(steps) // 8), label=look.name,
        )  # fmt: skip
        if len(seeds) > 1:
            low, high = seeds.min(axis=0), seeds.max(axis=0)
            ax.fill_between(steps, low, high, color=look.colour, alpha=0.2, lw=0)
    ax.set_ylim(bottom=0)
    return finish(ax, xlabel, ylabel, title, counted_x=True)


def _axes_with_rows(named: Mapping[str, object], ax: Axes | None) -> tuple[Axes, np.ndarray]:
    """Axes with a row for each name, and the rows' heights: (names,), the first on top."""
    ax = ax or new_axes(size=(style.WIDTH, 1 + 0.34 * len(named)))[0]
    rows = np.arange(len(named))[::-1]
    ax.set_yticks(rows, [style.model_name(name) for name in named])
    ax.set_ylim(-0.6, len(named) - 0.4)
    ax.grid(color=style.MUTED, alpha=0.25, lw=0.6)
    return ax, rows
