"""The sample corpus: invented film reviews, made from a seed without network or file.

It has the shape of the raw IMDB file (lists of word ranks and labels) so that everything in
the book can run offline. A review is a chain of sentences, most of them about the plot and
the people. Most reviews are plain: what they praise or blame agrees with the label.
The others turn. They blame first and praise later, or the reverse, and end in a negation
("not dull at all") or a contrast ("began badly but ended well"). For either label a turning
review draws praise and blame about equally often: their order tells. Some labels are flipped.

Only `Generator.random` is drawn from, on PCG64, so a seed gives the same corpus everywhere.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rnn_tutorial.config import check_count
from rnn_tutorial.datasets.sample.grammar import KINDS, Grammar, build_grammar

MEDIAN_SENTENCES, SPREAD, FEWEST, MOST = 14, 0.6, 5, 90  # log-normal: review length
TURNING = 0.3  # share of reviews whose words don't tell the label
AGREEMENT = 0.93  # share of a plain review's opinions that agree with its label
FLIPPED = 0.02  # share of labels that say the opposite of the review
SWAY = 0.6  # how loosely the words of one sentence keep apart, from 0 to 1
CLOSED = 0.5  # share of reviews with one sentence more after the verdict
# From these shares of a review's middle, in this order.
MIDDLE = (("PLOT", 0.44), ("CRAFT", 0.21), ("REMARK", 0.05), ("OPINION", 0.30))
TURNS = (("CONTRAST", 0.55), ("NEGATION", 0.33), ("CONTRAST_FIRST", 0.12))


@dataclass(frozen=True, eq=False)
class SampleCorpus:
    """What the raw file of `keras.datasets.imdb` holds.

    words: the word of rank r is `words[r - 1]`; ordered by frequency in the training half,
        words of the test half alone stand last.
    train_tokens, test_tokens: one int32 array of ranks a review, without a start token.
    train_labels, test_labels: (reviews,) int32, 1 for a positive review.
    """

    words: tuple[str, ...]
    train_tokens: list[np.ndarray]
    train_labels: np.ndarray
    test_tokens: list[np.ndarray]
    test_labels: np.ndarray


def make_sample(*, train: int = 5000, test: int = 2000, seed: int = 0) -> SampleCorpus:
    """Make `train` and `test` reviews, half of each positive; the same for the same seed.

    A review has 5 to 90 sentences, log-normal around 14, which is about 150 words.
    """
    check_count("train", train)
    check_count("test", test)
    check_count("seed", seed, minimum=0)
    rng = np.random.Generator(np.random.PCG64(seed))
    labels = np.concatenate([_balanced(train, rng), _balanced(test, rng)])
    grammar = build_grammar()
    review, kind, polarity = _plan(labels, rng)
    sentence = _choose_sentences(grammar, review, kind, len(labels), rng)
    tokens, of_sentence = _write(grammar, sentence, review, polarity, len(labels), rng)
    flip = rng.random(len(labels)) < FLIPPED
    labels = np.where(flip, 1 - labels, labels).astype(np.int32)
    ends = np.cumsum(np.bincount(review[of_sentence], minlength=len(labels)))
    ranks, words = _rank(tokens, int(ends[train - 1]), grammar.words)
    reviews = np.split(ranks, ends[:-1])
    return SampleCorpus(words, reviews[:train], labels[:train], reviews[train:], labels[train:])


def _balanced(count: int, rng: np.random.Generator) -> np.ndarray:
    return (np.argsort(rng.random(count), kind="stable") % 2).astype(np.int32)


def _pick(shares: tuple[tuple[str, float], ...], u: np.ndarray) -> np.ndarray:
    numbers = np.array([KINDS.index(kind) for kind, _ in shares])
    edges = np.cumsum([share for _, share in shares])[:-1]
    return numbers[np.searchsorted(edges, u, side="right")]


def _plan(
    labels: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each sentence's review, kind and polarity (1: favourable to the film)."""
    normal = np.array([NormalDist().inv_cdf((i + 0.5) / 1000) for i in range(1000)])
    drawn = MEDIAN_SENTENCES * np.exp(SPREAD * normal[(1000 * rng.random(len(labels))).astype(int)])
    counts = np.clip(np.rint(drawn), FEWEST, MOST).astype(int)
    turning = rng.random(len(labels)) < TURNING
    closed = rng.random(len(labels)) < CLOSED

    review = np.repeat(np.arange(len(labels)), counts)
    place = np.arange(len(review)) - np.repeat(np.cumsum(counts) - counts, counts)
    verdict_at = (counts - 1 - closed)[review]
    kind = _pick(MIDDLE, rng.random(len(review)))
    kind[place == 0] = KINDS.index("OPENING")
    kind[place > verdict_at] = KINDS.index("CLOSING")
    verdict = np.where(turning, _pick(TURNS, rng.random(len(labels))), KINDS.index("VERDICT"))
    kind = np.where(place == verdict_at, verdict[review], kind)

    # In a turning review, opinions before the middle oppose the label, those after it agree.
    # Both halves are equally long, so the words of praise and blame balance.
    u = rng.random(len(review))
    half = np.where(u < 0.5, 2 * place >= verdict_at, 2 * place > verdict_at)
    agrees = np.where(turning[review], half, u < AGREEMENT) | (place == verdict_at)
    return review, kind, np.where(agrees, labels[review], 1 - labels[review])


