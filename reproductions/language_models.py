"""Train and record the language models of chapter 8.

    KERAS_BACKEND=jax python reproductions/language_models.py        # all, about 30 minutes
    KERAS_BACKEND=jax python reproductions/language_models.py words  # counts LSTM Transformer texts

It needs JAX (the extra `jax`) and the real reviews (RNN_TUTORIAL_DATA), on one core. Each model is
written into `rnn_tutorial/results/language_models.json` when it ends; a model that is there is not
trained again. The character models share a budget of processor time, so that another machine
trains them for another number of steps.
"""

import argparse
import math
import os
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.reviews import load_reviews
from rnn_tutorial.datasets.sequences import carried_pieces, encode_text, load_shakespeare
from rnn_tutorial.datasets.vocabulary import OOV
from rnn_tutorial.experiments.language import (
    RUNS,
    TEXTS,
    WEIGHTS,
    LanguageRun,
    load_language_runs,
    load_shakespeare_lstm,
)
from rnn_tutorial.experiments.trained import save_weights
from rnn_tutorial.measurements import write_measurements
from rnn_tutorial.models.language import WatchedAdam, build_language_model
from rnn_tutorial.quiet_keras import keras
from rnn_tutorial.scratch.ngrams import KneserNey
from rnn_tutorial.training.backend import tune_jax

Array = np.ndarray
SEEDS = (0, 1, 2)

# --- words of the reviews -------------------------------------------------------------------------

NUM_WORDS = 1_000  # tokens; every other word is the unknown word
TRAIN, VALIDATION, TEST = 200_000, 20_000, 50_000  # words
ROWS, TIMESTEPS, EPOCHS, UNITS = 16, 32, 5, 64
RATE = {"SimpleRNN": 0.003, "LSTM": 0.008, "GRU": 0.006, "LSTM, tied": 0.008}
CELLS = {"SimpleRNN": "simple_rnn", "LSTM": "lstm", "GRU": "gru", "LSTM, tied": "lstm"}
COUNTED = {"unigram": 1, "bigram": 2, "trigram": 3}


def review_words() -> tuple[Array, Array, Array]:
    """Words for training and validation from the training reviews, words of the test reviews.

    Reviews of at most 500 words, one after the other; each begins with the start token.
    """
    reviews = load_reviews(DataConfig(source="imdb", num_words=NUM_WORDS, maxlen=500))

    def joined(x: Array) -> Array:
        whole = x[x[:, 0] <= 1]  # a longer review would have lost its beginning
        return whole[whole > 0]

    train = joined(reviews.x_train)
    parts = np.split(train[: TRAIN + VALIDATION], [TRAIN])
    return parts[0], parts[1], joined(reviews.x_test)[:TEST]


def count(model: str) -> LanguageRun:
    """Count the training words, and test on the held-out words."""
    train, _, test = review_words()
    start = time.process_time()
    counted = KneserNey(train, NUM_WORDS, COUNTED[model])
    seconds = time.process_time() - start
    losses = -np.log(counted.probabilities(test))
    known = losses[test[COUNTED[model] - 1 :] != OOV].mean()
    return LanguageRun(
        "reviews", model, None, counted.parameters, TRAIN, round(seconds, 2),
        _short(losses.mean()), _short(known), _short((test == OOV).mean()),
    )  # fmt: skip


def train_words(model: str, seed: int) -> LanguageRun:
    """Train a network to predict the next word, in pieces with carried state."""
    train, validation, test = review_words()
    network = build_language_model(
        NUM_WORDS,
        cell=CELLS[model],
        embedding_dim=UNITS,
        units=UNITS,
        tied=model.endswith("tied"),
        batch_size=ROWS,
        seed=seed,
    )
    x, y = carried_pieces(train, ROWS, TIMESTEPS)
    steps, budget = len(x) * EPOCHS, 0.0
    optimizer = WatchedAdam(RATE[model], global_clipnorm=1.0)
    network.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    norms, curve = [], []
    for step in range(steps):
        if step % len(x) == 0:
            _forget(network)
        start = time.process_time()
        optimizer.learning_rate = RATE[model] * _falling(step / steps)
        network.train_on_batch(x[step % len(x)], y[step % len(x)])
        budget += time.process_time() - start
        norms.append(round(float(optimizer.norm), 2))
        if (step + 1) % len(x) == 0:
            loss, _ = carried_loss(network, validation)
            curve.append([round(budget, 1), _short(loss.mean())])
            print(model, seed, step + 1, curve[-1], flush=True)
    losses, targets = carried_loss(network, test)
    return LanguageRun(
        "reviews", model, seed, network.count_params(), x.size * EPOCHS, round(budget, 1),
        _short(losses.mean()), _short(losses[targets != OOV].mean()),
        _short((test == OOV).mean()), curve=curve, norms=norms,
    )  # fmt: skip


