"""What the command line shows while notebooks are executed, and afterwards."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from rnn_tutorial.cli.console import console, show
from rnn_tutorial.publishing.notebooks.watch import Watch

if TYPE_CHECKING:
    from rnn_tutorial.publishing.notebooks.execute import CellTime


class NotebookBars(Watch):
    """A bar for each notebook that is executed and one for all; a line for each that is done."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("cells"), TimeElapsedColumn(),
        )  # fmt: skip
        self._bar = Progress(*columns, console=console, transient=True)
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


def slowest_cells_table(times: Sequence["CellTime"]) -> Table:
    """The ten cells that took longest, with the first line of their code."""
    table = Table("seconds", "notebook", "cell", "begins with", box=box.SIMPLE_HEAD)
    for time in sorted(times, key=lambda time: time.seconds, reverse=True)[:10]:
        begins = Text(time.source.strip().split("\n")[0])
        table.add_row(f"{time.seconds:.1f}", time.notebook.stem, str(time.cell), begins)
    return table
