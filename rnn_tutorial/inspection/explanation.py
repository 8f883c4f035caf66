"""What a trained model makes of a text, and how much each word moved it."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from rnn_tutorial.datasets.reviews import pad_reviews
from rnn_tutorial.datasets.vocabulary import OOV
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.inspection import highlighting as coloured_words
from rnn_tutorial.inspection.attribution import integrated_gradients, log_odds
from rnn_tutorial.inspection.pretrained import TrainedModel, check_model

LAYOUT = 1  # of the JSON; raise it when a field changes its meaning
CHUNK = 100  # reviews; compiled and run together


@dataclass(frozen=True)
class Word:
    """A word that the model read.

    start, end: where it stands in the text. token: what the model read for it.
    attribution: by how much it raised the log odds of a positive review.
    """

    start: int
    end: int
    token: int
    attribution: float

    @property
    def known(self) -> bool:
        """Whether the model has a vector of its own for the word."""
        return self.token != OOV


@dataclass(frozen=True, repr=False)
class Judgement:
    """A text as a model judged it. A notebook shows it with coloured words, a console in signs.

    model: which one. probability: of a positive review.
    baseline: the log odds for a review of padding alone. opening: what the token that starts
        each review added to them.
    words: those that the model read, in order. unread: how many stood before them; a model
        that reads 500 timesteps sees only the end of a longer review.

    baseline + opening + every word's attribution = log(probability / (1 - probability)).
    """

    text: str
    model: str
    probability: float
    baseline: float
    opening: float
    words: tuple[Word, ...]
    unread: int

    @property
    def verdict(self) -> str:
        """ "positive" or "negative"."""
        return "positive" if self.probability > 0.5 else "negative"

    @property
    def unknown(self) -> int:
        """How many of the words that it read the model doesn't know."""
        return sum(not word.known for word in self.words)

    def written(self, word: Word) -> str:
        """The word as it stands in the text."""
        return self.text[word.start : word.end]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `predict --json` prints it, one review a line.

        The fields are those of this class and its words, with "layout" (1), "verdict", and for
        each word "word" (as written) and "known". Attributions, "baseline" and "opening" are
        log odds; numbers have six decimals; "start" and "end" count characters of "text" from 0.
        """
        words = [
            {
                "word": self.written(word),
                "start": word.start,
                "end": word.end,
                "token": word.token,
                "known": word.known,
                "attribution": round(word.attribution, 6),
            }
            for word in self.words
        ]
        return {
            "layout": LAYOUT,
            "text": self.text,
            "model": self.model,
            "verdict": self.verdict,
            "probability": round(self.probability, 6),
            "baseline": round(self.baseline, 6),
            "opening": round(self.opening, 6),
            "unread": self.unread,
            "words": words,
        }

    def __repr__(self) -> str:
        strongest = [f"{k}: {v}" for k, v in coloured_words.strongest(self).items() if v]
        review = textwrap.fill(coloured_words.to_plain(self), 88)
        parts = [coloured_words.headline(self), review, *strongest]
        return "\n".join([*parts, f"numbers are log odds; model: {self.model}"])

    def _repr_html_(self) -> str:
        return coloured_words.to_html(self)


def explain(model: TrainedModel, text: str) -> Judgement:
    """Judge a text, and say how much each of its words moved the result.

    model: of `load_pretrained()`, or `TrainedModel.of(model, dataset)` for one of yours. The
    words' shares are `attribution.integrated_gradients`.

    Raises TutorialError for a text without a word that the model knows, or with control
    characters.
    """
    return next(explain_all(model, [text]))


def explain_all(model: TrainedModel, texts: Sequence[str]) -> Iterator[Judgement]:
    """`explain` for many texts, in their order. All are checked before the first is judged."""
    check_model(model)
    tokens = [model.tokens(text) for text in texts]
    for first in range(0, len(texts), CHUNK):
        some = slice(first, first + CHUNK)
        x = pad_reviews(tokens[some], model.maxlen)
        shares, baseline = integrated_gradients(model.model, x)
        probabilities = 1 / (1 + np.exp(-log_odds(model.model, x)))
        for text, read, share, p in zip(
            texts[some], tokens[some], shares, probabilities, strict=True
        ):
            yield _judge(model, text, read, share.tolist(), float(p), float(baseline))


def _judge(
    model: TrainedModel,
    text: str,
    tokens: list[int],
    shares: list[float],
    p: float,
    baseline: float,
) -> Judgement:
    kept = min(len(tokens), model.maxlen)
    spans = [(0, 0), *model.vocabulary.spans(text)][-kept:]  # the start token stands nowhere
    words = [
        Word(*span, token, share)
        for span, token, share in zip(spans, tokens[-kept:], shares[-kept:], strict=True)
    ]
    opening = words.pop(0).attribution if kept == len(tokens) else 0.0
    unread = len(tokens) - 1 - len(words)
    return Judgement(text, model.title, p, baseline, opening, tuple(words), unread)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Several models' judgements of one text, side by side."""

    judgements: tuple[Judgement, ...]

    @property
    def rows(self) -> list[dict[str, str]]:
        """A row a model: its name, the probability of positive, verdict, strongest words."""
        return [
            {
                "model": judgement.model,
                "probability": f"{judgement.probability:.3f}",
                "verdict": judgement.verdict,
                **coloured_words.strongest(judgement, 3),
            }
            for judgement in self.judgements
        ]

    def _repr_markdown_(self) -> str:
        # Words hold no punctuation but the apostrophe: none of Markdown's or HTML's own signs.
        heads = list(self.rows[0])
        lines = [heads, [":---", "---:", *[":---"] * 3], *(row.values() for row in self.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def __rich__(self) -> Table:
        table = Table(*self.rows[0], box=box.SIMPLE_HEAD)
        for row in self.rows:
            table.add_row(*map(Text, row.values()))
        return table

    def __repr__(self) -> str:
        return "\n".join("  ".join(row.values()) for row in self.rows)


def compare_models(models: Sequence[TrainedModel], text: str) -> Comparison:
    """What each model makes of one text; a notebook shows it as a table."""
    if not models:
        raise TutorialError("there are no models to compare: give at least one TrainedModel.")
    return Comparison(tuple(explain(model, text) for model in models))
