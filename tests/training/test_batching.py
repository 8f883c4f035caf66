"""Batches: every review once, no wider than it needs, the same for the same seed."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.training.batching import (
    JITTER,
    ReviewBatches,
    plan_batches,
    review_lengths,
)
from rnn_tutorial.training.fitting import predict


def padded(lengths, maxlen):
    """Row i holds the token 10 + i, as often as its length says, behind the padding."""
    x = np.zeros((len(lengths), maxlen), np.int32)
    for i, length in enumerate(lengths):
        x[i, maxlen - length :] = 10 + i
    return x


@pytest.fixture
def reviews():
    lengths = np.random.default_rng(1).integers(1, 300, 97)
    return padded(lengths, 300), np.arange(97, dtype=np.int32), lengths


def gather(batches):
    """The rows (by their label) in the order in which the batches give them."""
    return [int(label) for i in range(len(batches)) for label in batches[i][1][:, 0]]


def test_lengths_worked_out_by_hand():
    x = np.array([[0, 0, 1, 5], [1, 4, 0, 2], [0, 0, 0, 9]])
    assert review_lengths(x).tolist() == [2, 4, 1]


def test_the_plan_worked_out_by_hand():
    lengths = np.array([3, 9, 4, 2, 5, 12, 4])
    told = [rows.tolist() for rows in plan_batches(lengths, 2, True, None)]
    assert told == [[3, 0], [2, 6], [4, 1], [5]]  # equal lengths keep their order
    told = [rows.tolist() for rows in plan_batches(lengths, 3, False, None)]
    assert told == [[0, 1, 2], [3, 4, 5], [6]]


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(1, 600), min_size=1, max_size=200),
    batch_size=st.integers(1, 40),
    by_length=st.booleans(),
    seed=st.none() | st.integers(0, 5),
)
def test_every_plan_holds_each_review_once(lengths, batch_size, by_length, seed):
    rng = None if seed is None else np.random.default_rng(seed)
    lengths = np.array(lengths)
    plan = plan_batches(lengths, batch_size, by_length, rng)
    assert sorted(np.concatenate(plan)) == list(range(len(lengths)))
    assert sum(len(rows) < batch_size for rows in plan) <= 1
    if by_length:  # batches don't overlap by more than the jitter
        plan.sort(key=lambda rows: lengths[rows].mean())
        for shorter, longer in itertools.pairwise(plan):
            assert lengths[shorter].max() <= lengths[longer].min() * (1 + JITTER) ** 2


@pytest.mark.parametrize("by_length", [False, True])
def test_batches_hold_whole_reviews_with_their_labels(reviews, by_length):
    x, y, _ = reviews
    batches = ReviewBatches(x, y, batch_size=16, by_length=by_length, seed=3)
    for i in range(len(batches)):
        batch, labels = batches[i]
        assert batch.shape == (len(labels), 300) and labels.shape[1:] == (1,)
        assert labels.dtype == np.float32
        np.testing.assert_array_equal(batch, x[labels[:, 0].astype(int)])
    assert sorted(gather(batches)) == list(range(97))


def test_batches_by_length_spare_most_of_the_padding(reviews):
    x, y, lengths = reviews
    cells = {
        by_length: sum(
            len(rows) * lengths[rows].max()
            for rows in ReviewBatches(x, y, batch_size=16, by_length=by_length, seed=0).batches
        )
        for by_length in (False, True)
    }
    padding = {by_length: size - lengths.sum() for by_length, size in cells.items()}
    assert padding[True] < padding[False] / 4


@pytest.mark.parametrize("by_length", [False, True])
def test_the_order_depends_on_seed_and_epoch_alone(reviews, by_length):
    x, y, _ = reviews
    options = {"batch_size": 16, "by_length": by_length}
    running = ReviewBatches(x, y, **options, seed=3)
    first = gather(running)
    running.on_epoch_end()
    running.on_epoch_end()
    third = gather(running)
    assert first == gather(ReviewBatches(x, y, **options, seed=3))
    assert third == gather(ReviewBatches(x, y, **options, seed=3, epoch=2))
    assert first != third and first != gather(ReviewBatches(x, y, **options, seed=4))
    np.random.seed(9)  # noqa: NPY002  (the global generator must have no say)
    assert first == gather(ReviewBatches(x, y, **options, seed=3))


def test_without_a_seed_the_order_is_kept(reviews):
    x, y, _ = reviews
    batches = ReviewBatches(x, y, batch_size=16)
    batches.on_epoch_end()
    assert gather(batches) == list(range(97))


@pytest.mark.slow
@pytest.mark.parametrize("implementation", ["keras", "fast"])
def test_a_model_reads_batches_of_all_lengths(implementation):
    x, y = padded([20] * 30 + [140] * 30 + [220] * 30, 300), np.arange(90) % 2
    config = ModelConfig(units=2, embedding_dim=2, implementation=implementation)
    model = compile_model(build_model(config, 100, 300, seed=0, skip_padding=True))
    batches = ReviewBatches(x, y, batch_size=10, by_length=True, seed=0)
    history = model.fit(batches, verbose=0, shuffle=False).history
    assert 0.3 < history["loss"][0] < 1.2
    p = predict(model, x, by_length=True)  # in one batch, read from the first word of the longest
    np.testing.assert_allclose(p, model.predict_on_batch(x)[:, 0], atol=1e-6)
    short = model.predict_on_batch(x[:30])[:, 0]  # a batch that needs 20 timesteps
    assert np.abs(short - p[:30]).max() > 1e-4