def carried_loss(network: keras.Model, text: Array, *, fresh: int | None = None) -> tuple:
    """-log p of each token of a text, and the tokens, read in rows with carried state.

    fresh: forget after every so many timesteps. The state that training carries is kept.
    """
    rows = network.input_shape[0]
    layer = next(layer for layer in network.layers if getattr(layer, "stateful", False))
    kept = [state.numpy() for state in layer.states]
    layer.reset_state()
    x, y = carried_pieces(text, rows, fresh or TIMESTEPS)
    losses = []
    for batch, wanted in zip(x, y, strict=True):
        if fresh:
            layer.reset_state()
        losses.append(_losses(network.predict_on_batch(batch), wanted))
    for state, before in zip(layer.states, kept, strict=True):
        state.assign(before)
    return np.concatenate(losses), np.concatenate([batch.ravel() for batch in y])


def _losses(logits: Array, wanted: Array) -> Array:
    """-log p of the wanted tokens, flat."""
    top = logits.max(axis=-1, keepdims=True)
    total = np.log(np.exp(logits - top).sum(axis=-1)) + top[..., 0]
    return (total - np.take_along_axis(logits, wanted[..., None], axis=-1)[..., 0]).ravel()


def _forget(network: keras.Model) -> None:
    for layer in network.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()


# --- characters of Shakespeare --------------------------------------------------------------------

BUDGET = 180.0  # seconds of one core
LENGTH = 64  # characters of a piece
SHAKESPEARE = {"LSTM": 0.004, "Transformer": 0.001}  # learning rates
BATCH = {"LSTM": 32, "Transformer": 12}  # nanoGPT's settings for a processor


def characters() -> tuple[str, Array, Array]:
    """The alphabet, the first nine tenths of the plays and the last tenth."""
    text = load_shakespeare()
    alphabet = "".join(sorted(set(text)))
    tokens = encode_text(text, alphabet)
    first, last = np.split(tokens, [int(0.9 * len(tokens))])
    return alphabet, first, last


def character_lstm(alphabet: str, train: Array, seed: int) -> tuple[keras.Model, Iterator]:
    """256 units; the batches follow one another, and the state is carried."""
    network = build_language_model(
        len(alphabet), embedding_dim=64, units=256, batch_size=BATCH["LSTM"], seed=seed
    )
    rng = np.random.default_rng(seed)

    def batches() -> Iterator[tuple[Array, Array]]:
        while True:
            _forget(network)
            # Each epoch cuts the text at other places.
            start = rng.integers(LENGTH)
            yield from zip(*carried_pieces(train[start:], BATCH["LSTM"], LENGTH), strict=True)

    return network, batches()


def character_transformer(alphabet: str, train: Array, seed: int) -> tuple[keras.Model, Iterator]:
    """nanoGPT's small shape: 4 layers, 4 heads, 128 wide, 64 characters; windows at random."""
    layers = keras.layers
    keras.utils.set_random_seed(seed)
    start = keras.initializers.RandomNormal(stddev=0.02)
    tokens = keras.Input((LENGTH,), dtype="int32")
    place = layers.Embedding(LENGTH, 128, embeddings_initializer=start)
    h = layers.Embedding(len(alphabet), 128, embeddings_initializer=start)(tokens)
    h = h + place(keras.ops.arange(LENGTH))
    for _ in range(4):
        normed = layers.LayerNormalization()(h)
        attend = layers.MultiHeadAttention(4, 32, kernel_initializer=start)
        h = h + attend(normed, normed, use_causal_mask=True)
        wide = layers.Dense(512, "gelu", kernel_initializer=start)
        narrow = layers.Dense(128, kernel_initializer=start)
        h = h + narrow(wide(layers.LayerNormalization()(h)))
    logits = layers.Dense(len(alphabet))(layers.LayerNormalization()(h))
    rng = np.random.default_rng(seed)

    def batches() -> Iterator[tuple[Array, Array]]:
        while True:
            windows = rng.integers(len(train) - LENGTH, size=(BATCH["Transformer"], 1))
            windows = windows + np.arange(LENGTH)
            yield train[windows], train[windows + 1]

    return keras.Model(tokens, logits), batches()


