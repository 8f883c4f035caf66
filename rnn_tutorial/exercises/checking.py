"""Check an answer to one of the book's exercises.

>>> check("01-2", 50)
01-2: right
"""

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.exercises.checkers import Feedback

if TYPE_CHECKING:
    from nbformat import NotebookNode

CHECK = re.compile(r"""check\(\s*["'](\d\d-\d+)["']""")


def check(name: str, answer: Any = None) -> Feedback:
    """Check an answer: right, not yet (with a hint), or not answered yet.

    Args:
        name: the exercise, such as "06-3".
        answer: what the exercise asks for: a number, a list of numbers or words, a function or
            a Keras model. None and ... mean that there is no answer yet.

    Returns:
        Feedback, which counts as true in an `if` only for a right answer.

    Raises:
        TutorialError: there is no exercise of this name.
    """
    from rnn_tutorial.exercises.answers import EXERCISES

    if name not in EXERCISES:
        chapter = [known for known in EXERCISES if known[:2] == str(name)[:2]]
        raise TutorialError(
            f"there is no exercise {name!r}: choose one of {', '.join(chapter or EXERCISES)}."
        )
    return EXERCISES[name].feedback(name, answer)


def exercise_of(cell: "NotebookNode") -> str | None:
    """The name of the exercise that a notebook's cell checks, or None."""
    found = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return found.group(1) if found else None


def blank_twin(notebook: "NotebookNode") -> "NotebookNode":
    """A copy for use in class: the prose stays, outputs go, and code is left to be written.

    Cells that set parameters or import things, and the stubs of exercises, keep their code.
    """
    twin = deepcopy(notebook)
    for cell in twin.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        kept = {"parameters", "exercise"} & set(cell.metadata.get("tags", []))
        if not kept and not re.match(r"(import|from) ", cell.source):
            cell.source = ""
        cell.metadata.pop("execution", None)
    twin.metadata.pop("rnn_tutorial", None)  # the stamp of outputs that are gone
    return twin


def with_solutions(notebook: "NotebookNode", solutions: "NotebookNode") -> "NotebookNode":
    """A copy for instructors: every exercise is followed by its solution, with outputs.

    solutions: the notebook of the same chapter from `notebooks/solutions/`. Raises
    TutorialError where it lacks the solution to an exercise.
    """
    solved = {name: cell for cell in solutions.cells if (name := exercise_of(cell))}
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
    edition.cells = cells
    return edition
