"""Notebooks for the classroom: blank twins for students, solutions for instructors."""

import os
from collections.abc import Sequence
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.checking import blank_twin, exercise_of, with_solutions
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.publishing.notebooks.execute import read_notebook, write_notebook


def write_blank_twins(chapters: Sequence[Path], folder: Path) -> list[Path]:
    """Write copies whose code is left to be written; returns their paths."""
    written = []
    for chapter in chapters:
        target = folder / chapter.name
        write_notebook(blank_twin(read_notebook(chapter)), target)
        written.append(target)
    return written


def write_instructors_edition(chapters: Sequence[Path], folder: Path) -> list[Path]:
    """Write copies in which each exercise is followed by its solution; returns their paths.

    A chapter that asks nothing is copied as it is. The solutions of others are
    `solutions/NN_solutions.ipynb` beside them. Raises TutorialError where they are missing, or
    where outputs are not those of the code.
    """
    written = []
    for chapter in chapters:
        edition = read_notebook(chapter)
        asks = any(map(exercise_of, edition.cells))
        solutions = chapter.parent / "solutions" / f"{chapter.stem[:2]}_solutions.ipynb"
        for notebook in (solutions, chapter) if asks else (chapter,):
            if not notebook.is_file():
                raise TutorialError(f"{notebook} is not there: {chapter.name} has no solutions.")
            if freshness.stale_cells(notebook):
                raise TutorialError(f"{notebook} has changed since it ran: run `make notebooks`.")
        if asks:
            edition = with_solutions(edition, read_notebook(solutions))
        freshness.stamp(edition)
        target = folder / chapter.name
        # Pictures are looked for where the chapter was written, not where its copy lies.
        base = Path(os.path.relpath(chapter.resolve().parent, target.resolve().parent))
        edition.metadata["rnn_tutorial"]["base"] = base.as_posix()
        write_notebook(edition, target)
        written.append(target)
    return written
