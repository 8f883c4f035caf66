"""Checks of what the book needs on this machine: one line each, with the remedy."""

import importlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from rich.table import Table

from rnn_tutorial.datasets.download import keras_copy
from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.formats import latex, pdf
from rnn_tutorial.publishing.markdown import pandoc

GIB = 1024**3
DISK, MEMORY = 2, 4  # GiB for the environment's caches, and for a training in the full profile
INSTALL = "python -m pip install -e ."


@dataclass(frozen=True)
class Check:
    """The outcome of one check. remedy: the command or step that helps, "" if none is needed."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def report() -> list[Check]:
    """Run every check. None of them changes anything or uses the network."""
    checks = (
        _python, _keras, _data, _kernel, _pandoc, _packages, _shims, _latexmk, _tex, _fonts, _disk,
        _memory,
    )  # fmt: skip
    return [_safely(check) for check in checks]


def report_table(checks: list[Check]) -> Table:
    """The checks as a table for the console."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        mark = "[green]ok[/]" if check.ok else "[yellow]--[/]"
        remedy = "" if check.ok else f"\n{check.remedy}"
        table.add_row(mark, check.name, check.detail + remedy)
    return table


def _safely(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # a failing check is reported, not raised
        name = check.__name__.strip("_")
        return Check(name, False, f"{type(error).__name__}: {error}", INSTALL)


def _python() -> Check:
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("Python", ok, detail, "" if ok else "install Python 3.11, 3.12 or 3.13")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _keras() -> Check:
    keras = _version("keras")
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    engine = _version(backend)
    missing = [n for n, v in (("keras", keras), (backend, engine)) if v is None]
    if missing:
        remedy = f"python -m pip install {' '.join(missing)}"
        return Check("Keras", False, f"{', '.join(missing)} not installed", remedy)
    return Check("Keras", True, f"{keras} on {backend} {engine}")


def _data() -> Check:
    named = os.environ.get("RNN_TUTORIAL_DATA")
    remedy = "export RNN_TUTORIAL_DATA=/path/to/imdb.npz, or let `--data imdb` fetch it once"
    if named and not Path(named).exists():
        return Check("data", False, f"RNN_TUTORIAL_DATA is {named}, which doesn't exist", remedy)
    found = named or keras_copy("imdb.npz")
    if found:
        return Check("data", True, f"the reviews in {found}")
    return Check("data", True, "no IMDB reviews here; the sample corpus is used instead", remedy)


def _kernel() -> Check:
    ipykernel = _version("ipykernel")
    if ipykernel is None:
        return Check("kernel", False, "ipykernel is not installed", INSTALL)
    folder = Path(sys.prefix) / "share" / "jupyter" / "kernels" / kernel.NAME
    known = "known to JupyterLab" if folder.is_dir() else "`make lab` tells JupyterLab about it"
    return Check("kernel", True, f"this interpreter, ipykernel {ipykernel}; {known}")


def _pandoc() -> Check:
    path = pandoc.executable()
    if not path.is_file():
        remedy = "python -m pip install pypandoc_binary==1.10"
        return Check("pandoc", False, "the bundled pandoc is missing", remedy)
    shown = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True)
    return Check("pandoc", True, shown.stdout.split("\n", 1)[0].removeprefix("pandoc ").strip())


def _packages() -> Check:
    """Compare what is installed with the versions that the package asks for."""
    needed = [Requirement(line) for line in requires("rnn-tutorial") or []]
    needed = [r for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})]
    bad = []
    for requirement in needed:
        found = _version(requirement.name)
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            bad.append(f"{requirement.name} {found or 'missing'} (needs {requirement.specifier})")
    if bad:
        return Check("packages", False, ", ".join(bad), INSTALL)
    return Check("packages", True, f"{len(needed)}, ipypublish {_version('ipypublish')} among them")


def _shims() -> Check:
    from rnn_tutorial.publishing import compat

    compat.engine()
    nb_setup = importlib.import_module("ipypublish").nb_setup
    ok = nb_setup.__name__ == "rnn_tutorial.nb_setup"
    imp = "imp provided" if sys.version_info >= (3, 12) else "imp is Python's own"
    detail = f"nb_setup is {nb_setup.__name__}, {imp}"
    return Check("shims", ok, detail, "" if ok else "import rnn_tutorial before ipypublish")


def _latexmk() -> Check:
    lacking = [n for n in ("latexmk", "xelatex", "kpsewhich") if shutil.which(n) is None]
    if lacking:
        detail = f"{', '.join(lacking)} not found (HTML and slides don't need TeX)"
        return Check("latexmk", False, detail, pdf.REMEDY)
    shown = subprocess.run(["latexmk", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\S+)", shown.stdout)
    return Check("latexmk", True, found.group(1) if found else "found")


def _tex() -> Check:
    lacking = [n for n in pdf.missing() if n not in ("latexmk", "xelatex", "kpsewhich")]
    if shutil.which("kpsewhich") is None:
        return Check("TeX packages", False, "not checked, because TeX is missing", pdf.REMEDY)
    if lacking:
        return Check("TeX packages", False, f"{', '.join(lacking)} missing", pdf.REMEDY)
    return Check("TeX packages", True, f"{len(pdf.STYLES)} styles and {len(pdf.FONTS)} fonts found")


def _fonts() -> Check:
    lacking = [name for name, path in latex.fonts().items() if not path.is_file()]
    own = Path(__file__).parents[1] / "publishing" / "static" / "fonts"
    lacking += [] if len(list(own.glob("*.woff2"))) == 4 else ["the page's own fonts"]
    if lacking:
        return Check("fonts", False, f"{', '.join(lacking)} missing", INSTALL)
    return Check("fonts", True, "four for the pages; Matplotlib's DejaVu for code in the PDF")


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free / GIB
    remedy = "" if free >= DISK else f"free {DISK} GiB"
    return Check("disk", free >= DISK, f"{free:.0f} GiB free here", remedy)


def _memory() -> Check:
    total = psutil.virtual_memory().total / GIB
    remedy = "" if total >= MEMORY else "use `--profile smoke`, or close other programs"
    return Check("memory", total >= MEMORY, f"{total:.0f} GiB", remedy)
