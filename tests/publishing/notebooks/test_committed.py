"""The book itself: the committed notebooks are up to date, and together make one book."""

import getpass
import inspect
import re
from operator import attrgetter
from pathlib import Path

import nbformat
import pytest

import rnn_tutorial as rt
from rnn_tutorial.publishing.formats.outputs import is_prose
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook
from rnn_tutorial.publishing.numbering import outdated

COMMITTED = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", COMMITTED, ids=[path.stem for path in COMMITTED])
def test_the_notebooks_show_what_their_code_makes(path):
    assert freshness.stale_cells(read_notebook(path)) == [], "run `make notebooks`"
    home = Path(f"~{getpass.getuser()}").expanduser()  # the user's own, not that of the tests
    assert f"{home}/" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COMMITTED, ids=[path.stem for path in COMMITTED])
def test_they_print_no_warning_and_show_the_drawings_with_their_typefaces(path):
    """A machine that lacks a font draws with another one, and only says so."""
    for cell in read_notebook(path).cells:
        drawn = re.search(r'show_figure\("(\w+)"', cell.source)
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr" and "WARNING:" not in output.get("text", "")
            if drawn and "data" in output:
                file = path.parents[1] / "DL_images" / f"{drawn[1]}.svg"
                assert output.data["image/svg+xml"] == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COMMITTED, ids=[path.stem for path in COMMITTED])
def test_code_that_is_shown_fits_the_page(path):
    """notebooks/.ruff.toml sets the width. This finds what ruff can't break, such as texts."""
    for cell in code_cells(path):
        if not is_prose(cell):
            shown = "hide-code" not in cell.metadata.get("tags", [])
            assert not shown or all(len(line) < 80 for line in cell.source.split("\n"))


@pytest.mark.slow
def test_their_numbers_captions_and_sentences_are_up_to_date():
    assert outdated(COMMITTED) == [], "run `rnn-tutorial notebooks --numbers`"


@pytest.mark.parametrize("path", COMMITTED, ids=[path.stem for path in COMMITTED])
def test_the_front_page_can_say_how_long_a_notebook_runs(path):
    assert read_notebook(path).metadata["rnn_tutorial"].get("minutes", 0) >= 1, (
        "run `make notebooks`"
    )


def test_they_make_one_book_of_light_pages(committed):
    """Every label is unique, every reference has a target, and every figure exists."""
    pages = [committed / f"{path.stem}.html" for path in COMMITTED]
    assert all(page.stat().st_size < 1_500_000 for page in pages)


def test_source_that_a_cell_shows_fits_its_box():
    text = "".join(cell.source for path in COMMITTED for cell in code_cells(path))
    shown = set(re.findall(r"inspect\.getsource\(([\w.]+)\)", text))
    assert len(shown) >= 10
    for name in shown:
        holder = rt if name.startswith("rt.") else rt.metrics
        lines = inspect.getsource(attrgetter(name.removeprefix("rt."))(holder)).splitlines()
        assert [line for line in lines if len(line) > 79] == [], name
