"""The book as one PDF, made by latexmk and XeLaTeX from the LaTeX that ipypublish writes."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.formats.fonts import fonts

PACKAGES = (
    "latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended "
    "texlive-plain-generic lmodern"
)
STYLES = ("tcolorbox.sty", "fvextra.sty", "unicode-math.sty", "cleveref.sty", "scrreprt.cls")
FONTS = ("lmroman10-regular.otf", "latinmodern-math.otf")
REMEDY = (
    f"on Debian `apt-get install {PACKAGES}`, on macOS `brew install --cask mactex`, "
    "on Windows `winget install MiKTeX.MiKTeX` and StrawberryPerl.StrawberryPerl"
)


class MissingTeX(TutorialError):
    """TeX, or a part of it that the PDF needs, is not installed."""


def missing() -> list[str]:
    """The programs, styles and fonts that the PDF needs and that are not installed."""
    lacking = [name for name in ("latexmk", "xelatex") if shutil.which(name) is None]
    finder = shutil.which("kpsewhich")
    if finder is None:
        return [*lacking, "kpsewhich"]
    wanted = [*STYLES, *FONTS]
    found = subprocess.run([finder, *wanted], capture_output=True, text=True, check=False).stdout
    return lacking + [name for name in wanted if name not in found]


def require() -> None:
    """Raise MissingTeX if something is missing."""
    lacking = missing()
    if lacking:
        raise MissingTeX(
            f"the PDF needs {', '.join(lacking)}, which this machine lacks: install TeX ({REMEDY})."
        )


def compile_book(folder: Path, stem: str, keep: Path) -> Path:
    """Compile `folder`/`stem`.tex and return the PDF.

    Raises TutorialError with TeX's own message if it fails; the source and the log are then
    copied to `keep`.
    """
    (folder / "fonts").mkdir(exist_ok=True)
    for name, path in fonts().items():
        shutil.copy(path, folder / "fonts" / name)
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{stem}.tex"]
    # Whatever a notebook contains: TeX starts no program and writes only in its own folder.
    env = {**os.environ, "openout_any": "p", "shell_escape": "f", "max_print_line": "1000"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    target = folder / f"{stem}.pdf"
    if done.returncode or not target.is_file():
        for suffix in (".tex", ".log"):
            if (folder / f"{stem}{suffix}").is_file():
                shutil.copy(folder / f"{stem}{suffix}", keep / f"{stem}{suffix}")
        raise TutorialError(f"TeX stopped: {_complaint(keep / f'{stem}.log')}")
    return target


def _complaint(log: Path) -> str:
    """The first error in a log, with the line of the source."""
    if not log.is_file():
        return "latexmk wrote no log. Run `rnn-tutorial doctor` to see what is missing."
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    for place, line in enumerate(lines):
        if line.startswith("! "):
            spot = next((found for found in lines[place:] if re.match(r"l\.\d+", found)), "")
            return f"{line[2:]} {spot.strip()} (see {log})"
    return lines[-1] if lines else "its log is empty."
