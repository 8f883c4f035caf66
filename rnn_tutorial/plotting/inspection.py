"""Plots of what a trained model does with reviews. Axes go in, the same Axes come out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError

WORDS_SHOWN = 40  # more would overlap under the heat map
LETTERS_SHOWN = 14


def plot_hidden_states(
    states: np.ndarray,
    probabilities: Sequence[float],
    words: Sequence[str],
    *,
    axes: Sequence[Axes] | None = None,
    title: str | None = None,
) -> Sequence[Axes]:
    """Draw the running prediction above a heat map of the units over time.

    states: (timesteps, units), each from -1 to 1. probabilities: (timesteps,), what the model
    would answer if the review ended there. words: what was read at each timestep.
    axes: two, one above the other; a new figure if None.
    """
    states = np.asarray(states)
    if states.ndim != 2 or not len(states) == len(probabilities) == len(words) > 0:
        raise TutorialError(
            f"states has shape {states.shape}, with {len(probabilities)} probabilities and "
            f"{len(words)} words: give one of each a timestep."
        )
    if axes is None:
        wide = min(12.0, max(6.5, 3.5 + 0.22 * len(words)))
        axes = _new_axes(2, 1, (wide, 4.6), sharex=True, height_ratios=(1, 2))
    above, below = axes
    steps = np.arange(len(words))
    above.axhline(0.5, color=style.MUTED, lw=0.8, ls=":")
    above.plot(steps, probabilities, "o-", ms=3, lw=1.4, color=style.BLUE)
    above.set_ylim(-0.03, 1.03)
    above.set_ylabel("probability\nof positive")
    above.tick_params(labelbottom=False)
    image = below.imshow(
        states.T, aspect="auto", cmap="PuOr", vmin=-1, vmax=1, interpolation="nearest"
    )
    below.set_ylabel("unit")
    _name_timesteps(below, words)
    bar = below.figure.colorbar(image, ax=list(axes), pad=0.01, aspect=40)
    bar.set_label("state")
    if title:
        above.set_title(title, loc="left")
    return axes


def plot_memory_horizon(
    influence: Mapping[str, tuple[Sequence[int], Sequence[float]]],
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw how much a word moves the result, against its distance from the end of the review.

    influence: name -> (distances in timesteps, mean change of the log odds).
    """
    _refuse_none(influence, "influences")
    ax = ax if ax is not None else _new_axes(1, 1, (6.5, 3.6))
    longest = 1
    for name, (distances, values), colour, mark in _each(influence):
        ax.plot(distances, values, f"{mark}-", ms=4, lw=1.4, color=colour, label=name)
        longest = max(longest, *distances)
    ax.set_xscale("symlog", linthresh=1, base=2)
    ticks = [0, *(2**power for power in range(10) if 2**power <= longest)]
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    ax.set_xlabel("timesteps between the word and the end of the review")
    ax.set_ylabel("change of the log odds")
    _finish(ax, title)
    return ax


def plot_calibration(
    curves: Mapping[str, Sequence[Any]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw how many reviews were positive against how probable the model said this was.

    curves: name -> groups of `error_analysis.calibration` (probability, positive, reviews).
    A dot's area grows with its reviews. On the diagonal a model says what happens.
    """
    _refuse_none(curves, "curves")
    ax = ax if ax is not None else _new_axes(1, 1, (4.8, 4.4))
    ax.plot([0, 1], [0, 1], color=style.MUTED, lw=0.8, ls=":", label="perfect")
    for name, groups, colour, mark in _each(curves):
        said, positive, reviews = (
            np.array([getattr(group, field) for group in groups])
            for field in ("probability", "positive", "reviews")
        )
        ax.plot(said, positive, f"{mark}-", ms=3, lw=1.4, color=colour, label=name)
        ax.scatter(said, positive, 4 + 120 * reviews / reviews.sum(), color=colour, marker=mark)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_aspect("equal")
    ax.set_xlabel("probability that the model gave")
    ax.set_ylabel("share of positive reviews")
    _finish(ax, title)
    return ax


def plot_accuracy_by(
    groups: Mapping[str, Sequence[Any]],
    xlabel: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the accuracy in groups of reviews, with 95 % intervals.

    groups: model -> groups of `error_analysis`, the same for each (label, reviews, accuracy,
    low, high). xlabel: what the reviews are grouped by.
    """
    _refuse_none(groups, "groups")
    ax = ax if ax is not None else _new_axes(1, 1, (6.5, 3.6))
    first = next(iter(groups.values()))
    places = np.arange(len(first))
    for number, (name, some, colour, mark) in enumerate(_each(groups)):
        accuracy, low, high = (
            np.array([getattr(group, field) for group in some])
            for field in ("accuracy", "low", "high")
        )
        aside = places + 0.08 * (number - (len(groups) - 1) / 2)
        ax.errorbar(
            aside,
            accuracy,
            [accuracy - low, high - accuracy],
            fmt=f"{mark}-",
            ms=5,
            lw=1.2,
            capsize=2,
            color=colour,
            label=name,
        )
    ax.set_xticks(places, [f"{group.label}\n{group.reviews:,}" for group in first])
    ax.set_xlabel(f"{xlabel} (below: reviews)")
    ax.set_ylabel("accuracy")
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))  # whole per cents
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    _finish(ax, title)
    return ax


def _name_timesteps(ax: Axes, words: Sequence[str]) -> None:
    if len(words) > WORDS_SHOWN:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel("timestep")
        return
    cut = [w if len(w) <= LETTERS_SHOWN else f"{w[: LETTERS_SHOWN - 1]}…" for w in words]
    # A dollar sign would start a formula.
    shown = [w.replace("$", r"\$") for w in cut]
    ax.set_xticks(np.arange(len(words)), shown, rotation=60, ha="right", rotation_mode="anchor")


def _each(named: Mapping[str, Any]) -> Iterator[tuple[str, Any, str, str]]:
    """Name, value, colour and shape of dots, which tells curves apart in a grey print."""
    for number, (name, value) in enumerate(named.items()):
        yield name, value, style.CYCLE[number % len(style.CYCLE)], "os^Dv*"[number % 6]


def _finish(ax: Axes, title: str | None) -> None:
    if title:
        ax.set_title(title, loc="left")
    ax.legend(loc="best", fontsize=9, frameon=False)


def _refuse_none(given: Mapping, what: str) -> None:
    if not given:
        raise TutorialError(f"there are no {what} to draw: give at least one, by name.")


def _new_axes(rows: int, columns: int, size: tuple[float, float], **options: Any) -> Any:
    # The figure comes first, outside rc_context: see plotting.py.
    figure = plt.figure(figsize=size, layout="constrained")
    with plt.rc_context(style.RC):
        return figure.subplots(rows, columns, **options)
