"""The tables that commands print. All fit into 80 columns: names and numbers are never cut."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from rnn_tutorial.experiments.catalogue import EXPERIMENTS, get_experiment
from rnn_tutorial.metrics import spread
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
    groups: dict[tuple[str, str], list[TrainingResult]] = {}
    for result in results:
        settings = settings_of(result)
        tried = ", ".join(f"{name.replace('_', ' ')} {settings[name]}" for name in varied)
        groups.setdefault((model_name(result.name), tried), []).append(result)
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