def _choose_sentences(
    grammar: Grammar, review: np.ndarray, kind: np.ndarray, reviews: int, rng: np.random.Generator
) -> np.ndarray:
    """A sentence of each kind; a review walks round a kind's list, so it seldom repeats itself."""
    order = np.lexsort((review, kind))
    group = np.flatnonzero(np.r_[True, np.diff(kind[order] * reviews + review[order]) != 0])
    turn = np.empty(len(kind), int)
    turn[order] = np.arange(len(kind)) - np.repeat(group, np.diff(np.r_[group, len(kind)]))
    start = rng.random((reviews, len(KINDS)))[review, kind]
    stride = 1 + (2 * rng.random(reviews)).astype(int)[review]
    size = grammar.sentences[kind]
    return grammar.first_sentence[kind] + ((start * size).astype(int) + turn * stride) % size


def _write(
    grammar: Grammar,
    sentence: np.ndarray,
    review: np.ndarray,
    polarity: np.ndarray,
    reviews: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Fill the slots: the number of every word, and of the sentence that it stands in."""
    lengths = grammar.lengths[sentence]
    of_sentence = np.repeat(np.arange(len(sentence)), lengths)
    offset = np.arange(len(of_sentence)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    code = np.repeat(grammar.starts[sentence], lengths) + offset
    tokens = grammar.codes[code]

    at = np.flatnonzero(tokens < 0)
    slot, where, position = -1 - tokens[at], of_sentence[at], code[at]
    u = rng.random(len(at))
    # A slot that comes back in its sentence is filled from another stretch of [0, 1), so that
    # words seldom repeat; the same holds for the names of a review's director, actors and hero.
    first = np.arange(len(at)) - grammar.back[position]
    spread = grammar.shift[position] + SWAY * grammar.sway[position] * (u - 0.5)
    u = np.where(first < np.arange(len(at)), u[first] + spread, u) % 1
    own = rng.random((reviews, len(grammar.own_base)))[:, grammar.own_base] + grammar.own_shift
    column = grammar.own_column[slot]
    u = np.where(column >= 0, own[review[where], column] % 1, u)
    word_class = grammar.slot_class[slot, polarity[where]]
    tokens[at] = grammar.members[np.searchsorted(grammar.shares, word_class + u, side="right")]

    a, an = grammar.words.index("a"), grammar.words.index("an")
    before_vowel = np.r_[grammar.vowel[tokens[1:]], False]
    tokens[(tokens == a) & before_vowel] = an
    return tokens, of_sentence


def _rank(
    tokens: np.ndarray, train_words: int, words: tuple[str, ...]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the words by how often the training half uses them; ties go by the alphabet."""
    in_train = np.bincount(tokens[:train_words], minlength=len(words))
    used = np.bincount(tokens, minlength=len(words)) > 0
    order = np.argsort(-in_train, kind="stable")
    order = order[used[order]]
    rank = np.zeros(len(words), np.int32)
    rank[order] = np.arange(1, len(order) + 1)
    return rank[tokens], tuple(words[i] for i in order)
