"""Run the book's experiments: one name -> one stored, reloadable result."""

import contextlib
import hashlib
import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_tutorial.config import ExperimentConfig, check_count
from rnn_tutorial.datasets.reviews import ReviewDataset, load_reviews
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.catalogue import get_experiment
from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.storage import check_writable, data_folder, hold, write_beside
from rnn_tutorial.training.backend import backend_name
from rnn_tutorial.training.fitting import Fit, Progress, evaluate, fit
from rnn_tutorial.training.memory import peak_memory_mb, require_memory

if TYPE_CHECKING:
    import keras

RECIPE = 1  # raise it when training itself changes: stored results are then not reused


def run_experiment(
    name: str,
    *,
    profile: str = "quick",
    seed: int = 0,
    data: str | Path = "auto",
    rerun: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] = print,
    **changes: Any,
) -> TrainingResult:
    """Train one of the book's models, or return the stored result of the same training.

    name: a key of EXPERIMENTS. profile: "full" (the chapter's 100 epochs), "quick" or "smoke".
    data: "auto", "imdb", "sample", or a path. rerun: train afresh even if a result is stored.
    progress: called after every batch. say: receives the one-line notices.
    changes: single settings that differ from the profile's, such as `units=64, epochs=3`.

    The result is stored under `storage.data_folder()`, keyed by everything that shapes it. The
    finished epochs of a run that was stopped are kept, and the next call goes on from them.
    Raises TutorialError for a name, profile, seed, setting or data that don't exist.
    """
    config = get_experiment(name, profile, data=data, **changes)
    check_count("seed", seed, minimum=0)
    dataset = load_reviews(config.data)
    if dataset.notice:
        say(dataset.notice)
    path = result_path(config, dataset, profile, seed)
    checkpoint = _checkpoint_path(path)
    if rerun or not path.exists():
        check_writable(path.parent)
    elif not checkpoint.exists():
        return _stored(path, dataset, say)
    waiting = f"{name}: another process is training it; waiting for its result (or Ctrl-C)."
    with hold(path.with_suffix(".lock"), on_wait=lambda: say(waiting)):
        if path.exists() and not rerun:  # made meanwhile, or by a run killed as it ended
            with contextlib.suppress(OSError):
                checkpoint.unlink(missing_ok=True)
            return _stored(path, dataset, say)
        if rerun:
            checkpoint.unlink(missing_ok=True)
        elif checkpoint.exists():
            say(f"{name}: an earlier run was stopped; this one goes on from its last epoch.")
        result = _train(path, config, dataset, profile, seed, progress)
    return replace(result, path=path)


def _stored(path: Path, dataset: ReviewDataset, say: Callable[[str], None]) -> TrainingResult:
    result = TrainingResult.load(path)
    say(f"{result.name}: stored result (--rerun or rerun=True trains afresh).")
    return replace(result, notice=dataset.notice, path=path)


def _train(
    path: Path,
    config: ExperimentConfig,
    dataset: ReviewDataset,
    profile: str,
    seed: int,
    progress: Progress | None,
) -> TrainingResult:
    """Train to the end, from the checkpoint where there is one, and store what came of it."""
    require_memory(config)
    checkpoint = _checkpoint_path(path)
    model = _build(config, dataset, seed)
    reviews = (dataset.x_train, dataset.y_train)
    state = fit(
        model, *reviews, config.training, seed=seed, checkpoint=checkpoint, progress=progress
    )
    result = _conclude(model, state, config, dataset, profile, seed)
    save_weights(weights_path(path), state.best_weights)
    result.save(path)
    checkpoint.unlink(missing_ok=True)
    return result


