from . import (
    axes as axes,
    comparison as comparison,
    history as history,
    inspection as inspection,
    sweep as sweep,
)
from .comparison import (
    plot_comparison as plot_comparison,
    plot_distances as plot_distances,
    plot_error_by_horizon as plot_error_by_horizon,
    plot_over_band as plot_over_band,
    plot_seeds as plot_seeds,
)
from .history import (
    plot_accuracy_and_loss as plot_accuracy_and_loss,
    plot_history as plot_history,
    plot_lengths as plot_lengths,
)
from .inspection import (
    plot_accuracy_by as plot_accuracy_by,
    plot_calibration as plot_calibration,
    plot_gradient_norms as plot_gradient_norms,
    plot_per_timestep as plot_per_timestep,
)
from .sweep import (
    plot_heat_map as plot_heat_map,
    plot_parallel_coordinates as plot_parallel_coordinates,
    plot_sweep as plot_sweep,
)
