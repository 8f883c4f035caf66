"""Recurrent neural networks, taught by a small Keras library and a book of notebooks.

Every public name below is loaded when it is first used, so `import rnn_tutorial` is quick and
plots of stored results need no Keras.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "architecture": ("build_model", "compile_model"),
    "attribution": ("integrated_gradients", "leave_one_out", "log_odds"),
    "batching": ("review_lengths",),
    "band": ("compare_with_band", "recorded_band"),
    "catalogue": ("EXPERIMENTS", "PROFILES", "get_experiment"),
    "claims": ("check_claims",),
    "comparison_plots": ("plot_comparison", "plot_over_band", "plot_seeds"),
    "config": ("DataConfig", "ExperimentConfig", "ModelConfig", "TrainingConfig"),
    "datasets": (
        "ReviewDataset",
        "decode_review",
        "encode_review",
        "load_imdb",
        "load_reviews",
        "load_sample",
        "pad_reviews",
    ),
    "distances": ("largest_distances", "load_distances", "measure_distances"),
    "errors": ("TutorialError",),
    "error_analysis": (
        "accuracy_by_first_strong_word",
        "accuracy_by_length",
        "accuracy_by_unknown_words",
        "calibration",
        "find_strong_words",
    ),
    "exercises": ("check",),
    "experiments": ("load_trained", "run_experiment"),
    "figures": ("show_figure",),
    "gradients": ("gradient_norms", "singular_values", "weight_gradients"),
    "inspection_plots": (
        "plot_accuracy_by",
        "plot_calibration",
        "plot_hidden_states",
        "plot_memory_horizon",
    ),
    "judgement": ("compare_models", "explain", "explain_all"),
    "mistakes": ("predict_reviews", "wrong_reviews"),
    "models": (
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
        "build_video_rnn",
    ),
    "plotting": (
        "plot_accuracy_and_loss",
        "plot_distances",
        "plot_gradient_norms",
        "plot_history",
        "plot_lengths",
        "plot_per_timestep",
    ),
    "pretrained": ("TrainedModel", "load_pretrained", "pretrained_names"),
    "reporting": ("claims_markdown", "markdown_table"),
    "result": ("TrainingResult", "load_recorded"),
    "sweep_plots": ("plot_heat_map", "plot_parallel_coordinates", "plot_sweep"),
    "sweeps": ("sweep",),
    "training": ("evaluate", "fit", "predict", "set_seed"),
    "watching": ("hidden_states", "memory_horizon", "read_states", "word_influence"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"rnn_tutorial has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"rnn_tutorial.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
