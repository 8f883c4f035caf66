"""The chapters, executed once and published once in each form for all tests here."""

from pathlib import Path

import pytest

from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.formats.pdf import missing
from rnn_tutorial.publishing.titlepage import TitlePage

from . import chapters

OPTIONS = {"titles": TitlePage("Networks that remember", authors="Ada and Bo"), "strict": True}


@pytest.fixture(scope="session")
def executed(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("chapters")
    first, second = chapters.write(folder)
    target = folder / "executed"
    chapters.execute_notebook(first, target / first.name, parameters={"WORD": "given"})
    chapters.execute_notebook(second, target / second.name, parameters={"UNUSED": 1})
    return [target / first.name, target / second.name]


@pytest.fixture(scope="session")
def site(executed, tmp_path_factory) -> Path:
    """The folder of a book published as HTML and slides."""
    build = tmp_path_factory.mktemp("build")
    publish(
        executed,
        to=("html", "slides"),
        build=build,
        titles=TitlePage("Networks that remember", authors="Ada and Bo"),
        strict=True,
    )
    return build


@pytest.fixture(scope="session")
def pdf(executed, tmp_path_factory) -> Path:
    lacking = missing()
    if lacking:
        pytest.skip(f"no PDF can be made here: {', '.join(lacking)} not found")
    build = tmp_path_factory.mktemp("print")
    (made,) = publish(executed, to=("pdf",), build=build, **OPTIONS)
    return made
