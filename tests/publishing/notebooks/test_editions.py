"""Copies for the classroom: without code for students, with solutions for instructors."""

import html
import re
from pathlib import Path

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.checking import exercise_of
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.editions import write_blank_twins, write_instructors_edition

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
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


def test_every_exercise_is_followed_by_its_solution(tmp_path):
    for chapter, copy in zip(CHAPTERS, write_instructors_edition(CHAPTERS, tmp_path), strict=True):
        cells = nbformat.read(copy, as_version=4).cells
        solved = [n for n, c in enumerate(cells) if "solution" in c.metadata.get("tags", [])]
        asked = sum("exercise" in c.metadata.get("tags", []) for c in cells)
        assert len(solved) >= 5 if asked else not solved, chapter
        for number in solved:
            assert exercise_of(cells[number]) == exercise_of(cells[number - 1])
            assert cells[number].source != cells[number - 1].source
        assert freshness.stale_cells(copy) == []


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
        assert line not in texts["students"]


def test_a_chapter_without_solutions_is_refused_by_name(tmp_path):
    alone = tmp_path / "09_alone.ipynb"
    cell = nbformat.v4.new_code_cell('check("09-1", ...)', metadata={"tags": ["exercise"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), alone)
    with pytest.raises(TutorialError, match="09_solutions"):
        write_instructors_edition([alone], tmp_path / "copies")
