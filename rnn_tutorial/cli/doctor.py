"""What this machine has, and lacks, for the book: one line each, with the remedy."""

import importlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rnn_tutorial.datasets.download import keras_copy
from rnn_tutorial.publishing import kernel
from rnn_tutorial.publishing.formats import latex, pdf
from rnn_tutorial.publishing.markdown import pandoc

GIB = 1024**3
DISK, MEMORY = 2, 4  # GiB that the environment's caches, and a full training run, can take
INSTALL = "python -m pip install -e ."


@dataclass(frozen=True)
class Check:
    """One thing looked at. remedy: the command or step that mends it, "" where nothing has to."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def report() -> list[Check]:
    """Every check in turn. None of them changes anything or touches the network."""
    checks: list[Callable[[], Check]] = [
        _python,
        _keras,
        _data,
        _kernel,
        _pandoc,
        _ipypublish,
        _shims,
        _latexmk,
        _tex,
        _fonts,
        _disk,
        _memory,
    ]
    return [_safely(check) for check in checks]


def _safely(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # a doctor that falls ill names the illness
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
    engine = _version({"torch": "torch"}.get(backend, backend))
    missing = [n for n, v in (("keras", keras), (backend, engine)) if v is None]
    if missing:
        remedy = f"python -m pip install {' '.join(missing)}"
        return Check("Keras", False, f"{', '.join(missing)} not installed", remedy)
    return Check("Keras", True, f"{keras} on {backend} {engine}")


def _data() -> Check:
    named = os.environ.get("RNN_TUTORIAL_DATA")
    remedy = "export RNN_TUTORIAL_DATA=/path/to/imdb.npz, or let `--data imdb` fetch it once"
    if named and not Path(named).exists():
        return Check("data", False, f"RNN_TUTORIAL_DATA names {named}, which is not there", remedy)
    if named:
        return Check("data", True, f"the reviews at {named}")
    found = keras_copy("imdb.npz")
    if found is not None:
        return Check("data", True, f"the reviews at {found}")
    return Check("data", True, "no IMDB reviews here; the sample corpus stands in for them", remedy)


def _kernel() -> Check:
    ipykernel = _version("ipykernel")
    if ipykernel is None:
        return Check("kernel", False, "ipykernel is not installed", INSTALL)
    folder = Path(sys.prefix) / "share" / "jupyter" / "kernels" / kernel.NAME
    known = "known to JupyterLab" if folder.is_dir() else "`make lab` makes it known to JupyterLab"
    return Check("kernel", True, f"this interpreter, ipykernel {ipykernel}; {known}")


def _pandoc() -> Check:
    path = pandoc.executable()
    if not path.is_file():
        remedy = "python -m pip install pypandoc_binary==1.10"
        return Check("pandoc", False, "the bundled pandoc is missing", remedy)
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True)
    return Check("pandoc", True, said.stdout.split("\n", 1)[0].removeprefix("pandoc ").strip())


PINNED = {
    "ipypublish": r"0\.10\.12",
    "ruamel.yaml": r"0\.17\.([01]?\d|2[01])",
    "setuptools": r"[1-7]\d\..*",
    "panflute": r"2\.1\.3",
    "pypandoc_binary": r"1\.10",
}


def _ipypublish() -> Check:
    found = {name: _version(name) for name in PINNED}
    bad = [n for n, v in found.items() if v is None or not re.fullmatch(PINNED[n], v)]
    if bad:
        detail = ", ".join(f"{name} {found[name] or 'missing'}" for name in bad)
        return Check("ipypublish", False, f"not the tested set: {detail}", INSTALL)
    return Check("ipypublish", True, ", ".join(f"{n} {v}" for n, v in found.items()))


def _shims() -> Check:
    from rnn_tutorial.publishing import compat

    compat.engine()
    nb_setup = importlib.import_module("ipypublish").nb_setup
    ok = nb_setup.__name__ == "rnn_tutorial.nb_setup"
    imp = "imp provided" if sys.version_info >= (3, 12) else "imp is Python's own"
    detail = f"nb_setup answered by {nb_setup.__name__}, {imp}"
    return Check("shims", ok, detail, "" if ok else "import rnn_tutorial before ipypublish")


def _latexmk() -> Check:
    lacking = [n for n in ("latexmk", "xelatex", "kpsewhich") if shutil.which(n) is None]
    if lacking:
        detail = f"{', '.join(lacking)} not found; HTML and slides need none of it"
        return Check("latexmk", False, detail, pdf.REMEDY)
    said = subprocess.run(["latexmk", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\S+)", said.stdout)
    return Check("latexmk", True, found.group(1) if found else "found")


def _tex() -> Check:
    lacking = [n for n in pdf.missing() if n not in ("latexmk", "xelatex", "kpsewhich")]
    if shutil.which("kpsewhich") is None:
        return Check("TeX packages", False, "can't be looked for without TeX", pdf.REMEDY)
    if lacking:
        return Check("TeX packages", False, f"{', '.join(lacking)} missing", pdf.REMEDY)
    return Check("TeX packages", True, f"{len(pdf.STYLES)} styles and {len(pdf.FONTS)} fonts found")


def _fonts() -> Check:
    lacking = [name for name, path in latex.fonts().items() if not path.is_file()]
    own = Path(__file__).parents[1] / "publishing" / "static" / "fonts"
    lacking += [] if len(list(own.glob("*.woff2"))) == 4 else ["the page's own fonts"]
    if lacking:
        return Check("fonts", False, f"{', '.join(lacking)} missing", INSTALL)
    return Check("fonts", True, "the page's four, and DejaVu from Matplotlib for code in the PDF")


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free / GIB
    remedy = "" if free >= DISK else f"free {DISK} GiB"
    return Check("disk", free >= DISK, f"{free:.0f} GiB free here", remedy)


def _memory() -> Check:
    total = _memory_total()
    if total is None:
        return Check("memory", True, "unknown on this system")
    remedy = "" if total >= MEMORY else "use `--profile smoke`, or close other programs"
    return Check("memory", total >= MEMORY, f"{total:.0f} GiB", remedy)


def _memory_total() -> float | None:
    """GiB of memory; psutil comes with ipykernel."""
    if importlib.util.find_spec("psutil") is None:
        return None
    return importlib.import_module("psutil").virtual_memory().total / GIB
