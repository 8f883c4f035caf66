"""The trained models that ship with the package.

Each is a file `NAME-PROFILE-seedN.weights.npz` in `rnn_tutorial/results` (float16, without
pickled objects), with the JSON of its training beside it. `vocabulary.txt` lists their words.
Models that you trained yourself have the same two files; `load_trained` loads those.
"""

from pathlib import Path

from rnn_tutorial.datasets.vocabulary import Vocabulary, recorded_vocabulary
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import refuse_other_task
from rnn_tutorial.experiments.result import RECORDED, TrainingResult
from rnn_tutorial.experiments.trained import SUFFIX, TrainedModel, read_network

# The fingerprint of the reviews whose words `vocabulary.txt` lists: IMDB.
VOCABULARY_OF = "5a4e7dc5decb"


def pretrained_names() -> list[str]:
    """The models that ship with the package, the most accurate on the test reviews first."""
    best: dict[str, float] = {}
    for path in _shipped():
        result = TrainingResult.load(_result_path(path))
        best[result.name] = max(result.best.accuracy, best.get(result.name, 0.0))
    return sorted(best, key=lambda name: -best[name])


def load_pretrained(name: str | Path | None = None) -> TrainedModel:
    """A trained model that ships with the package, ready to read texts.

    name: one of `pretrained_names()`, such as "simple_rnn"; the first of them if None; or the
    path of a `.weights.npz` file with its JSON beside it. If a model ships in several profiles
    or seeds, the longest training is taken, then the lowest seed.

    Raises TutorialError for an unknown name, a damaged or foreign file, and a model that was
    trained with other words than those in `vocabulary.txt`.
    """
    path = find_weights(name)
    result = TrainingResult.load(_result_path(path))
    vocabulary, network = _vocabulary_for(path, result), read_network(result.config, path)
    return TrainedModel(network, result.config.data.maxlen, vocabulary=vocabulary, result=result)


def find_weights(name: str | Path | None = None) -> Path:
    """The file that `load_pretrained(name)` reads."""
    name = pretrained_names()[0] if name is None else name
    if str(name).endswith(".npz"):
        path = Path(name).expanduser()
        if not path.is_file():
            raise TutorialError(f"{path} does not exist: give the path of a {SUFFIX} file.")
        if not path.name.endswith(SUFFIX):
            raise TutorialError(
                f"{path} is not a model: give a {SUFFIX} file that has its JSON beside it."
            )
        return path
    refuse_other_task(name)
    # The name is the part before the first "-": "simple_rnn-full-seed0.weights.npz".
    found = [path for path in _shipped() if path.name.partition("-")[0] == name]
    if not found:
        raise TutorialError(
            f"no model {str(name)!r} ships with the package: choose one of "
            f"{', '.join(pretrained_names())}, or give the path of a {SUFFIX} file."
        )
    results = {path: TrainingResult.load(_result_path(path)) for path in found}
    return min(found, key=lambda path: (-results[path].epochs, results[path].seed))


def _shipped() -> list[Path]:
    return sorted(RECORDED.glob(f"*{SUFFIX}"))


def _result_path(weights: Path) -> Path:
    return weights.with_name(weights.name.removesuffix(SUFFIX) + ".json")


def _vocabulary_for(path: Path, result: TrainingResult) -> Vocabulary:
    """The recorded vocabulary, as far as the model knows it."""
    advice = f"Use `predict --experiment {result.name}` with the --data that it was trained on"
    if result.fingerprint != VOCABULARY_OF:
        raise TutorialError(
            f"{path} was trained on other reviews ({result.source}), whose words are not in the "
            f"vocabulary that ships. {advice}, or TrainedModel.of(model, dataset)."
        )
    shipped, wanted = recorded_vocabulary(), result.config.data.num_words
    if wanted > shipped.num_words:
        raise TutorialError(
            f"{path} was trained with num_words={wanted:,}, and the vocabulary that ships has "
            f"{shipped.num_words:,}. {advice} and the same num_words."
        )
    return Vocabulary(shipped.words, wanted)
