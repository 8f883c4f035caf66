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
    runs = plan.runs()
    orders = _prepare(plan, runs)
    report = progress or (lambda runs: None)
    report(runs)
    if orders:
        with connect(plan.scheduler, len(orders)) as client:
            Conductor(client, plan, runs, orders, report).conduct()
    return [run.result for run in runs if run.result]


def _prepare(plan: Plan, runs: list[Run]) -> dict[int, Order]:
    """Find the stored results, and make an order for each other run, by its number."""
    from rnn_tutorial.experiments.trained import result_path
    from rnn_tutorial.training.backend import backend_name

    dataset = load_reviews(runs[0].config.data)  # the fingerprint is the same for all
    if dataset.notice:
        logger.info(dataset.notice)
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
        stored = f"{len(runs) - len(orders)} of {plural(len(runs), 'run')}"
        logger.info(f"{stored} stored already, {len(orders) or 'nothing'} to train.")
    return orders
