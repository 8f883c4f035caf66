"""The log of what the reliability tests tried, and the page that `make reliability` makes of it."""

import os
import platform
import re
from importlib.metadata import version
from typing import TypeVar

T = TypeVar("T")
REPORT = os.environ.get("RNN_TUTORIAL_FAULTS")  # report.py sets it to "all" or "some"
ROWS = {}  # section -> {kind of fault: (tries, lost, message)}
SECTIONS = {
    "Killed": "A process is killed with SIGKILL at a random moment. Every second try waits until "
    "a file is being written. Afterwards each file must be the complete old one or the complete "
    "new one. Finally the work is started again; it must succeed and leave no temporary files.",
    "Several at once": "Several processes start the same work at the same time, or the folder, "
    "disk or clock misbehaves.",
    "Network": "A local server that misbehaves takes the place of the server of the IMDB reviews.",
    "Hostile files": "Files made to do harm. None may run code, use up the memory, or write "
    "outside its folder.",
    "Fuzzed": "Files drawn at random by Hypothesis and atheris: valid files with changes, and "
    "random bytes. Each must be read, or refused with a message of one line.",
    "Same seed": "Two processes train with the same seed on the same small data. A try counts as "
    "lost if the histories differ in any digit. (Another kind of processor, another version or "
    "another backend rounds differently.)",
    "Memory": "The peak memory of a process (resident size, in 10^6 bytes) that trains on batches "
    "of 128 reviews, and the estimate made before the training starts.",
    "Terminal": "What the command does in unusual shells, pipes and locales, and on Ctrl-C.",
}
PACKAGES = ("keras", "tensorflow", "jax", "numpy", "matplotlib", "ipypublish", "ipykernel")
HEAD = (
    "# What happens when something goes wrong",
    "This page lists the faults that the tests provoke: a process is killed, the disk is "
    "full, a file is damaged. Each row names a fault, how often it was tried, and how often "
    "something was lost. The last column shows the message for the user, or what was observed.",
    "`make reliability` makes every try and writes this page (`tests/reliability/report.py`). "
    "`make test` runs the same tests with fewer tries.",
)


def tries(short: T, full: T) -> T:
    """What to try: `short` in `make test`, `full` in `make reliability`."""
    return full if REPORT else short


def keep_earlier(text: str) -> None:
    """Add the rows of an earlier page to those of this run."""
    earlier = {}
    for line in text.splitlines():
        if line.startswith("## "):
            rows = earlier[line.removeprefix("## ")] = {}
        elif line.startswith("| ") and not line.startswith("| fault "):
            cells = re.split(r" (?<!\\)\| ?", line.removeprefix("| "))[:4]
            kind, *rest = (cell.replace("\\|", "|") for cell in cells)
            rows[kind] = rest
    for section, rows in earlier.items():
        ROWS[section] = rows | ROWS.get(section, {})


def page(*, failed: int = 0) -> str:
    """The page in Markdown. failed: how many tests failed in this run."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    parts = [*HEAD, f"Python {platform.python_version()} on {platform.system()}; {versions}."]
    if failed:
        parts.append(f"**{failed} tests of this run failed.**")
    for section, about in SECTIONS.items():
        if section not in ROWS:
            continue
        table = ["| fault | tries | lost | message or observation |", "|:---|---:|---:|:---|"]
        for kind, (tries, lost, message) in ROWS[section].items():
            cells = (kind, str(tries), str(lost), message)
            table.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts += [f"## {section}", about, "\n".join(table)]
    return "\n\n".join(parts) + "\n"
