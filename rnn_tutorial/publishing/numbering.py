"""What readers of a notebook itself need: numbers, captions under figures, folded cells.

All of this is derived, and written into the notebook: the numbers of references and equations,
the cells with captions (from `ipub` in the metadata of a cell or output, as in ipypublish), the
sentences with numbers (from their templates), the list of the sources that are cited,
JupyterLab's mark of a folded cell (from tags), and the cell that installs this package in Colab.
"""

import copy
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import project
from rnn_tutorial.publishing.book import load_all, read_all
from rnn_tutorial.publishing.formats.outputs import FOLDING
from rnn_tutorial.publishing.markdown import citing, readable
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import NAMES, Book, Chapter
from rnn_tutorial.publishing.notebooks import colab, sentences
from rnn_tutorial.publishing.notebooks.execute import read_notebook, write_notebook
from rnn_tutorial.publishing.prepare import assemble
from rnn_tutorial.publishing.project import Project

DERIVED = {"caption", "references", colab.TAG}
CITED = re.compile(r'<cite data-cite="([^"]+)"')
TYPOGRAPHY = re.compile(r"</?span\b[^>]*>")  # {Braces} of BibTeX, such as <span class="nocase">
KINDS = ("figure", "table", "code")  # of what ipypublish gives a caption


def write_numbers(chapters: Sequence[Path]) -> list[Path]:
    """Bring a book's notebooks, and their solutions, up to date; returns those that changed.

    Raises TutorialError for an unknown key, for a figure that no execution has made yet, and
    for a sentence that was edited although a template makes it.
    """
    changed = []
    for path, now, wanted in _compared(chapters):
        if now != wanted:
            write_notebook(wanted, path)
            changed.append(path)
    return changed


def outdated(chapters: Sequence[Path]) -> list[Path]:
    """The notebooks that `write_numbers` would change."""
    return [path for path, now, wanted in _compared(chapters) if now != wanted]


def _compared(chapters: Sequence[Path]) -> Iterator[tuple[Path, NotebookNode, NotebookNode]]:
    given = read_all(chapters)
    book, about = assemble(load_all(given)), project.read(given[0][0].parent)
    for path, chapter in given:
        solutions = path.parent / "solutions" / f"{path.stem[:2]}_solutions.ipynb"
        more = [(solutions, read_notebook(solutions))] if solutions.is_file() else []
        for place, now in [(path, chapter), *more]:
            page = place.relative_to(path.parent).with_suffix(".html").as_posix()
            yield place, now, _up_to_date(now, book, page, about)


def _up_to_date(notebook: NotebookNode, book: Book, page: str, about: Project) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    context = Context(Chapter(page, ""), book)
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        context.where = f"{Path(page).with_suffix('.ipynb')}, cell {number}"
        tags = set(cell.metadata.get("tags", []))
        if tags & DERIVED:
            continue  # made again below: captions under their figures, the sources at the end
        if cell.cell_type == "markdown":
            cell.source = _text(cell, context)
        elif tags & FOLDING:
            cell.metadata.setdefault("jupyter", NotebookNode())["source_hidden"] = True
        cells += [cell, *_captions(cell, context)]
    if about.repository:  # the title stays first
        cells.insert(1, colab.cell(about.repository, about.branch))
    notebook.cells = [*cells, *_sources(cells, context)]
    return notebook


def _text(cell: NotebookNode, context: Context) -> str:
    text = readable.in_full(cell.source, context)
    if not sentences.template(cell):
        return text
    made = readable.in_full(cell.metadata[sentences.KEY].get("text", ""), context)
    if text != made:
        raise TutorialError(
            f"{context.where} differs from the text that its template made: change the template "
            "in the cell's metadata instead, and run `make notebooks`."
        )
    return made


def _sources(cells: list[NotebookNode], context: Context) -> list[NotebookNode]:
    """A cell that lists what the Markdown of `cells` cites; none if it cites nothing."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    keys = {key.strip() for found in CITED.findall(text) for key in found.split(",")}
    entries = sorted(TYPOGRAPHY.sub("", citing.entry(context, key)["html"]) for key in keys)
    listed = "\n".join(["## References", "", *(f"- {entry}" for entry in entries)])
    made = new_markdown_cell(listed, id="references", metadata={"tags": ["references"]})
    return [made] if keys else []


def _captions(cell: NotebookNode, context: Context) -> list[NotebookNode]:
    """A cell for each caption of what the cell shows, in the order of its outputs."""
    cells = []
    for holder in (cell, *cell.get("outputs", [])):
        about = holder.get("metadata", {}).get("ipub", {})
        for one in (about[kind] for kind in KINDS if isinstance(about.get(kind), dict)):
            key, caption = str(one.get("label", "")), str(one.get("caption", ""))
            if key in context.book.labels and caption:
                label = citing.label(context, key)
                text = readable.in_full(caption, context)
                shown = f'<a id="{key}"></a>**{NAMES[label.kind]} {label.number}.** {text}'
                name = re.sub(r"[^\w-]", "-", f"caption-{key}")[:64]
                cells.append(new_markdown_cell(shown, id=name, metadata={"tags": ["caption"]}))
    return cells
