"""Start a piece of work again and again, and kill it with SIGKILL at a random moment.

`python killing.py KIND FOLDER TRIES SEED` prints one line of JSON: what was seen. This process
imports what the work needs, then forks a child for each try, so that no try waits for Python
and TensorFlow to start. A child is killed after a delay that is drawn over the time the work
takes undisturbed; every second child is killed just after a file has begun to be written.
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
    """The process number of a child that does `act` and ends with 0, or 1 where it raised."""
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
    """Do `act` in a child to its end; return the seconds, or raise where it failed."""
    start = time.perf_counter()
    _, status = os.waitpid(fork(act), 0)
    if status:
        raise RuntimeError("starting again failed")
    return time.perf_counter() - start


def parts(folder):
    """Files that are being written, or were when their writer was killed."""
    # os.walk passes over folders that vanish meanwhile.
    return [f"{at}/{name}" for at, _, names in os.walk(folder) for name in names
            if name.endswith(".part")]  # fmt: skip


def kill_once(act, folder, seconds, rng, *, writing):
    """Kill a child that does `act`; return "killed", "killed while writing" or "finished"."""
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
    """Kill `tries` times; after each look whether every file is whole; at last start again."""
    work = works.WORKS[kind](Path(folder))
    for _ in range(2):  # the first time may compile, or search for fonts
        work.again()
        seconds = finish(work.act)
    work.check()
    rng = random.Random(seed)
    seen, lost = {}, []
    number = 0
    # A try whose work had ended before the blow is none: it is made again, at most so often.
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
