"""Numbers, captions and folds that are written into the notebooks of a book."""

import subprocess
import sys

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook
from rnn_tutorial.publishing.numbering import outdated, write_numbers

from . import chapters

REPOSITORY = '[tool.rnn_tutorial]\nrepository = "https://github.com/someone/book"\n'
EQUATION = "$$\\begin{equation}\\label{eq:%s} x = 1 \\end{equation}$$"


def cells(path):
    return nbformat.read(path, 4).cells


@pytest.fixture
def book(tmp_path):
    """Two chapters: an equation and a figure, and a reference from the one to the other."""
    (tmp_path / "references.bib").write_text(chapters.BIBLIOGRAPHY)
    picture = nbformat.v4.new_output("display_data", data={"image/png": "aGk=", "text/plain": ""})
    plot = chapters.code("plot()", tags=["hide-code"], ipub=chapters.figure("A *net*.", "fig:net"))
    plot.outputs = [picture]
    books = {
        "01_one.ipynb": [chapters.markdown("# One\n\n" + EQUATION % "a"), plot],
        "02_two.ipynb": [
            chapters.markdown(
                "# Two\n\n\\cref{fig:net} and \\cref{eq:a} by \\cite{elman1990finding}."
            )
        ],
    }
    for name, content in books.items():
        nbformat.write(nbformat.v4.new_notebook(cells=content), tmp_path / name)
    paths = [tmp_path / name for name in books]
    assert outdated(paths) == paths
    assert write_numbers(paths) == paths
    return paths


def test_a_reader_of_the_notebook_sees_numbers_and_captions(book):
    assert outdated(book) == write_numbers(book) == []
    equation, plot, caption = cells(book[0])
    assert equation.source.endswith('<a id="eq:a"></a>\n$$ x = 1 \\tag{1.1} $$')
    assert plot.metadata.jupyter.source_hidden is True
    assert caption.source == '<a id="fig:net"></a>**Figure 1.1.** A *net*.'
    assert caption.metadata.tags == ["caption"]
    assert cells(book[1])[0].source == (
        "# Two\n\n[Figure 1.1](01_one.ipynb#fig:net) and [Equation (1.1)](01_one.ipynb#eq:a) by "
        '<cite data-cite="elman1990finding">(Elman 1990)</cite>.'
    )
    sources = cells(book[1])[1]
    assert sources.source.startswith("## References\n\n- Elman, Jeffrey L. 1990. ")
    assert sources.source.count("\n- ") == 1 and "10.1207/s15516709cog1402_1" in sources.source


def test_braces_that_keep_capitals_leave_no_tags_among_the_sources(book):
    title = "The generalization of {Student's} problem when variances differ"
    source = f"@article{{welch1947, author={{Welch, B. L.}}, title={{{title}}}, year=1947}}"
    (book[0].parent / "references.bib").write_text(chapters.BIBLIOGRAPHY + source)
    node = nbformat.read(book[0], 4)
    node.cells.append(chapters.markdown("A test by \\cite{welch1947}."))
    nbformat.write(node, book[0])
    write_numbers(book)
    assert "span" not in cells(book[0])[-1].source and "Student" in cells(book[0])[-1].source


def test_a_new_equation_renumbers_the_others_in_every_chapter(book):
    node = nbformat.read(book[0], 4)
    node.cells.insert(0, chapters.markdown("# One\n\n" + EQUATION % "new"))
    nbformat.write(node, book[0])
    assert outdated(book) == book
    write_numbers(book)
    assert "\\tag{1.1}" in cells(book[0])[0].source and "\\tag{1.2}" in cells(book[0])[1].source
    assert "[Equation (1.2)](01_one.ipynb#eq:a)" in cells(book[1])[0].source


def test_a_caption_follows_its_figure(book):
    node = nbformat.read(book[0], 4)
    node.cells.insert(1, node.cells.pop())  # the caption, before its figure
    node.cells[2].metadata.ipub.figure.caption = "Another, by \\citet{elman1990finding}."
    nbformat.write(node, book[0])
    assert outdated(book) == book[:1]
    write_numbers(book)
    assert [cell.id for cell in cells(book[0])][2:] == ["caption-fig-net", "references"]
    assert cells(book[0])[2].source.endswith(
        'by <cite data-cite="elman1990finding">Elman (1990)</cite>.'
    )


def test_an_edit_of_a_sentence_that_a_template_makes_is_refused(book):
    node = nbformat.read(book[1], 4)
    about = {"template": ["By \\cref{{eq:a}} it is {x}."], "text": "By \\cref{eq:a} it is 3."}
    node.cells.insert(1, chapters.markdown("By \\cref{eq:a} it is 3.", rnn_tutorial=about))
    nbformat.write(node, book[1])
    write_numbers(book)
    assert cells(book[1])[1].source == "By [Equation (1.1)](01_one.ipynb#eq:a) it is 3."
    node = nbformat.read(book[1], 4)
    node.cells[1].source = node.cells[1].source.replace("3.", "4.")
    nbformat.write(node, book[1])
    with pytest.raises(TutorialError, match=r"02_two\.ipynb, cell 2 .*template"):
        outdated(book)


@pytest.mark.slow
def test_with_a_repository_a_chapter_installs_the_package_where_it_is_missing(tmp_path):
    path = tmp_path / "01_one.ipynb"
    content = [chapters.markdown("# One\n\ntext"), chapters.code("print(1)")]
    nbformat.write(nbformat.v4.new_notebook(cells=content), path)
    chapters.execute_notebook(path, path)
    (tmp_path / "pyproject.toml").write_text(REPOSITORY)
    assert write_numbers([path]) == [path] and outdated([path]) == []
    title, install, code = cells(path)
    assert title.source.startswith("# One") and code.source == "print(1)"
    assert install.metadata.jupyter.source_hidden is True
    lines = TransformerManager().transform_cell(install.source).splitlines()
    assert lines[-2].startswith("if find_spec") and lines[-1].strip() == (
        "get_ipython().run_line_magic('pip', "
        """'install -q "git+https://github.com/someone/book@main"')"""
    )
    command = [sys.executable, "-m", "IPython", "--quick", "-c", install.source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""  # the package is there
    # It is no part of the code whose outputs the notebook shows, and no edition shows it.
    assert freshness.stale_cells(read_notebook(path)) == []
    chapters.execute_notebook(path, path)
    assert write_numbers([path]) == [path] and len(cells(path)) == 3
    publish([path], to=("html", "slides"), build=tmp_path / "build")
    assert all("%pip" not in page.read_text() for page in (tmp_path / "build").rglob("*.html"))
    (tmp_path / "pyproject.toml").unlink()
    assert write_numbers([path]) == [path] and len(cells(path)) == 2
