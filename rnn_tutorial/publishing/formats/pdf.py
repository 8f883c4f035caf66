"""The book as one PDF, made by latexmk and XeLaTeX from the LaTeX that ipypublish writes."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown.fonts import bundled, installed

PACKAGES = (
    "latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended "
    "texlive-plain-generic lmodern"
)
STYLES = (
    "tcolorbox.sty",
    "tabulary.sty",
    "fvextra.sty",
    "unicode-math.sty",
    "cleveref.sty",
    "scrreprt.cls",
)
FONTS = ("lmroman10-regular.otf", "latinmodern-math.otf")
SCRIPTS = (  # whose letters change their shape beside each other
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Kannada", "Malayalam",
    "Gujarati", "Gurmukhi", "Khmer", "Myanmar", "Sinhala", "Tibetan", "Thai",
)  # fmt: skip
NO_LOG = "latexmk wrote no error. Run `rnn-tutorial doctor` to see what is missing"
RARE = ("NotoSansArabic-Regular", "NotoSansCJK-Regular", "Symbola")
NOTO = "fonts-noto-core fonts-noto-cjk fonts-symbola"
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


def missing_fonts() -> list[str]:
    """Of the fonts for letters that are rare in a book in English, those not installed."""
    return [name for name in RARE if not any(n.startswith(name) for n in installed())]


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
    source = (folder / f"{stem}.tex").read_text(encoding="utf-8")
    _place_fonts(folder, source)
    _write_references(folder, stem, source)
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{stem}.tex"]
    # Whatever a notebook contains: TeX starts no program and writes only in its own folder.
    env = {**os.environ, "openout_any": "p", "shell_escape": "f", "max_print_line": "1000"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    target = folder / f"{stem}.pdf"
    complaint = _complaint(folder, stem)
    if done.returncode or complaint or not target.is_file():
        for suffix in (".tex", ".log"):
            if (folder / f"{stem}{suffix}").is_file():
                shutil.copy(folder / f"{stem}{suffix}", keep / f"{stem}{suffix}")
        raise TutorialError(f"TeX stopped: {complaint or NO_LOG} (see {keep / f'{stem}.log'})")
    return target


def _place_fonts(folder: Path, source: str) -> None:
    """Copy the fonts that the LaTeX asks for beside it, and declare them in fonts.tex."""
    from rnn_tutorial.publishing.markdown import letters  # `doctor` does without pandoc

    (folder / "fonts").mkdir(exist_ok=True)
    asked = letters.used(source)
    for path in [*bundled().values(), *asked.values()]:
        shutil.copy(path, folder / "fonts" / path.name)
    lines = []
    for key, path in sorted(asked.items()):
        script = re.sub(r"^Noto(Sans|Serif|Naskh)|Regular$", "", key)
        options = f"Script={script}" if script in SCRIPTS else ""
        lines.append(f"\\DeclareFallback{{{key}}}{{{path.name}}}{{{options}}}")
    (folder / "fonts.tex").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_references(folder: Path, stem: str, source: str) -> None:
    """Run BibTeX for what the LaTeX cites. With its result, TeX needs three runs instead of four.

    latexmk runs BibTeX once more and reports what goes wrong.
    """
    found = re.search(r"\\bibliographystyle\{(.+?)\}\s*\\bibliography\{(.+?)\}", source)
    if found is None:
        return
    cited = re.findall(r"\\cite[pt]\{([^}]*)\}", source)
    lines = [f"\\citation{{{keys}}}" for keys in dict.fromkeys(cited)]
    lines += [f"\\bibstyle{{{found[1]}}}", f"\\bibdata{{{found[2]}}}", ""]
    (folder / f"{stem}.aux").write_text("\n".join(lines), encoding="utf-8")
    subprocess.run(["bibtex", stem], cwd=folder, capture_output=True, check=False)


def _complaint(folder: Path, stem: str) -> str:
    """The first error in the log, with the line of the source and the cell; "" if there is none.

    A missing character is an error. Before TeX Live 2021, TeX only wrote it into the log.
    """
    log = folder / f"{stem}.log"
    if not log.is_file():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    for place, line in enumerate(lines):
        if line.startswith(("! ", "Missing character: ")):
            spot = next((found for found in lines[place:] if re.match(r"l\.\d+", found)), "")
            cell = _cell(folder / f"{stem}.tex", spot)
            return " ".join(filter(None, [line.removeprefix("! "), spot.strip(), cell]))
    return ""


def _cell(source: Path, spot: str) -> str:
    """The last comment before a line of the source that names a cell. spot: such as "l.102 ..."."""
    number = re.match(r"l\.(\d+)", spot)
    lines = source.read_text(encoding="utf-8").splitlines()[: int(number.group(1)) if number else 0]
    found = [line[2:] for line in lines if re.match(r"% .+, cell \d+$", line)]
    return f"({found[-1]})" if found else ""
