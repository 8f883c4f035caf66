"""The `rnn-tutorial sweep` command: many runs at once, and a table of their results."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import TaskID

from rnn_tutorial.cli.console import (
    console,
    metrics_text,
    progress_bar,
    save_figure,
    show,
    stored_path,
)
from rnn_tutorial.cli.settings import (
    Data,
    Label,
    PositiveFrom,
    Profile,
    Text,
    given,
    parse_values,
)
from rnn_tutorial.cli.tables import sweep_table
from rnn_tutorial.style import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rnn_tutorial.experiments.result import TrainingResult
    from rnn_tutorial.experiments.sweeps.plan import Run


def sweep(
    experiments: Annotated[list[str], typer.Argument(help="see `rnn-tutorial list`")],
    seeds: Annotated[int, typer.Option(help="runs of each experiment, with seeds from 0")] = 3,
    profile: Profile = "quick",
    data: Data = "auto",
    text: Text = None,
    label: Label = None,
    positive_from: PositiveFrom = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=V1,V2,...", help="values of a setting to try"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(help="tcp://HOST:PORT of a Dask scheduler; by default, this machine's cores"),
    ] = None,
) -> None:
    """Train experiments over seeds and settings, several at a time.

    The runs use all cores of this machine, or the workers of a Dask scheduler.
    """
    from rnn_tutorial.experiments.sweeps.plan import make_plan

    columns = given(text=text, label=label, positive_from=positive_from)
    values = parse_values(set_) | {name: [value] for name, value in columns.items()}
    plan = make_plan(experiments, seeds, profile, data, scheduler, values)
    with console.status("loading Keras"):
        from rnn_tutorial.experiments.sweeps.sweep import carry_out

    board = Board()
    try:
        with board.bar:
            results = carry_out(plan, board)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(plan.remaining()) from None
    console.print(sweep_table(results))
    for path in save_pictures(results):
        console.print(f"picture  {path}", soft_wrap=True)
    console.print(f"results  {stored_path(results[0]).parent}", soft_wrap=True)


class Board:
    """A bar for each run in training, and a line when a run ends."""

    def __init__(self) -> None:
        self.bar = progress_bar("epochs", transient=True)
        self.tasks: dict[str, TaskID] = {}
        self.announced: set[str] = set()

    def __call__(self, runs: "list[Run]") -> None:
        for run in runs:
            if run.state == "training" and run.label not in self.tasks:
                total = run.config.training.epochs
                self.tasks[run.label] = self.bar.add_task(run.label, total=total, metrics="")
            if run.label in self.tasks:
                self.bar.update(
                    self.tasks[run.label],
                    completed=run.epoch,
                    metrics=_outcome(run),
                    visible=run.state == "training",
                )
            if run.state in ("done", "failed") and run.label not in self.announced:
                self.announced.add(run.label)
                ended = [run.state in ("done", "failed", "stored") for run in runs]
                show(f"{run.label}: {run.state}, {_outcome(run)} ({sum(ended)} of {len(runs)})")


def _outcome(run: "Run") -> str:
    if run.result:
        best = run.result.best_epoch
        return f"test accuracy {run.result.best.accuracy:.3f} after epoch {best}"
    if run.state == "training" and not run.epoch:
        return "loading"
    return run.problem or metrics_text(run.metrics)


def save_pictures(results: "Sequence[TrainingResult]") -> list[Path]:
    """Draw the sweep as PNG beside its results: a summary, and a map if two settings vary.

    If three or more settings vary, parallel coordinates replace both.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from rnn_tutorial.plotting import sweep as sweep_plots

    varied = sweep_plots.varied_settings(results)
    drawn: dict[str, Callable[..., Axes]] = {"summary": sweep_plots.plot_sweep}
    if len(varied) == 2:
        drawn["map"] = sweep_plots.plot_heat_map
    elif len(varied) > 2:
        drawn = {"coordinates": sweep_plots.plot_parallel_coordinates}
    key = hashlib.sha256(" ".join(stored_path(r).name for r in results).encode()).hexdigest()[:10]
    pictures = []
    for kind, draw in drawn.items():
        with rc_context(settings()):
            figure = Figure(figsize=sweep_plots.SIZE)
            draw(results, ax=figure.subplots())
        name = f"sweep-{results[0].profile}-{key}-{kind}.png"
        pictures.append(save_figure(figure, stored_path(results[0]).with_name(name)))
    return pictures
