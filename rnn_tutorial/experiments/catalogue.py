"""The book's experiments and profiles. It imports no Keras, so that looking them up is quick."""

from pathlib import Path
from typing import Any

from rnn_tutorial.config import MODELS, ExperimentConfig
from rnn_tutorial.errors import check_choice

EXPERIMENTS = {name: ExperimentConfig(name=name, model=model) for name, model in MODELS.items()}

# full: as in the chapter, 100 epochs on all reviews, 500 timesteps.
# fast: all reviews in batches of similar length, with enough epochs to show overfitting.
# quick: curves of the same shape within a minute. smoke: only shows that everything runs.
PROFILES: dict[str, dict] = {
    "full": {},
    "fast": {"batching": "bucketed", "implementation": "fast", "epochs": 12},
    "quick": {
        "implementation": "fast",
        "maxlen": 150,
        "max_test_samples": 10_000,
        "epochs": 8,
        "batch_size": 128,
    },
    "smoke": {
        "num_words": 2_000,
        "maxlen": 50,
        "max_train_samples": 400,
        "max_test_samples": 200,
        "epochs": 2,
    },
}


def get_experiment(
    name: str, profile: str = "full", *, data: str | Path = "auto", **changes: Any
) -> ExperimentConfig:
    """The settings of an experiment: `name` of EXPERIMENTS in a profile of PROFILES.

    data: the reviews, "auto", "imdb", "sample", or a path. changes: single settings that differ
    from the profile's, such as `units=64`.
    Raises TutorialError for an unknown name, profile or setting, or a value outside its range.
    """
    check_choice("experiment", name, tuple(EXPERIMENTS))
    check_choice("profile", profile, tuple(PROFILES))
    experiment = EXPERIMENTS[name].with_changes(**{"source": data} | changes)
    settings = {key: value for key, value in PROFILES[profile].items() if key not in changes}
    if experiment.model.kind != "recurrent":  # it reads a fixed number of timesteps
        settings.pop("batching", None)
    if not experiment.model.has_fast_layer:
        settings.pop("implementation", None)
    return experiment.with_changes(**settings)
