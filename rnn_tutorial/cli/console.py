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
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART, CheckedClaim
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.storage import write_beside
from rnn_tutorial.style import model_name, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from rnn_tutorial.plotting.history import plot_accuracy_and_loss

    with rc_context(settings()):
        figure = Figure()
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
