"""Trained models with the words that they know: those that ship with the package, and yours.

A shipped model is `NAME-PROFILE-seedN.weights.npz` in `rnn_tutorial/results`: float16 without
pickle, with the JSON of its training beside it and its words in `vocabulary.txt`. Your own
stored runs have the same two files.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.datasets.reviews import ReviewDataset, pad_reviews
from rnn_tutorial.datasets.vocabulary import Vocabulary, recorded_vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import RECORDED, TrainingResult

if TYPE_CHECKING:
    import keras

# Keras is imported where a model is built: a mistyped name is answered before it is loaded.

SUFFIX = ".weights.npz"
VOCABULARY_OF = "5a4e7dc5decb"  # the fingerprint of the reviews whose words the file lists: IMDB


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A model, with what it takes to give it a text.

    model: reads (reviews, maxlen) tokens, gives (reviews, 1) probabilities of a positive review.
    vocabulary: the words that it was trained with. maxlen: timesteps.
    name: the model's. title: with what it was trained on.
    """

    model: "keras.Model"
    vocabulary: Vocabulary
    maxlen: int
    name: str
    title: str

    def __post_init__(self) -> None:
        vectors = self.model.weights[0].shape[0]
        if vectors != self.num_words:
            raise TutorialError(
                f"{self.name} has vectors for {vectors:,} tokens, its vocabulary is for "
                f"{self.num_words:,}: give the vocabulary that it was trained with."
            )

    @classmethod
    def of(cls, model: "keras.Model", dataset: ReviewDataset) -> "TrainedModel":
        """A model of yours and the reviews it was trained on."""
        title = f"{model.name}, trained on {_with_article(dataset.source)}"
        return cls(model, dataset.vocabulary, dataset.maxlen, model.name, title)

    @classmethod
    def stored(
        cls,
        name: str,
        *,
        profile: str = "quick",
        seed: int = 0,
        data: str | Path = "auto",
        **changes: Any,
    ) -> "TrainedModel":
        """The model of a stored run of yours; the arguments are those of `run_experiment`.

        Raises TutorialError where no such run is stored.
        """
        from rnn_tutorial.experiments.run import load_trained

        config = get_experiment(name, profile, data=data, **changes)
        model, dataset = load_trained(name, profile=profile, seed=seed, data=data, **changes)
        plain = _build(config.model, dataset.num_words, dataset.maxlen, name, model.get_weights())
        title = f"{name} ({profile}, seed {seed}), trained on {_with_article(dataset.source)}"
        return cls(plain, dataset.vocabulary, dataset.maxlen, name, title)

    @property
    def num_words(self) -> int:
        """Tokens at or above this number are out of vocabulary."""
        return self.vocabulary.num_words

    def tokens(self, text: str) -> list[int]:
        """All tokens of a review, however many. Raises TutorialError for what is no review."""
        check_text(text)
        return self.vocabulary.encode(text)

    def encode(self, text: str) -> np.ndarray:
        """A review as the (1, maxlen) row that the model reads: its end, with zeros in front."""
        return pad_reviews([self.tokens(text)], self.maxlen)


def check_model(model: Any) -> None:
    """Refuse a model that came without its words."""
    if not isinstance(model, TrainedModel):
        raise TutorialError(
            f"the model is a {type(model).__name__}, which comes without its words: give "
            "load_pretrained(), or TrainedModel.of(model, dataset) for one of yours."
        )


def check_text(text: Any) -> None:
    """Refuse what is no text, has no word, or holds a control character."""
    if not isinstance(text, str):
        raise TutorialError(f"the review is a {type(text).__name__}: give a text.")
    for place, c in enumerate(text, start=1):
        if (c < " " and not c.isspace()) or c == "\x7f" or unicodedata.category(c) == "Cs":
            raise TutorialError(
                f"character {place:,} of the review is U+{ord(c):04X}, which is no text: "
                "take it out, or give a text file in UTF-8."
            )
    if not Vocabulary.spans(text):
        raise TutorialError(f"the review {text[:40]!r} has no words: write at least one.")


def pretrained_names() -> list[str]:
    """The models that ship with the package, the most accurate on the test reviews first."""
    results = {}
    for path in _shipped():
        result = TrainingResult.load(_result_of(path))
        results.setdefault(result.name, []).append(result.best.accuracy)
    return sorted(results, key=lambda name: -max(results[name]))


