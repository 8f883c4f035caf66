"""Recorded measurements are read as they were written, and other files are refused."""

from dataclasses import asdict, dataclass

import pytest

import rnn_tutorial as rt
from rnn_tutorial.claims.evidence import load_evidence
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.measurements import read_measurements, write_measurements


@dataclass
class Run:
    name: str
    losses: list[float]


RUNS = [Run("a", [0.5, 0.25]), Run("b", [])]


@pytest.mark.parametrize(
    ("content", "lines"), [(RUNS, 4), ({"runs": RUNS, "of": "today"}, 16), ([], 3)]
)
def test_what_was_written_is_read(tmp_path, content, lines):
    path = tmp_path / "runs.json"
    write_measurements(path, content)
    runs = [asdict(run) for run in RUNS]
    wanted = runs if content is RUNS else content and {"runs": runs, "of": "today"}
    for place in (path, str(path)):
        assert read_measurements(place, "a script", type(content), lambda read: read) == wanted
    assert len(path.read_text().splitlines()) == lines


@pytest.mark.parametrize("content", [None, "[", "{}", '[{"name": "a"}]', "[1]"])
def test_another_file_is_refused_with_the_script_that_makes_it(tmp_path, content):
    path = tmp_path / "runs.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TutorialError, match="make them with `a script`") as caught:
        read_measurements(path, "a script", list, lambda read: [Run(**run) for run in read])
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [None, "{", '{"other": 1}', '[{"other": 1}]'])
@pytest.mark.parametrize(
    ("load", "script"),
    [
        (load_evidence, "make results"),
        (rt.load_distances, "measure_distances"),
        (lambda path: rt.load_language_runs(path=path), r"reproductions/language_models\.py"),
        (rt.load_forecasts, r"reproductions/forecasting\.py"),
        (rt.load_date_runs, r"reproductions/dates\.py"),
        (rt.load_recurrences, r"reproductions/recurrences\.py"),
    ],
)
def test_every_loader_refuses_another_file(tmp_path, content, load, script):
    path = tmp_path / "runs.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TutorialError, match=script):
        load(path)
