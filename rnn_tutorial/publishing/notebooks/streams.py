"""Printed text as a terminal shows it in the end, without progress bars."""

import re

BAR = re.compile(r"[━╸╺╾╼]{3,}|\[[=>.]{5,}\]|[█▉▊▋▌▍▎▏]{2,}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]")


def plain(text: str) -> str:
    """`text` without escape codes."""
    return ANSI.sub("", text).replace("\x1b", "")


def settle(text: str, *, colours: bool = False) -> str:
    """The text on the screen after `text` was printed.

    Carriage returns and backspaces take effect. A line with a progress bar keeps its words and
    numbers: "8/8 - 1s - loss: 0.69". colours: keep colour codes (`ESC[...m`).
    """
    text = re.sub(r"\x1b\[[0-9;?]*[A-HJKSTfhlnsu]", "", text)
    if not colours:
        text = plain(text)
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        line = _overstruck(line.rstrip("\r"))
        if BAR.search(line):
            line = re.sub(r" {2,}", " ", BAR.sub("-", plain(line))).replace(" - - ", " - ")
        lines.append(CONTROL.sub("", line).rstrip())
    return "\n".join(lines)


def _overstruck(line: str) -> str:
    """One line after its carriage returns and backspaces."""
    if "\r" in line:
        line = [part for part in line.split("\r") if part][-1] if line.strip("\r") else ""
    while "\b" in line:
        line = re.sub("[^\x08]\x08|^\x08+", "", line)
    return line
