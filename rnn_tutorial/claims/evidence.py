"""Measurements for two claims that the recorded runs alone can't test. No Keras here."""

import json
from dataclasses import dataclass
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import RECORDED


@dataclass(frozen=True)
class Evidence:
    """One number a seed in each list.

    gradient_reach: maxlen -> log10 of the gradient's norm at the first word over that at the
    last one, in long reviews read by the trained SimpleRNN.
    pattern_seen, pattern_unseen: accuracy of a SimpleRNN that looks for three letters and is
    asked at the end, where they stand at places that occurred in training, and at others.
    each_seen, each_unseen: asked at each timestep. dense_seen, dense_unseen: a dense network.
    """

    gradient_reach: dict[str, list[float]]
    pattern_seen: list[float]
    pattern_unseen: list[float]
    each_seen: list[float]
    each_unseen: list[float]
    dense_seen: list[float]
    dense_unseen: list[float]


def load_evidence(path: Path = RECORDED / "evidence.json") -> Evidence:
    """The recorded measurements. Raises TutorialError where the file is anything else."""
    try:
        return Evidence(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TutorialError(
            f"{path} holds no evidence ({error}): make it with `make results`."
        ) from None
