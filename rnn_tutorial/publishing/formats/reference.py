"""The reference of the library: pdoc's pages of the docstrings, linked with the chapters."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

import rnn_tutorial
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import templates
from rnn_tutorial.publishing.markdown.references import Book

HERE = Path(rnn_tutorial.__file__).parent
CALL = re.compile(r"\brt((?:\.\w+)+)")
# The same in code that Pygments has marked up.
MARKED = re.compile(
    r'<span class="n">rt</span>((?:<span class="o">\.</span><span class="n\w?">\w+</span>)+)'
)


@cache
def addresses() -> dict[str, str]:
    """The page of each public name, such as "scratch.lstm_step", below the folder `reference`."""
    found: dict[str, str] = {}
    for name in dir(rnn_tutorial):
        _collect(found, name, "rnn_tutorial.html")
    return found


def _collect(found: dict[str, str], name: str, page: str) -> None:
    place = HERE / name.replace(".", "/")
    if (place / "__init__.py").is_file():  # a room lists its public names
        inside = getattr(import_module(f"rnn_tutorial.{name}"), "__all__", ())
    elif place.with_suffix(".py").is_file():
        inside = _defined(place.with_suffix(".py"))
    else:  # a function, class or constant, which the page of its module describes
        found[name] = f"{page}#{name.rpartition('.')[2]}"
        return
    found[name] = f"rnn_tutorial/{name.replace('.', '/')}.html"
    for inner in inside:
        _collect(found, f"{name}.{inner}", found[name])


def _defined(file: Path) -> list[str]:
    """The functions and classes of a module, which is read only: importing it may load Keras."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    return [node.name for node in nodes if isinstance(node, kinds) and node.name[0] != "_"]


def _known(dotted: str) -> str:
    """The longest beginning of `dotted` that the reference has; "" if it has none."""
    parts = dotted.split(".")
    tries = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in tries if name in addresses()), "")


def used(book: Book) -> dict[str, list[tuple[str, str, str]]]:
    """The chapters that use a public name in their code: page, anchor of the section, and name."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for chapter in book.chapters:
        name = f"chapter {chapter.number}" if chapter.number else chapter.title
        place = (chapter.page, "", name)
        for cell in chapter.notebook.cells:
            calls = CALL.findall(cell.source) if cell.cell_type == "code" else []
            for known in {_known(call.lstrip(".")) for call in calls} - {""}:
                places = found.setdefault(f"rnn_tutorial.{known}", [])
                if place not in places:
                    places.append(place)
    return found


def link_names(markup: str) -> str:
    """Code of a page in which the names of the library lead to the reference."""

    def one(found: re.Match[str]) -> str:
        dotted = re.sub(r"<[^>]+>", "", found[1]).lstrip(".")
        name = _known(dotted)
        if not name:
            return found[0]
        # Attributes after the name, as in rt.style.BLUE.lower(), stay outside of the link.
        parts = re.findall(r'<span class="o">.*?</span><span.*?</span>', found[1])
        inside = len(name.split("."))
        start, rest = "".join(parts[:inside]), "".join(parts[inside:])
        address = f"reference/{addresses()[name]}"
        return f'<a class="api" href="{address}"><span class="n">rt</span>{start}</a>{rest}'

    return MARKED.sub(one, markup)


def write(book: Book, folder: Path) -> None:
    """Write the reference into `folder`. Raises TutorialError if pdoc fails.

    pdoc imports every module, Keras too, so it runs in a process of its own, without TensorFlow.
    """
    with tempfile.TemporaryDirectory() as made:
        ours = Path(made) / "reference"
        shutil.copytree(templates.FOLDER / "reference", ours)
        lines = [f"{{% set title = {json.dumps(book.title)} %}}"]
        lines += [f"{{% set used = {json.dumps(used(book))} %}}"]
        (ours / "book.html.jinja2").write_text("\n".join(lines), encoding="utf-8")
        options = ["-d", "google", "--no-search", "--no-show-source", "-t", str(ours)]
        command = [sys.executable, "-m", "pdoc", "rnn_tutorial", *options, "-o", str(folder)]
        own = {"KERAS_BACKEND": "numpy", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(
            command, env={**os.environ, **own}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise TutorialError(f"the reference could not be made: pdoc ended with {last[0]!r}.")
