"""Printed text as a terminal would leave it: carriage returns obeyed, progress bars gone."""

import re

BAR = re.compile(r"[━╸╺╾╼]{3,}|\[[=>.]{5,}\]|[█▉▊▋▌▍▎▏]{2,}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]")


def plain(text: str) -> str:
    """`text` without escape codes."""
    return ANSI.sub("", text).replace("\x1b", "")


def settle(text: str, *, colours: bool = False) -> str:
    """What stands on the screen after `text` was printed.

    colours: keep colour codes (`ESC[...m`) for a page that can show them.
    A line with a progress bar keeps its words and numbers: "8/8 - 1s - loss: 0.69".
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
    """Obey carriage returns and backspaces within one line."""
    if "\r" in line:
        line = [part for part in line.split("\r") if part][-1] if line.strip("\r") else ""
    while "\b" in line:
        line = re.sub("[^\x08]\x08|^\x08+", "", line)
    return line
