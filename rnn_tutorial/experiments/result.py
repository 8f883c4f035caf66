"""The result of a training run: plain numbers and text, stored as JSON. No Keras here."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rnn_tutorial.config import PARTS, ExperimentConfig
from rnn_tutorial.errors import TutorialError, check_count, plural
from rnn_tutorial.experiments.catalogue import OTHER_TASKS, PROFILES, refuse_other_task
from rnn_tutorial.metrics import METRICS, TestMetrics, best_epoch, overfitting_epoch
from rnn_tutorial.storage import write_beside
from rnn_tutorial.style import model_name

RECORDED = Path(__file__).parents[1] / "results"
LAYOUT = 1  # version of the JSON; raise it when a field changes its meaning
# How the code trains. Raise it with every change after which equal settings and seeds give other
# histories: stored results are then trained again, and recorded runs must be recorded again.
RECIPE = 2
TEXTS = ("profile", "source", "fingerprint", "backend", "machine", "finished")
_NOT_A_RESULT = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
MAX_BYTES, MAX_EPOCHS = 1 << 26, 100_000  # 100 epochs take 12 KB


@dataclass(frozen=True)
class TrainingResult:
    """The result of training one experiment with one seed.

    history: metric -> one number per epoch, for loss, accuracy, val_loss and val_accuracy.
    final, best: metrics on the test reviews, after the last epoch and after the best one.
    epoch_seconds: the time of each epoch, including its validation.
    peak_memory_mb: the largest resident size that the process reached, in 10^6 bytes.
    recipe: the RECIPE of the code that trained it.

    Three fields describe this copy of the result rather than the training, and are not stored:
    notice (why the reviews are others than those asked for, or ""), stored (whether the result
    was read from a file) and path (of that file).
    """

    config: ExperimentConfig
    profile: str
    seed: int
    source: str
    fingerprint: str
    parameters: int
    history: dict[str, list[float]]
    final: TestMetrics
    best: TestMetrics
    epoch_seconds: list[float]
    peak_memory_mb: float
    backend: str
    versions: dict[str, str]
    machine: str
    finished: str
    recipe: int = 1  # results from before recipes were counted
    notice: str = field(default="", compare=False)
    stored: bool = field(default=False, compare=False)
    path: Path | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The experiment's name, a key of EXPERIMENTS."""
        return self.config.name

    @property
    def epochs(self) -> int:
        """The number of epochs trained."""
        return len(self.history["loss"])

    @property
    def best_epoch(self) -> int:
        """The epoch, counted from 1, with the highest validation accuracy (the first if equal)."""
        return best_epoch(self.history)

    @property
    def overfitting_epoch(self) -> int:
        """The epoch, counted from 1, with the lowest validation loss; overfitting starts after."""
        return overfitting_epoch(self.history)

    @property
    def seconds(self) -> float:
        """Training time in seconds, without the test."""
        return sum(self.epoch_seconds)

    @property
    def seconds_per_epoch(self) -> float:
        """The median time of an epoch, without the first one, in which the model is compiled.

        Of a run of a single epoch it is that epoch's time.
        """
        return median(self.epoch_seconds[1:] or self.epoch_seconds)

    @property
    def title(self) -> str:
        """For plots: which model, on which reviews."""
        return f"{model_name(self.name)} ({self.source})"

    def __repr__(self) -> str:
        return (
            f"TrainingResult({self.name}, {self.profile}, seed {self.seed}, {self.source}: "
            f"{plural(self.epochs, 'epoch')}, test accuracy {self.best.accuracy:.3f} after epoch "
            f"{self.best_epoch})"
        )

    def save(self, path: str | Path) -> None:
        """Write the result as JSON. A reader sees the old file or the new one, never a part."""
        content = {"layout": LAYOUT, **asdict(self)}
        for name in ("notice", "stored", "path"):
            del content[name]
        with write_beside(Path(path)) as stream:
            stream.write(json.dumps(content, indent=1, allow_nan=False).encode())

    @classmethod
    def load(cls, path: str | Path) -> "TrainingResult":
        """Read a result that `save` wrote. Raises TutorialError for any other file."""
        path = Path(path)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
            content = json.loads(path.read_text(encoding="utf-8"))
            if content.pop("layout") != LAYOUT:
                raise ValueError("it was written by another version of rnn_tutorial")
            _check_kinds(content)
            result = cls(
                **content
                | {"config": _read_config(content["config"]), "stored": True}
                | {part: TestMetrics(**content[part]) for part in ("final", "best")}
            )
            _check_history(result.history, len(result.epoch_seconds))
        except _NOT_A_RESULT as error:
            reason = " ".join(str(error).split())
            raise TutorialError(
                f"{path} can't be read as a stored result ({reason:.200}): delete the file and "
                "train again."
            ) from None
        return result


