"""Figures that answer the reader: a review read word by word, and two that follow sliders.

A notebook cell calls `show_demo`. Its output is a still, for Jupyter, the PDF, the slides and a
page without JavaScript, and beside it the demo's name under a MIME type of ours. The published
page replaces that by markup and scripts of this package. What a notebook itself brings is never
run: a demo that it names and we don't have is refused.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from rnn_tutorial.config import check_choice
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.demo import networks as demo_networks
from rnn_tutorial.publishing.demo import systems as demo_systems

MIME = "application/vnd.rnn-tutorial.demo+json"
DEMOS = ("review", "radius", "plane")
HERE = Path(__file__).parent
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
    """Place a demo in a notebook: the still, and what the published page puts in its place.

    name: "review", "radius" or "plane". text: the review to begin with.
    Raises TutorialError for another name, or a text without a word that the networks know.
    """
    from IPython.display import display

    display(bundle(name, text=text), raw=True)


def bundle(name: str, *, text: str = TURN) -> dict[str, Any]:
    """What `show_demo` places, by MIME type."""
    from rnn_tutorial.publishing.demo import stills as demo_stills

    check_choice("demo", name, DEMOS)
    svg, pdf = demo_stills.draw(name, text)
    return {
        "image/svg+xml": svg.decode(),
        "application/pdf": base64.b64encode(pdf).decode(),
        "text/plain": f"<the figure {name!r}>",
        MIME: {"demo": name, "text": text},
    }


class Demos(Preprocessor):
    """Runs after `Typeset`: says which demos a page has, and puts their files beside it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Called by nbconvert. Raises TutorialError for a demo that isn't ours."""
        found = set()
        for place, cell in enumerate(nb.cells, start=1):
            for output in cell.get("outputs", []):
                asked = output.get("data", {}).get(MIME)
                if asked is None:
                    continue
                name = asked.get("demo") if hasattr(asked, "get") else asked
                if name not in DEMOS:
                    raise TutorialError(
                        f"{resources['chapter'].page}, cell {cell.metadata.get('place', place)} "
                        f"asks for the demo {name!r}: there are {', '.join(DEMOS)}."
                    )
                found.add(name)
        resources["demos"] = found
        resources["outputs"].update(_assets(found))
        return nb, resources


def with_demo(markup: str, output: NotebookNode) -> str:
    """Filter of the page: the figure's markup, with the demo beside its still if it is one."""
    asked = output.data.get(MIME)
    if asked is None:
        return markup
    opening, rest = markup.split(">", 1)
    picture, end, caption = rest.rpartition("</svg>")
    opening = opening.replace('class="figure"', f'class="figure demo" data-demo="{asked["demo"]}"')
    live = _render(asked["demo"], str(asked.get("text", "")))
    return f'{opening}>{live}<div class="still">{picture}{end}</div>{caption}'


def _render(name: str, text: str) -> str:
    loader = FileSystemLoader(HERE.parent / "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    size = sum(map(len, _large_files().values())) if name == "review" else 0
    return jinja.get_template(f"demo_{name}.html.j2").render(
        text=text,
        networks=demo_networks.shipped(),
        examples=EXAMPLES,
        megabytes=f"{size / 1e6:.1f}",
    )


def _assets(demos: set[str]) -> dict[str, bytes]:
    """The files that a page with these demos needs, by name; none where there are none."""
    if not demos:
        return {}
    files = {f"assets/{path.name}": path.read_bytes() for path in (HERE / "static").iterdir()}
    numbers = {name: _base64(array) for name, array in demo_systems.radius_arrays().items()}
    files["assets/demo-numbers.js"] = _call("addNumbers", numbers)
    return files | (_large_files() if "review" in demos else {})


def _large_files() -> dict[str, bytes]:
    """Words and weights: a page loads them when the reader comes near the demo."""
    files = {"assets/demo-vocabulary.js": _call("addWords", " ".join(demo_networks.vocabulary()))}
    for network in demo_networks.shipped():
        files[f"assets/demo-{network.name}.js"] = _call("addModel", _as_json(network))
    return files


def _as_json(network: demo_networks.Network) -> dict[str, Any]:
    return {
        "name": network.name,
        "cell": network.cell,
        "maxlen": network.maxlen,
        "shapes": [weight.shape for weight in network.weights],
        "data": _base64(np.concatenate([weight.ravel() for weight in network.weights])),
    }


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f2").tobytes()).decode()


def _call(function: str, data: object) -> bytes:
    """A script that hands `data` to rnn.js. A page from disk can load scripts, but no data."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return f"rnn.{function}({text});\n".encode()
