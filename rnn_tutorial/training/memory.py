"""Whether a training fits into memory, before it starts rather than hours later.

The estimate counts the arrays that backpropagation through time keeps for every timestep. It
is meant to be too large rather than too small; tests/reliability compares it
with measurements.
"""

import sys
from pathlib import Path

import psutil

from rnn_tutorial.config import ExperimentConfig, ModelConfig
from rnn_tutorial.errors import TutorialError

# Arrays of (batch, timesteps, units) that a layer keeps until its backward pass has come by.
_KEPT = {"simple_rnn": 4, "gru": 6, "lstm": 8}
_GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}
LIBRARIES = 700_000_000  # Python, Keras, TensorFlow, before a model is built
COMPILED = 250_000_000  # what TensorFlow adds when it first trains


def estimate_memory(config: ExperimentConfig, *, evaluation_batch: int = 500) -> int:
    """Bytes that training will take beside what is loaded already: reviews and libraries.

    evaluation_batch: reviews that are judged at once; it is wider than a batch to train on, but
    keeps nothing for a backward pass.
    """
    model, data, training = config.model, config.data, config.training
    train, judge = 2 * model.embedding_dim, model.embedding_dim  # floats a timestep
    both = 1 + model.bidirectional
    if model.kind == "recurrent":
        kept = _KEPT[model.cell]
        if model.dropout or model.recurrent_dropout:  # each gate reads x and h through its masks
            kept += 2 * _GATES[model.cell]
        train += model.depth * both * kept * model.units
        judge += min(model.depth, 2) * both * 2 * model.units  # one layer writes, the next reads
    elif model.kind == "conv1d":
        train += 4 * model.units
        judge += 2 * model.units
    widest = max(training.batch_size * train, evaluation_batch * judge)
    # Weights, their gradient, and what the optimizer keeps of it.
    return (
        COMPILED + 4 * widest * data.maxlen + 16 * _parameters(model, data.num_words, data.maxlen)
    )


def _parameters(model: ModelConfig, num_words: int, maxlen: int) -> int:
    embedding, units = num_words * model.embedding_dim, model.units
    if model.kind == "dense":
        return embedding + maxlen * model.embedding_dim * units
    if model.kind == "conv1d":
        return embedding + 7 * units * (model.embedding_dim + units)
    if model.kind != "recurrent":
        return embedding
    both = 1 + model.bidirectional
    widths = [model.embedding_dim] + [both * units] * (model.depth - 1)
    layers = sum(both * _GATES[model.cell] * units * (width + units + 1) for width in widths)
    return embedding + layers


def free_memory() -> int:
    """Bytes that this process may still take: the machine's, or what its container leaves."""
    free = [psutil.virtual_memory().available]
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text())  # "max" where there is none
        used = int((group / "memory.current").read_text())
        # Files that were read count as used, until somebody needs the room.
        stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        free.append(limit - used + int(stat["file"]))
    except (OSError, ValueError, KeyError):
        pass
    return max(0, min(free))


def require_memory(config: ExperimentConfig, free: int | None = None) -> None:
    """Raise TutorialError where training won't fit, with the estimate and what to lower.

    free: bytes that may be used; None asks the machine.
    """
    free = free_memory() if free is None else free
    needed = estimate_memory(config)
    if needed > free:
        data, training = config.data, config.training
        raise TutorialError(
            f"{config.name} needs about {needed / 1e9:.1f} GB for batches of "
            f"{training.batch_size} reviews of {data.maxlen} timesteps, and {free / 1e9:.1f} GB "
            f"are free: lower batch_size, maxlen or units ({config.model.units}), or close "
            "other programs."
        )


def peak_memory_mb() -> float:
    """The largest resident size that this process has reached, in 10^6 bytes."""
    if sys.platform == "win32":
        return round(psutil.Process().memory_info().peak_wset / 1e6, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)