def windowed_loss(network: keras.Model, text: Array, stride: int) -> Array:
    """-log p of the characters of a text, from windows that begin every `stride` characters.

    Of each window the last `stride` characters count, so that each has LENGTH - stride before it.
    """
    starts = np.arange(0, len(text) - LENGTH, stride)
    losses = []
    for some in np.split(starts, range(512, len(starts), 512)):
        windows = some[:, None] + np.arange(LENGTH)
        logits = network.predict_on_batch(text[windows])[:, -stride:]
        losses.append(_losses(logits, text[windows + 1][:, -stride:]))
    return np.concatenate(losses)


def train_characters(model: str, seed: int) -> LanguageRun:
    """Train for BUDGET seconds of processor time, while the learning rate falls."""
    alphabet, train, last = characters()
    recurrent = model == "LSTM"
    build = character_lstm if recurrent else character_transformer
    network, batches = build(alphabet, train, seed)
    optimizer = WatchedAdam(SHAKESPEARE[model], global_clipnorm=1.0)
    network.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    def tested(text: Array) -> float:
        losses = carried_loss(network, text)[0] if recurrent else windowed_loss(network, text, 32)
        return _short(losses.mean())

    network.train_on_batch(*next(batches))  # compiles; not counted
    spent, steps, curve, norms, shown = 0.0, 0, [], [], 0.0
    while spent < BUDGET:
        start = time.process_time()
        optimizer.learning_rate = SHAKESPEARE[model] * _falling(spent / BUDGET, warm=0.02)
        network.train_on_batch(*next(batches))
        spent += time.process_time() - start
        steps += 1
        norms.append(round(float(optimizer.norm), 2))
        if spent - shown > BUDGET / 12 or spent >= BUDGET:
            shown = spent
            curve.append([round(spent, 1), tested(last[:30_000])])
            print(model, seed, steps, curve[-1], flush=True)
    if recurrent:
        if seed == 0:  # the network that ships
            save_weights(WEIGHTS, [w.astype(np.float16) for w in network.get_weights()])
        fresh = carried_loss(network, last, fresh=LENGTH)[0].mean()
    else:
        fresh = windowed_loss(network, last, LENGTH).mean()
    read = steps * BATCH[model] * LENGTH
    return LanguageRun(
        "shakespeare", model, seed, network.count_params(), read, round(spent, 1), tested(last),
        fresh=_short(fresh), curve=curve, norms=norms,
    )  # fmt: skip


def write_texts() -> None:
    """The texts behind the slider: one for each temperature, with the same random numbers."""
    writer = load_shakespeare_lstm()
    texts = {
        f"{t / 10:.1f}": writer.write("ROMEO:\n", 400, temperature=t / 10, seed=1)
        for t in range(1, 21)
    }
    write_measurements(TEXTS, texts)


# --- recording ------------------------------------------------------------------------------------


def _falling(share: float, warm: float = 0.05) -> float:
    """The factor of the learning rate: it rises for a moment, then falls along a cosine."""
    return min(share / warm + 0.01, 1) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(share, 1))) / 2)


def _short(value: float) -> float:
    return round(float(value), 4)


def record(text: str, model: str, seed: int | None, train: Callable[[], LanguageRun]) -> None:
    """Train and store a model, unless it is stored."""
    runs = load_language_runs() if RUNS.exists() else []
    if any((run.text, run.model, run.seed) == (text, model, seed) for run in runs):
        return
    made = train()
    print(made, flush=True)
    runs = load_language_runs() if RUNS.exists() else []  # another process may have added some
    write_measurements(RUNS, [*runs, made])


def main() -> None:
    """Record the parts that the command line names, or all."""
    parts = ("counts", *SHAKESPEARE, "texts", "words")
    parser = argparse.ArgumentParser(description="Record the language models of chapter 8.")
    parser.add_argument("parts", nargs="*", choices=[*parts, []], metavar="PART")
    chosen = parser.parse_args().parts or parts
    # One thread: the processor time is then the time of one core, whatever else the machine does.
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("XLA_FLAGS", flags)  # JAX reads it when it computes for the first time
    tune_jax()
    if "counts" in chosen:
        for model in COUNTED:
            record("reviews", model, None, partial(count, model))
    trainings = [("shakespeare", name, train_characters) for name in SHAKESPEARE if name in chosen]
    if "words" in chosen:
        trainings += [("reviews", name, train_words) for name in RATE]
    for seed in SEEDS:
        for text, model, train in trainings:
            record(text, model, seed, partial(train, model, seed))
    if "texts" in chosen:
        write_texts()


if __name__ == "__main__":
    main()
