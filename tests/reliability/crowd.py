"""Start a piece of work in several processes at the same moment, and check what they leave.

`python crowd.py KIND FOLDER PROCESSES [--users] [--clock]` prints one line of JSON.
--users: the processes belong to different users of one group, and FOLDER to that group.
--clock: in every process the clock jumps back an hour each time that it is read.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import works
from killing import fork

GROUP = 60100


def become(user):
    """Become another user of the group, without a way back."""
    os.umask(0o022)
    os.setgroups([])
    os.setgid(GROUP)
    os.setuid(user)


def turn_back():
    """Replace the clock by one that jumps back."""
    start = time.time()
    reads = iter(range(10**9))
    time.time = lambda: start - 3600 * next(reads)
    time.time_ns = lambda: int(time.time() * 1e9)


def rehearse(kind):
    """Do the work once, elsewhere, so that all its modules are loaded.

    Other users can't load them if the repository or the environment lies in a private home.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = works.WORKS[kind](Path(folder))
        work.again()
        work.act()
        work.check(finished=True)


def main(kind, folder, processes, options):
    """Start them all, wait for them all, check, and report."""
    folder = Path(folder)
    if "--users" in options:
        rehearse(kind)
    work = works.WORKS[kind](folder)
    if "--users" in options:
        os.chown(folder, 0, GROUP)
        folder.chmod(0o2775)
    if "--clock" in options:
        turn_back()
    work.again()
    gate = os.pipe()

    def act(number):
        if "--users" in options:
            become(60000 + number)
        os.close(gate[1])
        os.read(gate[0], 1)  # until everybody is there
        work.act()

    children = [fork(lambda n=number: act(n)) for number in range(processes)]
    os.close(gate[1])
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    work.check(finished=True)
    said = [p.read_text() for p in sorted(folder.glob("said-*"))]
    print(json.dumps({"failed": failed, "left": work.left(), "said": said}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
