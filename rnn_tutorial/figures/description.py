"""A figure of the book: how to draw it, its caption and its text for readers who can't see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnn_tutorial.figures.canvas import Canvas


@dataclass(frozen=True)
class Figure:
    """One figure of the book.

    draw: returns a fresh Canvas.
    caption: the line below the figure, without its number; mathematics is in TeX.
    alt: what the figure shows, in plain words, for readers who can't see it.
    appear: the arguments of `appear_in_turn`; None for a still.
    still: draws the PNG and the PDF of a moving figure; None if they show everything at once.
    """

    draw: Callable[[], Canvas]
    caption: str
    alt: str
    appear: dict[str, Any] | None = None
    still: Callable[[], Canvas] | None = None


def appear_in_turn(
    name: str, part: str, starts: dict[str, int], *, fade: int, end: int, seconds: int
) -> str:
    """The style sheet of a repeating animation in which the parts of an SVG appear in turn.

    It addresses the parts by their classes alone, which begin with the figure's name: a page may
    change the root element. An element of the class "animated" around the parts pauses them
    while it has the mouse or the focus.

    name: of the figure. part: how the names of the parts begin; a number follows. starts:
    number of the part -> when it is fully visible. fade: how long it takes to appear. end: when
    all parts begin to disappear. All three are per cents of `seconds`, the whole length.
    """
    rules = ["@media screen and (prefers-reduced-motion: no-preference) {"]
    for k, at in starts.items():
        rules.append(
            f"@keyframes {name}-{part}{k} {{ 0%, {at - fade}% {{ opacity: 0 }} "
            f"{at}%, {end}% {{ opacity: 1 }} 100% {{ opacity: 0 }} }}\n"
            f".{name}-{part}{k} "
            f"{{ animation: {name}-{part}{k} {seconds}s ease-in-out infinite }}"
        )
    paused = f'.animated:is(:hover, :focus) [class^="{name}-"]'
    return "\n".join([*rules, f"{paused} {{ animation-play-state: paused }}", "}"])
