"""Figures that respond to the reader: a review read word by word, and three with sliders.

A notebook cell calls `show_demo`. Its output holds a still picture, for Jupyter, the PDF, the
slides and a page without JavaScript, and the demo's name under a MIME type of ours. The
published page replaces that name by markup and scripts of this package. Nothing that a notebook
itself brings is run, and a demo that is not in `DEMOS` is refused.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from rnn_tutorial.datasets.vocabulary import recorded_vocabulary
from rnn_tutorial.errors import TutorialError, check_choice
from rnn_tutorial.experiments.language import load_texts
from rnn_tutorial.publishing.demo import networks, systems
from rnn_tutorial.publishing.formats.outputs import about

MIME = "application/vnd.rnn-tutorial.demo+json"
DEMOS = ("review", "radius", "plane", "temperature")
STATIC = Path(__file__).parent / "static"  # scripts and styles of a page with demos
TURN = (
    "The plot is boring and the ending is terrible, but the actors are great "
    "and the music is beautiful."
)
EXAMPLES = {
    "a turn": TURN,
    "praise": "A wonderful film: funny, moving and beautifully acted.",
    "a disappointment": "I expected a great film. The story was boring, the acting was awful, "
    "and it was a waste of time.",
    "a negation": "This is not a bad film at all.",
}


def show_demo(name: str, *, text: str = TURN) -> None:
    """Show a demo in a notebook: a still, which the published page replaces by the live demo.

    name: "review", "radius", "plane" or "temperature". text: the review to begin with. Raises
    TutorialError for another name, or a text without a single word that the networks know.
    """
    from IPython.display import display

    display(bundle(name, text=text), raw=True)


def bundle(name: str, *, text: str = TURN) -> dict[str, Any]:
    """The output of `show_demo` by MIME type."""
    from rnn_tutorial.publishing.demo import stills

    check_choice("demo", name, DEMOS)
    still = stills.draw(name, text)
    return {
        "image/svg+xml": still["svg"].decode(),
        "application/pdf": base64.b64encode(still["pdf"]).decode(),
        "image/png": base64.b64encode(still["png"]).decode(),
        "text/plain": f"<the figure {name!r}>",
        MIME: {"demo": name, "text": text},
    }


class Demos(Preprocessor):
    """Runs after `Typeset`: gives the template what demos need, and the page their files."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert. Raises TutorialError for a demo that isn't ours."""
        found = set()
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                asked = output.get("data", {}).get(MIME)
                if asked is None:
                    continue
                name = asked.get("demo") if isinstance(asked, dict) else asked
                if not isinstance(asked, dict) or name not in DEMOS:
                    raise TutorialError(
                        f"{about(output).where} asks for the demo {name!r}, which does not exist: "
                        f"use one of {', '.join(DEMOS)}."
                    )
                found.add(name)
                about(output).update(demo=name, text=str(asked.get("text", "")))
        resources["demos"] = found
        if found:
            resources["outputs"].update(_small_files())
        if "temperature" in found:
            resources["demo_texts"] = load_texts()
        if "review" in found:
            large = _large_files()
            resources["outputs"].update(large)
            resources["demo"] = {
                "examples": EXAMPLES,
                "networks": [network.about for network in networks.shipped()],
                "megabytes": f"{sum(map(len, large.values())) / 1e6:.1f}",
            }
        return nb, resources


def _small_files() -> dict[str, bytes]:
    """The files, by name, that every page with demos loads at once."""
    files = {f"assets/{path.name}": path.read_bytes() for path in STATIC.iterdir()}
    numbers = {name: _base64(array) for name, array in systems.radius_arrays().items()}
    files["assets/demo-numbers.js"] = _call("addNumbers", numbers)
    return files


def _large_files() -> dict[str, bytes]:
    """Words and weights. A page loads them when the reader scrolls to the demo."""
    files = {"assets/demo-vocabulary.js": _call("addWords", " ".join(recorded_vocabulary().words))}
    for network in networks.shipped():
        files[f"assets/demo-{network.name}.js"] = _call("addModel", _as_json(network))
    return files


def _as_json(network: networks.Network) -> dict[str, Any]:
    return network.about | {
        "shapes": [weight.shape for weight in network.weights],
        "data": _base64(np.concatenate([weight.ravel() for weight in network.weights])),
    }


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f2").tobytes()).decode()


def _call(function: str, data: object) -> bytes:
    """A script that passes `data` to rnn.js. A page from disk can load scripts, but no data."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return f"rnn.{function}({text});\n".encode()
