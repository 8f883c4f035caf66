"""Several results in one plot, and a run over the band of others. Axes in, the same Axes out."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.plotting.history import draw_legend, new_axes


def plot_comparison(
    results: Iterable[Any], metric: str = "val_accuracy", *, ax: Axes | None = None
) -> Axes:
    """Draw one metric of several results; the seeds of one experiment share a line and a band.

    results: TrainingResults. The line is the mean over seeds, the band reaches from the lowest
    to the highest seed, and the legend tells how many seeds there are.
    """
    groups: dict[str, list[Any]] = {}
    for result in results:
        groups.setdefault(result.name, []).append(result)
    if not groups:
        raise TutorialError("there are no results to compare: give at least one TrainingResult.")
    ax = ax or new_axes(1)[0]
    for number, (name, members) in enumerate(groups.items()):
        shared = min(len(member.history[metric]) for member in members)
        runs = np.array([member.history[metric][:shared] for member in members])
        epochs, colour = np.arange(1, shared + 1), style.CYCLE[number % len(style.CYCLE)]
        seeds = f" ({len(members)} seeds)" if len(members) > 1 else ""
        ax.plot(epochs, runs.mean(axis=0), color=colour, lw=1.6, label=name + seeds)
        if len(members) > 1:
            ax.fill_between(epochs, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.2)
    ax.set_xlabel("epoch")
    ax.set_ylabel(metric.replace("val_", "validation "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    sources = sorted({member.source for members in groups.values() for member in members})
    ax.set_title(", ".join(sources), loc="left")
    draw_legend(ax)
    return ax


def plot_over_band(
    result: Any, band: Any, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw a run over the band in which a further seed is expected.

    result: a TrainingResult, or None for the band alone. band: as `band.recorded_band` gives.
    """
    ax = new_axes(1)[0] if ax is None else ax
    epochs = np.arange(1, len(band.middle) + 1)
    ax.plot(epochs, band.middle, color=style.BLUE, lw=1.2, label=f"mean of {band.seeds} seeds")
    low, high = band.middle - band.half_width, band.middle + band.half_width
    ax.fill_between(
        epochs, low, high, color=style.BLUE, alpha=0.2, lw=0, label="9 of 10 further seeds"
    )
    if result is not None:
        values = result.history[band.metric]
        ax.plot(np.arange(1, len(values) + 1), values, color=style.ORANGE, lw=1.6, label="this run")
        title = title or result.title
    ax.set_xlabel("epoch")
    ax.set_ylabel(band.metric.replace("val_", "validation "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if title:
        ax.set_title(title, loc="left")
    draw_legend(ax)
    return ax


def plot_seeds(values: dict[str, Sequence[float]], xlabel: str, *, ax: Axes | None = None) -> Axes:
    """Draw a row for each name: a dot a seed, and a bar at their mean; the first name on top."""
    if not values:
        raise TutorialError("there are no seeds to draw: give at least one name with its numbers.")
    if ax is None:
        ax = new_axes(1)[0]
        ax.figure.set_size_inches(7, 1 + 0.34 * len(values))
    rows = np.arange(len(values))[::-1]
    for row, seeds in zip(rows, values.values(), strict=True):
        ax.plot([np.mean(seeds)], [row], "|", ms=16, mew=2, color=style.ORANGE)
        ax.plot(seeds, [row] * len(seeds), "o", ms=6, color=style.BLUE, alpha=0.7)
    ax.set_yticks(rows, list(values))
    ax.grid(axis="x", color=style.MUTED, alpha=0.25, lw=0.6)
    ax.set_xlabel(xlabel)
    return ax
