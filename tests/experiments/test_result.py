"""What a result derives from its numbers, and how it is shown."""

from dataclasses import replace

import pytest

from rnn_tutorial.experiments.result import TrainingResult, load_recorded
from rnn_tutorial.experiments.tables import MarkdownTable, markdown_table


@pytest.fixture(scope="module")
def result():
    return load_recorded("simple_rnn")[0]


@pytest.mark.parametrize(
    ("epoch_seconds", "median"),
    [([9.0], 9.0), ([9.0, 1.0], 1.0), ([9.0, 1.0, 5.0, 2.0], 2.0), ([9.0, 1.0, 2.0], 1.5)],
)
def test_the_first_epoch_does_not_count_as_it_is_compiled(result, epoch_seconds, median):
    assert replace(result, epoch_seconds=epoch_seconds).seconds_per_epoch == median


def test_a_path_may_be_a_text(result, tmp_path):
    result.save(f"{tmp_path}/run.json")
    assert TrainingResult.load(f"{tmp_path}/run.json").history == result.history


def test_a_result_is_shown_in_one_line(result):
    shown = repr(result)
    assert "\n" not in shown and len(shown) < 120
    for part in (result.name, result.profile, result.source, f"{result.best.accuracy:.3f}"):
        assert part in shown
    assert "1 epoch," in repr(
        replace(result, history={m: v[:1] for m, v in result.history.items()})
    )


def test_a_table_of_results_displays_itself_and_is_its_markdown(result):
    table = markdown_table([result, result])
    head, rule, *rows = table.split("\n")
    assert head == "|  | SimpleRNN | SimpleRNN |"
    assert rule == "|:---|---:|---:|" and {row.count("|") for row in rows} == {4}
    assert type(str(table)) is str and table._repr_markdown_() == str(table) == table
    assert "\n" not in repr(table) and f"{len(rows)} rows" in repr(table)


def test_a_table_of_any_cells():
    table = MarkdownTable.of(["a", "b"], [":---", "---:"], [["x", "1"], ["y", "2"]])
    assert table == "| a | b |\n|:---|---:|\n| x | 1 |\n| y | 2 |"
