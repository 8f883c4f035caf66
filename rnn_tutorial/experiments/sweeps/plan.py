"""The runs of a sweep: every experiment with every combination of settings and seeds."""

import itertools
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rnn_tutorial.config import ExperimentConfig
from rnn_tutorial.errors import TutorialError, check_count, plural
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.cluster import check_address
from rnn_tutorial.style import model_name


@dataclass(repr=False)
class Run:
    """One training of a sweep, and its state.

    label: the model, the settings tried and the seed, for readers.
    changes: the settings that differ from the profile's.
    state: "waiting", "training", "done", "stored" (found on disk) or "failed".
    epoch: the current epoch, counted from 1; 0 while the model is built.
    problem: why the run failed.
    """

    label: str
    config: ExperimentConfig
    changes: dict[str, Any]
    seed: int
    state: str = "waiting"
    epoch: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    worker: str = ""
    problem: str = ""
    path: Path | None = None
    result: TrainingResult | None = None

    @property
    def ended(self) -> bool:
        """Whether its result is stored."""
        return self.state in ("done", "stored")

    def __repr__(self) -> str:
        return f"Run({self.label!r}, {self.state!r}, epoch={self.epoch})"


@dataclass(frozen=True)
class Plan:
    """What a sweep should train, and how far it is. changes: the values to try, by setting."""

    names: tuple[str, ...]
    seeds: int
    profile: str
    data: str
    scheduler: str | None
    changes: dict[str, tuple[Any, ...]]

    @cached_property
    def runs(self) -> list[Run]:
        """Every experiment with every combination of values and every seed."""
        made = []
        for name, values in itertools.product(
            self.names, itertools.product(*self.changes.values())
        ):
            changes = dict(zip(self.changes, values, strict=True))
            config = get_experiment(name, self.profile, data=self.data, **changes)
            tried = [f"{k}={v}" for k, v in changes.items() if len(self.changes[k]) > 1]
            label = ", ".join([model_name(name), *tried])
            made += [
                Run(f"{label}, seed {seed}", config, changes, seed) for seed in range(self.seeds)
            ]
        return made

    def remaining(self) -> str:
        """How many runs are stored, which remain, and the command that resumes the sweep."""
        left = [run.label for run in self.runs if not run.ended]
        named = "; ".join(left[:6]) + (f" and {len(left) - 6} more" if len(left) > 6 else "")
        return (
            f"Finished and stored: {len(self.runs) - len(left)} of {plural(len(self.runs), 'run')}."
            f" Remaining: {len(left)} ({named}). To resume: `{self.command}`"
        )

    @property
    def command(self) -> str:
        """The command that starts or resumes this sweep."""
        words = ["rnn-tutorial", "sweep", *self.names, "--seeds", str(self.seeds)]
        words += ["--profile", self.profile]
        if self.data != "auto":
            words += ["--data", self.data]
        for name, values in self.changes.items():
            words += ["--set", f"{name}={','.join(map(str, values))}"]
        if self.scheduler:
            words += ["--scheduler", self.scheduler]
        return shlex.join(words)


def make_plan(
    names: str | Iterable[str],
    seeds: int,
    profile: str,
    data: str | Path,
    scheduler: str | None,
    changes: Mapping[str, Any] | None,
) -> Plan:
    """Check the arguments of a sweep before Keras is loaded. Raises TutorialError."""
    names = (names,) if isinstance(names, str) else tuple(names)
    check_count("seeds", seeds)
    if scheduler is not None:
        check_address(scheduler)
    several = {
        name: tuple(value) if isinstance(value, (list, tuple, range)) else (value,)
        for name, value in (changes or {}).items()
    }
    if "source" in several:
        raise TutorialError("source can't be varied: choose the reviews with data (--data).")
    for setting, values in ({"experiments": names} | several).items():
        if not values or len(set(values)) < len(values):
            shown = ", ".join(map(repr, values)) or "empty"
            raise TutorialError(f"{setting} is {shown}: give at least one, and each only once.")
    plan = Plan(names, int(seeds), profile, str(data), scheduler, several)
    _ = plan.runs  # refuses unknown names, settings and values
    return plan
