"""A loss that Keras lacks."""

from collections.abc import Callable, Sequence
from typing import Any

from rnn_tutorial.errors import refusal
from rnn_tutorial.quiet_keras import keras


def quantile_loss(levels: Sequence[float]) -> Callable[[Any, Any], Any]:
    """A loss for `compile`: the mean quantile loss over the levels, such as (0.1, 0.5, 0.9).

    Targets (batch, horizon, 1), forecasts (batch, horizon, levels). An answer that is too low
    costs its level per unit, one that is too high costs 1 minus the level. Source: Koenker and
    Bassett (1978), "Regression quantiles". Raises TutorialError for a level outside (0, 1).
    """
    for level in levels:
        if not 0 < level < 1:
            raise refusal("level", level, "give numbers between 0 and 1, such as 0.1 or 0.9")
    weights = keras.ops.convert_to_tensor(list(levels), "float32")

    def loss(target: Any, forecast: Any) -> Any:
        short = target - forecast
        costs = keras.ops.maximum(weights * short, (weights - 1) * short)
        return keras.ops.mean(costs, axis=(-2, -1))  # (batch,)

    return loss
