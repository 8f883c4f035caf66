"""Many experiments over several seeds and settings, on the cores of one machine or of many.

Dask distributes the work. Each run is stored here as soon as it ends, so a sweep that was
stopped resumes when it is started again.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.errors import plural
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.experiments.sweeps.cluster import connect
from rnn_tutorial.experiments.sweeps.conductor import Conductor
from rnn_tutorial.experiments.sweeps.plan import Plan, Run, make_plan
from rnn_tutorial.experiments.sweeps.worker import Order

logger = logging.getLogger(__name__)


def sweep(
    names: str | Sequence[str],
    *,
    seeds: int = 3,
    profile: str = "quick",
    data: str | Path = "auto",
    scheduler: str | None = None,
    changes: Mapping[str, Any] | None = None,
    progress: Callable[[list[Run]], None] | None = None,
) -> list[TrainingResult]:
    """Train experiments with several seeds, several runs at a time; stored ones are not repeated.

    Args:
        names: one or more keys of EXPERIMENTS.
        seeds: how many seeds; they are 0 to `seeds` - 1.
        profile: a key of PROFILES.
        data: "auto", "imdb", "sample", or the path of the reviews.
        scheduler: tcp://HOST:PORT of a Dask scheduler. By default, a worker process with one
            thread is started for each core; a script must then call this function below
            `if __name__ == "__main__":`.
        changes: settings that differ from the profile's. A list of values gives one run each,
            and two lists their product: `{"units": [16, 32], "depth": [1, 2]}`.
        progress: called with all runs whenever the state of one changes.

    Returns:
        The results, in the order of names, settings and seeds.

    Raises:
        TutorialError: a name, setting or file doesn't exist, the scheduler or a worker can't do
            the work, or runs failed. Finished runs are stored, and the message says what remains.
    """
    plan = make_plan(names, seeds, profile, data, scheduler, changes)
    return carry_out(plan, progress or (lambda runs: None))


def carry_out(plan: Plan, progress: Callable[[list[Run]], None]) -> list[TrainingResult]:
    """Train the runs of a plan, as `sweep` does."""
    orders = _prepare(plan)
    progress(plan.runs)
    if orders:
        with connect(plan.scheduler, len(orders)) as client:
            Conductor(client, plan, orders, progress).conduct()
    return [run.result for run in plan.runs if run.result]


def _prepare(plan: Plan) -> list[Order]:
    """Find the stored results, and make an order for each other run."""
    from rnn_tutorial.experiments.trained import result_path
    from rnn_tutorial.training.backend import backend_name

    runs = plan.runs
    dataset = load_reviews(runs[0].config.data)  # the fingerprint is the same for all
    if dataset.notice:
        logger.info(dataset.notice)
    source = "sample" if dataset.source == "sample corpus" else plan.data
    if source not in ("auto", "imdb", "sample"):
        source = str(Path(source).expanduser().resolve())
    orders, topic = [], f"rnn-tutorial-{uuid4().hex}"
    for run in runs:
        run.path = result_path(run.config, dataset, plan.profile, run.seed)
        if run.path.exists():
            run.result = replace(TrainingResult.load(run.path), path=run.path)
            run.state = "stored"
        else:
            order = Order(
                run=run,
                profile=plan.profile,
                source=source,
                fingerprint=dataset.fingerprint,
                backend=backend_name(),
                result=run.path.name,
                topic=topic,
            )
            orders.append(order)
    if len(orders) < len(runs):
        stored = f"{len(runs) - len(orders)} of {plural(len(runs), 'run')}"
        logger.info(f"{stored} stored already, {len(orders) or 'nothing'} to train.")
    return orders
