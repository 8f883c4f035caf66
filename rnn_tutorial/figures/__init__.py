"""The book's figures, drawn from code.

>>> from rnn_tutorial.figures import show_figure, write_figures
>>> show_figure("rnn1")                    # in a notebook, with caption and label
>>> write_figures(["rnn1"], "DL_images")   # DL_images/rnn1.png and DL_images/rnn1.svg

A figure is a drawing with a caption, not a plot of data: it takes no Axes.
"""

import json
import os
import tomllib
from collections import ChainMap
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.figures import (
    attention,
    backward,
    cells,
    cover,
    forecasts,
    inputs,
    language,
    layers,
    one_or_many,
    scans,
    systems,
)
from rnn_tutorial.figures.description import Figure
from rnn_tutorial.figures.output import render_pdf, render_png, render_svg
from rnn_tutorial.storage import write_beside

__all__ = ["FIGURES", "Figure", "show_figure", "write_figures"]

_SOURCES = (
    systems,
    inputs,
    layers,
    one_or_many,
    cells,
    backward,
    forecasts,
    language,
    attention,
    scans,
    cover,
)
_DRAWINGS = ChainMap(*map(vars, _SOURCES))  # the function draw_NAME for each figure
_TEXTS = tomllib.loads(files(__name__).joinpath("captions.toml").read_text(encoding="utf-8"))

FIGURES = {
    name: Figure(_DRAWINGS[f"draw_{name}"], **texts, still=_DRAWINGS.get(f"draw_{name}_stages"))
    for name, texts in _TEXTS.items()
}


def _figure(name: str) -> Figure:
    if name not in FIGURES:
        raise TutorialError(
            f"there is no figure {name!r}: choose one of {', '.join(sorted(FIGURES))}."
        )
    return FIGURES[name]


def write_figures(
    names: Iterable[str] | None = None, folder: str | os.PathLike = "DL_images"
) -> list[Path]:
    """Write NAME.png and NAME.svg of the named figures, or of all, into `folder`.

    Each file is written under another name first and then renamed, so that it is always whole.
    The bytes are the same on every run with the same versions of Matplotlib and Pillow. Writing
    all figures also writes these versions to versions.json.

    Returns the paths in the order of writing. Raises TutorialError for an unknown name before
    anything is written.
    """
    chosen = {name: _figure(name) for name in (FIGURES if names is None else names)}
    folder = Path(folder)
    written = []
    for name, figure in chosen.items():
        for suffix, data in (("png", render_png(figure)), ("svg", render_svg(figure, name))):
            written.append(_write(folder / f"{name}.{suffix}", data))
    if names is None:
        versions = {package: version(package) for package in ("matplotlib", "pillow")}
        written.append(_write(folder / "versions.json", json.dumps(versions).encode() + b"\n"))
    return written


def _write(target: Path, data: bytes) -> Path:
    with write_beside(target) as stream:
        stream.write(data)
    return target


def show_figure(name: str) -> None:
    """Display a figure in a notebook, with the caption and label that ipypublish numbers.

    This function displays and returns nothing, so it is not called `plot_...`. The output holds
    an SVG for the page, a PDF for LaTeX, and a PNG for viewers that show neither. Its metadata
    holds the caption, the label `fig:NAME` and the alternative text.

    Raises TutorialError for an unknown name.
    """
    from IPython.display import display

    figure = _figure(name)
    bundle = {
        "image/svg+xml": render_svg(figure, name).decode(),
        "image/png": render_png(figure),
        "application/pdf": render_pdf(figure),
        "text/plain": f"Figure {name}: {figure.alt}",
    }
    about = {"ipub": {"figure": {"caption": figure.caption, "label": f"fig:{name}"}}}
    display(bundle, raw=True, metadata={**about, "alt": figure.alt})
