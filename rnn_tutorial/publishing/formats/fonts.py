"""The fonts that the PDF brings along."""

from importlib.metadata import distribution
from pathlib import Path

FONTS = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans.ttf")


def fonts() -> dict[str, Path]:
    """The DejaVu fonts that Matplotlib installs; they have box-drawing characters."""
    folder = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return {name: Path(str(folder)) / name for name in FONTS}
