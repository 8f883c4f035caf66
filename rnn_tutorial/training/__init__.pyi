from . import (
    backend as backend,
    batching as batching,
    checks as checks,
    fitting as fitting,
    losses as losses,
    memory as memory,
    rows as rows,
)
from .backend import tune_jax as tune_jax
from .batching import ReviewBatches as ReviewBatches
from .fitting import (
    Fit as Fit,
    evaluate as evaluate,
    fit as fit,
    keras_model as keras_model,
    predict as predict,
    set_seed as set_seed,
)
from .losses import quantile_loss as quantile_loss
