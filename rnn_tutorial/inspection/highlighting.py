"""A text with each word coloured by how much it moved a prediction, in HTML and on the console.

Yellow moved it towards positive, pink towards negative; blue and orange are networks. Colour is
never the only sign: words are underlined in HTML, solid or dashed, which also prints; a console
without colours shows + and -.
"""

import html
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from rnn_tutorial import style
from rnn_tutorial.datasets.vocabulary import OOV

WEAKEST = 0.1  # words below this share of the strongest word's attribution are not coloured
QUIET = 0.5  # log odds; if no word moves more, none gets the full colour


@dataclass(frozen=True)
class Word:
    """A word that the model read.

    start, end: its place in the text, in characters from 0. token: what the model read for it.
    attribution: how much it raised the log odds of a positive review.
    """

    start: int
    end: int
    token: int
    attribution: float

    @property
    def known(self) -> bool:
        """Whether the word has a token of its own."""
        return self.token != OOV


Pieces = Sequence[tuple[str, Word | None]]
"""A text in pieces: each a word that the model read, or (None) what stands between words."""


@dataclass(frozen=True)
class _Direction:
    """How words that moved a prediction in one direction are shown.

    weak, strong: the (text, background) colours on the console. Both are set, so that words can
    be read on any background.
    """

    sign: str
    colour: str
    line: str
    weak: tuple[str, str]
    strong: tuple[str, str]


_POSITIVE = _Direction(
    "+", style.YELLOW, f"solid {style.YELLOW}", (style.INK, "#f7dca6"), (style.INK, style.YELLOW)
)
_NEGATIVE = _Direction(
    "-", style.PINK, f"dashed {style.PINK}", (style.INK, "#efd6e4"), (style.PAPER, "#a1447a")
)
DIRECTIONS = {"towards positive": _POSITIVE, "towards negative": _NEGATIVE}


def printable(text: str) -> str:
    """The text without control characters, which a terminal would obey."""
    return "".join(_printable(c) for c in text)


def _printable(c: str) -> str:
    if c.isprintable():
        return c
    if c.isspace():
        return " "
    return "" if unicodedata.category(c) == "Cf" else "\N{REPLACEMENT CHARACTER}"


def signed(value: float) -> str:
    """1.13 as "+1.13", -1.13 as "−1.13"."""
    return style.minus(f"{value:+.2f}")


def to_rich(pieces: Pieces, *, colours: bool) -> Text:
    """The text for the console.

    With colours, [?] follows a word that the model doesn't know. Without colours, one to three
    signs follow a word that moved the prediction, such as "superb[++]".
    """
    text = Text()
    for piece, word, share in _shares(pieces):
        direction = _POSITIVE if share > 0 else _NEGATIVE
        unknown = "?" if word and not word.known else ""
        if colours and share:
            text.append(piece, _console_style(direction, strong=abs(share) >= 1 / 3))
        else:
            text.append(piece)
        signs = direction.sign * (0 if colours else _strength(share)) + unknown
        text.append(f"[{signs}]" if signs else "", Style(dim=colours))
    return text


def to_html(pieces: Pieces) -> str:
    """The text for a notebook: escaped, without scripts, for light and dark pages and paper."""
    return "".join(_html_piece(*piece) for piece in _shares(pieces))


def console_label(label: str, *, colours: bool) -> tuple[str, Style]:
    """ "towards positive" or "towards negative" in the colours of such words."""
    return label, _console_style(DIRECTIONS[label], strong=True) if colours else Style()


def html_label(label: str) -> str:
    """ "towards positive" or "towards negative", underlined as such words are."""
    return f'<span style="border-bottom: 2px {DIRECTIONS[label].line}">{label}</span>'


def _console_style(direction: _Direction, *, strong: bool) -> Style:
    letters, background = direction.strong if strong else direction.weak
    return Style(color=letters, bgcolor=background)


def _shares(pieces: Pieces) -> list[tuple[str, Word | None, float]]:
    """Each piece with its attribution relative to the strongest, -1 to 1; 0 if it is weak."""
    largest = max([QUIET, *(abs(word.attribution) for _, word in pieces if word)])
    shares = [word.attribution / largest if word else 0.0 for _, word in pieces]
    return [
        (piece, word, share if abs(share) >= WEAKEST else 0.0)
        for (piece, word), share in zip(pieces, shares, strict=True)
    ]


def _strength(share: float) -> int:
    """0 for a weak word, else 1 to 3."""
    return 0 if not share else 1 if abs(share) < 1 / 3 else 2 if abs(share) < 2 / 3 else 3


def _html_piece(piece: str, word: Word | None, share: float) -> str:
    shown = html.escape(piece)
    if word and not word.known:
        shown = f"<em>{shown}</em><sup>?</sup>"
    if not word or not share:
        return shown
    direction = _POSITIVE if share > 0 else _NEGATIVE
    # The background is transparent, so that the page's own colours remain.
    tint = f"{direction.colour}{round(255 * (0.08 + 0.34 * abs(share))):02x}"
    return (
        f'<span title="{signed(word.attribution)}" style="background: {tint}; '
        f'border-bottom: {1 + round(2 * abs(share))}px {direction.line}">{shown}</span>'
    )
