"""The sample corpus: invented film reviews, generated from a seed without a network.

It has the shape of the raw IMDB file (lists of word ranks, and labels), so that the whole book
can run offline. A review is a chain of sentences, most of them about the plot and the people.
Most reviews are plain: their praise or blame agrees with the label. The others turn: they blame
first and praise later, or the reverse, and end in a negation ("not dull at all") or a contrast
("began badly but ended well"). A turning review uses praise and blame about equally often,
whatever its label, so only their order reveals it. Some labels are flipped.

All random numbers come from `Generator.random` on PCG64, so a seed gives the same corpus on
every machine.
"""

from statistics import NormalDist

import numpy as np

from rnn_tutorial.datasets.corpus import Corpus, Reviews
from rnn_tutorial.datasets.sample.grammar import KINDS, Grammar, build_grammar
from rnn_tutorial.errors import check_count

MEDIAN_SENTENCES, SPREAD, FEWEST, MOST = 14, 0.6, 5, 90  # log-normal: review length
TURNING = 0.3  # share of reviews whose words don't reveal the label, only their order
AGREEMENT = 0.93  # share of a plain review's opinions that agree with its label
FLIPPED = 0.02  # share of labels that contradict the review
SWAY = 0.6  # how far a repeated slot's word may move towards the others, from 0 to 1
CLOSED = 0.5  # share of reviews with one more sentence after the final opinion
# The share of each kind of sentence in the middle of a review, and at the end of a turning one.
MIDDLE = (("PLOT", 0.44), ("CRAFT", 0.21), ("REMARK", 0.05), ("OPINION", 0.30))
TURNS = (("CONTRAST", 0.55), ("NEGATION", 0.33), ("CONTRAST_FIRST", 0.12))


def make_sample(*, train: int = 5000, test: int = 2000, seed: int = 0) -> Corpus:
    """Generate `train` and `test` reviews, half of each positive; the same for the same seed.

    A review has 5 to 90 sentences, log-normal around 14, which is about 150 words. Words are
    ranked by their frequency in the training half; words of the test half alone come last.
    Raises TutorialError for a number of reviews below 1 or a negative seed.
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
    offsets = np.r_[0, np.cumsum(np.bincount(review[of_sentence], minlength=len(labels)))]
    start = offsets[train]  # of the test half
    ranks, words = _rank(tokens, start, grammar.words)
    return Corpus.of(
        Reviews(ranks[:start], offsets[: train + 1], labels[:train]),
        Reviews(ranks[start:], offsets[train:] - start, labels[train:]),
        words,
    )


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
    conclusion_at = (counts - 1 - closed)[review]
    kind = _pick(MIDDLE, rng.random(len(review)))
    kind[place == 0] = KINDS.index("OPENING")
    kind[place > conclusion_at] = KINDS.index("CLOSING")
    conclusion = np.where(turning, _pick(TURNS, rng.random(len(labels))), KINDS.index("CONCLUSION"))
    kind = np.where(place == conclusion_at, conclusion[review], kind)

    # In a turning review, opinions before the middle oppose the label, those after it agree.
    # Both halves are equally long, so the words of praise and blame balance.
    u = rng.random(len(review))
    half = np.where(u < 0.5, 2 * place >= conclusion_at, 2 * place > conclusion_at)
    agrees = np.where(turning[review], half, u < AGREEMENT) | (place == conclusion_at)
    return review, kind, np.where(agrees, labels[review], 1 - labels[review])


def _choose_sentences(
    grammar: Grammar, review: np.ndarray, kind: np.ndarray, reviews: int, rng: np.random.Generator
) -> np.ndarray:
    """A sentence of each kind. A review steps through a kind's list, so it rarely repeats one."""
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
    """Fill the slots. Returns the number of every word, and of the sentence it belongs to."""
    lengths = grammar.lengths[sentence]
    of_sentence = np.repeat(np.arange(len(sentence)), lengths)
    offset = np.arange(len(of_sentence)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    code = np.repeat(grammar.starts[sentence], lengths) + offset
    tokens = grammar.codes[code]

    at = np.flatnonzero(tokens < 0)
    slot, where, position = -1 - tokens[at], of_sentence[at], code[at]
    u = rng.random(len(at))
    # A repeated slot of a sentence draws from another part of [0, 1), so that words rarely
    # repeat. The same holds for the names of a review's director, actors and hero.
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
    """Rank the words by their frequency in the training half, ties in alphabetical order."""
    in_train = np.bincount(tokens[:train_words], minlength=len(words))
    used = np.bincount(tokens, minlength=len(words)) > 0
    order = np.argsort(-in_train, kind="stable")
    order = order[used[order]]
    rank = np.zeros(len(words), np.int32)
    rank[order] = np.arange(1, len(order) + 1)
    return rank[tokens], tuple(words[i] for i in order)
