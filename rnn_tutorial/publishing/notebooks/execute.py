"""Run a notebook in the project's own kernel."""

import asyncio
import atexit
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.notebooks import freshness
from rnn_tutorial.storage import work_folder, write_beside

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class NotebookError(TutorialError):
    """A cell raised, ran out of time, or its kernel died.

    notebook: the file. cell: its place among all cells, counted from 1. source: its code.
    reason: the last lines of the error, without colours.
    """

    def __init__(self, notebook: Path, cell: int, source: str, reason: str) -> None:
        self.notebook, self.cell, self.source, self.reason = notebook, cell, source, reason
        code = "\n".join(f"    {line}" for line in source.strip().splitlines())
        super().__init__(f"{notebook}, cell {cell} failed:\n{code}\n{reason}")


def read_notebook(path: Path) -> NotebookNode:
    """The notebook at `path` in the current format, every cell with an id that stays the same.

    Raises TutorialError where the file is missing or isn't a notebook.
    """
    if not path.is_file():
        raise TutorialError(f"{path} is not there: give the path of a notebook (.ipynb).")
    try:
        raw = nbformat.reader.reads(path.read_text(encoding="utf-8"))
        if raw.get("nbformat") == 4 and raw.get("nbformat_minor", 0) < 5:
            # nbformat would draw random ids; counted ones keep diffs small.
            for number, cell in enumerate(raw["cells"], start=1):
                cell["id"] = f"cell-{number}"
            raw["nbformat_minor"] = 5
        notebook = nbformat.convert(raw, 4)
        nbformat.validate(notebook)
    except (
        ValueError, LookupError, AttributeError, TypeError, RecursionError, nbformat.ValidationError
    ) as error:  # fmt: skip
        reason = str(error).strip().split("\n")[0]
        raise TutorialError(
            f"{path} is not a notebook that can be read ({reason}): open it in Jupyter and save it."
        ) from None
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write beside `path`, then rename."""
    with write_beside(path) as stream:
        stream.write((nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def with_parameters(notebook: NotebookNode, parameters: Mapping[str, Any]) -> NotebookNode:
    """Put assignments after the cell tagged "parameters" (papermill's convention).

    Raises TutorialError where no cell has the tag.
    """
    notebook.cells = [c for c in notebook.cells if not _is_injected(c)]
    for place, cell in enumerate(notebook.cells):
        if "parameters" in cell.metadata.get("tags", []):
            source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
            injected = nbformat.v4.new_code_cell(
                source, id="injected-parameters", metadata={"tags": ["injected-parameters"]}
            )
            notebook.cells.insert(place + 1, injected)
            return notebook
    raise TutorialError(
        f"parameters {', '.join(parameters)} were given, but no cell has the tag "
        '"parameters": tag the cell that sets their defaults.'
    )


def _is_injected(cell: NotebookNode) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])


def execute_notebook(
    source: Path,
    target: Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout: int | None = None,
    env: Mapping[str, str] | None = None,
    on_cell: Callable[[int, int], None] | None = None,
) -> float:
    """Execute `source` in its own folder, write the result to `target`, return the seconds.

    parameters: assignments that override those of the cell tagged "parameters".
    timeout: seconds allowed for one cell (None: no limit).
    env: environment variables for the kernel beside those of this process.
    on_cell: called with (cell, cells), counted from 1, as each cell starts.
    `target` is written only after the last cell: an earlier good one stays otherwise.
    Raises NotebookError where a cell fails.
    """
    source, target = Path(source), Path(target)
    notebook = read_notebook(source)
    if parameters:
        with_parameters(notebook, parameters)
    freshness.clear(notebook)
    start = time.perf_counter()
    with work_folder() as folder:
        # Jupyter's own file of the connection would stay where this process is killed.
        connection = folder / "kernel.json"
        _run(notebook, source, connection, timeout, dict(env or {}), on_cell)
    seconds = time.perf_counter() - start
    if source.resolve() == target.resolve():
        # A committed notebook shows its own defaults; metadata tell what it was run with.
        notebook.cells = [cell for cell in notebook.cells if not _is_injected(cell)]
    freshness.tidy(notebook, hide=(str(Path.cwd()), sys.prefix, str(Path.home())))
    freshness.stamp(notebook, parameters)
    if target.parent.resolve() != source.parent.resolve():
        base = os.path.relpath(source.parent.resolve(), target.parent.resolve())
        notebook.metadata.setdefault("rnn_tutorial", {})["base"] = Path(base).as_posix()
    write_notebook(notebook, target)
    return seconds


def _run(
    notebook: NotebookNode,
    source: Path,
    connection: Path,
    timeout: int | None,
    env: dict[str, str],
    on_cell: Callable[[int, int], None] | None,
) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    place = [1]  # the cell that runs, for the errors that don't say

    def starting(cell: NotebookNode, cell_index: int) -> None:
        place[0] = cell_index + 1
        if on_cell is not None:
            on_cell(cell_index + 1, len(notebook.cells))

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=kernel.NAME,
        kernel_manager_class=kernel.manager_class(connection),
        resources={"metadata": {"path": str(source.resolve().parent)}},
        record_timing=False,
        coalesce_streams=True,
        on_cell_start=starting,
    )
    log = tempfile.TemporaryFile()  # noqa: SIM115, the kernel writes to it, and it is closed below
    try:
        # A backend chosen for this process (MPLBACKEND=Agg) would keep plots out of the notebook.
        inherited = {name: v for name, v in os.environ.items() if name != "MPLBACKEND"}
        client.execute(env={**inherited, **kernel.QUIET, **env}, stderr=log)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        # nbclient answers Ctrl-C by stopping the kernel, and the cell fails in one way or another.
        if hasattr(client, "_async_cleanup_kernel_future"):
            raise KeyboardInterrupt from None
        failed = notebook.cells[place[0] - 1]
        raise NotebookError(source, place[0], failed.source, _reason(failed, error)) from None
    except RuntimeError as error:  # jupyter_client's word for a kernel that didn't come up
        log.seek(0)
        said = [str(error), *log.read().decode(errors="replace").strip().splitlines()[-3:]]
        raise NotebookError(source, place[0], "(the kernel)", "\n".join(said)) from None
    except (AssertionError, asyncio.CancelledError) as error:
        if _interrupted(error):  # Ctrl-C, as it comes out of nbclient before its kernel is there
            raise KeyboardInterrupt from None
        raise
    finally:
        log.close()
        _stop(client)


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C stands at the beginning of a chain of exceptions; asyncio cancels for it."""
    while error is not None:
        if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
            return True
        error = error.__context__
    return False


def _reason(cell: NotebookNode, error: Exception) -> str:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            lines = ANSI.sub("", "\n".join(output.traceback)).rstrip().splitlines()
            return "\n".join(lines[-6:])
    return ANSI.sub("", str(error)).strip().splitlines()[0]


def _stop(client: Any) -> None:
    """No kernel outlives its notebook, whatever interrupted it."""
    atexit.unregister(client._cleanup_kernel)  # it would fail on a kernel that is gone
    manager = client.km
    if manager is None or not manager.has_kernel:
        return
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(manager.shutdown_kernel(now=True))
    finally:
        loop.close()
