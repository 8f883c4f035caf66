"""The software and the machine that a training runs on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rnn_tutorial.errors import unusable_backend


def versions() -> dict[str, str]:
    """The versions of all software that a result depends on, by name.

    Raises TutorialError if Keras's backend is not installed.
    """
    from rnn_tutorial.training.backend import backend_name

    packages = ("rnn-tutorial", "keras", backend_name(), "numpy")
    try:
        return {"python": platform.python_version(), **{name: version(name) for name in packages}}
    except PackageNotFoundError as error:
        if error.name != backend_name():
            raise
        raise unusable_backend(backend_name()) from None


def machine_name() -> str:
    """The processor, its number of cores and the operating system, without the host's name."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        processor = next((x.split(":")[1].strip() for x in lines if "model name" in x), processor)
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"
