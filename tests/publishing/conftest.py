"""Two chapters and the book itself, executed and published once for all tests and workers."""

from pathlib import Path

import needs
import pytest

from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.titlepage import TitlePage

from . import chapters

REPOSITORY = Path(__file__).parents[2]
OPTIONS = {"titles": TitlePage("Networks that remember", authors="Ada and Bo"), "strict": True}


@pytest.fixture(scope="session")
def executed(once) -> list[Path]:
    def execute(folder):
        first, second = chapters.write(folder)
        target = folder / "executed"
        chapters.execute_notebook(first, target / first.name, parameters={"WORD": "given"})
        chapters.execute_notebook(second, target / second.name, parameters={"UNUSED": 1})

    return sorted((once("chapters", execute) / "executed").glob("*.ipynb"))


@pytest.fixture(scope="session")
def site(executed, once) -> Path:
    """The folder of a book published as HTML and slides."""

    def make(build):
        publish(executed, to=("html", "slides"), build=build, **OPTIONS)

    return once("site", make)


@pytest.fixture(scope="session")
def pdf(executed, once) -> Path:
    needs.tex()

    def make(build):
        publish(executed, to=("pdf",), build=build, **OPTIONS)

    return once("print", make) / "rnn_tutorial.pdf"


@pytest.fixture(scope="session")
def committed(once) -> Path:
    """The folder of the book itself, published as HTML and slides with the committed outputs."""

    def make(build):
        notebooks = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
        publish(notebooks, to=("html", "slides"), build=build)

    return once("book", make)
