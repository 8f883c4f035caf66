"""What a network does inside, and how right it is about groups of reviews."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.plotting.axes import check_named, finish, log_scale, new_axes

if TYPE_CHECKING:
    from rnn_tutorial.inspection.error_analysis import Bin, Group


def plot_per_timestep(
    series: Mapping[str, Sequence[float]],
    ylabel: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw named series over the timesteps, counted from 1, with a dot at each timestep.

    series: name -> (timesteps,). ylabel: the quantity. Returns the Axes.
    """
    check_named(series, "series")
    ax = ax or new_axes()[0]
    for values, look in zip(series.values(), style.model_styles(series), strict=True):
        steps = np.arange(1, len(values) + 1)
        form = look.marker + look.line
        ax.plot(steps, values, form, ms=4, lw=1.2, color=look.colour, label=look.name)
    return finish(ax, "timestep", ylabel, title, counted_x=True)


def plot_gradient_norms(
    norms: Mapping[str, Sequence[float]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the norm of the gradient at every timestep on a logarithmic axis; zeros leave a gap.

    norms: name -> (timesteps,), from `gradient_norms`. Returns the Axes.
    """
    check_named(norms, "gradient norms")
    ax = ax or new_axes()[0]
    for values, look in zip(norms.values(), style.model_styles(norms), strict=True):
        shown = np.where(np.asarray(values) > 0, values, np.nan)
        steps = np.arange(1, len(shown) + 1)
        ax.plot(
            steps, shown, look.marker + look.line, lw=1.6, ms=5, color=look.colour,
            markevery=max(1, len(steps) // 8), label=look.name,
        )  # fmt: skip
    log_scale(ax)
    return finish(ax, "timestep", "norm of the gradient", title, counted_x=True)


def plot_calibration(
    curves: Mapping[str, Sequence["Bin"]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the share of positive reviews against the probability that the model predicted.

    A dot's area grows with its number of reviews. A model on the diagonal is calibrated: of the
    reviews that it gives a probability of 0.8, 80 % are positive.

    curves: name -> bins from `calibration`. Returns the Axes.
    """
    check_named(curves, "curves")
    ax = ax or new_axes(size=(style.WIDTH, 4.6))[0]
    ax.plot([0, 1], [0, 1], color=style.MUTED, lw=0.8, ls=":", label="perfect")
    for bins, look in zip(curves.values(), style.model_styles(curves), strict=True):
        predicted, positive, reviews = np.array(
            [[b.probability, b.positive, b.reviews] for b in bins]
        ).T
        form = look.marker + look.line
        ax.plot(predicted, positive, form, ms=3, lw=1.4, color=look.colour, label=look.name)
        areas = 4 + 120 * reviews / reviews.sum()  # in square points
        ax.scatter(predicted, positive, areas, color=look.colour, marker=look.marker)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    label = "probability that the model predicted"
    return finish(ax, label, "share of positive reviews", title, legend="inside")


def plot_accuracy_by(
    groups: Mapping[str, Sequence["Group"]],
    xlabel: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the accuracy of each model in groups of reviews, with 95% intervals.

    groups: model -> groups from `accuracy_by_length` or the like, the same number for each
    model. xlabel: the property by which the reviews are grouped.

    Returns the Axes. Raises TutorialError if the models have different numbers of groups.
    """
    check_named(groups, "groups")
    counts = {name: len(members) for name, members in groups.items()}
    if len(set(counts.values())) > 1:
        raise TutorialError(
            f"the models have different numbers of groups, {counts}: group the same reviews."
        )
    ax = ax or new_axes()[0]
    first = next(iter(groups.values()))
    places = np.arange(len(first))
    looks = style.model_styles(groups)
    for number, (members, look) in enumerate(zip(groups.values(), looks, strict=True)):
        accuracy, low, high = np.array([[g.accuracy, g.low, g.high] for g in members]).T
        ax.errorbar(
            places + 0.08 * (number - (len(groups) - 1) / 2),  # so that the bars stand apart
            accuracy, [accuracy - low, high - accuracy], fmt=look.marker + look.line,
            ms=5, lw=1.2, capsize=2, color=look.colour, label=look.name,
        )  # fmt: skip
    ax.set_xticks(places, [f"{group.label}\n{group.reviews:,}" for group in first])
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))  # whole per cents
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return finish(ax, f"{xlabel} (below: reviews)", "accuracy", title)
