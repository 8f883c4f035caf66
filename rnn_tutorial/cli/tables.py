"""The tables that commands print. All fit into 80 columns: names and numbers are never cut."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from rnn_tutorial.experiments.catalogue import EXPERIMENTS, OTHER_TASKS, get_experiment
from rnn_tutorial.metrics import grouped, spread
from rnn_tutorial.style import model_name

if TYPE_CHECKING:
    from rnn_tutorial.claims.testing import CheckedClaim
    from rnn_tutorial.experiments.result import TrainingResult
    from rnn_tutorial.metrics import Spread


def new_table(*names: str, numbers: Sequence[str]) -> Table:
    """A table with columns of names, which may wrap between words, and of numbers, which don't."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for number in numbers:
        table.add_column(number, justify="right", no_wrap=True)
    return table


def experiments_table(profile: str) -> Table:
    """Every experiment with the settings of a profile, and its model's number of parameters."""
    numbers = ["layers", "embedding", "units", "dropout", "parameters"]
    table = new_table("experiment", numbers=numbers)
    for name in EXPERIMENTS:
        config = get_experiment(name, profile)
        m, d, t = config.model, config.data, config.training
        table.add_row(
            f"{name}\n[dim]{model_name(name)}[/]",
            str(m.depth) if m.kind in ("recurrent", "transformer") else "",
            str(m.embedding_dim),
            str(m.units),
            f"{m.dropout}/{m.recurrent_dropout}" if m.dropout or m.recurrent_dropout else "",
            f"{m.count_parameters(d.num_words, d.maxlen):,}",
        )
    table.caption = (
        f"profile {profile}: {d.num_words:,} words, {d.maxlen} timesteps, {t.epochs} epochs, "
        f"batches of {t.batch_size}, validation split {t.validation_split}, {t.optimizer}"
    )
    return table


def other_tables() -> Iterator[Table]:
    """For each other task, what was recorded of its networks, and of what they are compared with.

    A row each: the number of runs, and the mean with the lowest and the highest of them.
    """
    recorded = _recorded()
    for name, task in OTHER_TASKS.items():
        measure, form, found = recorded[name]
        title = f"{name}\n[dim]chapter {task.chapter}: {task.goal}[/]"
        table = new_table(title, numbers=["runs", measure])
        for model, values in found.items():
            table.add_row(model, str(len(values)), f"{spread(values):{form}}")
        yield table


def _recorded() -> dict[str, tuple[str, str, Mapping[str, Sequence[float]]]]:
    """Task -> what is measured, the format of its numbers, and one number for each run."""
    from rnn_tutorial.experiments.date_runs import load_date_runs
    from rnn_tutorial.experiments.forecasts import load_forecasts, overall_by_method
    from rnn_tutorial.experiments.language import by_model, load_language_runs
    from rnn_tutorial.experiments.recurrences import load_recurrences
    from rnn_tutorial.scratch.distances import largest_distances

    errors = partial(overall_by_method, load_forecasts())
    right = grouped((run.model, 100 * run.whole[64]) for run in load_date_runs())
    learnt = largest_distances(load_recurrences().adding, "adding")
    losses = by_model(load_language_runs("shakespeare"), "loss")
    return {
        "words": ("perplexity", ".1f", by_model(load_language_runs("reviews"))),
        "shakespeare": ("nats a character", ".3f", losses),
        "co2": ("error in ppm", ".2f", errors("CO2")),
        "tank": ("error", ".3f", errors("tank")),
        "gaps": ("error", ".3f", errors("tank with gaps")),
        "dates": ("right of 64 characters, %", ".1f", right),
        "adding": ("timesteps learnt", ",.0f", learnt),
    }


def claims_table(claims: "Sequence[CheckedClaim]") -> Table:
    """Claims with their verdicts; below each claim, what was measured, and the test."""
    from rnn_tutorial.claims.testing import FAILS, HOLDS, IN_PART

    colours = {HOLDS: "green", IN_PART: "yellow", FAILS: "red"}
    table = Table("verdict", "statement", box=box.SIMPLE_HEAD, padding=(0, 1, 1, 0), pad_edge=False)
    table.columns[0].no_wrap = True
    for c in claims:
        told = Text(f"{c.statement}\n", "bold").append(f"{c.measured}\n", "not bold")
        told.append(f"test: {c.test}", "not bold dim")
        table.add_row(Text(c.verdict, colours[c.verdict]), told)
    table.caption = "three seeds each: mean (lowest to highest)"
    return table


def results_table(result: "TrainingResult") -> Table:
    """The numbers of one training, a row each."""
    from rnn_tutorial.experiments.tables import RESULT_ROWS

    table = new_table(model_name(result.name), numbers=[""])
    for label, tell in RESULT_ROWS:
        table.add_row(label, tell(result))
    return table


def sweep_table(results: "Sequence[TrainingResult]") -> Table:
    """A row for each experiment and combination of settings, which stand below its name.

    The other cells are means over the seeds, with the lowest and the highest value below.
    """
    from rnn_tutorial.plotting.sweep import settings_of, varied_settings

    varied = [name for name in varied_settings(results) if name != "experiment"]
    numbers = ["seeds", "test accuracy,\nbest epoch", "last epoch", "best\nepoch",
               "overfits\nafter", "time"]  # fmt: skip
    table = new_table("model", numbers=numbers)

    def tried_by(result: "TrainingResult") -> str:
        settings = settings_of(result)
        return ", ".join(f"{name.replace('_', ' ')} {settings[name]}" for name in varied)

    groups = grouped(((model_name(result.name), tried_by(result)), result) for result in results)
    for (name, tried), members in groups.items():
        table.add_row(
            Text.assemble(name, (f"\n{tried}" if tried else "", "dim")),
            str(len(members)),
            _two_lines(spread([r.best.accuracy for r in members])),
            _two_lines(spread([r.final.accuracy for r in members])),
            _two_lines(spread([r.best_epoch for r in members])),
            _two_lines(spread([r.overfitting_epoch for r in members])),
            f"{sum(r.seconds for r in members):.0f} s",
        )
    table.caption = f"{', '.join(sorted({r.source for r in results}))}; mean, lowest to highest"
    return table


def _two_lines(values: "Spread") -> Text:
    """The mean and, in a line below, the lowest and highest value, if they differ."""
    mean, _, limits = str(values).partition(" (")
    text = Text(mean)
    if limits:
        text.append(f"\n{limits.removesuffix(')')}", "dim")
    return text
