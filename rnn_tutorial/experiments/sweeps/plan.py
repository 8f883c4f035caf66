"""What a sweep consists of: every experiment with every combination of settings and seeds."""

import itertools
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnn_tutorial.config import ExperimentConfig, check_count
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps import cluster as sweep_cluster


@dataclass
class Run:
    """One training of a sweep, and where it stands.

    label: which run it is, in a few words. changes: the settings that differ from the profile's.
    state: "waiting", "training", "done", "stored" (found on disk) or "failed".
    epoch: the one in training, counted from 1; 0 while the model is made. problem: why it failed.
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


@dataclass(frozen=True)
class Plan:
    """What a sweep was asked for. `changes` maps a setting to its values."""

    names: tuple[str, ...]
    seeds: int
    profile: str
    data: str
    scheduler: str | None
    changes: dict[str, tuple[Any, ...]]

    def runs(self) -> list[Run]:
        """Every experiment with every combination of values and every seed."""
        made = []
        for name, values in itertools.product(
            self.names, itertools.product(*self.changes.values())
        ):
            changes = dict(zip(self.changes, values, strict=True))
            config = get_experiment(name, self.profile, data=self.data, **changes)
            tried = [f"{k}={v}" for k, v in changes.items() if len(self.changes[k]) > 1]
            words = " ".join([name, *tried])
            made += [
                Run(f"{words} seed {seed}", config, changes, seed) for seed in range(self.seeds)
            ]
        return made

    @property
    def command(self) -> str:
        """The command that starts this sweep, or goes on with it."""
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
    """Check what a sweep is asked for, before anything heavy is loaded."""
    names = (names,) if isinstance(names, str) else tuple(names)
    check_count("seeds", seeds)
    if scheduler is not None:
        sweep_cluster.check_address(scheduler)
    several = {
        name: tuple(value) if isinstance(value, (list, tuple, range)) else (value,)
        for name, value in (changes or {}).items()
    }
    if "source" in several:
        raise TutorialError("source is no setting to try: name the reviews with data (--data).")
    for what, given in ({"experiments": names} | several).items():
        if not given or len(set(given)) < len(given):
            told = ", ".join(map(repr, given)) or "empty"
            raise TutorialError(f"{what} is {told}: give at least one, and each only once.")
    plan = Plan(names, int(seeds), profile, str(data), scheduler, several)
    plan.runs()  # names, settings and values are refused here
    return plan


def remaining(runs: Sequence[Run], plan: Plan) -> str:
    """How many runs are stored, which remain, and the command that goes on with them."""
    left = [run.label for run in runs if not run.ended]
    named = ", ".join(left[:6]) + (f" and {len(left) - 6} more" if len(left) > 6 else "")
    return (
        f"{len(runs) - len(left)} of {len(runs)} runs are finished and stored, "
        f"{len(left)} remain{'s' * (len(left) == 1)} ({named}). `{plan.command}` goes on."
    )