def load_trained(
    name: str,
    *,
    profile: str = "quick",
    seed: int = 0,
    data: str | Path = "auto",
    **changes: Any,
) -> "tuple[keras.Model, ReviewDataset]":
    """The model of a stored run, as after its best epoch, and the reviews it was trained on.

    Its layers are Keras's, also where `implementation="fast"` trained it.

    Raises TutorialError where nothing is stored for these settings.
    """
    config = get_experiment(name, profile, data=data, **changes)
    dataset = load_reviews(config.data)
    weights = weights_path(result_path(config, dataset, profile, seed))
    if not weights.exists():
        raise TutorialError(
            f"no trained {name} is stored for profile {profile}, seed {seed} and "
            f"{dataset.source}: run `rnn-tutorial train {name} --profile {profile}` first."
        )
    # Keras's layers, whichever trained: the weights are the same, and all tools know them.
    model = _build(config.with_changes(implementation="keras"), dataset, seed)
    put_weights(model, weights)
    return model, dataset


def result_path(config: ExperimentConfig, dataset: ReviewDataset, profile: str, seed: int) -> Path:
    """Where the result of this training is stored; two trainings that may differ never share."""
    shaped_by = asdict(config) | {
        "fingerprint": dataset.fingerprint,
        "seed": seed,
        "recipe": RECIPE,
        "versions": _versions(),
    }
    del shaped_by["data"]["source"]  # the fingerprint says it better
    key = hashlib.sha256(json.dumps(shaped_by, sort_keys=True).encode()).hexdigest()[:10]
    return data_folder() / "results" / f"{config.name}-{profile}-seed{seed}-{key}.json"


def save_weights(path: Path, weights: list[np.ndarray]) -> None:
    """Write a model's weights as a plain `.npz` without pickle, in the model's own order."""
    with write_beside(path) as stream:
        np.savez_compressed(stream, **{f"w{i}": weight for i, weight in enumerate(weights)})


def load_weights(path: Path) -> list[np.ndarray]:
    """Read what `save_weights` wrote."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return [stored[f"w{i}"] for i in range(len(stored.files))]
    except Exception as error:  # a torn archive can fail in several ways
        raise TutorialError(f"{path} holds no weights of ours ({error}): train again.") from None


def put_weights(model: "keras.Model", path: Path) -> None:
    """Give a model the weights that `save_weights` wrote; those of another model are refused."""
    weights = load_weights(path)
    wanted, given = [tuple(w.shape) for w in model.weights], [w.shape for w in weights]
    if wanted != given:
        raise TutorialError(
            f"{path} holds the weights of another model: {given} instead of {wanted}. Train this "
            "one, or give the settings of that one."
        )
    model.set_weights(weights)


def weights_path(result: Path) -> Path:
    """Where the weights of the best epoch lie, beside the result."""
    return result.with_suffix(".weights.npz")


def _checkpoint_path(result: Path) -> Path:
    return result.with_suffix(".checkpoint.npz")


def _build(config: ExperimentConfig, dataset: ReviewDataset, seed: int) -> "keras.Model":
    timesteps = None if config.training.batching == "bucketed" else config.data.maxlen
    model = build_model(config.model, dataset.num_words, timesteps, seed=seed, name=config.name)
    return compile_model(model, config.training)


def _conclude(
    model: "keras.Model",
    state: Fit,
    config: ExperimentConfig,
    dataset: ReviewDataset,
    profile: str,
    seed: int,
) -> TrainingResult:
    test = partial(
        evaluate,
        model,
        dataset.x_test,
        dataset.y_test,
        bucketed=config.training.batching == "bucketed",
    )
    final = test()
    model.set_weights(state.best_weights)
    return TrainingResult(
        config=config,
        profile=profile,
        seed=seed,
        source=dataset.source,
        fingerprint=dataset.fingerprint,
        parameters=model.count_params(),
        history=state.history,
        final=final,
        best=test(),
        epoch_seconds=[round(seconds, 3) for seconds in state.epoch_seconds],
        peak_memory_mb=peak_memory_mb(),
        backend=backend_name(),
        versions=_versions(),
        machine=machine_name(),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        notice=dataset.notice,
    )


def _versions() -> dict[str, str]:
    backend = backend_name()
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("rnn-tutorial", "keras", backend, "numpy")},
    }


def machine_name() -> str:
    """The processor and its cores, without the machine's name."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        processor = next((x.split(":")[1].strip() for x in lines if "model name" in x), processor)
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"
