"""A reader's run against the recorded runs of the same experiment: within their band, or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnn_tutorial.config import ExperimentConfig
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult


@dataclass(frozen=True)
class Band:
    """Where a further seed is expected, epoch by epoch.

    middle: the mean over the recorded seeds, (epochs,). half_width: so far to either side,
    about nine further seeds of ten are expected. seeds: how many were recorded.
    """

    metric: str
    middle: np.ndarray
    half_width: float
    seeds: int


@dataclass(frozen=True)
class BandComparison:
    """One run against a band.

    outside: the number of epochs, of `epochs`, at which the run is outside. excess: by how much
    it leaves the band at its farthest, in units of the metric, and at `epoch`, counted from 1
    (0 and None where it stays within). note: what makes the two hard to compare, if anything.
    """

    band: Band
    epochs: int
    outside: int
    excess: float
    epoch: int | None
    note: str

    @property
    def within(self) -> bool:
        """Whether the run leaves the band at no more than the tenth of epochs that chance may."""
        return self.outside <= max(1, round(0.1 * self.epochs))

    def __str__(self) -> str:
        metric = self.band.metric.replace("val_", "validation ")
        where = f"{self.epochs - self.outside} of {self.epochs} epochs lie within the band"
        said = (
            f"{metric}: {'within' if self.within else 'outside'} the band of "
            f"{self.band.seeds} recorded seeds; {where}"
        )
        if self.outside:
            said += f", and epoch {self.epoch} leaves it by {self.excess:.3f}"
        return said + (f". {self.note}" if self.note else ".")


def recorded_band(recorded: Sequence[TrainingResult], metric: str = "val_accuracy") -> Band:
    """The band of the recorded runs of one experiment, two seeds or more.

    Its half-width is 1.64 standard deviations of a further seed, sqrt(1 + 1/seeds) times the
    deviation between seeds, which is taken over all epochs together: three seeds alone say too
    little about a single one.
    """
    if len(recorded) < 2:
        raise TutorialError(
            f"{len(recorded)} recorded run gives no band: give two seeds or more of one experiment."
        )
    shared = min(run.epochs for run in recorded)
    runs = np.array([run.history[metric][:shared] for run in recorded])
    deviation = np.sqrt(runs.var(axis=0, ddof=1).mean())
    half_width = 1.64 * deviation * np.sqrt(1 + 1 / len(recorded))
    return Band(metric, runs.mean(axis=0), float(half_width), len(recorded))


def compare_with_band(
    result: TrainingResult, recorded: Sequence[TrainingResult], metric: str = "val_accuracy"
) -> BandComparison:
    """Lay a run over the band of recorded runs, over the epochs that both have."""
    band = recorded_band(recorded, metric)
    epochs = min(result.epochs, len(band.middle))
    beyond = np.abs(np.array(result.history[metric][:epochs]) - band.middle[:epochs])
    beyond = np.maximum(beyond - band.half_width, 0)
    outside = int((beyond > 0).sum())
    return BandComparison(
        band=band,
        epochs=epochs,
        outside=outside,
        excess=float(beyond.max()),
        epoch=int(beyond.argmax()) + 1 if outside else None,
        note=_differences(result, recorded[0]),
    )


def _differences(result: TrainingResult, recorded: TrainingResult) -> str:
    """In one sentence, what differs besides the seed; nothing if nothing does."""
    told: list[Any] = []
    if result.source != recorded.source:
        told.append(f"this run read {result.source}, the recorded ones {recorded.source}")
    if _settings(result.config) != _settings(recorded.config):
        told.append("the settings differ")
    if result.backend != recorded.backend:
        told.append(f"this run used {result.backend}, the recorded ones {recorded.backend}")
    said = ", and ".join(told)
    return f"{said[0].upper()}{said[1:]}: the band is no measure here." if said else ""


def _settings(config: ExperimentConfig) -> ExperimentConfig:
    """What must agree: neither where the reviews lie nor how many epochs follow."""
    return replace(
        config,
        data=replace(config.data, source="auto"),
        training=replace(config.training, epochs=1),
    )
