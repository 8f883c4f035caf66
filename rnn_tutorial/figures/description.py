"""What the book knows about a figure: how to draw it, and what to say about it."""

from collections.abc import Callable
from dataclasses import dataclass

from rnn_tutorial.figures.canvas import Canvas


@dataclass(frozen=True)
class Figure:
    """One figure of the book.

    draw: returns a fresh Canvas.
    caption: the line below it, in TeX where it has mathematics, without its number.
    alt: what a reader who can't see it needs to know, in plain words.
    animation: a style sheet that moves named parts of the SVG (`.part-NAME`); empty for
        a still. The PNG and the PDF show everything at once.
    """

    draw: Callable[[], Canvas]
    caption: str
    alt: str
    animation: str = ""
