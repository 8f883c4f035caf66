"""What the command line shows: tables, a progress bar, and the curves it saves."""

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART, CheckedClaim
from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.tables import RESULT_ROWS
from rnn_tutorial.storage import write_beside


class TrainingProgress:
    """A bar that counts the batches of all epochs, with the time left and the last metrics.

    It is called as `training.Progress` says. Use it as a context manager.
    """

    def __init__(self, console: Console, name: str, epochs: int):
        self.name, self.epochs, self.task = name, epochs, None
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("batches"),
            TimeElapsedColumn(),
            TextColumn("ETA"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[metrics]}"),
            console=console,
        )

    def __enter__(self) -> "TrainingProgress":
        self.bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.bar.stop()

    def __call__(self, epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
        if self.task is None:
            self.task = self.bar.add_task(self.name, total=self.epochs * batches, metrics="")
        said = ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())
        self.bar.update(
            self.task,
            completed=(epoch - 1) * batches + batch,
            description=f"{self.name}, epoch {epoch} of {self.epochs}",
            metrics=said,
        )


def result_table(results: Sequence[TrainingResult]) -> Table:
    """Results side by side, one column each."""
    heads = (f"{r.name} ({r.profile}, seed {r.seed})" for r in results)
    table = Table("", *heads, box=box.SIMPLE_HEAD)
    for label, tell in RESULT_ROWS:
        table.add_row(label, *map(tell, results))
    return table


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
    """Every experiment with the settings of a profile and the parameters of its model."""
    from rnn_tutorial.models.architecture import build_model

    table = Table("experiment", "layers", "embedding", "units", "dropout", "parameters",
                  box=box.SIMPLE_HEAD)  # fmt: skip
    for name in EXPERIMENTS:
        config = get_experiment(name, profile)
        m, d, t = config.model, config.data, config.training
        layers = f"{m.depth} x {m.cell}" if m.depth > 1 else m.cell
        table.add_row(
            name,
            m.kind if m.kind != "recurrent" else layers + ", both ways" * m.bidirectional,
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


def save_curves(result: TrainingResult, path: Path | None = None) -> Path:
    """Draw accuracy and loss as PNG, beside the result's JSON unless told otherwise."""
    from matplotlib.figure import Figure

    from rnn_tutorial.plotting.history import plot_accuracy_and_loss

    path = path or result.path.with_suffix(".png")
    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    plot_accuracy_and_loss(result, axes=figure.subplots(1, 2))
    with write_beside(path) as stream:
        figure.savefig(stream, format="png", dpi=150)
    return path
