"""The recorded language models of chapter 8. Loads no Keras.

`reproductions/language_models.py` trains them and writes the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rnn_tutorial.datasets.sequences import load_shakespeare
from rnn_tutorial.errors import check_choice
from rnn_tutorial.experiments.catalogue import OTHER_TASKS
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.experiments.trained import load_weights
from rnn_tutorial.measurements import read_measurements
from rnn_tutorial.metrics import grouped
from rnn_tutorial.models.characters import CharacterLSTM

RUNS = RECORDED / "language_models.json"
WEIGHTS = RECORDED / "shakespeare_lstm.npz"
TEXTS = RECORDED / "shakespeare_texts.json"
_COMMAND = OTHER_TASKS["words"].command


@dataclass(frozen=True, repr=False)
class LanguageRun:
    """One language model, trained once.

    text: "reviews" (tokens are words) or "shakespeare" (characters). model: the reader's name,
    such as "LSTM" or "trigram". seed: None for a model that counts. parameters: numbers that the
    model stores. tokens: read in training, those of every epoch counted. seconds: processor time
    of the training, all threads together. loss: mean of -log p over the held-out text, in nats.
    known: the same over the known words alone. unknown: the share of unknown words. fresh: the
    loss where every piece starts without a memory of the piece before. curve: (seconds, loss) on
    a validation text during training. norms: of the gradient at each step, before clipping.
    """

    text: str
    model: str
    seed: int | None
    parameters: int
    tokens: int
    seconds: float
    loss: float
    known: float | None = None
    unknown: float | None = None
    fresh: float | None = None
    curve: list[list[float]] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)

    def __repr__(self) -> str:
        seed = "" if self.seed is None else f", seed={self.seed}"
        return f"LanguageRun({self.text!r}, {self.model!r}{seed}, loss={self.loss:.3f})"

    @property
    def perplexity(self) -> float:
        """exp(loss)."""
        return float(np.exp(self.loss))


def load_language_runs(text: str | None = None, path: str | Path = RUNS) -> list[LanguageRun]:
    """The recorded language models, of "reviews" or "shakespeare" only if `text` says so.

    Raises TutorialError for another text, and if the file holds anything else.
    """
    if text is not None:
        check_choice("text", text, ("reviews", "shakespeare"))
    runs = read_measurements(
        path, _COMMAND, list, lambda content: [LanguageRun(**run) for run in content]
    )
    return [run for run in runs if text in (None, run.text)]


def by_model(runs: Sequence[LanguageRun], quantity: str = "perplexity") -> dict[str, list[float]]:
    """Model -> one number per seed, in the order of the runs.

    quantity: a number that a run has, such as "perplexity", "loss" or "seconds".
    """
    return grouped((run.model, getattr(run, quantity)) for run in runs)


def load_shakespeare_lstm() -> CharacterLSTM:
    """The recorded character LSTM, in NumPy. Raises TutorialError if its weights are missing."""
    alphabet = "".join(sorted(set(load_shakespeare())))
    return CharacterLSTM(alphabet, load_weights(WEIGHTS))


def load_texts() -> dict[float, str]:
    """Temperature -> the text that the recorded character LSTM wrote at it, from one prompt."""
    return read_measurements(
        TEXTS, _COMMAND, dict, lambda texts: {float(t): text for t, text in texts.items()}
    )
