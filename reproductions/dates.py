"""Train the encoder-decoders of chapter 10 on dates, and store each when it has been tested.

    python reproductions/dates.py

Three contexts with teacher forcing, two of them with scheduled sampling (Bengio et al., 2015) as
well, three seeds each. Runs that are stored already are not trained again, so stop it at any time.
All texts are new: none is seen twice. It also stores the weights of seed 0, which the chapter
shows. It needs JAX (the extra `jax`) and no reviews.
"""

import sys
import time

import numpy as np

from rnn_tutorial import show_messages
from rnn_tutorial.datasets.dates import LETTERS, OUTPUTS, SIGNS, START, draw_dates
from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.date_runs import (
    TESTED_ON,
    TRAINED_ON,
    DateRun,
    load_date_runs,
    reader_path,
    save_date_runs,
)
from rnn_tutorial.experiments.trained import save_weights
from rnn_tutorial.models.attention import build_encoder_decoder, write_greedily
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.training.backend import backend_name, tune_jax

UPDATES, BATCH, TOGETHER = 600, 64, 10  # updates between two draws of texts
RATE = 0.003
TESTS = 300
SEEDS = (0, 1, 2)
# attention, share of the decoder's inputs that are its own outputs at the end of training
PLAN = (("fixed", 0.0), ("additive", 0.0), ("dot", 0.0), ("fixed", 0.5), ("dot", 0.5))


def draw(count: int, timesteps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Tokens of texts (count, timesteps), and of their dates (count, OUTPUTS)."""
    texts, dates = draw_dates(count, timesteps, seed=seed)
    x = encode_text("".join(texts), LETTERS).reshape(count, timesteps)
    return x, encode_text("".join(dates), SIGNS).reshape(count, OUTPUTS)


def train(model: keras.Model, own: float, seed: int) -> None:
    """UPDATES steps of Adam; the share of own outputs grows evenly from 0 to `own`."""
    rng = np.random.default_rng(seed)
    rounds = UPDATES // TOGETHER
    for number in range(rounds):
        timesteps = int(rng.choice(TRAINED_ON))
        # The seeds of training begin at a million, those of the tests stay below.
        x, y = draw(TOGETHER * BATCH, timesteps, int(rng.integers(1_000_000, 1 << 31)))
        before = np.insert(y[:, :-1], 0, START, axis=1)
        if own:
            chosen = rng.random(y.shape) < own * number / rounds
            _, before = write_greedily(model, x, OUTPUTS, START, truth=y, own=chosen)
        # The last quarter of training takes smaller and smaller steps.
        model.optimizer.learning_rate = RATE * min(1.0, 4 * (1 - number / rounds))
        model.fit([x, before], y, batch_size=BATCH, shuffle=False, verbose=0)


def test(model: keras.Model, timesteps: int) -> tuple[float, float, float]:
    """Shares of dates right as a whole; of right signs behind the first error, forced and free."""
    x, y = draw(TESTS, timesteps, seed=timesteps)
    free = write_greedily(model, x, OUTPUTS, START)[0] == y
    before = np.insert(y[:, :-1], 0, START, axis=1)
    forced = model.predict_on_batch([x, before]).argmax(axis=-1) == y
    behind = np.cumsum(np.cumsum(~free, axis=1), axis=1) > 1  # later than the first error
    right = [round(float(signs[behind].mean()), 4) if behind.any() else 1.0
             for signs in (forced, free)]  # fmt: skip
    return round(float(free.all(axis=1).mean()), 4), *right


def run(attention: str, own: float, seed: int) -> tuple[DateRun, keras.Model]:
    """Train and test one network."""
    model = build_encoder_decoder(len(LETTERS), len(SIGNS), attention=attention, seed=seed)
    model.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy")
    start = time.process_time()
    train(model, own, seed)
    seconds = round(time.process_time() - start, 1)
    whole, forced, free = zip(*(test(model, timesteps) for timesteps in TESTED_ON), strict=True)
    tested = [dict(zip(TESTED_ON, column, strict=True)) for column in (whole, forced, free)]
    return DateRun(attention, own, seed, UPDATES, model.count_params(), *tested, seconds), model


def main() -> None:
    """Train what is not stored yet."""
    if backend_name() != "jax":
        sys.exit("The recorded runs are trained with KERAS_BACKEND=jax.")
    show_messages()
    tune_jax()
    try:
        runs = load_date_runs()
    except TutorialError:
        runs = []
    for seed in SEEDS:
        for attention, own in PLAN:
            if (attention, own, seed) in {stored.key for stored in runs}:
                continue
            result, model = run(attention, own, seed)
            print(result, flush=True)
            if seed == 0 and own == 0:
                weights = [weight.astype(np.float16) for weight in model.get_weights()]
                save_weights(reader_path(attention), weights)
            runs.append(result)
            save_date_runs(runs)


if __name__ == "__main__":
    main()
