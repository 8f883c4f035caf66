"""What a trained model predicts for a text, and how much each word moved the prediction."""

import html
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.console import Console, Group
from rich.style import Style
from rich.text import Text

from rnn_tutorial.datasets.padding import pad_reviews
from rnn_tutorial.datasets.vocabulary import PAD
from rnn_tutorial.errors import plural
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection import highlighting
from rnn_tutorial.inspection.attribution import STEPS, attributions_of, network_of, odds_of
from rnn_tutorial.inspection.checking import check_model, check_tokens
from rnn_tutorial.inspection.highlighting import DIRECTIONS, Pieces, Word, printable, signed

LAYOUT = 1  # version of the JSON; raise it when a field changes its meaning
WIDTH = 84  # characters per line of `str(explanation)`: no more than fit on a printed page


@dataclass(frozen=True)
class Explanation:
    """A model's prediction for a text, with each word's part in it.

    A notebook shows the text with coloured words; `print` shows it with signs.

    model: its title. probability: of a positive review.
    baseline: the log odds of a review that consists of padding only. opening: how much the token
        that starts each review added to them.
    words: those that the model read, in order. unread: the number of words before them; a model
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
    def sentiment(self) -> str:
        """ "positive" or "negative"."""
        return "positive" if self.probability > 0.5 else "negative"

    @property
    def verdict(self) -> str:
        """The old name of `sentiment`; it will be removed in the next release."""
        warnings.warn("verdict is now called sentiment", DeprecationWarning, stacklevel=2)
        return self.sentiment

    @property
    def unknown(self) -> int:
        """How many of the words that the model read are not in its vocabulary."""
        return sum(not word.known for word in self.words)

    def written(self, word: Word) -> str:
        """The word as written in the text."""
        return self.text[word.start : word.end]

    def strongest(self, count: int = 5) -> dict[str, str]:
        """Direction ("towards positive", "towards negative") -> the words that moved it most."""
        found = {}
        for label, direction in DIRECTIONS.items():
            sign = 1 if direction.sign == "+" else -1
            moved = [w for w in self.words if sign * w.attribution >= 0.01]
            moved.sort(key=lambda w: -abs(w.attribution))
            found[label] = ", ".join(
                f"{printable(self.written(w))} {signed(w.attribution)}" for w in moved[:count]
            )
        return found

    def pieces(self) -> Pieces:
        """The text in pieces: the words that the model read, and what stands between them."""
        done = self.words[0].start if self.unread else 0
        found: list[tuple[str, Word | None]] = []
        if self.unread:
            unread = plural(self.unread, "earlier word")
            found.append((f"({unread}, which the model did not read) ", None))
        for word in self.words:
            if done < word.start:
                found.append((printable(self.text[done : word.start]), None))
            found.append((printable(self.written(word)), word))
            done = word.end
        return [*found, (printable(self.text[done:]), None)]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, as `predict --json` prints it, one review per line.

        The fields are those of this class and its words, with "layout" (1), "sentiment", and for
        each word "word" (as written) and "known". Attributions, "baseline" and "opening" are
        log odds; numbers have six decimals; "start" and "end" count characters of "text" from 0.
        "verdict" is the old name of "sentiment".
        """
        words = [
            {"word": self.written(word), "known": word.known, **asdict(word)} for word in self.words
        ]
        fields = {"sentiment": self.sentiment, "verdict": self.sentiment, **vars(self)}
        return {"layout": LAYOUT, **_rounded(fields), "words": [*map(_rounded, words)]}

    def to_rich(self, *, colours: bool = True) -> Group:
        """For the console: the sentiment, the review, the strongest words and the model."""
        review = highlighting.to_rich(self.pieces(), colours=colours)
        lines = [Text(self._headline, Style(bold=True)), Text(), review, Text()]
        for label, words in self.strongest().items():
            if words:
                shown = highlighting.console_label(label, colours=colours)
                lines.append(Text.assemble(shown, f": {words}"))
        return Group(*lines, *map(Text, self._notes("[?]")))

    @property
    def _headline(self) -> str:
        return f"{self.sentiment}, probability {self.probability:.3f} of positive"

    def _notes(self, mark: str) -> list[str]:
        """What follows the review. mark: of a word that the model doesn't know."""
        count = f"{self.unknown} of {plural(len(self.words), 'word')}"
        unknown = [f"unknown to the model {mark}: {count}"] if self.unknown else []
        return [*unknown, f"numbers are log odds; model: {self.model}"]

    def __str__(self) -> str:
        shown = io.StringIO()
        console = Console(file=shown, width=WIDTH, color_system=None, force_jupyter=False)
        console.print(self.to_rich(colours=False))
        return shown.getvalue().rstrip()

    def __repr__(self) -> str:
        return f"Explanation({self._headline}; {plural(len(self.words), 'word')}; {self.model})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))  # in IPython's console, and in print editions of a notebook

    def _repr_html_(self) -> str:
        strongest = [
            f"{highlighting.html_label(label)}: {html.escape(words)}"
            for label, words in self.strongest().items()
            if words
        ]
        notes = "<br>".join([*strongest, *map(html.escape, self._notes("(?)"))])
        return (
            f'<div style="max-width: 42rem"><p><strong>{self._headline}</strong></p>'
            '<p style="line-height: 2; overflow-wrap: anywhere">'
            f"{highlighting.to_html(self.pieces())}</p>"
            f'<p style="font-size: 0.9em">{notes}</p></div>'
        )


def _rounded(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in fields.items()}


def explain(model: TrainedModel, text: str) -> Explanation:
    """Predict the sentiment of a text, and how much each of its words moved the prediction.

    model: from `load_pretrained` or `load_trained`, or `TrainedModel.of(model, dataset)`.
    The words' attributions are those of `attribution.integrated_gradients`.

    Raises TutorialError for a text without a word that the model knows, or with control
    characters.
    """
    return next(explain_all(model, [text]))


def explain_all(model: TrainedModel, texts: Sequence[str]) -> Iterator[Explanation]:
    """`explain` for many texts, in their order. All texts are checked before the first result."""
    check_model(model)
    tokens = [model.tokens(text) for text in texts]
    if not tokens:
        return
    x, network = pad_reviews(tokens, model.timesteps), network_of(model)
    check_tokens(model.network, x, len(network.table))
    baseline = float(odds_of(network, np.full((1, model.timesteps), PAD))[0])
    together = max(1, network.batch // STEPS)
    for first in range(0, len(texts), together):
        some = slice(first, first + together)
        probabilities = 1 / (1 + np.exp(-odds_of(network, x[some])))
        rows = attributions_of(network, x[some])
        for text, read, row, p in zip(
            texts[some], tokens[some], rows.tolist(), probabilities.tolist(), strict=True
        ):
            words, opening = _words(model, text, read, row)
            unread = len(read) - 1 - len(words)
            yield Explanation(text, model.title, p, baseline, opening, words, unread)


def _words(
    model: TrainedModel, text: str, tokens: list[int], attributions: list[float]
) -> tuple[tuple[Word, ...], float]:
    """The words that the model read, and the attribution of the start token if it read that."""
    read = min(len(tokens), model.timesteps)
    spans = [(0, 0), *model.vocabulary.spans(text)][-read:]  # the start token is not in the text
    words = [
        Word(*span, token, attribution)
        for span, token, attribution in zip(
            spans, tokens[-read:], attributions[-read:], strict=True
        )
    ]
    opening = words.pop(0).attribution if read == len(tokens) else 0.0
    return tuple(words), opening