def load_pretrained(name: str | Path | None = None) -> TrainedModel:
    """A trained model, ready to read texts.

    name: one of `pretrained_names()`, such as "simple_rnn", or the first of them if None; or
    the path of a `.weights.npz` file with its JSON beside it. Where a model ships in several
    profiles or seeds, the longest training is taken, then the lowest seed.

    Raises TutorialError for a name that doesn't ship, a file that is torn or not ours, and a
    model that was trained with other words than those in `vocabulary.txt`.
    """
    path = find_weights(name)
    result = TrainingResult.load(_result_of(path))
    vocabulary = _vocabulary_for(path, result)
    from rnn_tutorial.experiments.run import load_weights

    weights = [weight.astype("float32") for weight in load_weights(path)]
    _check_weights(path, weights, result)
    data = result.config.data
    model = _build(result.config.model, data.num_words, data.maxlen, result.name, weights, path)
    title = f"{result.name} ({result.profile}, seed {result.seed}), trained on {result.source}"
    return TrainedModel(model, vocabulary, data.maxlen, result.name, title)


def find_weights(name: str | Path | None = None) -> Path:
    """The file that `load_pretrained(name)` reads, found without Keras."""
    name = pretrained_names()[0] if name is None else name
    if str(name).endswith(".npz"):
        path = Path(name).expanduser()
        if not path.is_file():
            raise TutorialError(f"{path} does not exist: give the path of a {SUFFIX} file.")
        if not path.name.endswith(SUFFIX):
            raise TutorialError(f"{path} is not a model's: give a {SUFFIX} file, JSON beside it.")
        return path
    found = [path for path in _shipped() if _name_of(path) == name]
    if not found:
        raise TutorialError(
            f"no model {str(name)!r} ships with the package: choose one of "
            f"{', '.join(pretrained_names())}, or give the path of a {SUFFIX} file."
        )
    results = {path: TrainingResult.load(_result_of(path)) for path in found}
    return min(found, key=lambda path: (-results[path].epochs, results[path].seed))


def _shipped() -> list[Path]:
    return sorted(RECORDED.glob(f"*{SUFFIX}"))


def _name_of(path: Path) -> str:
    """ "simple_rnn" of "simple_rnn-full-seed0.weights.npz"."""
    return path.name.partition("-")[0]


def _result_of(weights: Path) -> Path:
    return weights.with_name(weights.name.removesuffix(SUFFIX) + ".json")


def _vocabulary_for(path: Path, result: TrainingResult) -> Vocabulary:
    if result.fingerprint != VOCABULARY_OF:
        raise TutorialError(
            f"{path} was trained on other reviews ({result.source}), whose words are not in the "
            f"vocabulary that ships: use `predict --experiment {result.name} --data ...`, or "
            "TrainedModel.of(model, dataset)."
        )
    shipped, wanted = recorded_vocabulary(), result.config.data.num_words
    if wanted > shipped.num_words:
        raise TutorialError(
            f"{path} was trained with num_words={wanted:,}, and the vocabulary that ships has "
            f"{shipped.num_words:,}: use `predict --experiment {result.name}` with num_words "
            "as it was."
        )
    return Vocabulary(shipped.words, wanted)


def _check_weights(path: Path, weights: list[np.ndarray], result: TrainingResult) -> None:
    if not weights or weights[0].ndim != 2 or not all(np.isfinite(w).all() for w in weights):
        raise TutorialError(f"{path} holds no weights of a model that reads words: train again.")
    if len(weights[0]) != result.config.data.num_words:
        raise TutorialError(
            f"{path} has vectors for {len(weights[0]):,} tokens, its JSON speaks of "
            f"{result.config.data.num_words:,}: it was trained with another vocabulary."
        )


def _build(
    config: ModelConfig,
    num_words: int,
    maxlen: int,
    name: str,
    weights: list[np.ndarray],
    path: Path | None = None,
) -> "keras.Model":
    """The model out of Keras's own layers, whatever it was trained with: these can be opened."""
    from rnn_tutorial.models.architecture import build_model

    plain = ModelConfig(
        kind=config.kind,
        cell=config.cell,
        embedding_dim=config.embedding_dim,
        units=config.units,
        depth=config.depth,
        bidirectional=config.bidirectional,
    )
    model = build_model(plain, num_words, maxlen, seed=0, name=name)
    if [w.shape for w in weights] != [tuple(w.shape) for w in model.weights]:
        raise TutorialError(f"{path or name}: its weights are not those of a {name}: train again.")
    model.set_weights(weights)
    return model


def _with_article(source: str) -> str:
    return "the sample corpus" if source == "sample corpus" else source
