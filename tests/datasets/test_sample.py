"""The sample corpus: fixed by its seed, shaped like reviews, with labels that depend on order."""

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from rnn_tutorial.config import TrainingConfig
from rnn_tutorial.datasets.reviews import load_sample
from rnn_tutorial.datasets.sample.corpus import make_sample
from rnn_tutorial.datasets.sample.grammar import build_lexicon
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models.architecture import compile_model
from rnn_tutorial.models.builders import build_simple_rnn
from rnn_tutorial.training.fitting import evaluate, fit

DIGEST = """
import hashlib
from rnn_tutorial.datasets.sample.corpus import make_sample
c = make_sample(train=200, test=50, seed=3)
data = b"".join(half.ranks.astype("<i4").tobytes() for half in (c.train, c.test))
rest = repr((c.words, c.train.labels.tolist(), c.test.labels.tolist()))
print(hashlib.sha256(data + rest.encode()).hexdigest(), c.fingerprint)
"""


# Computed when the word lists were Python code: reading them from files changed no token.
FINGERPRINT = "c5295ee3027230918f20a55f99575f12023685e86b66dab308518f7287adfcc0 47121b41f9cb\n"


@pytest.fixture(scope="module")
def corpus():
    return make_sample()


def texts(corpus):
    """The words of each training review."""
    reviews = np.split(corpus.train.ranks, corpus.train.offsets[1:-1])
    return [[corpus.words[rank - 1] for rank in review] for review in reviews]


def test_a_seed_gives_the_same_corpus_in_every_process():
    """Hash order differs between processes, so a set that influences the corpus is noticed."""
    digests = set()
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", DIGEST]
        digests.add(subprocess.check_output(command, env=environment, text=True))
    assert digests == {FINGERPRINT}


def test_the_default_sample_is_the_recorded_one():
    dataset = load_sample()
    assert dataset.fingerprint == "427645921957" and len(dataset.words) == 4542
    words = hashlib.sha256(repr(dataset.words).encode()).hexdigest()
    assert words == "24cca6cba07b0424c0ff6f412476a92e0ca2c48ae563dcc5117e46b10d557cc7"


@pytest.mark.slow
def test_another_seed_gives_other_reviews(corpus):
    other = make_sample(seed=1)
    assert not set(map(tuple, texts(corpus))) & set(map(tuple, texts(other)))


def test_takes_well_under_a_second():
    started = time.process_time()
    make_sample(seed=2)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("counts", [(1, 1), (7, 3), (100, 40)])
def test_makes_as_many_reviews_as_asked(counts):
    small = make_sample(train=counts[0], test=counts[1])
    assert (len(small.train), len(small.test)) == counts
    for half in (small.train, small.test):
        assert len(half.offsets) == len(half) + 1
        assert (half.offsets[0], half.offsets[-1]) == (0, len(half.ranks))


@pytest.mark.parametrize("bad", [{"train": 0}, {"test": -1}, {"seed": -1}, {"train": 2.5}])
def test_refuses_a_bad_number_by_name(bad):
    with pytest.raises(TutorialError, match=f"{next(iter(bad))} is"):
        make_sample(**bad)


def test_labels_balance(corpus):
    for labels in (corpus.train.labels, corpus.test.labels):
        assert set(labels.tolist()) == {0, 1}
        assert abs(labels.mean() - 0.5) < 0.02


def test_ranks_follow_the_training_frequencies(corpus):
    counts = Counter(corpus.train.ranks.tolist())
    ordered = [counts[rank] for rank in range(1, len(corpus.words) + 1)]
    assert ordered == sorted(ordered, reverse=True)
    used = set(corpus.test.ranks.tolist()) | set(counts)
    assert used == set(range(1, len(corpus.words) + 1))


def test_vocabulary_has_a_long_tail(corpus):
    """Zipf: counts fall roughly as 1 / rank, and many words occur only once or twice."""
    counts = np.bincount(corpus.train.ranks)[1:]
    counts = counts[counts > 0]
    assert len(counts) > 3500
    assert (counts == 1).mean() > 0.1
    assert (counts <= 2).mean() > 0.2
    rank = np.arange(10, 1000)
    slope = np.polyfit(np.log(rank), np.log(counts[rank - 1]), 1)[0]
    assert -1.5 < slope < -0.9


