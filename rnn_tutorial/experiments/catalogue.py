"""The book's experiments and profiles, and its tasks other than the sentiment of reviews.

It imports no Keras, so that looking them up is quick.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tutorial.config import MODELS, ExperimentConfig
from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.training.backend import backend_name

EXPERIMENTS = {name: ExperimentConfig(name=name, model=model) for name, model in MODELS.items()}

# full: as in the chapter, 100 epochs on all reviews, 500 timesteps.
# fast: all reviews in batches of similar length, with enough epochs to show overfitting.
# quick: curves of the same shape within a minute, by the fast layer (at 150 timesteps, batches of
# similar length save no more). smoke: only shows that everything runs.
PROFILES: dict[str, dict] = {
    "full": {},
    "fast": {"batching": "by_length", "implementation": "fast", "epochs": 12},
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


@dataclass(frozen=True)
class OtherTask:
    """A task of a later chapter, whose networks are no experiments.

    goal: what they predict. chapter: its number. script: in `reproductions/`, trains the recorded
    networks. loader: the expression that returns their results. ships: whether `predict --model`
    reads one of them.
    """

    goal: str
    chapter: int
    script: str
    loader: str
    ships: bool = False

    @property
    def command(self) -> str:
        """Trains what the record lacks."""
        return f"KERAS_BACKEND=jax python reproductions/{self.script}"


OTHER_TASKS = {
    "words": OtherTask(
        "the next word of a review", 8, "language_models.py", 'rt.load_language_runs("reviews")'
    ),
    "shakespeare": OtherTask(
        "the next character of Shakespeare", 8, "language_models.py",
        'rt.load_language_runs("shakespeare")', ships=True,
    ),
    "co2": OtherTask(
        "carbon dioxide, 1 to 52 weeks ahead", 9, "forecasting.py", "rt.load_forecasts()"
    ),
    "tank": OtherTask(
        "the level of a tank, 1 to 24 steps ahead", 9, "forecasting.py", "rt.load_forecasts()"
    ),
    "gaps": OtherTask(
        "the next reading, with half of them missing", 9, "forecasting.py", "rt.load_forecasts()"
    ),
    "dates": OtherTask(
        "the date in a text, as ISO 8601", 10, "dates.py", "rt.load_date_runs()", ships=True
    ),
    "adding": OtherTask(
        "the sum of two marked numbers", 11, "recurrences.py", "rt.load_recurrences()"
    ),
}  # fmt: skip


def refuse_other_task(name: Any) -> None:
    """Raise TutorialError, which says what `name` is, if it is a key of OTHER_TASKS."""
    task = OTHER_TASKS.get(name) if isinstance(name, str) else None
    if task:
        predict = f"`rnn-tutorial predict TEXT --model {name}` uses a trained network, "
        use = predict if task.ships else ""
        raise TutorialError(
            f"{name} is not an experiment on reviews but a task of chapter {task.chapter} "
            f"({task.goal}): {task.loader} returns the recorded results, {use}"
            f"and in a clone of the repository `{task.command}` trains what the record lacks."
        )


def get_experiment(
    name: str, profile: str = "full", *, data: str | Path = "auto", **changes: Any
) -> ExperimentConfig:
    """The settings of an experiment: `name` of EXPERIMENTS in a profile of PROFILES.

    data: the reviews, "auto", "imdb", "sample", or a path. changes: single settings that differ
    from the profile's, such as `units=64`.
    Raises TutorialError for an unknown name, profile or setting, or a value outside its range.
    """
    refuse_other_task(name)
    check_choice("experiment", name, tuple(EXPERIMENTS))
    check_choice("profile", profile, tuple(PROFILES))
    experiment = EXPERIMENTS[name].with_changes(**{"source": data} | changes)
    settings = {key: value for key, value in PROFILES[profile].items() if key not in changes}
    if experiment.model.kind != "recurrent":  # no other kind has the fast layer
        settings.pop("batching", None)
        settings.pop("implementation", None)
    elif profile == "quick" and backend_name() == "torch":  # PyTorch has no fast layer
        settings.pop("implementation", None)
    return experiment.with_changes(**settings)
