"""ipypublish's notebook helpers, for a current Pillow and Jupyter.

An old notebook runs after changing one line, `from ipypublish import nb_setup` to
`from rnn_tutorial import nb_setup`: the names, the arguments and the sizes of the results
are those of ipypublish.scripts.nb_setup (Chris Sewell, version 0.10.12).
"""

import importlib.util
import os
import warnings
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from rnn_tutorial.errors import TutorialError

Limit = int | list[int]


def images_read(paths: Sequence) -> list[Image.Image]:
    """Open images (paths or open files) as RGBA."""
    return [_read(path) for path in paths]


def _read(path):
    try:
        with Image.open(path) as image:
            return image.convert("RGBA")
    except FileNotFoundError:
        raise TutorialError(
            f"there is no image at {os.fspath(path)!r}; give a path from the notebook's folder, "
            "or write the book's figures with `rnn-tutorial figures`"
        ) from None
    except UnidentifiedImageError:
        raise TutorialError(
            f"{path!r} is not an image that Pillow can read; give a PNG, a JPEG or the like"
        ) from None


def images_hconcat(
    images: Sequence, width: Limit = 700, height: Limit = 700, gap: int = 0, aspaths: bool = True
) -> Image.Image:
    """Images side by side, aligned at the top.

    images: paths, or Pillow images with aspaths=False. width, height: the largest size of
    each image and of the result, in pixels; a list gives one limit for each image. gap:
    pixels between images. Images are only ever made smaller, in their own proportions.
    Raises TutorialError for no image at all, a missing file, or a list of another length.
    """
    return _concat(images, width, height, gap, aspaths, along=0)


def images_vconcat(
    images: Sequence, width: Limit = 700, height: Limit = 700, gap: int = 0, aspaths: bool = True
) -> Image.Image:
    """Images one below the other, aligned at the left; arguments as for images_hconcat."""
    return _concat(images, width, height, gap, aspaths, along=1)


def images_gridconcat(
    pathslist: Sequence[Sequence],
    width: int = 700,
    height: int = 700,
    aspaths: bool = True,
    hgap: int = 0,
    vgap: int = 0,
) -> Image.Image:
    """Rows of images, one row below the other, fitted into width by height pixels."""
    rows = [images_hconcat(paths, gap=hgap, aspaths=aspaths) for paths in pathslist]
    grid = images_vconcat(rows, gap=vgap, aspaths=False)
    grid.thumbnail((width, height), Image.Resampling.LANCZOS)
    return grid


def _concat(images, width, height, gap, aspaths, along):
    # Copies: thumbnail works in place, and the reader's own images are not ours to shrink.
    images = images_read(images) if aspaths else [image.convert("RGBA") for image in images]
    if not images:
        raise TutorialError("there are no images to join; give a list of at least one")
    limits, total = [], []
    for axis, (name, value) in enumerate((("width", width), ("height", height))):
        each = value if isinstance(value, list) else [value] * len(images)
        if len(each) != len(images):
            raise TutorialError(
                f"{name} has {len(each)} values for {len(images)} images; give one for each, "
                "or a single number"
            )
        limits.append(each)
        # As in ipypublish, a list of limits adds up in both directions.
        gaps = gap * (len(images) - 1) if axis == along else 0
        total.append(sum(each) + gaps if isinstance(value, list) else value)
    for image, *limit in zip(images, *limits, strict=True):
        image.thumbnail(tuple(limit), Image.Resampling.LANCZOS)
    size = [max(image.size[axis] for image in images) for axis in (0, 1)]
    size[along] = sum(image.size[along] for image in images) + gap * (len(images) - 1)
    joined = Image.new("RGBA", tuple(size))
    offset = [0, 0]
    for image in images:
        joined.paste(image, tuple(offset), mask=image)
        offset[along] += image.size[along] + gap
    joined.thumbnail(tuple(total), Image.Resampling.LANCZOS)
    return joined


def create_test_image(size: tuple[int, int] = (50, 50)) -> BytesIO:
    """A plain red PNG in memory, for trying the functions above."""
    file = BytesIO()
    Image.new("RGBA", size=size, color=(155, 0, 0)).save(file, "png")
    file.name = "test.png"
    file.seek(0)
    return file


def setup_matplotlib(output=("pdf", "svg"), rcparams=None, usetex=True, print_errors=False):
    """Matplotlib's pyplot with figures in the formats of `output`, as ipypublish sets it up.

    Of ipypublish's own settings those are applied that the present Matplotlib knows. usetex
    takes LaTeX for the letters where the `latex` command is found; rcparams comes last.
    """
    from shutil import which

    import matplotlib as mpl
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        shell.run_line_magic("matplotlib", "inline")
        set_matplotlib_formats(*output)
    wanted = {**_original("MPL_OPTIONS"), **(rcparams or {})}
    wanted["text.usetex"] = bool(usetex and which("latex"))
    refused = _apply(mpl.rcParams, wanted)
    if print_errors and refused:
        print("not set, unknown to this Matplotlib:", ", ".join(refused))
    from matplotlib import pyplot

    return pyplot


def _original(name):
    """Options out of ipypublish's own file, whose module name may be answered by ours."""
    package = Path(importlib.util.find_spec("ipypublish").origin).parent
    spec = importlib.util.spec_from_file_location("_original", package / "scripts" / "nb_setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(getattr(module, name))


def _apply(params, wanted):
    refused = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for key, value in wanted.items():
            try:
                params[key] = value
            except (KeyError, ValueError, DeprecationWarning):
                refused.append(key)
    return refused


def use_book_style():
    """Matplotlib's pyplot, with the book's letters and colours; SVG for the page, PDF for print.

    The files bear no date, so that a notebook that is run again has the same outputs.
    """
    from IPython import get_ipython
    from matplotlib import pyplot

    from rnn_tutorial.style import CYCLE, RC

    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    if get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        get_ipython().run_line_magic("matplotlib", "inline")
        set_matplotlib_formats("svg", "pdf")
    pyplot.rcParams.update(RC)
    pyplot.rcParams["axes.prop_cycle"] = pyplot.cycler(color=CYCLE)
    return pyplot


def setup_pandas(escape_latex=False, use_longtable=False):
    """pandas, set up to print tables as LaTeX as well."""
    import pandas

    settings = (
        ("display.latex.repr", True),  # up to pandas 1
        ("styler.render.repr", "latex"),  # from pandas 2 on
        ("styler.latex.environment", "longtable" if use_longtable else None),
        ("styler.format.escape", "latex" if escape_latex else None),
    )
    for name, value in settings:
        try:
            pandas.set_option(name, value)
        except KeyError:  # another pandas' name
            continue
    return pandas


def setup_sympy():
    """SymPy, with its formulas shown in TeX."""
    import sympy

    sympy.init_printing(use_latex=True)
    return sympy
