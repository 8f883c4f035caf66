"""The demos as still pictures, for print and for pages without JavaScript."""

import io
import textwrap

import matplotlib
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from rnn_tutorial import style
from rnn_tutorial.datasets.vocabulary import recorded_vocabulary
from rnn_tutorial.experiments.language import load_texts
from rnn_tutorial.publishing.demo import networks, systems

UNITS = LinearSegmentedColormap.from_list("units", [style.PINK, style.PAPER, style.YELLOW])
# Blue, orange and green are the three networks: nothing else has their colours.
GREYS = ("#b4b4b4", "#8c8c8c", "#5a5a5a", style.INK)
LINES = ((style.BLUE, "-"), (style.ORANGE, (0, (5, 2))), (style.GREEN, (0, (1.5, 2))))
RADII = (0.8, 1.0, 1.2, 2.0)
PLANES = ((0.9, 30, 0.0), (1.5, 0, 0.0), (1.5, 30, 0.0), (1.5, 180, 0.0))
TEMPERATURES = (0.3, 0.7, 1.0, 1.6)
WIDEST = 60  # words that are legible below a printed figure


def draw(name: str, text: str = "") -> dict[str, bytes]:
    """The still of a demo as "svg", "pdf" and "png", undated. text: the review of "review"."""
    with matplotlib.rc_context(style.settings()):
        draw_it = {"radius": radius, "plane": plane, "temperature": temperature}
        figure = review(text) if name == "review" else draw_it[name]()
        made = {}
        for kind, date in (("svg", "Date"), ("pdf", "CreationDate"), ("png", "Software")):
            stream = io.BytesIO()
            figure.savefig(stream, format=kind, metadata={date: None})
            made[kind] = stream.getvalue()
    return made


def review(text: str) -> Figure:
    """The probability above, the hidden units of each network below; a column for each word.

    Raises TutorialError if `text` has no word that the networks know.
    """
    shipped = networks.shipped()
    vocabulary = recorded_vocabulary()
    tokens = vocabulary.encode(text)
    words = ["start", *map(vocabulary.word, tokens[1:])]
    heights = [1.7] + [1.0] * len(shipped)
    figure = Figure(figsize=(style.WIDTH, 0.9 * sum(heights) + 0.8), layout="constrained")
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    for i, (network, ax) in enumerate(zip(shipped, axes[1:], strict=True)):
        states, probabilities = network.read(tokens)
        start = len(tokens) - len(states)
        at = np.arange(start, len(tokens))
        colour, dashes = LINES[i]
        form = {"color": colour, "ls": dashes, "marker": style.row_style(network.name).marker}
        axes[0].plot(at, probabilities, ms=4, label=network.label, **form)
        order = np.argsort(-network.weights[4][:, 0].astype(float), kind="stable")
        picture = ax.imshow(
            states.T[order],
            cmap=UNITS,
            vmin=-1,
            vmax=1,
            aspect="auto",
            interpolation="nearest",
            extent=(start - 0.5, len(tokens) - 0.5, len(order), 0),
        )
        ax.set(yticks=[])
        ax.set_ylabel(network.label.replace(" ", "\n"), rotation=0, ha="right", va="center")
    axes[0].set(ylim=(0, 1), yticks=[0, 0.5, 1])
    axes[0].set_ylabel("\n".join(textwrap.wrap("probability of a positive review", 14)))
    axes[0].axhline(0.5, color=style.MUTED, lw=0.6)
    axes[0].legend(loc="upper center", ncols=len(shipped), bbox_to_anchor=(0.5, 1.22))
    every = -(-len(words) // WIDEST)
    axes[-1].set_xticks(range(0, len(words), every), words[::every], rotation=90)
    figure.colorbar(picture, ax=axes[1:], ticks=[-1, 0, 1], label="state", aspect=30)
    return figure


def radius() -> Figure:
    """Eigenvalues of W with the unit circle, and the gradient's norm, for four radii."""
    figure = Figure(figsize=(style.WIDTH, 3.0), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.7))
    real, imaginary = systems.radius_arrays()["eigenvalues"].astype(float).T
    turn = np.linspace(0, 2 * np.pi, 200)
    left.plot(np.cos(turn), np.sin(turn), color=style.MUTED, lw=1)
    timesteps = np.arange(1, systems.TIMESTEPS + 1)
    for value, colour in zip(RADII, GREYS, strict=True):
        left.plot(value * real, value * imaginary, ".", color=colour, ms=4)
        label = f"spectral radius {value}"
        right.plot(timesteps, systems.radius_gradient_norms(value), color=colour, label=label)
        linear = systems.radius_gradient_norms(value, linear=True)
        right.plot(timesteps, linear, color=colour, ls="--", lw=0.9)
    left.set(aspect="equal", title="eigenvalues of $W$", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    right.set(yscale="log", ylim=(1e-12, 1e6), xlabel="timestep", title="norm of the gradient")
    right.legend(fontsize=9, loc="lower right")
    return figure


def plane() -> Figure:
    """The paths of two units for four settings of gain and angle."""
    figure = Figure(figsize=(style.WIDTH, 2.3), layout="constrained")
    for ax, (gain, angle, push) in zip(figure.subplots(1, 4), PLANES, strict=True):
        paths = systems.plane_paths(gain, angle, push)
        late = np.unique(paths[:, -12:].reshape(-1, 2).round(2), axis=0)  # each place once
        ax.add_collection(
            LineCollection(list(paths), colors=style.MUTED, linewidths=0.6, alpha=0.5)
        )
        ax.plot(*paths[:, 0].T, ".", color=style.MUTED, ms=2.5)
        ax.plot(*late.T, ".", color=style.INK, ms=5)
        ax.set(xlim=(-1.06, 1.06), ylim=(-1.06, 1.06), aspect="equal", xticks=[], yticks=[])
        ax.set_title(f"gain {gain}, angle {angle}°", fontsize=10)
        ax.spines[:].set_visible(True)
    return figure


def temperature() -> Figure:
    """The beginnings of the texts that the character LSTM wrote at four temperatures."""
    figure = Figure(figsize=(style.WIDTH, 3.7), layout="constrained")
    for ax, value in zip(figure.subplots(2, 2).ravel(), TEMPERATURES, strict=True):
        lines = load_texts()[value].split("\n")[:6]
        shown = "\n".join(line if len(line) <= 46 else line[:45] + "…" for line in lines)
        written = ax.text(0, 1, shown, va="top", fontsize=9, linespacing=1.35, parse_math=False)
        written.set_in_layout(False)  # it fills the axes; they need not grow with it
        ax.set_title(f"temperature {value}")
        ax.set_axis_off()
    return figure
