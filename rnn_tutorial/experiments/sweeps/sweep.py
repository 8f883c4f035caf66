"""Many experiments over several seeds and settings, on the cores of one machine or of many.

Dask carries the work. Every run is stored here as soon as it ends, whatever becomes of the
others, so a sweep that was stopped is gone on with by starting it again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.cluster import connect
from rnn_tutorial.experiments.sweeps.conductor import Conductor
from rnn_tutorial.experiments.sweeps.plan import Plan, Run, make_plan
from rnn_tutorial.experiments.sweeps.worker import Order


def sweep(
    names: str | Sequence[str],
    *,
    seeds: int = 3,
    profile: str = "quick",
    data: str | Path = "auto",
    scheduler: str | None = None,
    changes: Mapping[str, Any] | None = None,
    progress: Callable[[list[Run]], None] | None = None,
    say: Callable[[str], None] = print,
) -> list[TrainingResult]:
    """Train experiments with seeds 0 to `seeds` - 1, several at a time; return their results.

    names: keys of EXPERIMENTS. changes: settings that differ from the profile's; a list or
    tuple of values stands for one run each, and two lists for their product, such as
    `{"units": [16, 32], "depth": [1, 2]}`. scheduler: tcp://HOST:PORT of a Dask scheduler;
    without it a worker process of one thread is started for each core, and a script must call
    this below `if __name__ == "__main__":`. progress: called with all runs whenever one of
    them moves. say: receives the one-line notices.

    What is stored already is not trained again. Raises TutorialError for what doesn't exist,
    for a scheduler or worker that can't do the work, and at the end where runs failed; what
    has finished until then is stored, and the message says what remains.
    """
    plan = make_plan(names, seeds, profile, data, scheduler, changes)
    runs = plan.runs()
    orders = _prepare(plan, runs, say)
    tell = progress or (lambda runs: None)
    tell(runs)
    if orders:
        with connect(plan.scheduler, len(orders)) as client:
            Conductor(client, plan, runs, orders, tell, say).conduct()
    return [run.result for run in runs]


def _prepare(plan: Plan, runs: list[Run], say: Callable[[str], None]) -> dict[int, Order]:
    """Find the results that are stored; an order for each of the others, by its number."""
    from rnn_tutorial.experiments.trained import result_path
    from rnn_tutorial.training.backend import backend_name

    dataset = load_reviews(runs[0].config.data)  # the fingerprint is the same for all
    if dataset.notice:
        say(dataset.notice)
    source = "sample" if dataset.source == "sample corpus" else plan.data
    if source not in ("auto", "imdb", "sample"):
        source = str(Path(source).expanduser().resolve())
    orders, topic = {}, f"rnn-tutorial-{uuid4().hex}"
    for number, run in enumerate(runs):
        run.path = result_path(run.config, dataset, plan.profile, run.seed)
        if run.path.exists():
            run.result = replace(TrainingResult.load(run.path), path=run.path)
            run.state = "stored"
            continue
        orders[number] = Order(
            name=run.config.name,
            profile=plan.profile,
            seed=run.seed,
            changes=run.changes,
            source=source,
            fingerprint=dataset.fingerprint,
            backend=backend_name(),
            result=run.path.name,
            topic=topic,
            number=number,
        )
    if len(orders) < len(runs):
        left = f"{len(orders)} to train" if orders else "nothing to train"
        say(f"{len(runs) - len(orders)} of {len(runs)} runs are stored already, {left}.")
    return orders
