"""Execute several notebooks at the same time, one kernel (a process with one thread) for each."""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from rnn_tutorial.errors import check_count
from rnn_tutorial.publishing.notebooks import colab
from rnn_tutorial.publishing.notebooks.event_loop import complete
from rnn_tutorial.publishing.notebooks.execute import CellTime, execute, read_notebook
from rnn_tutorial.publishing.notebooks.watch import Watch
from rnn_tutorial.storage import cache_folder, write_beside
from rnn_tutorial.training.memory import free_memory

KERNEL_MEMORY = 1_900_000_000  # bytes: chapter 5, which needs most


def execute_notebooks(
    pairs: Sequence[tuple[Path, Path]],
    *,
    parameters: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    timeout: int | None = None,
    watch: Watch | None = None,
) -> list[CellTime]:
    """Execute notebooks as `execute` does, up to `jobs` at the same time.

    The notebooks that took longest the last time start first. A further one starts only if there
    is memory for it. The outputs don't depend on `jobs`, because each kernel has one thread.

    Args:
        pairs: for each notebook the source and the target.
        parameters: for the notebooks that have a cell tagged "parameters".
        jobs: how many may run at once (None: as many as this process may use cores).
        timeout: seconds allowed for one cell (None: no limit).
        watch: is told what happens.

    Returns:
        The time of every code cell.

    Raises:
        NotebookError: a cell failed. The other notebooks are stopped; finished ones are kept,
            as they are after Ctrl-C.
    """
    jobs = _cores() if jobs is None else check_count("jobs", jobs)
    queue = _Queue(_longest_first(pairs), parameters or {}, timeout, watch or Watch())
    try:
        complete(queue.run(jobs))
    except BaseExceptionGroup as errors:
        raise _first(errors) from None
    finally:
        _remember(queue.seconds)
    return queue.times


class _Queue:
    def __init__(
        self,
        pairs: Sequence[tuple[Path, Path]],
        parameters: Mapping[str, Any],
        timeout: int | None,
        watch: Watch,
    ) -> None:
        self.pairs, self.parameters, self.watch = pairs, parameters, watch
        self.timeout = timeout
        self.times: list[CellTime] = []
        self.seconds: dict[str, float] = {}  # of the notebooks that are done
        self.running = 0

    async def run(self, jobs: int) -> None:
        tagged = {}
        for source, _ in self.pairs:
            cells = read_notebook(source).cells
            code = [c for c in cells if c.cell_type == "code" and not colab.installs(c)]
            tagged[source] = any("parameters" in c.metadata.get("tags", []) for c in code)
            self.watch.add(source, len(code))
        places = asyncio.Semaphore(jobs)
        async with asyncio.TaskGroup() as group:  # if one fails, it stops the others
            for source, target in self.pairs:
                await places.acquire()
                await self._memory()
                self.running += 1
                self.watch.begin(source)
                given = self.parameters if tagged[source] else {}
                task = group.create_task(self._execute(source, target, given))
                task.add_done_callback(lambda _: places.release())

    async def _execute(self, source: Path, target: Path, parameters: Mapping[str, Any]) -> None:
        start = time.perf_counter()
        try:
            self.times += await execute(
                source,
                target,
                parameters=parameters,
                timeout=self.timeout,
                on_cell=lambda: self.watch.cell(source),
            )
        finally:
            self.running -= 1
        self.seconds[source.name] = time.perf_counter() - start
        self.watch.done(source, self.seconds[source.name])

    async def _memory(self) -> None:
        """Wait until there is memory for one more kernel; the first starts in any case."""
        told = False
        while self.running and not room_for(self.running + 1):
            if not told:
                self.watch.wait(f"{free_memory() / 1e9:.1f} GB of memory is free")
                told = True
            await asyncio.sleep(0.5)


def room_for(kernels: int) -> bool:
    """Is there memory for so many kernels, including those that run below this process?"""
    used = 0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has just ended
            used += child.memory_info().rss
    return used + free_memory() >= kernels * KERNEL_MEMORY


def _cores() -> int:
    from dask.system import CPU_COUNT  # honours affinity and the limits of a container

    return CPU_COUNT


def _longest_first(pairs: Sequence[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """Sort by the seconds of the last time. Notebooks that are new come first, in their order."""
    last = _last_seconds()
    return sorted(pairs, key=lambda pair: last.get(pair[0].name, math.inf), reverse=True)


def _last_seconds() -> dict[str, float]:
    try:
        return json.loads(_record().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _remember(seconds: Mapping[str, float]) -> None:
    if seconds:
        with write_beside(_record()) as stream:
            stream.write(json.dumps({**_last_seconds(), **seconds}, indent=1).encode())


def _record() -> Path:
    """The seconds that each notebook took the last time, by its file name."""
    return cache_folder() / "notebook_seconds.json"


def _first(errors: BaseException) -> BaseException:
    while isinstance(errors, BaseExceptionGroup):
        errors = errors.exceptions[0]
    return errors
