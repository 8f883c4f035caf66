"""Batches: every review once, no wider than it needs, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.models.architecture import build_model, compile_model
from rnn_tutorial.training.batching import (
    BUCKET_WIDTHS,
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
    plan = plan_batches(np.array([3, 9, 4, 2, 5, 12]), 10, 2, (4, 8, 20), None)
    told = [(rows.tolist(), width) for rows, width in plan]
    assert told == [([0, 2], 4), ([3, 4], 8), ([1, 5], 10)]


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(1, 600), min_size=1, max_size=200),
    batch_size=st.integers(1, 40),
    maxlen=st.integers(1, 600),
    seed=st.none() | st.integers(0, 5),
)
def test_every_plan_holds_each_review_once_and_fits(lengths, batch_size, maxlen, seed):
    lengths = np.minimum(lengths, maxlen)
    rng = None if seed is None else np.random.default_rng(seed)
    plan = plan_batches(lengths, maxlen, batch_size, BUCKET_WIDTHS, rng)
    assert sorted(np.concatenate([rows for rows, _ in plan])) == list(range(len(lengths)))
    assert sum(len(rows) < batch_size for rows, _ in plan) <= 1
    for rows, width in plan:
        assert 1 <= len(rows) <= batch_size and width <= maxlen
        assert (lengths[rows] <= width).all()
    # A row that could have been in a narrower batch was left over when those were filled.
    for limit in BUCKET_WIDTHS:
        wider = [rows for rows, width in plan if width > limit]
        assert sum((lengths[rows] <= limit).sum() for rows in wider) < batch_size


@pytest.mark.parametrize("bucketed", [False, True])
def test_batches_lose_padding_and_nothing_else(reviews, bucketed):
    x, y, lengths = reviews
    batches = ReviewBatches(x, y, batch_size=16, bucketed=bucketed, seed=3)
    for i in range(len(batches)):
        batch, labels = batches[i]
        assert batch.shape[0] == labels.shape[0] <= 16 and labels.shape[1:] == (1,)
        assert labels.dtype == np.float32
        for row, label in zip(batch, labels[:, 0].astype(int), strict=True):
            assert row.tolist() == [0] * (len(row) - lengths[label]) + [10 + label] * lengths[label]
    assert sorted(gather(batches)) == list(range(97))
    widths = {batches[i][0].shape[1] for i in range(len(batches))}
    assert widths == ({128, 192, 256, 300} if bucketed else {300})


def test_buckets_spare_most_of_the_padding(reviews):
    x, y, lengths = reviews
    cells = {
        bucketed: sum(
            batch.size for batch, _ in ReviewBatches(x, y, batch_size=16, bucketed=bucketed)
        )
        for bucketed in (False, True)
    }
    padding = {bucketed: size - lengths.sum() for bucketed, size in cells.items()}
    assert padding[True] < padding[False] / 2


@pytest.mark.parametrize("bucketed", [False, True])
def test_the_order_depends_on_seed_and_epoch_alone(reviews, bucketed):
    x, y, _ = reviews
    options = {"batch_size": 16, "bucketed": bucketed}
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


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_the_first_two_batches_differ_in_width_where_any_do(reviews, seed):
    # Keras on TensorFlow would take the width for fixed, and fail at the first other one.
    x, y, _ = reviews
    batches = ReviewBatches(x, y, batch_size=8, bucketed=True, seed=seed)
    assert batches[0][0].shape[1] != batches[1][0].shape[1]
    assert sorted(gather(batches)) == list(range(97))


def test_a_model_reads_all_widths_whichever_come_first():
    x, y = padded([20] * 30 + [140] * 30 + [220] * 30, 300), np.arange(90) % 2
    model = build_model(ModelConfig(kind="recurrent", units=2, embedding_dim=2), 100, None, seed=0)
    single = predict(model, x)
    compile_model(model)
    model.fit(ReviewBatches(x, y, batch_size=10, bucketed=True, seed=0), verbose=0, shuffle=False)
    assert predict(model, x, bucketed=True).shape == single.shape == (90,)
