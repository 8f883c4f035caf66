"""Two pages, one with all demos, opened in Chromium."""

import nbformat
import pytest

from rnn_tutorial.publishing import demo
from rnn_tutorial.publishing.book import publish

from .. import chapters

WIDE = {"width": 1280, "height": 900}
KEYS = {"review": "fig:watched", "radius": "fig:radius", "plane": "fig:plane",
        "temperature": "fig:temperature"}  # fmt: skip


def output(name: str, **changes: object) -> nbformat.NotebookNode:
    data = demo.bundle(name) | changes
    return nbformat.v4.new_output("display_data", data=data)


def notebook(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    cells = [chapters.markdown("# To be tried\n\nSome text.\n\n## A figure that answers")]
    for made in outputs:
        name = made.data[demo.MIME].get("demo")
        figure = chapters.figure("What is seen.", KEYS.get(name, "fig:other"), alt="A still.")
        cells.append(chapters.code(f"show_demo({name!r})", ipub=figure))
        cells[-1].outputs = [made]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="session")
def site(once):
    """A book of a page with all demos and a page with none."""

    def make(folder):
        plain = nbformat.v4.new_notebook(cells=[chapters.markdown("# Nothing to be tried")])
        nbformat.write(notebook(*map(output, demo.DEMOS)), folder / "a.ipynb")
        nbformat.write(plain, folder / "b.ipynb")
        paths = [folder / "a.ipynb", folder / "b.ipynb"]
        publish(paths, to=("html", "slides"), build=folder / "build")

    return once("demo", make) / "build"


@pytest.fixture
def visit(contexts, site):
    """Open a page and load its networks. An error, a dialog or a request outside fails the test."""
    complaints = []

    def go(name="a.html", *, folder=site, size=WIDE, scheme="light", wait=True, **options):
        page = contexts.new_page(size, scheme, offline=True, **options)
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on(
            "request", lambda r: r.url.startswith(("file:", "data:")) or complaints.append(r.url)
        )
        page.goto((folder / name).as_uri())
        if wait:
            page.wait_for_function("document.querySelector('.words').children.length")
        return page

    yield go
    contexts.forget()
    assert complaints == []


@pytest.fixture
def write(visit):
    """Type a review into the page; returns the page and the line that it answers with."""
    page = visit()

    def go(text):
        page.evaluate("document.querySelector('[data-models] .note').textContent = ''")
        page.get_by_label("Your review").fill(text)
        page.wait_for_function("document.querySelector('[data-models] .note').textContent")
        return page, page.locator("[data-models] .note").inner_text()

    return go
