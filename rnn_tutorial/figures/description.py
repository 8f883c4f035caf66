"""A figure of the book: how to draw it, its caption and its text for readers who can't see it."""

from collections.abc import Callable
from dataclasses import dataclass

from rnn_tutorial.figures.canvas import Canvas


@dataclass(frozen=True)
class Figure:
    """One figure of the book.

    draw: returns a fresh Canvas.
    caption: the line below the figure, without its number; mathematics is in TeX.
    alt: what the figure shows, in plain words, for readers who can't see it.
    animation: a style sheet that moves named parts of the SVG (`.part-NAME`); empty for
        a still. The PNG and the PDF show everything at once.
    """

    draw: Callable[[], Canvas]
    caption: str
    alt: str
    animation: str = ""


def appear_in_turn(
    name: str, part: str, starts: dict[int, int], *, fade: int, end: int, seconds: int
) -> str:
    """A repeating animation in which the parts of a figure appear in turn.

    name: of the keyframes. part: how the names of the parts begin; a number follows. starts:
    number of the part -> when it is fully visible. fade: how long it takes to appear. end: when
    all parts begin to disappear. All three are per cents of `seconds`, the whole length.
    """
    rules = ["@media (prefers-reduced-motion: no-preference) {"]
    for k, at in starts.items():
        rules.append(
            f"@keyframes {name}-{k} {{ 0%, {at - fade}% {{ opacity: 0 }} "
            f"{at}%, {end}% {{ opacity: 1 }} 100% {{ opacity: 0 }} }}\n"
            f"#SELF .part-{part}{k} {{ animation: {name}-{k} {seconds}s ease-in-out infinite }}"
        )
    return "\n".join([*rules, "}"])
