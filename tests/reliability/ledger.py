"""What the suite saw, and how it is set as a page."""

import json
import platform
from importlib.metadata import version
from pathlib import Path

ROWS = {}  # section -> {kind: (tries, lost, message)}
SECTIONS = {
    "Killed": "SIGKILL at a random moment; every second try waits until a file is being written. "
    "Then every file is looked at: it has to be the old one or the new one. At last the work is "
    "started again, has to end well, and nothing temporary may be left.",
    "Several at once": "Processes that start together on the same thing, and folders, disks and "
    "clocks that don't do what one expects.",
    "Network": "A server of the suite's own stands in for the address of the reviews.",
    "Hostile files": "Files made to do harm: none may run code, take all memory or climb out.",
    "Fuzzed": "Files drawn at random by Hypothesis (and atheris), good ones changed and bad ones "
    "from nothing: each is read, or refused in one line.",
    "Same seed": "Two processes, one after the other, same seed, small data: lost counts "
    "histories that differ in any digit. Another machine, version or backend differs in the last "
    "digits.",
    "Memory": "The largest resident size of a process, in 10^6 bytes, after training on batches "
    "of 128 reviews of 2000 timesteps, beside the estimate made before it starts.",
    "Terminal": "What a shell, a pipe, a locale or Ctrl-C do to the command.",
}
PACKAGES = ("keras", "tensorflow", "jax", "numpy", "matplotlib", "ipypublish", "ipykernel")


def merge(kept: Path) -> None:
    """Add what earlier parts of the same report saw, and keep it all for the next part."""
    if kept.is_file():
        for section, rows in json.loads(kept.read_text()).items():
            ROWS[section] = rows | ROWS.get(section, {})
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(ROWS))


def write(target: Path, *, failed: int) -> None:
    """Write the tables."""
    from rnn_tutorial.storage import write_beside

    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# What faults do to it",
        "",
        "Written by `python tests/reliability/report.py`, which runs the fault suite with every try; "
        "`make test` runs the same with fewer tries. Each row: what was tried, how often, how "
        "often something was lost, and what the user is told.",
        "",
        f"Python {platform.python_version()} on {platform.system()}; {versions}.",
    ]
    if failed:
        lines += ["", f"**{failed} tests of this run failed.**"]
    for section, about in SECTIONS.items():
        if section in ROWS:
            lines += ["", f"## {section}", "", about, ""]
            lines += ["| kind | tries | lost | what was seen or said |", "|:---|---:|---:|:---|"]
            for kind, (tries, lost, message) in ROWS[section].items():
                cells = (kind, str(tries), str(lost), message)
                lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    with write_beside(target) as stream:
        stream.write(("\n".join(lines) + "\n").encode())
