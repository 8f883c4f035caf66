"""Run the book's experiments: a name and settings in, one stored result out."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnn_tutorial.config import ExperimentConfig
from rnn_tutorial.datasets.reviews import ReviewDataset, load_reviews
from rnn_tutorial.errors import check_count
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.machine import machine_name, versions
from rnn_tutorial.experiments.result import RECIPE, TrainingResult
from rnn_tutorial.experiments.trained import (
    build_network,
    result_path,
    save_weights,
    weights_path,
)
from rnn_tutorial.metrics import best_epoch
from rnn_tutorial.storage import check_writable, hold
from rnn_tutorial.training.backend import backend_name
from rnn_tutorial.training.fitting import Fit, Progress, evaluate, fit
from rnn_tutorial.training.memory import peak_memory_mb, require_memory

if TYPE_CHECKING:
    import keras

logger = logging.getLogger(__name__)


def run_experiment(
    name: str,
    *,
    profile: str = "quick",
    seed: int = 0,
    data: str | Path = "auto",
    rerun: bool = False,
    progress: Progress | None = None,
    preparing: Callable[[str], object] = lambda step: None,
    **changes: Any,
) -> TrainingResult:
    """Train one of the book's models, or return the stored result of the same training.

    name: a key of EXPERIMENTS.
    profile: "full" (100 epochs on all reviews, as in the chapter), "fast" (12 epochs on all
        reviews, in batches of similar length), "quick" (8 epochs, 150 timesteps) or "smoke" (2
        epochs on 400 reviews, only to see that it runs).
    seed: of the initial weights, the dropout masks and the order of the reviews.
    data: "auto", "imdb", "sample", or a path; see `DataConfig.source`.
    rerun: train even if a result is stored, and replace it.
    progress: called after every batch, see `Progress`.
    preparing: called before the first batch with what is being done ("reading the reviews").
    changes: single settings that differ from the profile's, such as `units=64, epochs=3`.

    The result is stored below `storage.data_folder()`, in a file named by everything that shapes
    the training: settings, seed, reviews and versions. If a training is stopped, its finished
    epochs are kept, and the next call resumes from them. Messages go to the logger "rnn_tutorial".
    Raises TutorialError for arguments out of range, missing reviews, and too little memory.
    """
    config = get_experiment(name, profile, data=data, **changes)
    check_count("seed", seed, minimum=0)
    preparing("reading the reviews")
    dataset = load_reviews(config.data)
    if dataset.notice:
        logger.info(dataset.notice)
    path = result_path(config, dataset, profile, seed)
    checkpoint = _checkpoint_path(path)
    if rerun or not path.exists():
        check_writable(path.parent)
    elif not checkpoint.exists():
        return _stored(path, dataset)
    waiting = f"Another process is training {name}. Waiting for its result; Ctrl-C to stop."
    with hold(path.with_suffix(".lock"), on_wait=lambda: logger.info(waiting)):
        if path.exists() and not rerun:  # stored meanwhile, or by a run killed as it ended
            with contextlib.suppress(OSError):
                checkpoint.unlink(missing_ok=True)
            return _stored(path, dataset)
        if rerun:
            checkpoint.unlink(missing_ok=True)
        preparing("building the model")
        result = _train(path, config, dataset, profile, seed, progress)
    return replace(result, path=path)


def _stored(path: Path, dataset: ReviewDataset) -> TrainingResult:
    result = TrainingResult.load(path)
    logger.info(
        f"Using the stored result of {result.name}. To train it again: --rerun, or rerun=True."
    )
    return replace(result, notice=dataset.notice, path=path)


def _train(
    path: Path,
    config: ExperimentConfig,
    dataset: ReviewDataset,
    profile: str,
    seed: int,
    progress: Progress | None,
) -> TrainingResult:
    """Train, from the checkpoint if there is one, and store the result and the weights."""
    require_memory(config)
    checkpoint = _checkpoint_path(path)
    model = build_network(config, seed)
    state = fit(
        model, *dataset.train, config.training, seed=seed, checkpoint=checkpoint, progress=progress
    )
    result = _conclude(model, state, config, dataset, profile, seed)
    save_weights(weights_path(path), state.best_weights)
    result.save(path)
    checkpoint.unlink(missing_ok=True)
    return result


def _checkpoint_path(result: Path) -> Path:
    return result.with_suffix(".checkpoint.npz")


def _conclude(
    model: "keras.Model",
    state: Fit,
    config: ExperimentConfig,
    dataset: ReviewDataset,
    profile: str,
    seed: int,
) -> TrainingResult:
    """Test the model after the last epoch and after the best one."""
    by_length = config.training.batching == "by_length"
    test = partial(evaluate, model, *dataset.test, by_length=by_length)
    final = best = test()
    if best_epoch(state.history) < state.epochs:
        model.set_weights(state.best_weights)
        best = test()
    return TrainingResult(
        config=config,
        profile=profile,
        seed=seed,
        source=dataset.source,
        fingerprint=dataset.fingerprint,
        parameters=model.count_params(),
        history=state.history,
        final=final,
        best=best,
        epoch_seconds=[round(seconds, 3) for seconds in state.epoch_seconds],
        peak_memory_mb=peak_memory_mb(),
        backend=backend_name(),
        versions=versions(),
        machine=machine_name(),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        recipe=RECIPE,
        notice=dataset.notice,
    )
