"""The book as one PDF: ipypublish writes LaTeX, latexmk and XeLaTeX set it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.formats import latex

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
    """There is no TeX on this machine, or not enough of it."""


def missing() -> list[str]:
    """The programs, styles and fonts that a PDF needs and this machine lacks."""
    lacking = [name for name in ("latexmk", "xelatex") if shutil.which(name) is None]
    finder = shutil.which("kpsewhich")
    if finder is None:
        return [*lacking, "kpsewhich"]
    wanted = [*STYLES, *FONTS]
    found = subprocess.run([finder, *wanted], capture_output=True, text=True, check=False).stdout
    return lacking + [name for name in wanted if name not in found]


def require() -> None:
    """Raises MissingTeX."""
    lacking = missing()
    if lacking:
        raise MissingTeX(f"the PDF needs {', '.join(lacking)}, not found here: {REMEDY}.")


def compile_book(folder: Path, stem: str, keep: Path) -> Path:
    """Set `folder`/`stem`.tex and return the PDF.

    Raises TutorialError with TeX's own word; the source and the log are then in `keep`.
    """
    require()
    (folder / "fonts").mkdir(exist_ok=True)
    for name, path in latex.fonts().items():
        shutil.copy(path, folder / "fonts" / name)
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{stem}.tex"]
    # Whatever a notebook holds, TeX may start no program and read nothing outside its folders.
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
    """The first error in a log, with the line it points at."""
    if not log.is_file():
        return "latexmk wrote no log: run `rnn-tutorial doctor`."
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    for place, line in enumerate(lines):
        if line.startswith("! "):
            spot = next((found for found in lines[place:] if re.match(r"l\.\d+", found)), "")
            return f"{line[2:]} {spot.strip()} (see {log})"
    return lines[-1] if lines else "its log is empty."
