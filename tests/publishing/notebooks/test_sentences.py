"""Sentences whose numbers the kernel fills in, from a template in the metadata."""

import nbformat
import pytest

from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.notebooks import freshness, sentences
from rnn_tutorial.publishing.notebooks.execute import NotebookError, read_notebook

from ..chapters import code, execute_notebook, markdown


def sentence(*template, given=(), source="old"):
    about = {"given": list(given), "template": list(template), "text": source}
    return markdown(source, rnn_tutorial=about)


def save(path, *cells):
    nbformat.write(nbformat.v4.new_notebook(cells=[markdown("# Title"), *cells]), path)
    return path


@pytest.mark.slow
def test_executing_fills_the_numbers_in_at_the_place_of_the_cell(tmp_path):
    path = save(
        tmp_path / "a.ipynb",
        code("x = 2 / 3"),
        sentence(
            r"On average {x:.1%} in $\frac{{1}}{{2}}$ and", "{double(x):.3f} 'twice'.",
            given=["def double(x):", "    return 2 * x"],
        ),
        code("x = 7\nprint('double' in globals())"),
    )  # fmt: skip
    execute_notebook(path, path)
    node = nbformat.read(path, 4)
    assert node.cells[2].source == "On average 66.7% in $\\frac{1}{2}$ and\n1.333 'twice'."
    assert node.cells[3].outputs[0].text == "False\n"  # the definitions are for the sentence only
    assert freshness.stale_cells(read_notebook(path)) == []
    node.cells[2].metadata["rnn_tutorial"]["template"] = ["{x}"]
    nbformat.write(node, path)
    assert freshness.stale_cells(read_notebook(path)) == [3]


@pytest.mark.slow
def test_a_template_that_fails_is_named(tmp_path):
    path = save(tmp_path / "a.ipynb", sentence("{nothing:.2f}"))
    with pytest.raises(NotebookError) as caught:
        execute_notebook(path, path)
    assert caught.value.cell == 2
    assert "{nothing:.2f}" in str(caught.value) and "NameError" in str(caught.value)


def test_publishing_evaluates_no_template(tmp_path):
    trap = tmp_path / "trap"
    path = save(
        tmp_path / "a.ipynb", sentence(f"{{open({str(trap)!r}, 'w')}}", source="A sentence.")
    )
    node = nbformat.read(path, 4)
    freshness.stamp(node)  # as if it had been executed
    nbformat.write(node, path)
    publish([path], build=tmp_path / "b", execute=True)
    assert "A sentence." in (tmp_path / "b" / "a.html").read_text()
    assert not trap.exists()
    execute_notebook(path, path)
    assert trap.exists()


@pytest.mark.parametrize("about", ["text", 7, {}, {"given": ["x"]}])
def test_other_peoples_metadata_under_our_key_is_no_template(about):
    assert sentences.template(markdown("Text.", rnn_tutorial=about)) == []
    assert sentences.executed(markdown("Text.", rnn_tutorial=about)) is None
