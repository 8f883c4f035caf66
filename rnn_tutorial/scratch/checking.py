"""Check what a cell is given."""

import numpy as np

from rnn_tutorial.errors import TutorialError


def first_state(
    x: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
    gates: int,
    h: np.ndarray | None,
) -> np.ndarray:
    """Check that the arguments fit together, and return the first state (batch, units).

    gates: how many gates the kernels hold. The other arguments are described in cells.py.
    Raises TutorialError for shapes that don't fit and for NaN in x.
    """
    if np.ndim(x) != 3 or 0 in x.shape:
        raise TutorialError(
            f"x has shape {np.shape(x)}: give (batch, timesteps, features), each 1 or more."
        )
    if np.isnan(x).any():
        sample, t = np.argwhere(np.isnan(x))[0][:2]
        raise TutorialError(
            f"x holds NaN (first in sample {sample}, timestep {t}): "
            "all later states would be NaN. Correct or leave out that sample."
        )
    units = len(recurrent_kernel)
    wanted = {
        "kernel": (kernel, (x.shape[2], gates * units)),
        "recurrent_kernel": (recurrent_kernel, (units, gates * units)),
        "bias": (bias, (2, 3 * units) if gates == 3 else (gates * units,)),
    }
    if h is not None:
        wanted["h"] = (h, (len(x), units))
    for name, (array, shape) in wanted.items():
        if np.shape(array) != shape:
            raise TutorialError(
                f"{name} has shape {np.shape(array)}: for x of shape {x.shape} and {units} units, "
                f"give {shape}."
            )
    return np.zeros((len(x), units), np.result_type(x, kernel)) if h is None else h
