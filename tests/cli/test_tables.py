"""Every table of the command line in 80 columns: names and numbers are whole."""

import re
from dataclasses import replace

import pytest
from rich.console import Console

from rnn_tutorial.claims.statements import check_claims
from rnn_tutorial.cli import doctor, tables
from rnn_tutorial.cli.console import TrainingBar, progress_bar
from rnn_tutorial.experiments.catalogue import (
    EXPERIMENTS,
    OTHER_TASKS,
    PROFILES,
    get_experiment,
)
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.style import model_name


def printed(table, width=80):
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(table)
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= width and "…" not in captured.get()
    return lines


def numbers(text):
    return re.findall(r"\d[\d,.]*", text)


def all_words(lines):
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("profile", PROFILES)
def test_list(profile):
    lines = printed(tables.experiments_table(profile))
    for name in EXPERIMENTS:
        config = get_experiment(name, profile)
        count = config.model.count_parameters(config.data.num_words, config.data.maxlen)
        row = next(i for i, line in enumerate(lines) if line.startswith(f"{name} "))
        assert lines[row].split()[-1] == f"{count:,}"
        assert lines[row + 1].strip() == model_name(name)


def test_other_tasks():
    tables_of = dict(zip(OTHER_TASKS, map(printed, tables.other_tables()), strict=True))
    for name, lines in tables_of.items():
        task = OTHER_TASKS[name]
        assert lines[0].strip() == name
        assert f"chapter {task.chapter}: {task.goal}" in all_words(
            line.split("  ")[0] for line in lines
        )
    # As chapters 8 to 11 say.
    for name, row in {
        "words": "trigram 1 59.0", "shakespeare": "LSTM 3 1.581 (1.550 to 1.605)",
        "co2": "GRU 3 0.76 (0.75 to 0.78)",
        "tank": "last value 1 0.428", "gaps": "GRU, values and gaps 3 0.171 (0.169 to 0.176)",
        "dates": "fixed context 3 34.0 (23.7 to 40.7)", "adding": "minGRU 3 1,000",
    }.items():  # fmt: skip
        assert row in map(all_words, ([line] for line in tables_of[name])), name


def test_claims():
    lines = printed(tables.claims_table(check_claims()))
    text = re.sub(r"\b(does not hold|holds in part|holds) +(?=[A-Z])", "", all_words(lines))
    for claim in check_claims():
        for part in (claim.statement, claim.measured, claim.test):
            assert part in text


def test_one_training():
    result = load_recorded("per_timestep_dropout_rnn", "fast", epochs=30)[0]
    lines = printed(tables.results_table(replace(result, source="a-long-name " * 2)))
    assert "validation accuracy, best epoch" in all_words(lines)
    assert f"{result.parameters:,}" in all_words(lines)


def test_sweep():
    """The longest names, two settings that vary, and numbers with a range."""
    names = ("per_timestep_dropout_rnn", "bidirectional_rnn")
    runs = [*load_recorded(names[0], "fast", epochs=30), *load_recorded(names[1], "fast")]
    runs += [
        replace(run, config=run.config.with_changes(units=256, learning_rate=0.0001))
        for run in runs
    ]
    lines = printed(tables.sweep_table(runs))
    for name in names:
        for word in model_name(name).split():
            assert word in all_words(lines)
    words = all_words(lines).split()
    assert {"units", "256,", "learning", "rate", "0.0001"} <= set(words)
    limits = [run.best.accuracy for run in runs if run.name == names[0]]
    assert f"{min(limits):.3f} to {max(limits):.3f}" in all_words(lines)


def test_doctor():
    long = doctor.Check("TeX", False, "word " * 40 + "1,234.5", "x" * 100)
    lines = printed(doctor.report_table([*doctor.report(), long]))
    assert "1,234.5" in all_words(lines) and lines[0].startswith("ok  Python")
    assert "x" * 100 in "".join(line.strip() for line in lines)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_progress(name):
    """Before the first batch the bar names what is loaded; then it has whole numbers."""
    title = model_name(name)
    bar = TrainingBar(title, 100)
    with bar.shown():
        bar.prepare("reading the reviews")
        assert f"{title}: reading the reviews" in all_words(printed(bar.bar.get_renderable()))
        bar(10, 123, 157, {"accuracy": 0.612, "loss": 12.375})
        shown = all_words(printed(bar.bar.get_renderable()))
        assert "accuracy 0.612, loss 12.375" in shown
        for word in (*title.split(), "epoch", "10", "100"):
            assert word in shown


def test_progress_of_a_sweep():
    bar = progress_bar("epochs")
    metrics = "loss 0.612, accuracy 0.744, val_loss 0.512, val_accuracy 0.766"
    bar.add_task("SimpleRNN, new mask at each step, units=16, seed 1", total=100, completed=10,
                 metrics=metrics)  # fmt: skip
    shown = all_words(printed(bar.get_renderable()))
    assert "10/100 epochs" in shown
    assert all(number in shown for number in numbers(metrics))
