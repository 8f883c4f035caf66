"""Run the fault suite with every try and write docs/reliability.md.

python tests/reliability/report.py                     everything, from the beginning
python tests/reliability/report.py FILE [-k WORD] ...  a part, added to what earlier parts saw
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    if not sys.argv[1:]:
        (HERE.parents[1] / "build" / "reliability.json").unlink(missing_ok=True)
    page = HERE.parents[1] / "docs" / "reliability.md"
    env = {**os.environ, "RNN_TUTORIAL_FAULTS": "all", "RNN_TUTORIAL_RELIABILITY": str(page)}
    command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or [str(HERE)])]
    raise SystemExit(subprocess.call(command, cwd=HERE.parents[1], env=env))
