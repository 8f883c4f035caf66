"""Check that a training fits into memory before it starts.

The estimate counts the arrays that backpropagation through time keeps for every timestep. It
should be too large rather than too small; tests/reliability compares it with measurements.
"""

import sys
from pathlib import Path

import psutil

from rnn_tutorial.config import EVALUATION_BATCH, GATES, HEADS, ExperimentConfig
from rnn_tutorial.errors import TutorialError

# Arrays (batch, timesteps, units) that a layer keeps until its backward pass.
_KEPT = {"simple_rnn": 4, "gru": 6, "lstm": 8}
_MIN_GRU = 12  # the same; in evaluation, too, all timesteps are computed
_LRU = 8  # arrays (batch, embedding_dim, units): its last state is one weighted sum
COMPILED = 250_000_000  # what TensorFlow adds when it first trains


def estimate_memory(config: ExperimentConfig) -> int:
    """Bytes that training needs in addition to the reviews and libraries that are loaded."""
    model, data, training = config.model, config.data, config.training
    # Floats per timestep. Evaluation keeps nothing for a backward pass.
    train, evaluate = 2 * model.embedding_dim, model.embedding_dim
    both = 1 + model.bidirectional
    if model.kind == "recurrent":
        kept = _KEPT[model.cell]
        if model.dropout or model.recurrent_dropout:  # masked copies of x and h for each gate
            kept += 2 * GATES[model.cell]
        train += model.depth * both * kept * model.units
        # Two layers at a time: one writes what the next one reads.
        evaluate += min(model.depth, 2) * both * 2 * model.units
    elif model.kind == "transformer":
        # Each head has a weight for every pair of timesteps.
        pairs = HEADS * data.maxlen
        train += model.depth * (4 * pairs + 12 * model.embedding_dim + 3 * model.units)
        evaluate += 3 * pairs + 6 * model.embedding_dim + 2 * model.units
    elif model.kind == "min_gru":
        train += _MIN_GRU * model.units
        evaluate += _MIN_GRU * model.units
    elif model.kind == "lru":
        a_timestep = _LRU * model.embedding_dim * model.units // data.maxlen
        train += a_timestep
        evaluate += a_timestep
    elif model.kind == "conv1d":
        train += 4 * model.units
        evaluate += 2 * model.units
    largest = max(training.batch_size * train, EVALUATION_BATCH * evaluate)
    # 16 bytes per parameter: the weight, its gradient, and two floats of the optimizer.
    weights = 16 * model.count_parameters(data.num_words, data.maxlen)
    return COMPILED + 4 * largest * data.maxlen + weights


def free_memory() -> int:
    """Bytes that this process can still allocate, on the machine or in its container."""
    free = [psutil.virtual_memory().available]
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))  # "max" where there is none
        used = int((group / "memory.current").read_text(encoding="ascii"))
        # The system counts cached files as used, and frees them when memory is needed.
        lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
        stat = dict(line.split() for line in lines)
        free.append(limit - used + int(stat["file"]))
    except (OSError, ValueError, KeyError):
        pass
    return max(0, min(free))


def require_memory(config: ExperimentConfig) -> None:
    """Raise TutorialError if training needs more memory than is free."""
    needed, free = estimate_memory(config), free_memory()
    if needed > free:
        data, training = config.data, config.training
        raise TutorialError(
            f"{config.name} needs about {needed / 1e9:.1f} GB for batches of "
            f"{training.batch_size} reviews of {data.maxlen} timesteps, but only "
            f"{free / 1e9:.1f} GB is free: lower batch_size, maxlen or units "
            f"({config.model.units}), or close other programs."
        )


def peak_memory_mb() -> float:
    """The largest resident size of this process so far, in 10^6 bytes."""
    if sys.platform == "win32":
        return round(psutil.Process().memory_info().peak_wset / 1e6, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)
