"""The settings of an experiment, as frozen dataclasses.

Each setting is checked for its type and its value when the dataclass is made, and NumPy's
scalars become Python's. Code that receives a config needs no further checks.
"""

import math
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import partial
from numbers import Real
from typing import Any

from rnn_tutorial.errors import TutorialError, check_choice, check_count, refusal

# The chapter's settings. Configs and builders take their defaults from here.
NUM_WORDS, MAXLEN = 10_000, 500
EMBEDDING_DIM, UNITS = 32, 32
DROPOUT = 0.2
STACKED_DEPTH = 4
CONV1D_EMBEDDING_DIM = 128
TRANSFORMER_UNITS, HEADS = 64, 2

GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}  # how many gates each cell's kernels hold
CELLS = tuple(GATES)
KINDS = ("recurrent", "min_gru", "lru", "dense", "conv1d", "bag_of_words", "transformer")
OPTIMIZERS = (
    "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw",
    "ftrl", "lion", "muon", "nadam", "rmsprop", "sgd",
)  # fmt: skip

# Reviews that are evaluated at once. A timestep costs nearly the same for 500 reviews as for 128.
EVALUATION_BATCH = 500


def _check_number(name: str, value: Any, *, accepts: Callable[[Any], bool], wanted: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not accepts(value):
        raise refusal(name, value, f"give {wanted}")
    return float(value)


def _check_type(name: str, value: Any, *, kind: type, wanted: str) -> Any:
    if not isinstance(value, kind) or value == "":
        raise refusal(name, value, f"give {wanted}")
    return value


def _check_optimizer(name: str, value: Any) -> str:
    # Keras also accepts "Adam".
    return check_choice(name, value.lower() if isinstance(value, str) else value, OPTIMIZERS)


def _setting(default: Any, check: Callable[..., Any], **limits: Any) -> Any:
    """A field with its default and the check that its value must pass."""
    return field(default=default, metadata={"check": partial(check, **limits)})


def _number(default: float, wanted: str, accepts: Callable[[Any], bool]) -> Any:
    return _setting(default, _check_number, wanted=wanted, accepts=accepts)


def _rate() -> Any:  # at a rate of 1 every unit would be dropped
    wanted = "a share of units to drop, from 0 up to but not including 1"
    return _number(0.0, wanted, lambda rate: 0 <= rate < 1)


class _Config:
    """Checks every field of a dataclass, and leaves out of its repr what is the default."""

    def __post_init__(self) -> None:
        for setting in fields(self):  # type: ignore[arg-type]  # all subclasses are dataclasses
            value = getattr(self, setting.name)
            if getattr(value, "ndim", None) == 0:  # a NumPy scalar
                value = value.item()
            elif isinstance(value, os.PathLike):
                value = os.fspath(value)
            if value is not None or setting.default is not None:  # None may only be the default
                value = setting.metadata["check"](setting.name, value)
            object.__setattr__(self, setting.name, value)

    def __repr__(self) -> str:
        told = [
            f"{setting.name}={getattr(self, setting.name)!r}"
            for setting in fields(self)  # type: ignore[arg-type]
            if getattr(self, setting.name) != setting.default
        ]
        return f"{type(self).__name__}({', '.join(told)})"


@dataclass(frozen=True, kw_only=True, repr=False)
class DataConfig(_Config):
    """Which reviews are read, and how they become token matrices.

    source: "auto", "imdb", "sample", or the path of the reviews: an `.npz` in Keras's layout, a
        table (CSV, TSV, JSON Lines, parquet), or a folder of tables or of text files.
    num_words: size of the vocabulary; tokens from this number on become out-of-vocabulary (2).
    maxlen: timesteps (tokens). Longer reviews lose their beginning; shorter ones get zeros
        before their first token.
    max_train_samples: use only the first reviews of the training set, this many (None: all).
    max_test_samples: the same for the test set.
    text, label: names of a table's columns (None: recognised, such as "review" and "sentiment").
    positive_from: a label is a rating, and positive from this number on (None: labels are 0 or 1,
        or words such as "neg" and "pos").
    """

    source: str = _setting(
        "auto", _check_type, kind=str, wanted="auto, imdb, sample, or the path of the reviews"
    )
    num_words: int = _setting(NUM_WORDS, check_count, minimum=4)
    maxlen: int = _setting(MAXLEN, check_count)
    max_train_samples: int | None = _setting(None, check_count, minimum=2)
    max_test_samples: int | None = _setting(None, check_count, minimum=2)
    text: str | None = _setting(None, _check_type, kind=str, wanted="the name of a column")
    label: str | None = _setting(None, _check_type, kind=str, wanted="the name of a column")
    positive_from: float | None = _setting(
        None, _check_number, accepts=math.isfinite, wanted="the lowest positive rating"
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class ModelConfig(_Config):
    """The shape of a model; the defaults are the chapter's.

    kind: "recurrent", one of the linear recurrences "min_gru" and "lru", "transformer", or one of
        the baselines "dense", "conv1d" and "bag_of_words".
    cell: "simple_rnn", "lstm" or "gru", for recurrent models.
    embedding_dim, units, depth: numbers in a word vector, units in a layer (of a Transformer: in
        its feed-forward layer), recurrent or Transformer layers.
    dropout, recurrent_dropout: shares of the input and of the state that are dropped in training.
    dropout_masks: "fixed" keeps a review's dropout masks for all timesteps, as Keras does;
        "per_timestep" draws new ones at each (SimpleRNN only).
    implementation: "keras", or "fast" for the layer of fast_rnn.py, which computes the same in
        less time (recurrent models only).
    """

    kind: str = _setting("recurrent", check_choice, choices=KINDS)
    cell: str = _setting("simple_rnn", check_choice, choices=CELLS)
    embedding_dim: int = _setting(EMBEDDING_DIM, check_count)
    units: int = _setting(UNITS, check_count)
    depth: int = _setting(1, check_count)
    bidirectional: bool = _setting(False, _check_type, kind=bool, wanted="True or False")
    dropout: float = _rate()
    recurrent_dropout: float = _rate()
    dropout_masks: str = _setting("fixed", check_choice, choices=("fixed", "per_timestep"))
    implementation: str = _setting("keras", check_choice, choices=("keras", "fast"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.implementation == "fast" and self.kind != "recurrent":
            raise TutorialError(
                f"implementation is 'fast' with kind {self.kind!r}: only recurrent models have a "
                "fast layer. Leave implementation at its default."
            )
        if self.dropout_masks == "per_timestep" and (
            (self.kind, self.cell) != ("recurrent", "simple_rnn")
        ):
            raise TutorialError(
                f"dropout_masks is 'per_timestep' with kind {self.kind!r} and cell {self.cell!r}: "
                "only recurrent models of simple_rnn have it. Leave dropout_masks at its default."
            )

    @property
    def uses_fast_layer(self) -> bool:
        """Whether fast_rnn.py computes this model; Keras has no masks for each timestep."""
        return self.implementation == "fast" or self.dropout_masks == "per_timestep"

    def weight_shapes(self, num_words: int, maxlen: int) -> list[tuple[int, ...]]:
        """The shapes of the model's weights in Keras's order, found without loading Keras."""
        width, units = self.embedding_dim, self.units  # width: of what a layer reads
        shapes: list[tuple[int, ...]] = [(num_words, width)]
        if self.kind == "recurrent":
            gates, both = GATES[self.cell] * units, 1 + self.bidirectional
            bias = (2, gates) if self.cell == "gru" else (gates,)
            for _ in range(self.depth):
                shapes += both * [(width, gates), (units, gates), bias]
                width = both * units
        elif self.kind == "transformer":
            key_dim = head_width(width)
            inward: list[tuple[int, ...]] = [(width, HEADS, key_dim), (HEADS, key_dim)]
            outward: list[tuple[int, ...]] = [(HEADS, key_dim, width), (width,)]
            norm: list[tuple[int, ...]] = [(width,), (width,)]
            feed_forward: list[tuple[int, ...]] = [(width, units), (units,), (units, width)]
            for _ in range(self.depth):
                shapes += [*3 * inward, *outward, *norm, *feed_forward, (width,), *norm]
        elif self.kind == "min_gru":
            shapes += [(width, 2 * units), (2 * units,)]
            width = units
        elif self.kind == "lru":
            shapes += 3 * [(units,)] + [(width, 2 * units), (2 * units, units), (width, units)]
            width = units
        elif self.kind == "dense":
            shapes += [(maxlen * width, units), (units,)]
            width = units
        elif self.kind == "conv1d":
            shapes += [(7, width, units), (units,), (7, units, units), (units,)]
            width = units
        return [*shapes, (width, 1), (1,)]

    def count_parameters(self, num_words: int, maxlen: int) -> int:
        """How many numbers the model's weights hold, as Keras's `count_params()` counts them."""
        return sum(map(math.prod, self.weight_shapes(num_words, maxlen)))


@dataclass(frozen=True, kw_only=True, repr=False)
class TrainingConfig(_Config):
    """How a model is trained; the defaults are the chapter's.

    epochs: passes over the training reviews.
    batch_size: reviews in a batch.
    validation_split: share of the training reviews, at their end, that is held out.
    optimizer: the name of a Keras optimizer, see OPTIMIZERS.
    batching: "padded" (every timestep up to maxlen is read) or "by_length" (a batch holds reviews
        of similar length, and is read from the first token of the longest).
    """

    epochs: int = _setting(100, check_count)
    batch_size: int = _setting(128, check_count)
    validation_split: float = _number(
        0.2, "a share above 0 and below 1, such as 0.2", lambda share: 0 < share < 1
    )
    optimizer: str = _setting("rmsprop", _check_optimizer)
    learning_rate: float = _number(
        0.001, "a number above 0, such as 0.001", lambda rate: 0 < rate <= sys.float_info.max
    )
    batching: str = _setting("padded", check_choice, choices=("padded", "by_length"))


def head_width(width: int) -> int:
    """Numbers in a query or key of one of a Transformer's heads, for word vectors of `width`."""
    return max(1, width // HEADS)


PARTS = {"data": DataConfig, "model": ModelConfig, "training": TrainingConfig}


@dataclass(frozen=True, kw_only=True)
class ExperimentConfig:
    """All settings of a run. Equal configs, seeds and reviews give equal results.

    name: letters, digits and underscores; the names of the run's files begin with it.
    """

    name: str
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not re.fullmatch(r"\w+", self.name):
            raise refusal("name", self.name, "give letters, digits and underscores")
        for part, kind in PARTS.items():
            if not isinstance(getattr(self, part), kind):
                raise refusal(part, getattr(self, part), f"give a {kind.__name__}")

    def with_changes(self, **changes: Any) -> "ExperimentConfig":
        """A copy with other values for some settings: `config.with_changes(units=64, epochs=5)`.

        Raises TutorialError for an unknown setting or a value that is not allowed.
        """
        known = setting_types()
        unknown = [name for name in changes if name not in known]
        if unknown:
            raise TutorialError(
                f"no setting is called {', '.join(unknown)}: choose from {', '.join(known)}."
            )
        parts = {}
        for part in PARTS:
            current = getattr(self, part)
            names = changes.keys() & {setting.name for setting in fields(current)}
            parts[part] = replace(current, **{name: changes[name] for name in names})
        return replace(self, **parts)


def setting_types() -> dict[str, Any]:
    """The type of every setting of an experiment, by the setting's name."""
    return {setting.name: setting.type for part in PARTS.values() for setting in fields(part)}


MODELS = {
    "simple_rnn": ModelConfig(),
    "stacked_rnn": ModelConfig(depth=STACKED_DEPTH),
    "bidirectional_rnn": ModelConfig(bidirectional=True),
    "dropout_rnn": ModelConfig(dropout=DROPOUT, recurrent_dropout=DROPOUT),
    "per_timestep_dropout_rnn": ModelConfig(
        dropout=DROPOUT, recurrent_dropout=DROPOUT, dropout_masks="per_timestep"
    ),
    "lstm": ModelConfig(cell="lstm"),
    "gru": ModelConfig(cell="gru"),
    "bidirectional_lstm": ModelConfig(cell="lstm", bidirectional=True),
    "regularised_lstm": ModelConfig(cell="lstm", dropout=DROPOUT, recurrent_dropout=DROPOUT),
    "min_gru": ModelConfig(kind="min_gru"),
    "lru": ModelConfig(kind="lru"),
    "bag_of_words": ModelConfig(kind="bag_of_words"),
    "dense_baseline": ModelConfig(kind="dense"),
    "conv1d_baseline": ModelConfig(kind="conv1d", embedding_dim=CONV1D_EMBEDDING_DIM),
    "transformer": ModelConfig(kind="transformer", units=TRANSFORMER_UNITS),
}
"""The book's models of reviews, by the names of their experiments."""
