"""The chapters executed once, and published once in each form, for all tests here."""

import shutil
from pathlib import Path

import pytest

from rnn_tutorial.publishing import pdf as tex
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.execute import execute_notebook

from . import chapters

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="session")
def executed(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("chapters")
    first, second = chapters.write(folder)
    target = folder / "executed"
    execute_notebook(first, target / first.name, parameters={"WORD": "given"})
    execute_notebook(second, target / second.name, parameters={"UNUSED": 1})
    return [target / first.name, target / second.name]


@pytest.fixture(scope="session")
def site(executed, tmp_path_factory) -> Path:
    """The folder of a book published as HTML and slides."""
    build = tmp_path_factory.mktemp("build")
    publish(executed, to=("html", "slides"), build=build, title="Networks that remember")
    return build


@pytest.fixture(scope="session")
def pdf(executed, tmp_path_factory) -> Path:
    lacking = tex.missing()
    if lacking:
        pytest.skip(f"no PDF can be made here: {', '.join(lacking)} not found")
    build = tmp_path_factory.mktemp("print")
    (made,) = publish(executed, to=("pdf",), build=build, title="Networks that remember")
    return made


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no page can be opened here: chromium not found")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM))
        yield opened
        opened.close()
