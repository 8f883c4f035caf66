"""What the command line shows: messages, tables, a progress bar, and the curves it saves."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress as Bar,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART, CheckedClaim
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.publishing.notebooks.watch import Watch
from rnn_tutorial.storage import write_beside
from rnn_tutorial.style import model_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from rnn_tutorial.publishing.notebooks.execute import CellTime
    from rnn_tutorial.training.fitting import Progress

console = Console()


def show(text: object) -> None:
    """Print one line as it is: no markup, no colours, no line breaks."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def progress_bar(unit: str, *, transient: bool = False) -> Bar:
    """A bar that counts units, with the time left. Each task has a field "metrics"."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit),
        TimeElapsedColumn(), TextColumn("ETA"), TimeRemainingColumn(),
        TextColumn("{task.fields[metrics]}", markup=False),
    )  # fmt: skip
    return Bar(*columns, console=console, transient=transient)


@contextlib.contextmanager
def training_progress(name: str, epochs: int) -> Iterator["Progress"]:
    """A bar that counts the batches of all epochs, with the time left and the last metrics.

    Yields the function that `run_experiment` calls after each batch.
    """
    with progress_bar("batches") as bar:
        task = bar.add_task(name, total=None, visible=False, metrics="")

        def update(epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
            bar.update(
                task,
                total=epochs * batches,
                completed=(epoch - 1) * batches + batch,
                description=f"{name}, epoch {epoch} of {epochs}",
                metrics=metrics_text(metrics),
                visible=True,
            )

        yield update


class NotebookBars(Watch):
    """A bar for each notebook that is executed and one for all; a line for each that is done."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("cells"), TimeElapsedColumn(),
        )  # fmt: skip
        self._bar = Bar(*columns, console=console, transient=True)
        self._all = self._bar.add_task("all notebooks", total=0, visible=False)
        self._tasks: dict[Path, TaskID] = {}

    def __enter__(self) -> "NotebookBars":
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def add(self, notebook: Path, cells: int) -> None:
        task = self._bar.add_task(notebook.stem, total=cells, start=False, visible=False)
        self._tasks[notebook] = task
        self._bar.update(self._all, total=(self._bar.tasks[0].total or 0) + cells, visible=True)

    def begin(self, notebook: Path) -> None:
        self._bar.start_task(self._tasks[notebook])
        self._bar.update(self._tasks[notebook], visible=True)

    def cell(self, notebook: Path) -> None:
        self._bar.advance(self._tasks[notebook])
        self._bar.advance(self._all)

    def done(self, notebook: Path, seconds: float) -> None:
        self._bar.update(self._tasks[notebook], visible=False)
        self._bar.update(self._all, visible=not self._bar.tasks[0].finished)
        show_seconds(notebook.stem, seconds)

    def wait(self, reason: str) -> None:
        show(f"The next notebook waits: {reason}.")


def show_seconds(step: str, seconds: float) -> None:
    """Print how long a step took."""
    console.print(f"{step:<28} {seconds:6.1f} s")


def slowest_cells_table(times: Sequence["CellTime"], count: int = 10) -> Table:
    """The cells that took longest, with the first line of their code."""
    table = Table("seconds", "notebook", "cell", "begins with", box=box.SIMPLE_HEAD)
    for time in sorted(times, key=lambda time: time.seconds, reverse=True)[:count]:
        begins = Text(time.source.strip().split("\n")[0])
        table.add_row(f"{time.seconds:.1f}", time.notebook.stem, str(time.cell), begins)
    return table


def metrics_text(metrics: dict[str, float]) -> str:
    """Metrics in a line: "loss 0.512, accuracy 0.744"."""
    return ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())


def claims_table(claims: Sequence[CheckedClaim]) -> Table:
    """Claims with their tests, what was measured, and the verdict."""
    colours = {HOLDS: "green", IN_PART: "yellow", FAILS: "red"}
    table = Table(
        "statement", "verdict", "measured", "test", box=box.SIMPLE_HEAD, padding=(0, 1, 1, 1)
    )
    for c in claims:
        table.add_row(c.statement, f"[{colours[c.verdict]}]{c.verdict}[/]", c.measured, c.test)
    table.caption = "three seeds each: mean (lowest to highest)"
    return table


def experiments_table(profile: str) -> Table:
    """Every experiment with the settings of a profile, and its model's number of parameters."""
    from rnn_tutorial.models.architecture import build_model

    table = Table("experiment", "layers", "embedding", "units", "dropout", "parameters",
                  box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))  # fmt: skip
    for name in EXPERIMENTS:
        config = get_experiment(name, profile)
        m, d, t = config.model, config.data, config.training
        table.add_row(
            f"{name}\n[dim]{model_name(name)}[/]",
            str(m.depth) if m.kind == "recurrent" else "",
            str(m.embedding_dim),
            str(m.units),
            f"{m.dropout}/{m.recurrent_dropout}" if m.dropout or m.recurrent_dropout else "",
            f"{build_model(m, d.num_words, d.maxlen).count_params():,}",
        )
    table.caption = (
        f"profile {profile}: {d.num_words:,} words, {d.maxlen} timesteps, {t.epochs} epochs, "
        f"batches of {t.batch_size}, validation split {t.validation_split}, {t.optimizer}"
    )
    return table


def save_curves(result: TrainingResult) -> Path:
    """Draw accuracy and loss as PNG, beside the result's JSON file."""
    from matplotlib.figure import Figure

    from rnn_tutorial.plotting.history import plot_accuracy_and_loss

    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    plot_accuracy_and_loss(result, axes=figure.subplots(1, 2))
    return save_figure(figure, stored_path(result).with_suffix(".png"))


def stored_path(result: TrainingResult) -> Path:
    """The file of a result that `run_experiment` or `sweep` returned."""
    assert result.path is not None, "the result was not stored"
    return result.path


def save_figure(figure: "Figure", path: Path) -> Path:
    """Write a figure as PNG and return its path."""
    with write_beside(path) as stream:
        figure.savefig(stream, format="png", dpi=150)
    return path
