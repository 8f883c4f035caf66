import nbformat
import pytest

from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook

from ..chapters import code, execute_notebook, markdown

pytestmark = pytest.mark.slow


@pytest.fixture
def notebook(tmp_path):
    node = nbformat.v4.new_notebook(
        cells=[
            markdown("# Title"),
            code("x = 1", tags=["parameters"]),
            code("import pathlib; print(x, pathlib.Path.cwd()); object()"),
        ]
    )
    nbformat.write(node, tmp_path / "a.ipynb")
    return tmp_path / "a.ipynb"


def change(path, place, source):
    node = nbformat.read(path, 4)
    node.cells[place].source = source
    nbformat.write(node, path)


def test_refreshing_in_place_is_the_same_twice_and_names_no_folder_of_the_machine(
    notebook, monkeypatch
):
    monkeypatch.chdir(notebook.parent)
    execute_notebook(notebook, notebook, parameters={"x": 7})
    first = notebook.read_text()
    execute_notebook(notebook, notebook, parameters={"x": 7})
    assert notebook.read_text() == first
    node = nbformat.read(notebook, 4)
    assert len(node.cells) == 3  # the cell of parameters was only for the run
    assert node.metadata.rnn_tutorial.parameters == {"x": 7}
    assert node.metadata.rnn_tutorial.minutes == 1
    assert node.cells[2].outputs[0].text.startswith("7 ")
    assert str(notebook.parent) not in first and "0x7" not in first
    assert freshness.stale_cells(read_notebook(notebook)) == []


def test_changed_code_is_stale_and_changed_prose_is_not(notebook):
    assert freshness.stale_cells(read_notebook(notebook)) == [2, 3]  # never executed
    execute_notebook(notebook, notebook)
    change(notebook, 0, "# Another title")
    assert freshness.stale_cells(read_notebook(notebook)) == []
    change(notebook, 2, "print(x + 1)")
    assert freshness.stale_cells(read_notebook(notebook)) == [3]


def test_a_cell_added_or_taken_away_is_seen(notebook):
    execute_notebook(notebook, notebook)
    node = nbformat.read(notebook, 4)
    taken = node.cells.pop()
    nbformat.write(node, notebook)
    assert freshness.stale_cells(read_notebook(notebook))
    node.cells += [taken, code("print('new')")]
    nbformat.write(node, notebook)
    assert freshness.stale_cells(read_notebook(notebook)) == [4]


def test_what_the_author_wrote_for_the_front_page_survives_an_execution(notebook):
    node = nbformat.read(notebook, 4)
    node.metadata["rnn_tutorial"] = {"summary": "One line.", "minutes": 9, "executed": ["old"]}
    nbformat.write(node, notebook)
    execute_notebook(notebook, notebook)
    about = nbformat.read(notebook, 4).metadata.rnn_tutorial
    assert about.summary == "One line." and about.executed != ["old"]
    assert about.minutes == 1  # it took seconds


@pytest.mark.parametrize(
    ("seconds", "before", "minutes"),
    [(1, None, 1), (89, None, 1), (91, None, 2), (91, 1, 1), (119, 1, 1), (121, 1, 2), (59, 2, 1),
     (61, 2, 2), (600, 3, 10)],
)  # fmt: skip
def test_minutes_change_only_if_a_whole_minute_came_or_went(seconds, before, minutes):
    assert freshness.minutes(seconds, before) == minutes
