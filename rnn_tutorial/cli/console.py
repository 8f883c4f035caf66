"""What the command line shows: messages, a progress bar, and the curves it saves."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress as Bar,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from rnn_tutorial.storage import write_beside
from rnn_tutorial.style import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from rnn_tutorial.experiments.result import TrainingResult

console = Console()


def show(text: object) -> None:
    """Print one line as it is: no markup, no colours, no line breaks."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def progress_bar(unit: str = "", *, transient: bool = False) -> Bar:
    """A bar with the time left. It counts units, or shows the share that is done.

    Each task has a field "metrics". In a narrow terminal, words wrap and numbers stay whole.
    """
    whole = Column(no_wrap=True)
    count = (MofNCompleteColumn(table_column=whole), TextColumn(unit)) if unit else (
        TaskProgressColumn(table_column=whole),
    )  # fmt: skip
    columns = (
        TextColumn("{task.description}", table_column=Column()),
        BarColumn(bar_width=10, table_column=whole),
        *count,
        TimeRemainingColumn(compact=True, elapsed_when_finished=True, table_column=whole),
        TextColumn("{task.fields[metrics]}", markup=False, table_column=Column()),
    )
    return Bar(*columns, console=console, transient=transient)


class TrainingBar:
    """A bar for the batches of all epochs, with the time left and the last metrics.

    Until the first batch it names what is being prepared.
    """

    def __init__(self, name: str, epochs: int) -> None:
        self.name, self.epochs, self.bar = name, epochs, progress_bar()

    @contextlib.contextmanager
    def shown(self) -> Iterator["TrainingBar"]:
        """Show the bar while the block lasts."""
        with self.bar:
            self.task = self.bar.add_task(self.name, total=None, metrics="")
            yield self
            if not self.bar.tasks[0].total:  # no batch was trained: the result was stored
                self.bar.update(self.task, visible=False)

    def prepare(self, step: str) -> None:
        """Name what is being done before the first batch, such as "reading the reviews"."""
        self.bar.update(self.task, description=f"{self.name}: {step}")

    def __call__(self, epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
        """What `run_experiment` calls after each batch, see `Progress`."""
        self.bar.update(
            self.task,
            total=self.epochs * batches,
            completed=(epoch - 1) * batches + batch,
            description=f"{self.name}, epoch {epoch} of {self.epochs}",
            metrics=metrics_text(metrics),
        )


def metrics_text(metrics: dict[str, float]) -> str:
    """Metrics in a line: "loss 0.512, accuracy 0.744"."""
    return ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())


def save_curves(result: "TrainingResult") -> Path:
    """Draw accuracy and loss as PNG, beside the result's JSON file."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from rnn_tutorial.plotting.history import plot_accuracy_and_loss

    with rc_context(settings()):
        figure = Figure()
        plot_accuracy_and_loss(result, axes=figure.subplots(1, 2))
    return save_figure(figure, stored_path(result).with_suffix(".png"))


def stored_path(result: "TrainingResult") -> Path:
    """The file of a result that `run_experiment` or `sweep` returned."""
    assert result.path is not None, "the result was not stored"
    return result.path


def save_figure(figure: "Figure", path: Path) -> Path:
    """Write a figure as PNG and return its path."""
    with write_beside(path) as stream:
        figure.savefig(stream, format="png", dpi=150)
    return path
