"""Recurrent neural networks, taught by a small Keras library and a book of notebooks.

Every public name below is loaded when it is first used, so `import rnn_tutorial` is quick and
plots of stored results need no Keras. What is not in the list is reached through its room:
`rt.scratch.rnn_step`, `rt.datasets.sine_waves`.
"""

import importlib
import sys
import warnings
from collections.abc import Callable
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "models.architecture": ("build_model", "compile_model"),
    "inspection.attribution": ("integrated_gradients", "leave_one_out", "log_odds"),
    "claims.band": ("compare_with_band", "recorded_band"),
    "experiments.catalogue": ("EXPERIMENTS", "PROFILES", "get_experiment"),
    "claims.statements": ("check_claims",),
    "plotting.comparison": (
        "plot_comparison",
        "plot_distances",
        "plot_over_band",
        "plot_seeds",
    ),
    "config": ("DataConfig", "ExperimentConfig", "ModelConfig", "TrainingConfig"),
    "datasets.reviews": (
        "ReviewDataset",
        "load_imdb",
        "load_reviews",
        "load_sample",
        "pad_reviews",
        "review_lengths",
    ),
    "datasets.vocabulary": ("decode_review", "encode_review"),
    "scratch.distances": ("largest_distances", "load_distances", "measure_distances"),
    "errors": ("TutorialError",),
    "inspection.error_analysis": (
        "accuracy_by_length",
        "accuracy_by_unknown_words",
        "calibration",
    ),
    "exercises.checking": ("check",),
    "experiments.run": ("run_experiment",),
    "figures": ("show_figure",),
    "inspection.gradients": ("gradient_norms", "weight_gradients"),
    "plotting.inspection": (
        "plot_accuracy_by",
        "plot_calibration",
        "plot_gradient_norms",
        "plot_hidden_states",
        "plot_memory_horizon",
        "plot_per_timestep",
    ),
    "inspection.explanation": ("compare_models", "explain", "explain_all"),
    "inspection.predictions": ("predict_reviews", "wrong_reviews"),
    "models.builders": (
        "build_bag_of_words",
        "build_bidirectional_lstm",
        "build_bidirectional_rnn",
        "build_conv1d_baseline",
        "build_dense_baseline",
        "build_dropout_rnn",
        "build_gru",
        "build_lstm",
        "build_regularised_lstm",
        "build_simple_rnn",
        "build_stacked_rnn",
    ),
    "models.sequence_models": ("build_video_rnn",),
    "plotting.history": ("plot_accuracy_and_loss", "plot_history", "plot_lengths"),
    "inspection.pretrained": ("load_pretrained", "pretrained_names"),
    "claims.tables": ("claims_markdown",),
    "experiments.tables": ("markdown_table",),
    "experiments.trained": ("TrainedModel", "load_trained"),
    "experiments.result": ("TrainingResult", "load_recorded"),
    "plotting.sweep": ("plot_heat_map", "plot_parallel_coordinates", "plot_sweep"),
    "experiments.sweeps.sweep": ("sweep",),
    "training.fitting": ("evaluate", "fit", "predict", "set_seed"),
    "inspection.states": ("plot_reading", "plot_word_influence", "read_states", "word_influence"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_ROOMS = (
    "claims",
    "datasets",
    "exercises",
    "experiments",
    "figures",
    "inspection",
    "models",
    "plotting",
    "scratch",
    "style",
    "training",
)
_RENAMED = {  # old name -> new name; they go with the next release
    "hidden_states": "plot_reading",
    "memory_horizon": "plot_word_influence",
}
__all__ = sorted([*_HOME_OF, *_ROOMS, "show_messages"])


def show_messages(show: Callable[[str], object] = print) -> None:
    """Show the package's messages, such as "Resuming simple_rnn from epoch 12.", one per line.

    Notebooks and the command line do this by themselves. A script calls it once, or configures
    the logger "rnn_tutorial" in another way.

    Args:
        show: a function that receives the text of each message.
    """
    import logging  # here, because the import takes longer than that of this package

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            show(self.format(record))

    logger = logging.getLogger(__name__)
    logger.handlers = [Handler()]
    logger.setLevel(logging.INFO)
    logger.propagate = False  # Colab's root logger would show each message a second time


def __getattr__(name: str) -> Any:
    if name in _RENAMED:
        new = _RENAMED[name]
        warnings.warn(f"{name} is now called {new}", DeprecationWarning, stacklevel=2)
        name = new
    if name in _ROOMS:
        return importlib.import_module(f"rnn_tutorial.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"rnn_tutorial has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"rnn_tutorial.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]


_ipython = sys.modules.get("IPython")
if _ipython and _ipython.get_ipython():  # a notebook
    show_messages()
