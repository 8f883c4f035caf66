"""What some tests need beside the package: a test without it is skipped, and says how to get it."""

import os
import shutil
from importlib.util import find_spec

import pytest

from rnn_tutorial.publishing.formats import pdf

EXTRAS = {"jax": "jax", "torch": "torch", "pyarrow": "parquet", "cairosvg": "svg"}
DEBIAN = dict.fromkeys(
    ("pdftotext", "pdfinfo", "pdftoppm", "pdffonts", "pdfimages"), "poppler-utils"
)


def package(name: str) -> None:
    """Skip the test if a Python package is not installed."""
    if find_spec(name) is None:
        asked = f"-e '.[{EXTRAS[name]}]'" if name in EXTRAS else "--group test"
        missing = f"{name} is not installed: `python -m pip install {asked}`"
        pytest.skip(missing, allow_module_level=True)


def program(*names: str) -> str:
    """The path of the first of some programs; the test is skipped if there is none."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        wanted = DEBIAN.get(names[0], names[0])
        pytest.skip(f"{names[0]} was not found: on Debian `apt-get install {wanted}`")
    return found


def tex(*, fonts: bool = False) -> None:
    """Skip the test if no PDF can be made. fonts: also those of rare letters are needed."""
    if lacking := pdf.missing():
        pytest.skip(f"TeX lacks {', '.join(lacking)}: {pdf.REMEDY}")
    if fonts and (lacking := pdf.missing_fonts()):
        pytest.skip(f"no font {', '.join(lacking)}: on Debian `apt-get install {pdf.NOTO}`")


def root() -> None:
    """Skip the test if this process can't act as other users."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can act as other users: run the tests as root, in a container")


def small_disk() -> None:
    """Skip the test if no small disk can be mounted in a namespace of its own."""
    if shutil.which("unshare") is None or os.system("unshare -m mount -t tmpfs none /mnt 2>&-"):
        pytest.skip("no disk can be mounted: run the tests on Linux as root, with CAP_SYS_ADMIN")
