"""Checks of what the book needs on this machine: one line each, with the remedy.

The usual checks load none of the large libraries: they look for files and read versions. Those of
`doctor --deep` load them, and train.
"""

import importlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from rich.table import Table

from rnn_tutorial.datasets.download import keras_copy
from rnn_tutorial.publishing.formats import pdf
from rnn_tutorial.publishing.markdown import pandoc
from rnn_tutorial.publishing.markdown.fonts import bundled
from rnn_tutorial.training.backend import backend_name

GIB = 1024**3
DISK, MEMORY = 2, 4  # GiB for the environment's caches, and for a training in the full profile
INSTALL = "python -m pip install -e ."
Outcome = tuple[bool, str]  # whether all is well, and what was found


@dataclass(frozen=True)
class Check:
    """The outcome of one check. remedy: the command or step that helps if it failed."""

    name: str
    ok: bool
    detail: str
    remedy: str


def _python() -> Outcome:
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return ok, f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _keras() -> Outcome:
    backend = backend_name()
    if find_spec(backend) is None:
        raise PackageNotFoundError(backend)
    return True, f"{version('keras')} on {backend} {_version(backend) or ''}".strip()


def _data() -> Outcome:
    named = os.environ.get("RNN_TUTORIAL_DATA")
    if named and not Path(named).exists():
        return False, f"RNN_TUTORIAL_DATA is {named}, which doesn't exist"
    found = named or keras_copy("imdb.npz")
    if found:
        return True, f"the reviews in {found}"
    return True, "no IMDB reviews here; the sample corpus is used instead"


def _kernel() -> Outcome:
    from jupyter_client.kernelspec import get_kernel_spec

    named = get_kernel_spec("python3").argv[0]
    ours = named in ("python", "python3") or Path(named) == Path(sys.executable)
    shown = f"ipykernel {version('ipykernel')} in this interpreter"
    return (True, shown) if ours else (False, f"JupyterLab's kernel python3 starts {named}")


def _pandoc() -> Outcome:
    command = [str(pandoc.executable()), "--version"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    return True, shown.stdout.split("\n", 1)[0].removeprefix("pandoc ").strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _packages() -> Outcome:
    """Compare what is installed with the versions that the package asks for."""
    needed = [Requirement(line) for line in requires("rnn-tutorial") or []]
    needed = [r for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})]
    bad = []
    for requirement in needed:
        found = _version(requirement.name)
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            bad.append(f"{requirement.name} {found or 'missing'} (needs {requirement.specifier})")
    if bad:
        return False, ", ".join(bad)
    return True, f"{len(needed)}, ipypublish {_version('ipypublish')} among them"


def _shims() -> Outcome:
    from rnn_tutorial.publishing import compat

    compat.engine()
    nb_setup = importlib.import_module("ipypublish").nb_setup
    imp = "imp provided" if sys.version_info >= (3, 12) else "imp is Python's own"
    return nb_setup.__name__ == "rnn_tutorial.nb_setup", f"nb_setup is {nb_setup.__name__}, {imp}"


def _tex() -> Outcome:
    lacking = pdf.missing()
    if lacking:
        return False, f"{', '.join(lacking)} missing; only the PDF needs TeX"
    return True, f"latexmk, XeLaTeX, {len(pdf.STYLES)} styles and {len(pdf.FONTS)} fonts found"


def _fonts() -> Outcome:
    lacking = [name for name, path in bundled().items() if not path.is_file()]
    own = Path(__file__).parents[1] / "publishing" / "static" / "fonts"
    lacking += [] if len(list(own.glob("*.woff2"))) == 4 else ["the page's own fonts"]
    if lacking:
        return False, f"{', '.join(lacking)} missing"
    rare = pdf.missing_fonts()
    if rare:
        return False, f"{', '.join(rare)} missing; only rare letters in the PDF need them"
    return True, "four for the pages; DejaVu, Noto and Symbola for letters in the PDF"


def _disk() -> Outcome:
    free = shutil.disk_usage(Path.cwd()).free / GIB
    return free >= DISK, f"{free:.0f} GiB free here"


def _memory() -> Outcome:
    total = psutil.virtual_memory().total / GIB
    return total >= MEMORY, f"{total:.0f} GiB"


def _training() -> Outcome:
    import numpy as np

    from rnn_tutorial.config import TrainingConfig
    from rnn_tutorial.models.architecture import compile_model
    from rnn_tutorial.models.builders import build_simple_rnn
    from rnn_tutorial.training.fitting import fit

    start = time.perf_counter()
    x, config = np.arange(1, 129).reshape(16, 8), TrainingConfig(epochs=1)
    fit(compile_model(build_simple_rnn(200, 8, units=4, seed=0)), x, np.arange(16) % 2, config)
    seconds = time.perf_counter() - start
    return True, f"a SimpleRNN was trained for an epoch, in {seconds:.1f} s"


CHECKS: tuple[tuple[str, Callable[[], Outcome], str], ...] = (
    ("Python", _python, "install Python 3.11, 3.12 or 3.13"),
    ("Keras", _keras, "python -m pip install keras tensorflow, or what KERAS_BACKEND names"),
    ("data", _data, "export RNN_TUTORIAL_DATA=/path/to/imdb.npz, or `--data imdb` fetches it once"),
    ("kernel", _kernel, "unset JUPYTER_PATH, or `jupyter kernelspec remove python3`"),
    ("pandoc", _pandoc, "python -m pip install pypandoc_binary==1.10"),
    ("packages", _packages, INSTALL),
    ("TeX", _tex, pdf.REMEDY),
    ("fonts", _fonts, f"on Debian `apt-get install {pdf.NOTO}`, else fonts.google.com/noto"),
    ("disk", _disk, f"free {DISK} GiB"),
    ("memory", _memory, "use `--profile smoke`, or close other programs"),
)
DEEP = (
    ("shims", _shims, "import rnn_tutorial before ipypublish"),
    ("training", _training, "python -m pip install --force-reinstall keras and its backend"),
)


def report(*, deep: bool = False) -> list[Check]:
    """Run every check. None of them changes anything or uses the network."""
    return [_run(*check) for check in CHECKS + (DEEP if deep else ())]


def _run(name: str, check: Callable[[], Outcome], remedy: str) -> Check:
    try:
        ok, detail = check()
    except PackageNotFoundError as error:
        ok, detail = False, f"{error.name} is not installed"
    except Exception as error:  # a failing check is reported, not raised
        ok, detail = False, f"{type(error).__name__}: {error}"
    return Check(name, ok, detail, remedy)


def report_table(checks: list[Check]) -> Table:
    """The checks as a table for the console."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in ("mark", "name"):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mark = "[green]ok[/]" if check.ok else "[yellow]--[/]"
        remedy = "" if check.ok else f"\n{check.remedy}"
        table.add_row(mark, check.name, check.detail + remedy)
    return table
