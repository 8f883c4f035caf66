"""Runs pdoc, which imports every module, Keras too: `reference` starts it in its own process.

    python -m rnn_tutorial.publishing.formats.docstrings TEMPLATES FOLDER

pdoc is told two things that it can't know: how our docstrings list parameters, and which texts
Python and Keras wrote.
"""

import re
import sys
from collections.abc import Set
from pathlib import Path

import pdoc
import pdoc.doc
import pdoc.render

import rnn_tutorial

# "maxlen: timesteps" or "text, label: names", at the start of a line or after a sentence.
ITEM = re.compile(r"(?:^|(?<=[.)]\s))([a-z_]\w*(?:, \w+)*):\s+", re.M)
ENDS = re.compile(r"(?<=[.)])\s+(?=(?:Returns|Raises|Needs)\b)")
WRITTEN_BY_PYTHON = re.compile(r"Alias for field number|Create new instance of")
CALLED_BY_KERAS = (
    "apply", "build", "call", "compute_output_shape", "get_config", "from_config", "on_epoch_end"
)  # fmt: skip
DOT = r'(?:</span><span class="o">)?\.(?:</span><span class="n\w?">)?'
# keras.src.models.model.Model is keras.models.Model to users, matplotlib.axes._axes.Axes is .Axes.
PRIVATE = re.compile(
    rf"\b(keras{DOT})src{DOT}(\w+{DOT})(?:[a-z_]\w*{DOT})*(?=[A-Z])"
    rf"|(matplotlib{DOT}\w+{DOT})_\w+{DOT}"
)
# The default of a list in a dataclass: a stub would have "..." in its place.
FACTORY = re.compile(r"(?:<[^>]+>)*&lt;(?:<[^>]+>)*factory(?:<[^>]+>)*&gt;(?:</span>)?")

PACKAGE = Path(rnn_tutorial.__file__).parent


def write(templates: Path, folder: Path) -> None:
    """Write the pages of the package into `folder`."""
    pdoc.render.env.filters["told"] = told
    pdoc.render.env.globals["called_by_keras"] = CALLED_BY_KERAS
    pdoc.render.configure(
        docformat="google", search=False, show_source=False, template_directory=templates
    )
    pdoc.pdoc("rnn_tutorial", output_directory=folder)
    for page in folder.rglob("*.html"):
        page.write_text(readable(page.read_text(encoding="utf-8")), encoding="utf-8")


def told(described: pdoc.doc.Doc) -> str:
    """The docstring that we wrote, in Markdown; "" for one that was inherited or generated."""
    inherited = isinstance(described, pdoc.doc.Function) and not described.obj.__doc__
    if inherited or WRITTEN_BY_PYTHON.match(described.docstring):
        return ""
    return listed(described.docstring, _names(described))


def _names(described: pdoc.doc.Doc) -> Set[str]:
    """The parameters of a function; the fields and the parameters of a class."""
    if isinstance(described, pdoc.doc.Function):
        return described.signature.parameters.keys()
    if isinstance(described, pdoc.doc.Class):
        start = described.members.get("__init__")
        return described.members.keys() | (_names(start) if start else set())
    return set()


def listed(docstring: str, names: Set[str]) -> str:
    """A docstring in which the descriptions of `names` are a list, as "Args" of Google's are.

    >>> print(listed("The sum. x, y: numbers. Raises TypeError for words.", {"x", "y"}))
    The sum.
    <BLANKLINE>
    - **x, y:** numbers.
    <BLANKLINE>
    Raises TypeError for words.
    """
    return "\n\n".join(_paragraph(one, names) for one in docstring.split("\n\n"))


def _paragraph(text: str, names: Set[str]) -> str:
    first, *rest = ITEM.split(text)
    if text.startswith((" ", ">>>")) or not any(set(key.split(", ")) & names for key in rest[::2]):
        return text
    # The others of the paragraph are parameters that a base class takes.
    items = [f"- **{key}:** {said}" for key, said in zip(rest[::2], rest[1::2], strict=True)]
    items[-1], *after = ENDS.split(items[-1])
    lines = "\n".join(" ".join(item.split()) for item in items)
    return "\n\n".join(part for part in (first.strip(), lines, *after) if part)


def readable(page: str) -> str:
    """A page with the public names of Keras's and Matplotlib's classes, and no path of ours."""
    page = page.replace(f"{PACKAGE.parent.as_posix()}/", "")
    page = re.sub(r"\b(Posix|Windows)Path\b", "Path", page)
    page = PRIVATE.sub(lambda found: "".join(filter(None, found.groups())), page)
    page = page.replace("keras.trainers.PyDataset", "keras.utils.PyDataset")
    return FACTORY.sub("...", page)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
