"""Plots of histories, comparisons, sweeps and networks' insides.

Each function takes `ax=None` (`axes=None` where it draws two panels) and `title=None`, draws on
those axes or on a new figure, and returns the axes. Nothing is shown or saved.
"""

from rnn_tutorial.plotting.comparison import (
    plot_comparison,
    plot_distances,
    plot_over_band,
    plot_seeds,
)
from rnn_tutorial.plotting.history import plot_accuracy_and_loss, plot_history, plot_lengths
from rnn_tutorial.plotting.inspection import (
    plot_accuracy_by,
    plot_calibration,
    plot_gradient_norms,
    plot_per_timestep,
)
from rnn_tutorial.plotting.sweep import plot_heat_map, plot_parallel_coordinates, plot_sweep

__all__ = [
    "plot_accuracy_and_loss", "plot_accuracy_by", "plot_calibration", "plot_comparison",
    "plot_distances", "plot_gradient_norms", "plot_heat_map", "plot_history",
    "plot_lengths", "plot_over_band", "plot_parallel_coordinates", "plot_per_timestep",
    "plot_seeds", "plot_sweep",
]  # fmt: skip