def test_lengths_are_like_those_of_reviews(corpus):
    lengths = np.diff(corpus.train.offsets)
    assert 120 <= np.median(lengths) <= 170
    assert lengths.mean() > 1.1 * np.median(lengths)  # a tail to the right
    assert 0.02 < (lengths > 400).mean() < 0.1
    assert lengths.min() >= 20
    # The logarithm of a log-normal length is symmetric about its median.
    low, middle, high = np.log(np.quantile(lengths, [0.1, 0.5, 0.9]))
    assert abs((high - middle) - (middle - low)) < 0.15


def test_reviews_read_as_english(corpus):
    words = [word for text in texts(corpus)[:500] for word in text]
    assert all(word.replace("'", "").isalpha() and word.islower() for word in words)
    assert "don't" in corpus.words
    pairs = Counter(pairwise(words))
    after = {article: {b for a, b in pairs if a == article} for article in ("a", "an")}
    assert not {word for word in after["a"] if word[0] in "aeio" and not word.startswith("one")}
    assert all(word[0] in "aeiouh" for word in after["an"])
    assert {("in", "the"), ("it", "is"), ("an", "old")} <= set(pairs)


def test_inflects_by_the_rules_of_english():
    lexicon = build_lexicon()
    assert {"policemen", "thieves", "diaries", "churches"} <= set().union(*lexicon.values())
    assert {"married", "buries", "chasing", "gently", "wildly"} <= set().union(*lexicon.values())


def test_a_review_survives_decoding_and_encoding():
    dataset = load_sample(num_words=10_000, maxlen=200)
    kept = [t for t in dataset.x_test[5].tolist() if t not in (0, 1)]
    assert dataset.vocabulary.encode(dataset.decode(kept))[1:] == kept


def bag_accuracy(x, y, x_test, y_test):
    """Logistic regression on which words occur: its best test accuracy over five penalties.

    The penalty is chosen on the test reviews, which favours the bag of words on purpose.
    """
    size, sign = max(x.max(), x_test.max()) + 1, 2 * y - 1
    bags = []
    for tokens in (x, x_test):
        row = np.repeat(np.arange(len(tokens)), tokens.shape[1])
        counts = csr_matrix((np.ones(tokens.size), (row, tokens.ravel())), (len(tokens), size))
        bags.append(counts.sign())  # every review has token 1, which serves as the intercept

    def loss(w, penalty):
        margin = sign * (bags[0] @ w)
        slope = bags[0].T @ (-sign / (1 + np.exp(margin))) / len(sign) + penalty * w
        return np.logaddexp(0, -margin).mean() + penalty / 2 * w @ w, slope

    scores = []
    for penalty in (0.001, 0.003, 0.01, 0.03, 0.1):
        found = minimize(loss, np.zeros(size), (penalty,), "L-BFGS-B", jac=True)
        assert found.success
        scores.append(((bags[1] @ found.x > 0) == y_test).mean())
    return max(scores)


@pytest.mark.slow
def test_a_simple_rnn_beats_a_bag_of_words():
    """The chapter's SimpleRNN, at the epoch that its own validation reviews choose."""
    whole, short = load_sample(maxlen=1000), load_sample(maxlen=200)
    y, y_test = short.y_train, short.y_test
    bag = bag_accuracy(whole.x_train, y, whole.x_test, y_test)
    config = TrainingConfig(epochs=3, batch_size=32)
    model = compile_model(build_simple_rnn(10_000, 200, seed=0), config)
    model.set_weights(fit(model, short.x_train, y, config, seed=0).best_weights)
    recurrent = evaluate(model, short.x_test, y_test).accuracy
    print(f"bag of words {bag:.3f}, SimpleRNN {recurrent:.3f}")
    assert 0.7 < bag < 0.83
    assert recurrent > bag + 0.05
