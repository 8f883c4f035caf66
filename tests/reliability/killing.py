"""Start a piece of work many times, and kill it with SIGKILL at a random moment each time.

`python killing.py KIND FOLDER TRIES SEED` prints what was seen as one line of JSON. This process
imports what the work needs and forks a child for each try, so that no try waits for Python and
TensorFlow to start. Every second child is killed after a random delay within the time that the
work takes; the others are killed just after they have begun to write a file.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

import works


def fork(act):
    """Start a child that does `act` and exits with 0, or with 1 if it raised; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        os.setpgid(0, 0)
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def finish(act):
    """Do `act` in a child and return the seconds it took. Raises RuntimeError if it failed."""
    start = time.perf_counter()
    _, status = os.waitpid(fork(act), 0)
    if status:
        raise RuntimeError("the work failed without being killed")
    return time.perf_counter() - start


def parts(folder):
    """Files that are being written, or were being written when their process was killed."""
    # os.walk ignores folders that disappear meanwhile.
    return [f"{at}/{name}" for at, _, names in os.walk(folder) for name in names
            if name.endswith(".part")]  # fmt: skip


def kill_once(act, folder, seconds, rng, *, writing):
    """Kill a child that does `act`; return "killed", "killed while writing" or "finished".

    writing: wait until it has begun to write a file.
    """
    child = fork(act)
    until = time.perf_counter() + 2 * seconds + 1
    if writing:
        before = set(parts(folder))
        while time.perf_counter() < until and not set(parts(folder)) - before:
            if os.waitpid(child, os.WNOHANG)[0]:
                return "finished"
            time.sleep(0.0002)
        time.sleep(rng.uniform(0, 0.004))
    else:
        time.sleep(rng.uniform(0, 1.1 * seconds))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        return "finished"
    return "killed while writing" if parts(folder) else "killed"


def main(kind, folder, tries, seed):
    """Kill `tries` times; check every file after each; finally let the work run to its end."""
    work = works.WORKS[kind](Path(folder))
    for _ in range(2):  # the first time takes longer: it may compile, or search for fonts
        work.again()
        seconds = finish(work.act)
    work.check()
    rng = random.Random(seed)
    seen, lost = {}, []
    number = 0
    # A try does not count if the work had finished before the signal; it is repeated.
    while number - seen.get("finished", 0) < tries and number < 4 * tries:
        work.again()
        end = kill_once(work.act, Path(folder), seconds, rng, writing=number % 2 == 1)
        seen[end], number = seen.get(end, 0) + 1, number + 1
        try:
            work.check()
        except Exception as error:
            lost.append(f"try {number}: {type(error).__name__}: {error}")
    finish(work.act)
    work.check(finished=True)
    left = work.left()
    print(json.dumps({"seen": seen, "lost": lost, "left": left, "seconds": round(seconds, 2)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
