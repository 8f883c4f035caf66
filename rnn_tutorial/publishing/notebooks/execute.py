"""Run a notebook in the project's own kernel."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.notebooks import colab, freshness, sentences
from rnn_tutorial.storage import work_folder, write_beside

TEXT_NOTEBOOKS = (".md", ".markdown", ".myst", ".rmd", ".qmd", ".py", ".r", ".jl")  # jupytext's


class NotebookError(TutorialError):
    """A cell raised an error or took too long, or its kernel died.

    notebook: the file. cell: its place among all cells, counted from 1. source: its code.
    reason: the last lines of the error, without colours.
    """

    def __init__(self, notebook: Path, cell: int, source: str, reason: str) -> None:
        self.notebook, self.cell, self.source, self.reason = notebook, cell, source, reason
        first, *others = source.strip().splitlines() or [""]
        code = f"    {first}" + (" ..." if others else "")
        super().__init__(f"{notebook}, cell {cell} failed:\n{code}\n{reason}")


@dataclass(frozen=True)
class CellTime:
    """How long a code cell took. cell: its place among all cells of the notebook, from 1."""

    notebook: Path
    cell: int
    source: str
    seconds: float


def read_notebook(path: Path) -> NotebookNode:
    """The notebook at `path` in the current format. Each cell has an id, always the same.

    Raises TutorialError if the file is missing or isn't a notebook.
    """
    if path.is_dir():
        raise TutorialError(
            f"{path} is a folder: give the notebooks in it, such as {path / '*.ipynb'}."
        )
    if not path.is_file():
        raise TutorialError(f"{path} is not there: give the path of a notebook (.ipynb).")
    if path.suffix.lower() in TEXT_NOTEBOOKS:
        raise TutorialError(
            f"{path} is a text file, and only .ipynb files are published: make one with "
            f"`pip install jupytext` and `jupytext --to notebook {path}`."
        )
    try:
        raw = nbformat.reader.reads(path.read_text(encoding="utf-8-sig"))
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
            f"{path} can't be read as a notebook ({reason}): open it in Jupyter and save it again."
        ) from None
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write to a temporary file, then rename it to `path`."""
    with write_beside(path) as stream:
        stream.write((nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def with_parameters(notebook: NotebookNode, parameters: Mapping[str, Any]) -> NotebookNode:
    """Insert assignments after the cell tagged "parameters" (papermill's convention).

    Raises TutorialError if no cell has the tag.
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
        f"the parameters {', '.join(parameters)} were given, but no cell has the tag "
        '"parameters": tag the cell that sets their defaults.'
    )


def _is_injected(cell: NotebookNode) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])


async def execute(
    source: Path,
    target: Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout: int | None = None,
    on_cell: Callable[[], None] = lambda: None,
) -> list[CellTime]:
    """Execute `source` in its own folder and write the result to `target`.

    Args:
        source, target: notebooks, which may be the same file. `target` is written only after
            the last cell: if one fails, it stays as it was.
        parameters: assignments that override those of the cell tagged "parameters".
        timeout: seconds allowed for one cell (None: no limit).
        on_cell: called after each code cell.

    Returns:
        The time of each code cell.

    Raises:
        NotebookError: a cell failed.
    """
    source, target, start = Path(source), Path(target), time.perf_counter()
    notebook = read_notebook(source)
    notebook.cells = [cell for cell in notebook.cells if not colab.installs(cell)]
    if parameters:
        with_parameters(notebook, parameters)
    freshness.clear(notebook)
    times = await _run(notebook, source, timeout, on_cell)
    if source.resolve() == target.resolve():
        # A committed notebook shows its own defaults; its metadata record the parameters.
        notebook.cells = [cell for cell in notebook.cells if not _is_injected(cell)]
    freshness.tidy(notebook, hide=(str(Path.cwd()), sys.prefix, str(Path.home())))
    freshness.stamp(notebook, parameters, time.perf_counter() - start)
    if target.parent.resolve() != source.parent.resolve():
        freshness.set_base(notebook, source.parent, target.parent)
    write_notebook(notebook, target)
    return times


async def _run(
    notebook: NotebookNode, source: Path, timeout: int | None, on_cell: Callable[[], None]
) -> list[CellTime]:
    """Execute every cell. Raises NotebookError, and CancelledError on Ctrl-C."""
    # If this process is killed, Jupyter's own folder would keep the connection file for ever.
    with work_folder() as folder, tempfile.TemporaryFile() as log:
        manager = _manager(folder / "kernel.json", notebook, source)
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=timeout,
            resources={"metadata": {"path": str(source.resolve().parent)}},
            record_timing=False,
            coalesce_streams=True,
        )
        try:
            return await _execute_cells(client, manager, source, log, on_cell)
        except RuntimeError as error:  # jupyter_client: the kernel didn't start
            log.seek(0)
            lines = [str(error), *log.read().decode(errors="replace").strip().splitlines()[-3:]]
            raise NotebookError(source, 1, "(the kernel)", "\n".join(lines)) from None


async def _execute_cells(
    client: NotebookClient,
    manager: AsyncKernelManager,
    source: Path,
    log: IO[bytes],
    on_cell: Callable[[], None],
) -> list[CellTime]:
    """Start a kernel, execute the cells of a notebook and stop the kernel.

    This is NotebookClient.async_execute without its handlers of signals: they stop the kernel
    on Ctrl-C, and the cell then fails as if its kernel had died. Here, Ctrl-C cancels the task.
    """
    task, times = asyncio.current_task(), []
    assert task is not None
    try:
        await client.async_start_new_kernel(env=kernel.environment(), stderr=log)
        kc = await client.async_start_new_kernel_client()
        reply = await client.async_wait_for_reply(kc.kernel_info())
        if reply is None:
            raise RuntimeError("the kernel did not answer")
        client.nb.metadata["language_info"] = reply["content"]["language_info"]
        for number, cell in enumerate(client.nb.cells, start=1):
            count = client.code_cells_executed + 1
            start = time.perf_counter()
            try:
                if sentences.template(cell):
                    await sentences.fill(client, cell)
                await client.async_execute_cell(cell, number - 1, execution_count=count)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise NotebookError(
                    source, number, cell.source, _reason(cell, error, client.timeout)
                ) from None
            except ValueError as error:  # in a sentence's template
                code = "\n".join(sentences.template(cell))
                raise NotebookError(source, number, code, str(error)) from None
            if cell.cell_type == "code":
                times.append(CellTime(source, number, cell.source, time.perf_counter() - start))
                on_cell()
        client.set_widgets_metadata()
        return times
    except Exception:
        if task.cancelling():  # nbclient reports a dead kernel in this case, too
            raise asyncio.CancelledError from None
        raise
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=task.cancelling() > 0)


def _manager(connection: Path, notebook: NotebookNode, source: Path) -> AsyncKernelManager:
    try:
        return kernel.make_manager(connection, notebook.metadata)
    except TutorialError as error:
        raise TutorialError(f"{source}: {error}") from None


def _reason(cell: NotebookNode, error: Exception, timeout: int | None) -> str:
    """The last lines of the error that a cell shows, else the first line of `error`."""
    if isinstance(error, CellTimeoutError):  # the cell itself shows that it was interrupted
        return f"It took longer than {timeout} s: give a longer --timeout."
    if isinstance(error, DeadKernelError):
        return "The kernel died: it was killed, perhaps for want of memory, or a library crashed."
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            lines = strip_ansi("\n".join(output.traceback)).rstrip().splitlines()
            return "\n".join(lines[-6:])
    if isinstance(error, CellExecutionError):  # a magic's error is printed, not raised
        return strip_ansi(f"{error.ename}: {error.evalue}")
    return strip_ansi(str(error)).strip().splitlines()[0]
