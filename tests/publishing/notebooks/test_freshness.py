import nbformat
import pytest

from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import execute_notebook

from ..chapters import code, markdown

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
    assert node.cells[2].outputs[0].text.startswith("7 ")
    assert str(notebook.parent) not in first and "0x7" not in first
    assert freshness.stale_cells(notebook) == []


def test_changed_code_is_stale_and_changed_prose_is_not(notebook):
    assert freshness.stale_cells(notebook) == [2, 3]  # never executed
    execute_notebook(notebook, notebook)
    change(notebook, 0, "# Another title")
    assert freshness.stale_cells(notebook) == []
    change(notebook, 2, "print(x + 1)")
    assert freshness.stale_cells(notebook) == [3]


def test_a_cell_added_or_taken_away_is_seen(notebook):
    execute_notebook(notebook, notebook)
    node = nbformat.read(notebook, 4)
    taken = node.cells.pop()
    nbformat.write(node, notebook)
    assert freshness.stale_cells(notebook)
    node.cells += [taken, code("print('new')")]
    nbformat.write(node, notebook)
    assert freshness.stale_cells(notebook) == [4]
