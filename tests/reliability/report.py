"""Run the reliability tests with every try and write docs/reliability.md: `make reliability`.

python tests/reliability/report.py                     all of them, which takes an hour or more
python tests/reliability/report.py FILE [-k WORD] ...  some; the page keeps its other rows
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]

if __name__ == "__main__":
    env = os.environ | {"RNN_TUTORIAL_FAULTS": "some" if sys.argv[1:] else "all"}
    command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or [str(HERE)])]
    raise SystemExit(subprocess.call(command, cwd=REPOSITORY, env=env))
