"""Time what a newcomer waits for: the environment, and the book in the quick profile.

    python benchmarks/book.py

Prints a Markdown table. It needs make, the dev group (it has uv), a machine with two free cores,
and a quarter of an hour. The notebooks read the sample corpus, and every notebook starts in a new
kernel. The targets for the book were set for the nine chapters of version 0.1.0, which took 364
seconds, one after the other, on a machine where `import keras` takes 3.6 seconds.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from commands import YARDSTICK, seconds

CLONE = Path(__file__).resolve().parents[1]
NINE = ("01", "02", "03", "04", "05", "06", "07", "12", "13")  # the chapters of 0.1.0
BEFORE = 364 / YARDSTICK  # what they took, in times of `import keras`
CELLS_BEFORE = 250
EXECUTE = """
import sys
from pathlib import Path
from rnn_tutorial.publishing.notebooks.parallel import execute_notebooks
jobs, target, *sources = sys.argv[1:]
pairs = [(Path(source), Path(target) / Path(source).name) for source in sources]
execute_notebooks(pairs, parameters={"PROFILE": "quick", "DATA": "sample"}, jobs=int(jobs))
"""


def environment(uv: str) -> float:
    """The seconds in which `make` builds an environment with uv, or with pip (uv: "")."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        ready = f"{folder}/venv/.ready"
        subprocess.run(
            ["make", ready, f"VENV={folder}/venv", f"UV={uv}"],
            cwd=CLONE, check=True, capture_output=True,
        )  # fmt: skip
        return time.perf_counter() - start


def python(*words: str) -> float:
    """The seconds of Python with these arguments, without results and reviews of the user's."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_TUTORIAL_HOME"] = home
        return seconds(*words, folder=str(CLONE))[0]


def count_code(path: str) -> int:
    """The number of a notebook's code cells."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return sum(cell["cell_type"] == "code" for cell in cells)


def main() -> None:
    os.environ.pop("RNN_TUTORIAL_DATA", None)
    uv = str(Path(sys.executable).with_name("uv"))
    by_uv, by_pip = environment(uv), environment("")
    keras = statistics.median(python("-c", "import keras") for _ in range(5))
    nine = [str(next((CLONE / "notebooks").glob(f"{number}_*.ipynb"))) for number in NINE]
    with tempfile.TemporaryDirectory() as out:
        one, two = (python("-c", EXECUTE, jobs, out, *nine) for jobs in "12")
        publishing = python("-m", "rnn_tutorial", "publish", *nine, "--build", out)
        whole = python("-m", "rnn_tutorial", "book", "--data", "sample", "--build", out)
    share = (two + publishing) / keras / BEFORE

    def verdict(value: float, most: float) -> str:
        return f"{value:.2f} | {most} | {'met' if value <= most else 'missed'} |"

    print("| | seconds | ratio | target | |")
    print("|:---|---:|---:|---:|:---|")
    print(f"| the environment, by pip | {by_pip:.0f} | 1 | | |")
    print(f"| the environment, by uv | {by_uv:.0f} | {by_uv / by_pip:.2f} | | |")
    print(f"| `import keras` | {keras:.1f} | | | |")
    print(f"| nine notebooks, one at a time | {one:.0f} | 1 | | |")
    print(f"| nine notebooks, two at a time | {two:.0f} | {verdict(two / one, 0.62)}")
    print(f"| publishing the nine | {publishing:.0f} | | | |")
    print(
        "| nine notebooks, two at a time, and publishing, against version 0.1.0 "
        f"| {two + publishing:.0f} | {verdict(share, 0.45)}"
    )
    print(f"| `rnn-tutorial book`: thirteen chapters | {whole:.0f} | | | |")
    cells = sum(count_code(path) for path in nine)
    print(
        f"\nThe nine chapters had {CELLS_BEFORE} code cells in version 0.1.0 and have {cells} now."
    )


if __name__ == "__main__":
    main()
