"""The `ipub` metadata of ipypublish: which entries count here, and what they become.

docs/publishing.md has the table. The metadata of a notebook, cell or output may hold anything, so
every entry is checked for its type.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from rnn_tutorial.publishing.markdown import pandoc

PICTURES = ("image/svg+xml", "application/pdf", "image/png", "image/jpeg")
PLACES = re.compile(r"[!htbpH]+")  # of a float in LaTeX
ENVIRONMENTS = {"equation", "align", "gather", "multline", "eqnarray"}
MATHEMATICS = re.compile(r"\s*(\$|\\begin\{(?:equation|align|gather|multline|eqnarray)|\\\[)")
TABLE = re.compile(r"(?:^\|.*(?:\n|\Z)){2,}", re.M)
HEADING = re.compile(r"#{1,6} ")

# Everything that has an effect, by its place. A notebook's other entries are told.
# A book has one column, so that every figure is wide; tables and listings stand where they are.
FLOAT = {"caption", "label", "alt", "asfloat", "widefigure", "placement"}
CELL = {
    "alt": None, "caption": None, "ignore": None, "slide": None, "slideonly": None,
    "mkdown": None, "error": None,
    "figure": FLOAT | {"width", "height"},
    "table": FLOAT, "code": FLOAT, "text": FLOAT,
    "equation": {"label", "environment"}, "equations": {"label", "environment"},
    "embed_html": {"filepath", "other_files", "url", "width", "height"},
}  # fmt: skip
DOCUMENT = {
    "titlepage": {
        "title", "subtitle", "author", "authors", "email", "supervisors", "tagline",
        "institution", "date", "licence", "license",
    },
    "bibliography": None, "toc": set(), "listfigures": None, "listtables": None, "listcode": None,
    "pandoc": {"at_notation", "convert_raw", "use_numref", "apply_filters"},
    "sphinx": None, "latex": None,  # they are about other formats
}  # fmt: skip


def of(holder: NotebookNode) -> NotebookNode:
    """The `ipub` metadata of a notebook, cell or output, which is created if it isn't there."""
    metadata = holder.setdefault("metadata", NotebookNode())
    if not isinstance(metadata.get("ipub"), dict):
        metadata["ipub"] = NotebookNode()
    made: NotebookNode = metadata["ipub"]
    return made


