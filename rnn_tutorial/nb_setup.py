"""ipypublish's notebook helpers, with what a current Pillow, Matplotlib and pandas need.

An old notebook runs after changing one line, `from ipypublish import nb_setup` to
`from rnn_tutorial import nb_setup`: the names, the arguments and the sizes of the results
are those of ipypublish.scripts.nb_setup (Chris Sewell, version 0.10.12).
"""

import os
import warnings
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from importlib.metadata import distribution
from types import ModuleType, SimpleNamespace
from typing import Any

from PIL import Image, UnidentifiedImageError

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError

Limit = int | list[int]  # in pixels; a list has one for each image
Images = Sequence[Any]  # paths, open files or Pillow images


def _load_ipypublish() -> Any:
    """ipypublish's own module, with the name of a filter that Pillow 10 dropped.

    It is read by its path, because publishing/compat.py puts this module under its name.
    """
    file = distribution("ipypublish").locate_file("ipypublish/scripts/nb_setup.py")
    module = ModuleType("ipypublish_nb_setup")
    SourceFileLoader(module.__name__, str(file)).exec_module(module)
    pillow = SimpleNamespace(new=Image.new, ANTIALIAS=Image.Resampling.LANCZOS)
    vars(module)["get_pimage"] = lambda: pillow
    return module


_ipypublish = _load_ipypublish()
create_test_image = _ipypublish.create_test_image
setup_sympy = _ipypublish.setup_sympy


def images_read(paths: Images) -> list[Image.Image]:
    """Open images (paths or open files) as RGBA. Raises TutorialError for a missing file."""
    images = []
    for path in paths:
        try:
            with Image.open(path) as image:
                images.append(image.convert("RGBA"))
        except FileNotFoundError:
            raise TutorialError(
                f"there is no image at {str(path)!r}: give a path from the notebook's folder, "
                "or write the book's figures with `rnn-tutorial figures`."
            ) from None
        except UnidentifiedImageError:
            raise TutorialError(
                f"{str(path)!r} is not an image that Pillow can read: give a PNG or a JPEG."
            ) from None
    return images


def images_hconcat(
    images: Images, width: Limit = 700, height: Limit = 700, gap: int = 0, aspaths: bool = True
) -> Image.Image:
    """Join images side by side, aligned at the top.

    images: paths, or Pillow images with aspaths=False. width, height: the largest size of
    each image and of the result, in pixels; a list gives one limit for each image. gap:
    pixels between images. Images are only made smaller, in their own proportions.

    Raises TutorialError for no images, a missing file, and a list of another length.
    """
    images = _checked(images, aspaths, width=width, height=height)
    return _ipypublish.images_hconcat(images, width, height, gap, aspaths=False)


def images_vconcat(
    images: Images, width: Limit = 700, height: Limit = 700, gap: int = 0, aspaths: bool = True
) -> Image.Image:
    """Join images one below the other, aligned at the left; arguments as for images_hconcat."""
    images = _checked(images, aspaths, width=width, height=height)
    return _ipypublish.images_vconcat(images, width, height, gap, aspaths=False)


def images_gridconcat(
    pathslist: Sequence[Images], width: int = 700, height: int = 700, aspaths: bool = True,
    hgap: int = 0, vgap: int = 0,
) -> Image.Image:  # fmt: skip
    """Join rows of images, one row below the other, within width by height pixels."""
    rows = [images_hconcat(paths, gap=hgap, aspaths=aspaths) for paths in pathslist]
    grid = images_vconcat(rows, gap=vgap, aspaths=False)
    grid.thumbnail((width, height), Image.Resampling.LANCZOS)
    return grid


def _checked(images: Images, aspaths: bool, **limits: Limit) -> list[Image.Image]:
    """Copies of the images, because thumbnail changes an image in place."""
    images = images_read(images) if aspaths else [image.convert("RGBA") for image in images]
    if not images:
        raise TutorialError("there are no images to join: give a list of at least one.")
    for name, limit in limits.items():
        if isinstance(limit, list) and len(limit) != len(images):
            raise TutorialError(
                f"{name} has {len(limit)} values for {len(images)} images: give one for "
                "each image, or a single number."
            )
    return images


def setup_matplotlib(
    output: Sequence[str] = ("pdf", "svg"), rcparams: dict[str, Any] | None = None,
    usetex: bool = True, print_errors: bool = False,
) -> ModuleType:  # fmt: skip
    """Matplotlib's pyplot with ipypublish's settings and figures in the formats of `output`.

    Settings that the installed Matplotlib no longer has are left out; print_errors names them.
    usetex: set text in LaTeX if the `latex` command is found. rcparams: settings that replace
    ipypublish's.
    """
    from shutil import which

    pyplot = _inline_pyplot(output)
    wanted = dict(_ipypublish.MPL_OPTIONS) | (rcparams or {})
    wanted["text.usetex"] = bool(usetex and which("latex"))
    refused = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for key, value in wanted.items():
            try:
                pyplot.rcParams[key] = value
            except (KeyError, ValueError, DeprecationWarning):
                refused.append(key)
    if print_errors and refused:
        print("This Matplotlib does not have the settings", ", ".join(refused))
    return pyplot


def use_book_style() -> ModuleType:
    """Matplotlib's pyplot with the book's letters and colours.

    Figures are SVG for the page, PDF for print, and PNG because JupyterLab shows no SVG of a
    notebook that it doesn't trust yet.

    A figure keeps the width that it is given, 7 inches if none: the page's 672 pixels.

    The files carry no date, so that running a notebook again gives the same outputs.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    pyplot = _inline_pyplot(("svg", "pdf", "png"), bbox_inches=None)
    pyplot.rcParams.update(style.settings())
    return pyplot


def _inline_pyplot(formats: Sequence[str], **printing: Any) -> Any:
    """Matplotlib's pyplot; in a notebook, figures are shown below their cell in the formats.

    printing: options of `Figure.savefig` for these.
    """
    from IPython import get_ipython
    from matplotlib import pyplot

    shell = get_ipython()
    if shell is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        shell.run_line_magic("matplotlib", "inline")
        set_matplotlib_formats(*formats, **printing)
    return pyplot


def setup_pandas(escape_latex: bool = False, use_longtable: bool = False) -> ModuleType:
    """pandas, set up to show tables as LaTeX as well."""
    import pandas

    settings = (
        ("display.latex.repr", True),  # up to pandas 1
        ("styler.render.repr", "latex"),  # from pandas 2 on
        ("styler.latex.environment", "longtable" if use_longtable else None),
        ("styler.format.escape", "latex" if escape_latex else None),
    )
    for name, value in settings:
        with suppress(KeyError):  # the option of another version of pandas
            pandas.set_option(name, value)
    return pandas
