"""Copies for the classroom: without code for students, with solutions for instructors."""

import html
import re
from pathlib import Path

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.answers import EXERCISES
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.editions import (
    blank_twin,
    exercise_of,
    with_solutions,
    write_blank_twins,
    write_instructors_edition,
)
from rnn_tutorial.publishing.notebooks.execute import read_notebook

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
SOLUTIONS = sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))
CHAPTERS = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def test_blank_twins_keep_the_text_and_nothing_that_gives_the_code_away(tmp_path):
    for chapter, twin in zip(CHAPTERS, write_blank_twins(CHAPTERS, tmp_path), strict=True):
        before, after = (nbformat.read(path, as_version=4) for path in (chapter, twin))
        texts = [[c.source for c in n.cells if c.cell_type == "markdown"] for n in (before, after)]
        assert texts[0] == texts[1]
        code = [c for c in after.cells if c.cell_type == "code"]
        assert all(not c.outputs for c in code)
        assert sum(not c.source for c in code) > len(code) / 4
        assert not any("run_experiment" in c.source for c in code)


@pytest.mark.slow
def test_every_exercise_is_followed_by_its_solution(tmp_path):
    for chapter, copy in zip(CHAPTERS, write_instructors_edition(CHAPTERS, tmp_path), strict=True):
        cells = nbformat.read(copy, as_version=4).cells
        solved = [n for n, c in enumerate(cells) if "solution" in c.metadata.get("tags", [])]
        asked = sum("exercise" in c.metadata.get("tags", []) for c in cells)
        assert len(solved) >= 3 if asked else not solved, chapter
        for number in solved:
            assert exercise_of(cells[number]) == exercise_of(cells[number - 1])
            assert cells[number].source != cells[number - 1].source
        assert freshness.stale_cells(read_notebook(copy)) == []


@pytest.mark.slow
def test_the_instructors_page_shows_solutions_and_the_students_page_does_not(tmp_path):
    chapter = NOTEBOOKS / "04_dropout.ipynb"
    stubs = nbformat.read(chapter, as_version=4)
    asked = {line for cell in stubs.cells for line in cell.source.splitlines()}
    solutions = nbformat.read(NOTEBOOKS / "solutions" / "04_solutions.ipynb", as_version=4)
    answers = [
        line
        for cell in solutions.cells
        if exercise_of(cell)
        for line in cell.source.splitlines()
        if line.strip() and line not in asked
    ]
    texts = {}
    for name, sources in (
        ("students", [chapter]),
        ("instructors", write_instructors_edition([chapter], tmp_path / "copies")),
    ):
        publish(sources, build=tmp_path / name)
        page = (tmp_path / name / "04_dropout.html").read_text(encoding="utf-8")
        texts[name] = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert answers
    for line in answers:
        assert line in texts["instructors"]
        assert f"\n{line}" not in texts["students"]


def test_a_chapter_without_solutions_is_refused_by_name(tmp_path):
    alone = tmp_path / "14_alone.ipynb"
    cell = nbformat.v4.new_code_cell('check("14-1", ...)', metadata={"tags": ["exercise"]})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    freshness.stamp(notebook)
    nbformat.write(notebook, alone)
    with pytest.raises(TutorialError, match="14_solutions"):
        write_instructors_edition([alone], tmp_path / "copies")


@pytest.fixture
def chapter():
    new = nbformat.v4
    output = new.new_output("stream", text="2\n")
    return new.new_notebook(
        cells=[
            new.new_markdown_cell("# Title"),
            new.new_code_cell("P = 1", metadata={"tags": ["parameters"]}),
            new.new_code_cell("import math"),
            new.new_code_cell("print(2)", outputs=[output], execution_count=3),
            new.new_code_cell("x = ...\ncheck('01-1', x)", metadata={"tags": ["exercise"]}),
        ]
    )


def test_a_blank_twin_keeps_prose_and_stubs_and_leaves_the_rest_to_be_written(chapter):
    before = nbformat.writes(chapter)
    twin = blank_twin(chapter)
    nbformat.validate(twin)
    sources = [cell.source for cell in twin.cells]
    assert sources == ["# Title", "P = 1", "import math", "", "x = ...\ncheck('01-1', x)"]
    assert not any(cell.get("outputs") for cell in twin.cells)
    assert nbformat.writes(chapter) == before


def test_the_instructors_edition_has_each_solution_after_its_exercise(chapter):
    new = nbformat.v4
    answer = new.new_code_cell('x = 0.45\ncheck("01-1", x)')
    solutions = new.new_notebook(cells=[new.new_markdown_cell("## 01-1\n\nBecause."), answer])
    edition = with_solutions(chapter, solutions)
    nbformat.validate(edition)
    assert [cell.source for cell in edition.cells[-3:]] == [
        "x = ...\ncheck('01-1', x)",
        'x = 0.45\ncheck("01-1", x)',
        "Because.",
    ]
    assert "solution" in edition.cells[-2].metadata.tags
    with pytest.raises(TutorialError, match="01-1 has no solution"):
        with_solutions(chapter, new.new_notebook())


@pytest.mark.parametrize("path", SOLUTIONS, ids=[path.stem for path in SOLUTIONS])
def test_the_editions_of_the_books_own_chapters(path):
    book = nbformat.read(next(NOTEBOOKS.glob(f"{path.stem[:2]}_*.ipynb")), 4)
    edition = with_solutions(book, nbformat.read(path, 4))
    nbformat.validate(edition)
    names = [exercise_of(cell) for cell in edition.cells if exercise_of(cell)]
    assert names[::2] == names[1::2] == [n for n in EXERCISES if n[:2] == path.stem[:2]]
    twin = blank_twin(book)
    nbformat.validate(twin)
    assert [c.source for c in twin.cells if exercise_of(c)] == [
        c.source for c in book.cells if exercise_of(c)
    ]
