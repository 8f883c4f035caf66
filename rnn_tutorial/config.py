"""Frozen settings. Each is validated when it is made, so nothing later has to ask."""

import math
from dataclasses import dataclass, field, fields, replace
from typing import Any

from rnn_tutorial.errors import TutorialError

CELLS = ("simple_rnn", "lstm", "gru")
IMPLEMENTATIONS = ("keras", "fast")
MASKS = ("fixed", "per_timestep")
KINDS = ("recurrent", "dense", "conv1d", "bag_of_words")


def check_count(name: str, value: Any, *, minimum: int = 1) -> None:
    """Refuse anything but a whole number of at least `minimum`."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TutorialError(f"{name} is {value!r}: give a whole number, {minimum} or more.")
    if int(value) < minimum:
        raise TutorialError(f"{name} is {value}: give a whole number, {minimum} or more.")


def check_rate(name: str, value: Any) -> None:
    """Refuse a dropout rate outside [0, 1): at 1 nothing would be left to learn from."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < 1:
        raise TutorialError(
            f"{name} is {value!r}: give a share of units to drop, from 0 up to but not including 1."
        )


def check_choice(name: str, value: Any, choices: tuple[str, ...]) -> None:
    """Refuse a word that is not among `choices`, and name them."""
    if value not in choices:
        raise TutorialError(f"{name} is {value!r}: choose one of {', '.join(choices)}.")


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    """Which reviews, and how they become numbers.

    source: "auto", "imdb", "sample", or the path of an `.npz` file or `aclImdb` folder.
    num_words: tokens at or above this number become out-of-vocabulary (2).
    maxlen: timesteps; longer reviews lose their beginning, shorter ones are padded in front.
    max_train_samples: keep at most so many training reviews, the first (None: all of them).
    max_test_samples: the same for the test reviews.
    """

    source: str = "auto"
    num_words: int = 10_000
    maxlen: int = 500
    max_train_samples: int | None = None
    max_test_samples: int | None = None

    def __post_init__(self) -> None:
        check_count("num_words", self.num_words, minimum=4)
        check_count("maxlen", self.maxlen)
        for name in ("max_train_samples", "max_test_samples"):
            if getattr(self, name) is not None:
                check_count(name, getattr(self, name), minimum=2)


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """The shape of a model; the defaults are the chapter's.

    dropout_masks: whether a review keeps its dropout masks for all timesteps ("fixed", Keras's
    way) or gets new ones at each ("per_timestep", for SimpleRNN).
    implementation: "keras", or "fast": the same numbers in less time, see fast_rnn.py. Only
    SimpleRNN has one; layers of other cells are Keras's either way.
    """

    kind: str = "recurrent"
    cell: str = "simple_rnn"
    embedding_dim: int = 32
    units: int = 32
    depth: int = 1
    bidirectional: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    dropout_masks: str = "fixed"
    implementation: str = "keras"

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        check_choice("cell", self.cell, CELLS)
        for name in ("embedding_dim", "units", "depth"):
            check_count(name, getattr(self, name))
        for name in ("dropout", "recurrent_dropout"):
            check_rate(name, getattr(self, name))
        check_choice("dropout_masks", self.dropout_masks, MASKS)
        check_choice("implementation", self.implementation, IMPLEMENTATIONS)
        if self.dropout_masks == "per_timestep" and self.cell != "simple_rnn":
            raise TutorialError(
                f"dropout_masks is 'per_timestep' with cell {self.cell!r}: "
                "only simple_rnn can draw a mask at each timestep."
            )


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """How a model is fitted; the defaults are the chapter's.

    epochs: passes over the training reviews.
    validation_split: the share at the end of the training reviews that is held out.
    batching: "padded" (every batch is maxlen wide) or "bucketed" (batches of like length).
    """

    epochs: int = 100
    batch_size: int = 128
    validation_split: float = 0.2
    optimizer: str = "rmsprop"
    learning_rate: float = 0.001
    batching: str = "padded"

    def __post_init__(self) -> None:
        check_count("epochs", self.epochs)
        check_count("batch_size", self.batch_size)
        check_rate("validation_split", self.validation_split)
        if self.validation_split == 0:
            raise TutorialError(
                "validation_split is 0: give a share above 0, so that overfitting can be seen."
            )
        if not isinstance(self.learning_rate, (int, float)) or not (
            0 < self.learning_rate < math.inf
        ):
            raise TutorialError(
                f"learning_rate is {self.learning_rate!r}: give a number above 0, such as 0.001."
            )
        check_choice("batching", self.batching, ("padded", "bucketed"))


@dataclass(frozen=True, kw_only=True)
class ExperimentConfig:
    """Everything that shapes a run. Two equal configs, seeds and data give equal results."""

    name: str
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def with_changes(self, **changes: Any) -> "ExperimentConfig":
        """A copy with fields of any part replaced: `config.with_changes(units=64, epochs=5)`."""
        parts: dict[str, Any] = {}
        for part in ("data", "model", "training"):
            current = getattr(self, part)
            own = {k: changes.pop(k) for k in [f.name for f in fields(current)] if k in changes}
            parts[part] = replace(current, **own)
        if changes:
            raise TutorialError(
                f"no setting is called {', '.join(changes)}: those that exist are "
                f"{', '.join(setting_types())}."
            )
        return replace(self, **parts)


def setting_types() -> dict[str, Any]:
    """Every setting that an experiment has, by name, with its type."""
    return {
        f.name: f.type for part in (DataConfig, ModelConfig, TrainingConfig) for f in fields(part)
    }
