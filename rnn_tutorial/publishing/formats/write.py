"""The three forms of the book, each written into a folder by ipypublish and our configurations."""

import copy
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_tutorial.publishing import compat
from rnn_tutorial.publishing.formats import pdf, search
from rnn_tutorial.publishing.markdown import bibliography
from rnn_tutorial.publishing.markdown.references import Book, Chapter

HERE = Path(__file__).parents[1]


@dataclass
class Source:
    """A notebook on its way to a chapter."""

    path: Path
    notebook: NotebookNode
    chapter: Chapter

    @property
    def base(self) -> Path:
        """The folder that the notebook was written in; a copy was executed elsewhere."""
        return self.path.parent / self.notebook.metadata.get("rnn_tutorial", {}).get("base", "")


def convert(
    notebook: NotebookNode, path: Path, book: Book, export: str, folder: Path, subtitle: str = ""
) -> dict[str, Any]:
    """Run ipypublish on one notebook with an export configuration of ours.

    path: its stem names the page; what the notebook shows is looked for in its folder.
    """
    main = compat.engine()
    notebook = copy.deepcopy(notebook)
    own = notebook.metadata.setdefault("rnn_tutorial", NotebookNode())
    own.update(book=book.as_json(), subtitle=subtitle)
    publisher = main(
        config={
            "IpyPubMain": {
                "conversion": str(HERE / "exports" / export),
                "outpath": str(folder),
                "log_to_stdout": False,
            }
        }
    )
    return publisher.publish(path, nb_node=notebook)


def page_path(source: Source) -> Path:
    """The path by which ipypublish names a notebook's page."""
    return source.path.with_name(Path(source.chapter.page).stem + ".ipynb")


def render(template: str, target: Path, **values: Any) -> None:
    """Write a page that is no notebook's."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(HERE / "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    target.write_text(jinja.get_template(template).render(**values), encoding="utf-8")


def write_html(
    book: Book, sources: list[Source], folder: Path, subtitle: str, formats: list[tuple[str, str]]
) -> None:
    """Every page of the book, its front page, style, script and search index."""
    assets = folder / "assets"
    shutil.copytree(HERE / "static", assets, ignore=shutil.ignore_patterns("slides"))
    pages = {}
    for source in sources:
        done = convert(source.notebook, page_path(source), book, "html.json", folder)
        pages[source.chapter.page] = done["stream"]
    render("index.html.j2", folder / "index.html", book=book, subtitle=subtitle, formats=formats)
    (assets / "search.js").write_text(search.index(book, pages), encoding="utf-8")


def write_slides(book: Book, sources: list[Source], folder: Path) -> None:
    """A deck for each chapter and a list of them."""
    shutil.copytree(HERE / "static", folder / "assets", ignore=shutil.ignore_patterns("slides"))
    shutil.copytree(HERE / "static" / "slides", folder / "assets", dirs_exist_ok=True)
    for source in sources:
        convert(source.notebook, page_path(source), book, "slides.json", folder)
    render("decks.html.j2", folder / "index.html", book=book)


def write_pdf(
    book: Book, sources: list[Source], folder: Path, subtitle: str = "", *, keep: Path
) -> Path:
    """The whole book as folder/rnn_tutorial.pdf. Raises MissingTeX, TutorialError."""
    pdf.require()
    merged = nbformat.v4.new_notebook()
    for source in sources:
        for cell in copy.deepcopy(source.notebook.cells):
            cell.metadata["chapter"] = [source.chapter.page, str(source.base)]
            cell["id"] = f"cell-{len(merged.cells) + 1}"  # two notebooks may use the same
            merged.cells.append(cell)
    convert(merged, Path("rnn_tutorial.ipynb"), book, "latex.json", folder, subtitle)
    found = bibliography.find(sources[0].base)
    if found is not None:
        shutil.copy(found, folder / "references.bib")
    return pdf.compile_book(folder, "rnn_tutorial", keep)
