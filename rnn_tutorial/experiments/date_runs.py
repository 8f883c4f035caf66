"""Recorded trainings of encoder-decoders on dates, and of what a training step costs.

`reproductions/dates.py` and `reproductions/attention_cost.py` make the files. Keras is imported
only where a network is built.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnn_tutorial.datasets.dates import LETTERS, OUTPUTS, SHORTEST, SIGNS, START
from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.experiments.catalogue import OTHER_TASKS
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.experiments.trained import load_weights
from rnn_tutorial.measurements import read_measurements

if TYPE_CHECKING:
    import keras

TRAINED_ON = (32, 64)  # characters in the texts of training
TESTED_ON = (32, 48, 64, 96, 128, 192)
CONTEXTS = {"fixed": "fixed context", "additive": "additive", "dot": "dot product"}
DATES, COST = RECORDED / "dates.json", RECORDED / "attention_cost.json"


@dataclass(frozen=True)
class DateRun:
    """One encoder-decoder, trained with one seed to write dates as ISO 8601.

    attention: "fixed", "additive" or "dot". own: the share of the decoder's inputs that were its
    own outputs at the end of training (0: teacher forcing). updates: of the weights.
    whole: characters of the texts -> share of the dates that are right as a whole.
    forced, free: the same -> share of right signs behind the first wrong sign of an answer, when
    the decoder reads the right signs, and when it reads its own. processor_seconds: of training.
    """

    attention: str
    own: float
    seed: int
    updates: int
    parameters: int
    whole: dict[int, float]
    forced: dict[int, float]
    free: dict[int, float]
    processor_seconds: float

    @property
    def model(self) -> str:
        """The reader's name of its kind."""
        return f"{CONTEXTS[self.attention]}{', scheduled sampling' if self.own else ''}"

    @property
    def key(self) -> tuple[str, float, int]:
        """What distinguishes a run from the others."""
        return self.attention, self.own, self.seed


def load_date_runs(path: str | Path = DATES) -> list[DateRun]:
    """The recorded runs of the book, or those in `path`.

    Raises TutorialError for any other file.
    """
    numbers = ("whole", "forced", "free")
    return read_measurements(
        path,
        OTHER_TASKS["dates"].command,
        list,
        lambda content: [
            DateRun(**run | {name: {int(k): v for k, v in run[name].items()} for name in numbers})
            for run in content
        ],
    )


def load_date_reader(attention: str = "dot") -> "keras.Model":
    """The recorded network with this attention, teacher forcing and seed 0, after its training.

    attention: "fixed", "additive" or "dot". Reads texts of LETTERS, writes dates of SIGNS.
    """
    from rnn_tutorial.models.attention import build_encoder_decoder

    model = build_encoder_decoder(len(LETTERS), len(SIGNS), attention=attention, seed=0)
    model.set_weights(load_weights(reader_path(attention)))
    return model


def read_date(reader: "keras.Model", text: str) -> str:
    """What a network of `load_date_reader` writes for a text of letters, digits, "." and ",".

    Raises TutorialError for other characters.
    """
    from rnn_tutorial.models.attention import write_greedily

    tokens = encode_text(text.lower().center(SHORTEST), LETTERS)
    written, _ = write_greedily(reader, tokens[None], OUTPUTS, START)
    return "".join(SIGNS[token] for token in written[0])


def reader_path(attention: str) -> Path:
    """The file of the recorded network's weights, rounded to 16 bits."""
    return DATES.with_name(f"dates-{attention}.npz")


def load_attention_cost(path: str | Path = COST) -> dict[str, Any]:
    """What a training step of an LSTM and of a Transformer costs, by timesteps.

    "timesteps": the lengths. "seconds" and "megabytes": model -> one number per length; processor
    time of a step on 16 reviews, and memory that the compiled step needs for its own arrays.
    Raises TutorialError for any other file.
    """
    return read_measurements(path, "python reproductions/attention_cost.py", dict, dict)
