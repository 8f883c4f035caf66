"""What a training run leaves behind: numbers and words, no Keras object."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rnn_tutorial.config import PARTS, ExperimentConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.metrics import METRICS, TestMetrics, best_epoch, overfitting_epoch
from rnn_tutorial.storage import write_beside

RECORDED = Path(__file__).parents[1] / "results"
LAYOUT = 1  # of the JSON; raise it when a field changes its meaning
TEXTS = ("profile", "source", "fingerprint", "backend", "machine", "finished")
MAX_BYTES, MAX_EPOCHS = 1 << 26, 100_000  # 100 epochs take 12 KB


@dataclass(frozen=True)
class TrainingResult:
    """One finished run.

    history: metric -> one number an epoch, for loss, accuracy, val_loss and val_accuracy.
    final, best: the test reviews, after the last epoch and after the best one.
    epoch_seconds: the time of each epoch, its validation included.
    peak_memory_mb: the largest resident size that the process reached, in 10^6 bytes.
    notice, stored, path: of this copy, not of the run: where the reviews came from against
        what was asked, whether the result was read from a file, and from which.
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
    notice: str = field(default="", compare=False)
    stored: bool = field(default=False, compare=False)
    path: Path | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The experiment's name, as in EXPERIMENTS."""
        return self.config.name

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.history["loss"])

    @property
    def best_epoch(self) -> int:
        """The epoch, counted from 1, of the highest validation accuracy (the first of equals)."""
        return best_epoch(self.history)

    @property
    def overfitting_epoch(self) -> int:
        """The epoch, counted from 1, of the lowest validation loss: overfitting starts after."""
        return overfitting_epoch(self.history)

    @property
    def seconds(self) -> float:
        """Training time in seconds, the test excluded."""
        return sum(self.epoch_seconds)

    @property
    def seconds_per_epoch(self) -> float:
        """The median, which leaves out the compilation in the first epoch."""
        ordered = sorted(self.epoch_seconds)
        return ordered[len(ordered) // 2]

    @property
    def title(self) -> str:
        """For plots: which model, on which reviews."""
        return f"{self.name} on {'the ' if self.source == 'sample corpus' else ''}{self.source}"

    def save(self, path: Path) -> None:
        """Write as JSON, beside and then renamed."""
        content = {"layout": LAYOUT, **asdict(self)}
        for passing in ("notice", "stored", "path"):
            del content[passing]
        with write_beside(path) as stream:
            stream.write(json.dumps(content, indent=1, allow_nan=False).encode())

    @classmethod
    def load(cls, path: Path) -> "TrainingResult":
        """Read what `save` wrote. Raises TutorialError where the file is anything else."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
            content = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
            if content.pop("layout") != LAYOUT:
                raise ValueError("it was written by another version of rnn_tutorial")
            _check_kinds(content)
            result = cls(
                **content
                | {"config": _read_config(content["config"]), "stored": True}
                | {part: TestMetrics(**content[part]) for part in ("final", "best")}
            )
            _check_history(result.history, len(result.epoch_seconds))
        except (
            OSError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            RecursionError,
        ) as error:
            reason = " ".join(str(error).split())
            raise TutorialError(
                f"{path} is not a result of rnn_tutorial {LAYOUT} ({reason:.200}): "
                "delete it and train again."
            ) from None
        return result


def recorded_stem(name: str, profile: str, changes: dict[str, Any]) -> str:
    """How the files of a recorded experiment begin: "simple_rnn-fast-maxlen200"."""
    return "-".join([name, profile, *(f"{key}{value}" for key, value in changes.items())])


def load_recorded(name: str, profile: str = "full", **changes: Any) -> list[TrainingResult]:
    """The runs of an experiment that ship with the package, in order of seed.

    changes: the settings that differed from the profile's, such as `maxlen=200`.
    Raises TutorialError where none was recorded, naming those that were.
    """
    stem = recorded_stem(name, profile, changes)
    found = sorted(RECORDED.glob(f"{stem}-seed*.json"))
    if not found:
        known = sorted({path.stem.rpartition("-seed")[0] for path in RECORDED.glob("*-seed*.json")})
        raise TutorialError(f"no run {stem!r} was recorded: choose one of {', '.join(known)}.")
    return sorted(map(TrainingResult.load, found), key=lambda result: result.seed)


def _refuse(constant: str) -> Any:
    raise ValueError(f"it holds {constant}")


def _read_config(content: dict[str, Any]) -> ExperimentConfig:
    model = content["model"]
    if (model.get("kind"), model.get("cell")) != ("recurrent", "simple_rnn"):
        # Earlier versions wrote "fast" for every model of that profile. Keras's layers trained it.
        model = model | {"implementation": "keras"}
    content = content | {"model": model}
    parts = {part: kind(**content[part]) for part, kind in PARTS.items()}
    return ExperimentConfig(name=content["name"], **parts)


def _check_history(history: dict[str, list[float]], epochs: int) -> None:
    for metric in METRICS:
        values = history[metric]
        if len(values) != epochs or not 0 < epochs <= MAX_EPOCHS:
            raise ValueError(
                f"{metric} has {len(values):,} epochs, epoch_seconds {epochs:,}: give as many "
                f"of both, at most {MAX_EPOCHS:,}"
            )
        _check_numbers(metric, values)


def _check_kinds(content: dict[str, Any]) -> None:
    """Refuse what would only fail, or do harm to a terminal, when it is shown."""
    texts = {name: content[name] for name in TEXTS}
    texts |= {f"versions of {name}": value for name, value in content["versions"].items()}
    for name, value in texts.items():
        if not isinstance(value, str) or not f"{name}{value}".isprintable():
            raise ValueError(f"{name} is {value!r:.40}, not a line of text")
    for name in ("seed", "parameters"):
        if type(content[name]) is not int or content[name] < 0:
            raise ValueError(f"{name} is {content[name]!r:.40}, not a whole number")
    _check_numbers("peak_memory_mb", [content["peak_memory_mb"]])
    _check_numbers("epoch_seconds", content["epoch_seconds"])
    for part in ("final", "best"):
        _check_numbers(part, content[part].values())


def _check_numbers(name: str, values: Iterable[Any]) -> None:
    for value in values:
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValueError(f"{name} holds {value!r:.40}, which is not a number")
