"""Trained models: a network with the words that it knows, and the files that keep its weights.

Keras is imported only where a network is built: a stored recurrent network is read in NumPy.
"""

import hashlib
import json
import warnings
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_tutorial.config import ExperimentConfig
from rnn_tutorial.datasets.padding import pad_reviews
from rnn_tutorial.datasets.reviews import ReviewDataset, load_reviews
from rnn_tutorial.datasets.vocabulary import Vocabulary, check_text
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.machine import versions
from rnn_tutorial.experiments.result import RECIPE, TrainingResult
from rnn_tutorial.scratch.reviews import ReviewNetwork, cell_of
from rnn_tutorial.storage import data_folder, write_beside
from rnn_tutorial.style import model_name
from rnn_tutorial.training.backend import dtype_policy

if TYPE_CHECKING:
    import keras

SUFFIX = ".weights.npz"
COLUMNS = ("text", "label", "positive_from")  # settings that say how a table is read


@dataclass(frozen=True, eq=False)
class StoredNetwork:
    """Weights from a file and the settings of their model. Loading it takes no Keras.

    weights: in Keras's order. The properties are those of a Keras model.
    """

    config: ExperimentConfig
    weights: tuple[np.ndarray, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The experiment's name."""
        return self.config.name

    @property
    def input_shape(self) -> tuple[None, int | None]:
        """(None, timesteps); the second is None too if any number of timesteps can be read."""
        return None, self.config.data.maxlen if self.config.training.batching == "padded" else None

    def build(self) -> "keras.Model":
        """The Keras model with these weights."""
        model = build_network(self.config, seed=0)
        model.set_weights(list(self.weights))
        return model


class TrainedModel:
    """A trained network with everything needed to give it a text.

    network: a Keras model, or a StoredNetwork, of which one is built when it is first used.
    timesteps: the length of the rows that `encode` returns. result: the training that made the
    weights; None for a model of your own.

    Functions of this package that take a Keras model accept a TrainedModel as well.
    """

    def __init__(
        self,
        network: "keras.Model | StoredNetwork",
        timesteps: int,
        *,
        vocabulary: Vocabulary | None = None,
        dataset: ReviewDataset | None = None,
        result: TrainingResult | None = None,
    ) -> None:
        self.network, self.timesteps, self.result = network, timesteps, result
        self._vocabulary, self._dataset = vocabulary, dataset

    @classmethod
    def of(cls, model: "keras.Model", dataset: ReviewDataset) -> "TrainedModel":
        """A Keras model of your own, with the reviews that it was trained on.

        Raises TutorialError if the model can't read these reviews.
        """
        trained = cls(model, dataset.maxlen, dataset=dataset)
        trained.check_reviews(dataset)
        return trained

    def check_reviews(self, dataset: ReviewDataset) -> None:
        """Refuse reviews with another `num_words` or length than the network reads."""
        num_words = self.network.weights[0].shape[0]
        timesteps = self.network.input_shape[1] or self.timesteps
        if (dataset.num_words, dataset.maxlen) != (num_words, timesteps):
            raise TutorialError(
                f"the reviews have num_words={dataset.num_words:,} and maxlen={dataset.maxlen}, "
                f"but {self.name} reads num_words={num_words:,} and maxlen={timesteps}: give the "
                "reviews that it was trained on, or load others with these values."
            )

    @cached_property
    def keras_model(self) -> "keras.Model":
        """Reads (reviews, timesteps) tokens, returns (reviews, 1) probabilities of positive."""
        return self.network.build() if isinstance(self.network, StoredNetwork) else self.network

    @cached_property
    def numpy_network(self) -> ReviewNetwork | None:
        """The same in NumPy; None for other models and for a Keras model of your own."""
        stored = self.network
        if isinstance(stored, StoredNetwork) and cell_of(stored.config.model):
            return ReviewNetwork(stored.config.model, stored.weights)
        return None

    @property
    def name(self) -> str:
        """The network's name; that of the experiment, if the package trained it."""
        return self.network.name

    @property
    def title(self) -> str:
        """For plots: which model, and on which reviews it was trained."""
        title, trained = model_name(self.name), self.result or self._dataset
        if self.result is not None:
            title += f" ({self.result.profile}, seed {self.result.seed})"
        if trained is None:
            return title
        article = "the " if trained.source == "sample corpus" else ""
        return f"{title}, trained on {article}{trained.source}"

    @cached_property
    def dataset(self) -> ReviewDataset:
        """The reviews that it was trained on; those of a shipped model are loaded when needed."""
        if self._dataset is not None:
            return self._dataset
        if self.result is not None:
            return load_reviews(self.result.config.data)
        raise TutorialError(
            f"{self.name} has no reviews: make it with TrainedModel.of(model, dataset)."
        )

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that it was trained with. Raises TutorialError if they are not known."""
        if self._vocabulary is not None:
            return self._vocabulary
        return self.dataset.vocabulary

    def tokens(self, text: str) -> list[int]:
        """All tokens of a review, however long. Raises TutorialError if it is not a text."""
        check_text(text)
        return self.vocabulary.encode(text)

    def encode(self, text: str) -> np.ndarray:
        """The (1, timesteps) row that the network reads: the end of a review, padded in front."""
        return pad_reviews([self.tokens(text)], self.timesteps)

    def __repr__(self) -> str:
        return f"TrainedModel({self.title}; reads {self.timesteps} timesteps)"

    def __getitem__(self, place: int) -> Any:
        """For code written when `load_trained` returned the pair (model, dataset)."""
        name = ("keras_model", "dataset")[place]
        message = f"load_trained returns one object: use its .{name} instead of unpacking it"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(self, name)


def load_trained(
    name: str,
    *,
    profile: str = "quick",
    seed: int = 0,
    data: str | Path = "auto",
    **changes: Any,
) -> TrainedModel:
    """The model of a stored run, with its weights after the best epoch.

    The arguments are those of `run_experiment`. All layers are Keras's own, even if others were
    used in training (`implementation="fast"`, masks at each timestep): the weights are the same.
    Raises TutorialError if no run with these settings is stored.
    """
    check_count("seed", seed, minimum=0)
    config = get_experiment(name, profile, data=data, **changes)
    dataset = load_reviews(config.data)
    path = result_path(config, dataset, profile, seed)
    if not (path.exists() and weights_path(path).exists()):
        options = "" if data == "auto" else f" --data {data}"
        for setting, value in changes.items():
            option = setting.replace("_", "-") + " " if setting in COLUMNS else f"set {setting}="
            options += f" --{option}{value}"
        raise TutorialError(
            f"no trained {name} is stored for profile {profile}, seed {seed} and "
            f"{dataset.source}: run `rnn-tutorial train {name} --profile {profile} --seed {seed}"
            f"{options}` first."
        )
    network = read_network(config, weights_path(path))
    return TrainedModel(network, dataset.maxlen, dataset=dataset, result=TrainingResult.load(path))


def plain_layers(config: ExperimentConfig) -> ExperimentConfig:
    """The same network made of Keras's own layers; its weights have the same shapes.

    It reads every timestep of a row, also the padding that its training skipped.
    """
    plain = {"implementation": "keras", "dropout_masks": "fixed", "batching": "padded"}
    return config.with_changes(**plain)


def build_network(config: ExperimentConfig, seed: int) -> "keras.Model":
    """Build and compile the network of an experiment."""
    from rnn_tutorial.models.architecture import build_model, compile_model

    model = build_model(
        config.model,
        config.data.num_words,
        config.data.maxlen,
        seed=seed,
        name=config.name,
        skip_padding=config.training.batching == "by_length",
    )
    return compile_model(model, config.training)


def result_path(config: ExperimentConfig, dataset: ReviewDataset, profile: str, seed: int) -> Path:
    """The file of a training's result. Trainings that may differ never share a file."""
    shaped_by = asdict(config) | {
        "fingerprint": dataset.fingerprint,
        "seed": seed,
        "recipe": RECIPE,
        "versions": versions(),
    }
    if dtype_policy() != "float32":
        shaped_by["dtype_policy"] = dtype_policy()
    for name in ("source", *COLUMNS):
        del shaped_by["data"][name]  # the fingerprint identifies the reviews, whatever their path
    key = hashlib.sha256(json.dumps(shaped_by, sort_keys=True).encode()).hexdigest()[:10]
    return data_folder() / "results" / f"{config.name}-{profile}-seed{seed}-{key}.json"


def weights_path(result: Path) -> Path:
    """The file of the weights after the best epoch, beside the result."""
    return result.with_suffix(SUFFIX)


def save_weights(path: Path, weights: list[np.ndarray]) -> None:
    """Write a model's weights, in its own order, as an `.npz` file without pickled objects."""
    arrays: dict[str, Any] = {f"w{i}": weight for i, weight in enumerate(weights)}
    with write_beside(path) as stream:
        np.savez_compressed(stream, **arrays)


def load_weights(path: Path) -> list[np.ndarray]:
    """Read weights that `save_weights` wrote, as float32. Raises TutorialError for other files."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            weights = [stored[f"w{i}"].astype(np.float32) for i in range(len(stored.files))]
        if not all(np.isfinite(weight).all() for weight in weights):
            raise ValueError("they are not finite numbers")
    except Exception as error:  # a torn archive can fail in several ways
        raise TutorialError(
            f"{path} holds no weights of rnn_tutorial ({error}): train the model again."
        ) from None
    return weights


def read_network(config: ExperimentConfig, path: Path) -> StoredNetwork:
    """The network of an experiment with the weights in a file.

    Raises TutorialError for the weights of another model.
    """
    config, weights = plain_layers(config), load_weights(path)
    wanted = config.model.weight_shapes(config.data.num_words, config.data.maxlen)
    given = [weight.shape for weight in weights]
    if wanted != given:
        raise TutorialError(
            f"{path} holds the weights of another model: their shapes are {given}, but "
            f"{config.name} has {wanted}. Give the settings that they were trained with."
        )
    return StoredNetwork(config, tuple(weights))
