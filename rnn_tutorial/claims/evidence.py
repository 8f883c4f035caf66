"""Measurements for two claims that the recorded runs alone can't test. Loads no Keras."""

from dataclasses import dataclass
from pathlib import Path

from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.measurements import read_measurements


@dataclass(frozen=True)
class Evidence:
    """One number for each seed in each list.

    gradient_reach: maxlen -> log10 of the ratio of two gradient norms, at the first word and at
    the last word, in reviews of that length read by the trained SimpleRNN.

    The others are accuracies of networks that look for a pattern of three letters. "seen": the
    pattern begins at places that occurred in training; "unseen": at other places. "pattern": a
    SimpleRNN that answers at the end; "each": a SimpleRNN that answers at each timestep;
    "dense": a dense network.

    recipe: the RECIPE of the code that trained the networks.
    """

    gradient_reach: dict[str, list[float]]
    pattern_seen: list[float]
    pattern_unseen: list[float]
    each_seen: list[float]
    each_unseen: list[float]
    dense_seen: list[float]
    dense_unseen: list[float]
    recipe: int = 1  # measurements from before recipes were counted

    def __repr__(self) -> str:
        return f"Evidence(seeds={len(self.pattern_seen)}, lengths={list(self.gradient_reach)})"


def load_evidence(path: str | Path = RECORDED / "evidence.json") -> Evidence:
    """Read the recorded measurements. Raises TutorialError if the file holds anything else."""
    return read_measurements(path, "make results", dict, lambda content: Evidence(**content))
