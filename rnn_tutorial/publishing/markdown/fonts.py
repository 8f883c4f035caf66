"""Fonts for the PDF: those that Matplotlib brings, and those of this machine."""

import functools
import os
import re
import sys
from importlib.metadata import distribution
from pathlib import Path

CODE, SANS, SERIF = "DejaVuSansMono.ttf", "DejaVuSans.ttf", "DejaVuSerif.ttf"
BUNDLED = (CODE, "DejaVuSansMono-Bold.ttf", SANS, SERIF)


def bundled() -> dict[str, Path]:
    """The DejaVu fonts that Matplotlib installs; they have Greek, Cyrillic and box characters."""
    folder = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return {name: Path(str(folder)) / name for name in BUNDLED}


@functools.lru_cache
def installed() -> dict[str, Path]:
    """The Noto fonts of this machine and Symbola, by file name, in the order of preference."""
    home = Path.home()
    folders = [Path(folder) / "fonts" for folder in ("/usr/share", "/usr/local/share")]
    folders += [home / ".local/share/fonts", home / ".fonts"]
    folders += [base / "Library/Fonts" for base in (Path("/"), home, Path("/System"))]
    if sys.platform == "win32":
        folders.append(Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "Fonts")
    found = [path for folder in folders for path in folder.rglob("*.[to]t[fc]")]
    # TeX can't set the colours of Noto Color Emoji.
    wanted = re.compile(r"Noto(Sans|Serif|Naskh)\w*-Regular\.|Symbola")
    fonts = [path for path in found if wanted.match(path.name) and "UI-" not in path.name]
    order = sorted(fonts, key=lambda path: ("Symbola" in path.name, "Sans" not in path.name,
                                            path.name.lower()))  # fmt: skip
    return {path.name: path for path in order}
