"""A judged review with each word coloured by how much it moved the result: HTML, console, plain.

Blue moved it towards positive, orange towards negative. Colour never stands alone: in HTML the
words are underlined, solid or dashed, which also prints; without colours the console has signs.
"""

import html
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group
from rich.style import Style
from rich.text import Text

from rnn_tutorial import style
from rnn_tutorial.errors import plural

if TYPE_CHECKING:
    from rnn_tutorial.inspection.explanation import Judgement, Word

WEAKEST = 0.1  # share of the strongest word's attribution from which a word is coloured
QUIET = 0.5  # log odds: where no word moves more, none gets the full colour
_COLOURS = {True: style.BLUE, False: style.ORANGE}
_LINES = {True: f"solid {style.BLUE}", False: f"dashed {style.ORANGE}"}
TOWARDS = ("towards positive", "towards negative")
# Towards positive? -> (letters, ground) of a weak word, and of a strong one.
_GROUNDS = {
    True: ((style.INK, "#a9d0ea"), (style.PAPER, style.BLUE)),
    False: ((style.INK, "#f6c6a3"), (style.PAPER, "#b34f00")),
}


def printable(text: str) -> str:
    """The text without what a terminal would obey: only characters that print, and spaces."""
    return "".join(_printable(c) for c in text)


def _printable(c: str) -> str:
    if c.isprintable():
        return c
    if c.isspace():
        return " "
    return "" if unicodedata.category(c) == "Cf" else "\N{REPLACEMENT CHARACTER}"


def segments(judgement: "Judgement") -> Iterator[tuple[str, "Word | None"]]:
    """The review in pieces, each a word that the model read, or what stands between words."""
    done = judgement.words[0].start if judgement.unread else 0
    if judgement.unread:
        yield f"({judgement.unread:,} earlier words, which the model did not read) ", None
    for word in judgement.words:
        if done < word.start:
            yield printable(judgement.text[done : word.start]), None
        yield printable(judgement.text[word.start : word.end]), word
        done = word.end
    yield printable(judgement.text[done:]), None


def headline(judgement: "Judgement") -> str:
    """The verdict in a line."""
    return f"{judgement.verdict}, probability {judgement.probability:.3f} of positive"


def strongest(judgement: "Judgement", count: int = 5) -> dict[str, str]:
    """ "towards positive" and "towards negative" -> the words that moved it most, in log odds."""
    found = {}
    for sign, label in ((1, "towards positive"), (-1, "towards negative")):
        moved = [w for w in judgement.words if sign * w.attribution >= 0.01]
        moved.sort(key=lambda w: -abs(w.attribution))
        found[label] = ", ".join(
            f"{printable(judgement.written(w))} {signed(w.attribution)}" for w in moved[:count]
        )
    return found


def signed(value: float) -> str:
    """1.13 as "+1.13"."""
    return f"{value:+.2f}"


def to_plain(judgement: "Judgement") -> str:
    """The review with one to three signs behind a word that moved it, [?] behind an unknown one."""
    return "".join(
        piece if word is None else piece + _marks(judgement, word)
        for piece, word in segments(judgement)
    )


def to_rich(judgement: "Judgement", *, colours: bool = True) -> Group:
    """The same for the console: verdict, review, the strongest words, the model."""
    review = Text()
    for piece, word in segments(judgement):
        if word is None:
            review.append(piece)
        elif colours:
            review.append(piece, _console_style(judgement, word))
            review.append("" if word.known else "[?]", Style(dim=True))
        else:
            review.append(piece + _marks(judgement, word))
    lines = [Text(headline(judgement), Style(bold=True)), Text(), review, Text()]
    for label, words in strongest(judgement).items():
        if words:
            tint = _GROUNDS[label == TOWARDS[0]][1] if colours else (None, None)
            lines.append(
                Text.assemble((label, Style(color=tint[0], bgcolor=tint[1])), f": {words}")
            )
    if judgement.unknown:
        lines.append(Text(f"unknown to the model [?]: {judgement.unknown} of {_count(judgement)}"))
    return Group(*lines, Text(f"numbers are log odds; model: {judgement.model}"))


def to_html(judgement: "Judgement") -> str:
    """The same for a notebook: escaped, without scripts, for light and dark pages and for paper."""
    review = "".join(
        html.escape(piece) if word is None else _html_word(judgement, piece, word)
        for piece, word in segments(judgement)
    )
    told = [
        f'<span style="border-bottom: 2px {_LINES[label == TOWARDS[0]]}">{label}</span>: '
        f"{html.escape(words)}"
        for label, words in strongest(judgement).items()
        if words
    ]
    if judgement.unknown:
        told.append(f"unknown to the model (?): {judgement.unknown} of {_count(judgement)}")
    told.append(f"numbers are log odds; model: {html.escape(judgement.model)}")
    return (
        f'<div style="max-width: 42rem"><p><strong>{headline(judgement)}</strong></p>'
        f'<p style="line-height: 2; overflow-wrap: anywhere">{review}</p>'
        f'<p style="font-size: 0.9em">{"<br>".join(told)}</p></div>'
    )


def _count(judgement: "Judgement") -> str:
    return plural(len(judgement.words), "word")


def _share(judgement: "Judgement", word: "Word") -> float:
    """The word's attribution by the strongest one's, from -1 to 1; 0 where it is weak."""
    largest = max(abs(w.attribution) for w in judgement.words)
    share = word.attribution / max(largest, QUIET)
    return share if abs(share) >= WEAKEST else 0.0


def _marks(judgement: "Judgement", word: "Word") -> str:
    share = _share(judgement, word)
    signs = ("+" if share > 0 else "-") * (1 + int(abs(share) >= 1 / 3) + int(abs(share) >= 2 / 3))
    marks = (signs if share else "") + ("" if word.known else "?")
    return f"[{marks}]" if marks else ""


def _console_style(judgement: "Judgement", word: "Word") -> Style:
    share = _share(judgement, word)
    if not share:
        return Style()
    # Letters and ground are both given: they can be read whatever the console's own colours are.
    letters, ground = _GROUNDS[share > 0][abs(share) >= 1 / 3]
    return Style(color=letters, bgcolor=ground)


def _html_word(judgement: "Judgement", piece: str, word: "Word") -> str:
    share, shown = _share(judgement, word), html.escape(piece)
    if not word.known:
        shown = f"<em>{shown}</em><sup>?</sup>"
    if not share:
        return shown
    colour, line = _COLOURS[share > 0], _LINES[share > 0]
    # The tint lets the page's own paper and letters through.
    tint = f"{colour}{round(255 * (0.08 + 0.34 * abs(share))):02x}"
    return (
        f'<span title="{signed(word.attribution)}" style="background: {tint}; '
        f'border-bottom: {1 + round(2 * abs(share))}px {line}">{shown}</span>'
    )
