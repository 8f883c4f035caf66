"""A model that forecasts a series of numbers, all steps of the horizon at once."""

from rnn_tutorial.config import UNITS
from rnn_tutorial.errors import check_count
from rnn_tutorial.models.layers import glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_forecaster(
    timesteps: int | None = 104,
    horizon: int = 52,
    *,
    cell: str = "gru",
    features: int = 1,
    units: int = UNITS,
    quantiles: int = 0,
    seed: int | None = None,
) -> keras.Model:
    """One recurrent layer reads a window; a linear layer gives every step of the horizon.

    Input (batch, timesteps, features), output (batch, horizon), or (batch, horizon, quantiles)
    with a number of quantiles. The model is not compiled. 5,076 parameters unless given
    otherwise. A horizon of 1 gives the one-step model that recursive forecasts need.

    timesteps: None accepts windows of any length. cell: "simple_rnn", "lstm" or "gru". Raises
    TutorialError for a value that is not allowed.
    """
    if timesteps is not None:
        check_count("timesteps", timesteps)
    for name, value in (("horizon", horizon), ("features", features)):
        check_count(name, value)
    check_count("quantiles", quantiles, minimum=0)
    seeds = layer_seeds(seed)
    window = keras.Input((timesteps, features), name="window")
    state = recurrent(cell, units, seeds, name=cell)(window)  # (batch, units)
    numbers = horizon * max(1, quantiles)
    outputs = layers.Dense(numbers, kernel_initializer=glorot(seeds), name="forecast")(state)
    if quantiles:
        outputs = layers.Reshape((horizon, quantiles), name="quantiles")(outputs)
    return keras.Model(window, outputs, name="forecaster")
