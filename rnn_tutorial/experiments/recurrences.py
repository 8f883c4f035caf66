"""The recorded measurements of linear recurrences: times, and the adding problem. No Keras here.

`reproductions/recurrences.py` makes them.
"""

from dataclasses import dataclass, field
from pathlib import Path

from rnn_tutorial.errors import check_choice, refusal
from rnn_tutorial.experiments.catalogue import OTHER_TASKS
from rnn_tutorial.experiments.result import RECORDED
from rnn_tutorial.measurements import read_measurements
from rnn_tutorial.scratch.distances import Attempt


@dataclass(frozen=True)
class Timing:
    """How long one computation took: the shortest of several repetitions.

    what: "training" (the loss and its gradient) or "recurrence" (the states alone).
    network: such as "LSTM" or "minGRU, scan". backend: "jax" or "tensorflow".
    lanes: numbers computed side by side at each timestep, sequences times units.
    seconds: of the clock. cpu_seconds: of processor time, of all threads together.
    """

    what: str
    network: str
    backend: str
    timesteps: int
    lanes: int
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Recurrences:
    """timings: on one machine, interleaved. adding: the adding problem, one entry per seed."""

    machine: str
    versions: dict[str, str]
    timings: tuple[Timing, ...] = field(repr=False)
    adding: tuple[Attempt, ...] = field(repr=False)

    def times(
        self, network: str, *, what: str = "training", backend: str = "jax", lanes: int = 1024
    ) -> dict[int, float]:
        """timesteps -> milliseconds of processor time; {} if not timed with `backend` and `lanes`.

        Raises TutorialError for another `what`, and for a network that was not timed at it.
        """
        check_choice("what", what, ("training", "recurrence"))
        timed = dict.fromkeys(t.network for t in self.timings if t.what == what)
        if network not in timed:
            raise refusal("network", network, f"choose one of {', '.join(map(repr, timed))}")
        return {
            t.timesteps: 1000 * t.cpu_seconds
            for t in sorted(self.timings, key=lambda timing: timing.timesteps)
            if (t.what, t.network, t.backend, t.lanes) == (what, network, backend, lanes)
        }


def load_recurrences(path: str | Path = RECORDED / "recurrences.json") -> Recurrences:
    """Read the recorded measurements. Raises TutorialError if the file holds anything else."""
    return read_measurements(
        path,
        OTHER_TASKS["adding"].command,
        dict,
        lambda content: Recurrences(
            machine=content["machine"],
            versions=content["versions"],
            timings=tuple(Timing(**entry) for entry in content["timings"]),
            adding=tuple(Attempt(**entry) for entry in content["adding"]),
        ),
    )
