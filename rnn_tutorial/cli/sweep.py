"""The `rnn-tutorial sweep` command: many runs at once, each with a row of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from rnn_tutorial.cli.settings import parse_values
from rnn_tutorial.metrics import spread

if TYPE_CHECKING:
    from rnn_tutorial.experiments.result import TrainingResult
    from rnn_tutorial.experiments.sweeps.plan import Run

ROWS = 24  # of the live table; of a larger sweep it shows what moves and counts the rest


def add_sweep(app: typer.Typer, console: Console) -> None:
    """Give `app` the command."""

    @app.command()
    def sweep(
        experiments: Annotated[list[str], typer.Argument(help="see `rnn-tutorial list`")],
        seeds: Annotated[int, typer.Option(help="runs of each, with seeds from 0")] = 3,
        profile: Annotated[str, typer.Option(help="smoke, quick, fast or full")] = "quick",
        data: Annotated[str, typer.Option(help="auto, imdb, sample, or a path")] = "auto",
        set_: Annotated[
            list[str] | None,
            typer.Option("--set", metavar="NAME=V1,V2,...", help="values of a setting to try"),
        ] = None,
        scheduler: Annotated[
            str | None, typer.Option(help="tcp://HOST:PORT of a Dask scheduler; else all cores")
        ] = None,
    ) -> None:
        """Train experiments over seeds and settings, several at a time, on one machine or many."""
        from rnn_tutorial.experiments.sweeps.plan import make_plan, remaining

        changes = parse_values(set_)
        asked = {"seeds": seeds, "profile": profile, "data": data, "scheduler": scheduler}
        plan = make_plan(experiments, changes=changes, **asked)
        with console.status("loading Keras"):
            from rnn_tutorial.experiments.sweeps.sweep import sweep as run_sweep

        board = Board(console)
        try:
            with board:
                results = run_sweep(
                    experiments, changes=changes, progress=board, say=board.say, **asked
                )
        except KeyboardInterrupt:
            text = f"Stopped. {remaining(board.runs or plan.runs(), plan)}"
            console.print(text, markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(130) from None
        console.print(summary_table(results))
        for path in save_pictures(results):
            console.print(f"picture  {path}", soft_wrap=True)
        console.print(f"results  {results[0].path.parent}", soft_wrap=True)


class Board:
    """The live table: one row a run. Where there is no terminal, a line as each run ends."""

    def __init__(self, console: Console):
        self.console, self.runs, self.told = console, [], set()
        self.live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> "Board":
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.live.stop()

    def __call__(self, runs: "list[Run]") -> None:
        self.runs = runs
        for run in runs:
            if run.state in ("done", "failed") and run.label not in self.told:
                self.told.add(run.label)
                self.say(f"{run.label}: {run.state}, {_tell(run)}")
        if self.live.is_started:
            self.live.update(runs_table(runs), refresh=True)

    def say(self, text: str) -> None:
        """Print a line above the table."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


def runs_table(runs: "Sequence[Run]") -> Table:
    """Where each run stands; of more than `ROWS` those in training, and how many wait or ended."""
    shown = list(runs)
    if len(shown) > ROWS:
        shown = [run for run in runs if run.state in ("training", "failed")][:ROWS]
    table = Table("run", "state", "epoch", "", box=box.SIMPLE_HEAD)
    for run in shown:
        epochs = run.config.training.epochs
        epoch = f"{run.epoch} of {epochs}" if run.state == "training" and run.epoch else ""
        table.add_row(escape(run.label), run.state, epoch, escape(_tell(run)))
    states = [run.state for run in runs]
    counts = (f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    table.caption = ", ".join(counts)
    return table


def _tell(run: "Run") -> str:
    if run.result:
        best = run.result.best_epoch
        return f"test accuracy {run.result.best.accuracy:.3f} after epoch {best}"
    if run.state == "training" and not run.epoch:
        return "loading"
    return run.problem or ", ".join(f"{name} {value:.3f}" for name, value in run.metrics.items())


def summary_table(results: "Sequence[TrainingResult]") -> Table:
    """One row for each experiment and combination of settings: mean over seeds, lowest, highest."""
    from rnn_tutorial.plotting.sweep import settings_of, varied_settings

    varied = [name for name in varied_settings(results) if name != "experiment"]
    table = Table(
        "experiment", *varied, "seeds", "test accuracy, best epoch", "last epoch", "best epoch",
        "overfitting after", "training time", box=box.SIMPLE_HEAD,
    )  # fmt: skip
    groups: dict[tuple[str, ...], list[TrainingResult]] = {}
    for result in results:
        key = (result.name, *(str(settings_of(result)[name]) for name in varied))
        groups.setdefault(key, []).append(result)
    for key, members in groups.items():
        table.add_row(
            *key,
            str(len(members)),
            str(spread([r.best.accuracy for r in members])),
            str(spread([r.final.accuracy for r in members])),
            str(spread([r.best_epoch for r in members])),
            str(spread([r.overfitting_epoch for r in members])),
            f"{sum(r.seconds for r in members):.0f} s",
        )
    table.caption = f"{', '.join(sorted({r.source for r in results}))}; mean (lowest to highest)"
    return table


def save_pictures(results: "Sequence[TrainingResult]") -> list[Path]:
    """Draw the sweep as PNG beside its results: a summary, and a map where two settings vary.

    For three or more settings parallel coordinates take the map's place.
    """
    import hashlib

    from matplotlib.figure import Figure

    from rnn_tutorial.plotting import sweep as sweep_plots
    from rnn_tutorial.storage import write_beside

    varied = sweep_plots.varied_settings(results)
    drawn = {"summary": sweep_plots.plot_sweep} if len(varied) < 3 else {}
    if len(varied) == 2:
        drawn["map"] = sweep_plots.plot_heat_map
    elif len(varied) > 2:
        drawn["coordinates"] = sweep_plots.plot_parallel_coordinates
    key = hashlib.sha256(" ".join(r.path.name for r in results).encode()).hexdigest()[:10]
    paths = []
    for kind, draw in drawn.items():
        figure = Figure(figsize=(7.5, 4.2), layout="constrained")
        draw(results, ax=figure.subplots())
        paths.append(results[0].path.with_name(f"sweep-{results[0].profile}-{key}-{kind}.png"))
        with write_beside(paths[-1]) as stream:
            figure.savefig(stream, format="png", dpi=150)
    return paths
