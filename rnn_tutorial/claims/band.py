"""Compare a reader's run with the recorded runs of the same experiment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rnn_tutorial.config import ExperimentConfig
from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.metrics import METRICS
from rnn_tutorial.style import library_name


@dataclass(frozen=True)
class Band:
    """The range in which a metric of a further seed is expected, epoch by epoch.

    middle: the mean over the seeds, shape (epochs,). half_width: about nine of ten further
    seeds lie within `middle` ± `half_width`, in units of the metric. seeds: how many runs the
    band is computed from.
    """

    metric: str
    middle: np.ndarray = field(repr=False)
    half_width: float
    seeds: int


@dataclass(frozen=True)
class BandComparison:
    """One run compared with a band.

    epochs: how many epochs the run and the band share. outside: at how many of them the run
    lies outside the band. excess: its largest distance from the edge of the band, in units of
    the metric, and epoch: where that is, counted from 1 (0 and None if the run never leaves the
    band). note: why the band may not apply, such as other reviews or settings; else empty.
    """

    band: Band
    epochs: int
    outside: int
    excess: float
    epoch: int | None
    note: str

    @property
    def within(self) -> bool:
        """Whether the run leaves the band at one epoch in ten at most, as chance allows."""
        return self.outside <= max(1, round(0.1 * self.epochs))

    def __repr__(self) -> str:
        return (
            f"BandComparison({self.band.metric!r}, within={self.within}, "
            f"outside={self.outside} of {self.epochs} epochs, excess={self.excess:.3f})"
        )

    def __str__(self) -> str:
        metric = self.band.metric.replace("val_", "validation ")
        inside = self.epochs - self.outside
        share = f"{inside} of {self.epochs}" if self.outside else f"all {self.epochs}"
        text = f"{metric}: {share} epochs lie in the band of {self.band.seeds} seeds"
        if self.outside:
            often = "about as many as expected" if self.within else "fewer than expected"
            text += f", {often}; epoch {self.epoch} lies farthest outside, by {self.excess:.3f}"
        return f"{text}. {self.note}".rstrip()


def recorded_band(recorded: Sequence[TrainingResult], metric: str = "val_accuracy") -> Band:
    """The band of several runs of one experiment, such as `load_recorded` returns.

    The half-width is 1.64 standard deviations of a further seed, sqrt(1 + 1/seeds) times the
    standard deviation between seeds. That deviation is pooled over all epochs, because three
    seeds say too little about a single epoch. Runs of different lengths are compared over the
    epochs that all of them have. Raises TutorialError for fewer than two runs, and for an unknown
    metric.
    """
    check_choice("metric", metric, METRICS)
    if len(recorded) < 2:
        raise TutorialError(
            f"a band needs two runs or more, and {len(recorded)} was given: "
            "give the runs of several seeds of one experiment."
        )
    shared = min(run.epochs for run in recorded)
    runs = np.array([run.history[metric][:shared] for run in recorded])
    deviation = np.sqrt(runs.var(axis=0, ddof=1).mean())
    half_width = 1.64 * deviation * np.sqrt(1 + 1 / len(recorded))
    return Band(metric, runs.mean(axis=0), float(half_width), len(recorded))


def compare_with_band(
    result: TrainingResult, recorded: Sequence[TrainingResult], metric: str = "val_accuracy"
) -> BandComparison:
    """Compare a run with the band of recorded runs, over the epochs that both have.

    metric: one of loss, accuracy, val_loss and val_accuracy. Raises TutorialError for fewer
    than two recorded runs.
    """
    band = recorded_band(recorded, metric)
    epochs = min(result.epochs, len(band.middle))
    distance = np.abs(np.array(result.history[metric][:epochs]) - band.middle[:epochs])
    beyond = np.maximum(distance - band.half_width, 0)
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
    """A sentence on what differs besides the seed; empty if nothing does."""
    found = []
    if result.source != recorded.source:
        found.append(f"this run read {result.source}, the recorded runs read {recorded.source}")
    if _comparable(result.config) != _comparable(recorded.config):
        found.append("the settings differ")
    if result.backend != recorded.backend:
        ours, theirs = library_name(result.backend), library_name(recorded.backend)
        found.append(f"this run used {ours}, the recorded runs used {theirs}")
    return f"The band does not apply: {'; '.join(found)}." if found else ""


def _comparable(config: ExperimentConfig) -> ExperimentConfig:
    """The settings that must agree: all but the place of the reviews and the number of epochs."""
    return replace(
        config,
        data=replace(config.data, source="auto"),
        training=replace(config.training, epochs=1),
    )