def settle(notebook: NotebookNode) -> list[str]:
    """Turn captions in cells, equations and slides into what the rest of this package knows.

    Returns the problems, in words for warnings.
    """
    problems = _unknown(of(notebook), DOCUMENT)
    for cell in notebook.cells:
        for holder in (cell, *cell.get("outputs", [])):
            problems += _unknown(of(holder), CELL)
    problems = [_told(sorted(set(problems)))] if problems else []
    problems += _place_captions(notebook)
    _choose_slides(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _settle_outputs(cell)
    return problems


def _unknown(meta: Mapping[str, Any], known: Mapping[str, set[str] | None]) -> list[str]:
    names = [name for name in meta if name not in known]
    for name, inner in known.items():
        value = meta.get(name)
        if inner is not None and isinstance(value, dict):
            names += [f"{name}.{entry}" for entry in value if entry not in inner]
    return names


def _told(names: list[str]) -> str:
    return (
        f"these entries of the ipub metadata have no effect here: {', '.join(names)} "
        "(docs/publishing.md lists those that have)"
    )


def _place_captions(notebook: NotebookNode) -> list[str]:
    """Take the cells whose text is the caption of a label (`ipub.caption`), and place the texts."""
    wanted = {
        meta["label"]: meta
        for cell in notebook.cells
        for holder in (cell, *cell.get("outputs", []))
        for meta in of(holder).values()
        if isinstance(meta, dict) and isinstance(meta.get("label"), str)
    }
    kept, problems = [], []
    for cell in notebook.cells:
        label, text = of(cell).get("caption"), _caption(cell)
        if not isinstance(label, str) or not text:
            kept.append(cell)
        elif label in wanted:
            wanted[label]["caption"] = text
        else:
            kept.append(cell)
            problems.append(f'a cell is the caption of "{label}", a label that no cell has')
    notebook.cells = kept
    return problems


def _caption(cell: NotebookNode) -> str:
    """The first paragraph of a cell's text, or of the text that its code has output."""
    if cell.cell_type == "markdown":
        return cell.source.strip().split("\n\n")[0]
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        text = data.get("text/latex") or data.get("text/plain") or output.get("text") or ""
        return str(text).strip().split("\n\n")[0]
    return ""


def _choose_slides(notebook: NotebookNode) -> None:
    """Write `ipub.slide` as Jupyter's `slide_type`. Cells without it are then on no slide."""
    if not any("slide" in of(cell) for cell in notebook.cells):
        return
    for cell in notebook.cells:
        asked = of(cell).get("slide")
        is_heading = cell.cell_type == "markdown" and HEADING.match(cell.source)
        kind = {"new": "slide", "notes": "notes"}.get(str(asked), "-") if asked else "skip"
        kind = "slide" if kind == "-" and is_heading else kind
        if not isinstance(cell.metadata.get("slideshow"), dict):
            cell.metadata["slideshow"] = NotebookNode()
        cell.metadata["slideshow"].setdefault("slide_type", kind)


def _settle_outputs(cell: NotebookNode) -> None:
    meta = of(cell)
    if _is_off(meta, "code"):
        cell.source = ""
    cell.outputs = [
        output for output in cell.outputs if not _is_off({**meta, **of(output)}, kind(output))
    ]
    for output in cell.outputs:
        data = output.get("data", {})
        tex = str(data.get("text/latex", ""))
        if tex and not MATHEMATICS.match(tex):
            # LaTeX for paper: for the page and the PDF alike, the HTML beside it, or made of it.
            data.setdefault("text/html", _in_html(tex))
            del data["text/latex"]
        if "text/html" in data:
            data.pop("text/markdown", None)  # R's kernel writes tables in both
        if set(data) <= {"text/markdown", "text/plain"} and "text/markdown" in data:
            _caption_table(data, meta, of(output))
        found = of(output).get("equation") or meta.get("equation") or meta.get("equations")
        if found and MATHEMATICS.match(tex):
            for form in PICTURES:  # of the formula, by SymPy
                data.pop(form, None)
            data["text/latex"] = _equation(tex, found if isinstance(found, dict) else {})
            for name in ("equation", "equations"):  # its label is used once
                meta.pop(name, None)


def _caption_table(data: NotebookNode, meta: NotebookNode, own: NotebookNode) -> None:
    """Write the caption of a table in Markdown below it, as an author of Markdown does."""
    asked = own.get("table") or meta.get("table")
    found = TABLE.search(data["text/markdown"])
    if found is None or not isinstance(asked, dict):
        return
    label = f" {{#{asked['label']}}}" if asked.get("label") else ""
    below = f"{found[0].rstrip()}\n\nTable: {asked.get('caption', '')}{label}\n\n"
    text = data["text/markdown"]
    data["text/markdown"] = text[: found.start()] + below + text[found.end() :]
    for place in (meta, own):  # it is used once
        place.pop("table", None)


def _in_html(tex: str) -> str:
    """A table or text in LaTeX as HTML; the LaTeX itself if pandoc can't read it."""
    try:
        return pandoc.call(["-f", "latex", "-t", "html"], tex)
    except RuntimeError:
        return f"<pre>{html.escape(tex)}</pre>"


def _is_off(meta: Mapping[str, Any], name: str) -> bool:
    """Whether an entry says that something isn't shown: `{}` is `false`, too."""
    return name in meta and not meta[name]


def kind(output: NotebookNode) -> str:
    """The entry of the metadata that is about an output."""
    if output.output_type == "error":
        return "error"
    data = output.get("data", {})
    if any(form in data for form in PICTURES):
        return "figure"
    kinds = {"text/html": "table", "text/markdown": "mkdown", "text/latex": "equation"}
    return next((name for form, name in kinds.items() if form in data), "text")


def _equation(tex: str, meta: Mapping[str, Any]) -> str:
    """A formula in the environment and with the label that the metadata ask for."""
    body = re.sub(r"^\s*(?:\$+|\\\[)(?:\\displaystyle)?|(?:\$+|\\\])\s*$", "", tex.strip()).strip()
    asked = str(meta.get("environment") or "equation").replace("breqn", "equation")
    if asked.removesuffix("*") not in ENVIRONMENTS or body.startswith("\\begin{"):
        return tex  # "none"
    label = str(meta.get("label") or "")
    mark = f"\\label{{{label}}}" if label and not asked.endswith("*") else ""
    return f"\\begin{{{asked}}}{mark}{body}\\end{{{asked}}}"


def share(meta: Mapping[str, Any], name: str) -> float:
    """The width or height of a figure as a share of the page; 0 for none."""
    value = meta.get(name)
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1
    return float(value) if usable and value is not None else 0.0


def placement(meta: Mapping[str, Any]) -> str:
    """Where a figure floats to in LaTeX: "H" is here; "" for wherever there is room."""
    value = str(meta.get("placement") or "")
    return value if PLACES.fullmatch(value) else ""