def recorded_stem(name: str, profile: str, changes: dict[str, Any]) -> str:
    """The start of a recorded run's file names, such as "simple_rnn-fast-maxlen200"."""
    return "-".join([name, profile, *(f"{key}{value}" for key, value in changes.items())])


def load_recorded(name: str, profile: str = "full", **changes: Any) -> list[TrainingResult]:
    """The recorded runs of an experiment, which ship with the package, in order of their seeds.

    changes: settings that differ from the profile's, such as `maxlen=200`.
    Raises TutorialError if no such run was recorded (the message lists those that were), or if the
    code has changed since, so that it would train another history.
    """
    refuse_other_task(name)
    stem = recorded_stem(name, profile, changes)
    runs = read_recorded(stem)
    if not runs:
        known = sorted({path.stem.rpartition("-seed")[0] for path in RECORDED.glob("*-seed*.json")})
        others = ", ".join(dict.fromkeys(task.loader for task in OTHER_TASKS.values()))
        raise TutorialError(
            f"no run was recorded as {stem!r}: choose one of {', '.join(known)}. Other tasks have "
            f"loaders of their own: {others}."
        )
    for run in runs:
        if profile in PROFILES and run.recipe != RECIPE:  # Keras 2 trained the other profiles
            raise TutorialError(
                f"{stem} was recorded with recipe {run.recipe}, but this code trains with recipe "
                f"{RECIPE} and would give another history: record it again with `make results`."
            )
    return runs


def read_recorded(stem: str) -> list[TrainingResult]:
    """The recorded runs whose files begin with `recorded_stem`, of any recipe, by their seeds."""
    found = map(TrainingResult.load, RECORDED.glob(f"{stem}-seed*.json"))
    return sorted(found, key=lambda result: result.seed)


def _read_config(content: dict[str, Any]) -> ExperimentConfig:
    parts = {part: kind(**content[part]) for part, kind in PARTS.items()}
    return ExperimentConfig(name=content["name"], **parts)


def _check_history(history: dict[str, list[float]], epochs: int) -> None:
    for metric in METRICS:
        values = history[metric]
        if len(values) != epochs or not 0 < epochs <= MAX_EPOCHS:
            raise ValueError(
                f"{metric} has {plural(len(values), 'epoch')} and epoch_seconds has {epochs:,}; "
                f"both must be equal, from 1 to {MAX_EPOCHS:,}"
            )
        _check_numbers(metric, values)


def _check_kinds(content: dict[str, Any]) -> None:
    """Refuse values that would fail, or harm a terminal, only when they are shown."""
    texts = {name: content[name] for name in TEXTS}
    texts |= {f"versions of {name}": value for name, value in content["versions"].items()}
    for name, value in texts.items():
        if not isinstance(value, str) or not f"{name}{value}".isprintable():
            raise ValueError(f"{name} is {value!r:.40}, not a line of text")
    for name in ("seed", "parameters"):
        check_count(name, content[name], minimum=0)
    check_count("recipe", content.get("recipe", 1))
    _check_numbers("peak_memory_mb", [content["peak_memory_mb"]])
    _check_numbers("epoch_seconds", content["epoch_seconds"])
    for part in ("final", "best"):
        _check_numbers(part, content[part].values())


def _check_numbers(name: str, values: Iterable[Any]) -> None:
    for value in values:
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValueError(f"{name} contains {value!r:.40}, which is not a number")
