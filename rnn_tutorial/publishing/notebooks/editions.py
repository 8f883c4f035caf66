"""Notebooks for the classroom: blank copies for students, solutions for instructors."""

import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook, write_notebook

CHECK = re.compile(r"""check\(\s*["'](\d\d-\d+)["']""")


def exercise_of(cell: NotebookNode) -> str | None:
    """The name of the exercise that a notebook's cell checks, or None."""
    found = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return found.group(1) if found else None


def blank_twin(notebook: NotebookNode) -> NotebookNode:
    """A copy for use in class: it keeps the text; students write the code.

    Outputs are removed. Cells that set parameters or import something, and the stubs of
    exercises, keep their code.
    """
    twin = deepcopy(notebook)
    freshness.clear(twin)
    for cell in twin.cells:
        kept = {"parameters", "exercise"} & set(cell.metadata.get("tags", []))
        if cell.cell_type == "code" and not kept and not re.match(r"(import|from) ", cell.source):
            cell.source = ""
    return twin


def with_solutions(notebook: NotebookNode, solutions: NotebookNode) -> NotebookNode:
    """A copy for instructors: every exercise is followed by its solution and its explanation.

    The explanation is the text below the heading that precedes the solution. solutions: the
    notebook of the same chapter from `notebooks/solutions/`. Raises
    TutorialError if it lacks the solution of an exercise.
    """
    solved, explained, text = {}, {}, ""
    for cell in solutions.cells:
        if cell.cell_type == "markdown":
            text = cell.source.partition("\n")[2].strip()
        elif name := exercise_of(cell):
            solved[name], explained[name] = cell, text
    edition, cells = deepcopy(notebook), []
    for cell in edition.cells:
        cells.append(cell)
        name = exercise_of(cell)
        if name is None:
            continue
        if name not in solved:
            raise TutorialError(f"exercise {name} has no solution: add it to the solutions.")
        answer = deepcopy(solved[name])
        answer.id = f"solution-{name}"
        answer.metadata.tags = sorted({*answer.metadata.get("tags", []), "solution"})
        cells.append(answer)
        if explained[name]:
            cells.append(new_markdown_cell(explained[name], id=f"explanation-{name}"))
    edition.cells = cells
    return edition


def write_blank_twins(chapters: Sequence[Path], folder: Path) -> list[Path]:
    """Write the blank twin of each chapter; returns their paths."""
    for chapter in chapters:
        write_notebook(blank_twin(read_notebook(chapter)), folder / chapter.name)
    return [folder / chapter.name for chapter in chapters]


def write_instructors_edition(chapters: Sequence[Path], folder: Path) -> list[Path]:
    """Write copies in which each exercise is followed by its solution; returns their paths.

    The solutions are in `solutions/NN_solutions.ipynb` beside the chapters. A chapter without
    exercises is copied unchanged. Raises TutorialError if solutions are missing, or if code
    has changed since it was executed.
    """
    for chapter in chapters:
        edition = _up_to_date(chapter)
        if any(map(exercise_of, edition.cells)):
            solutions = chapter.parent / "solutions" / f"{chapter.stem[:2]}_solutions.ipynb"
            if not solutions.is_file():
                raise TutorialError(f"{solutions} is not there: {chapter.name} has no solutions.")
            edition = with_solutions(edition, _up_to_date(solutions))
        freshness.stamp(edition)
        freshness.set_base(edition, chapter.parent, folder)
        write_notebook(edition, folder / chapter.name)
    return [folder / chapter.name for chapter in chapters]


def _up_to_date(path: Path) -> NotebookNode:
    """The notebook at `path`. Raises TutorialError if its code has changed since it ran."""
    notebook = read_notebook(path)
    if freshness.stale_cells(notebook):
        raise TutorialError(f"{path} has changed since it was executed: run `make notebooks`.")
    return notebook
