"""The front page, the links to the sources, and what the repository has for other machines."""

import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import project
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.titlepage import TitlePage

from . import chapters

ROOT = Path(__file__).parents[2]
SETTINGS = """[tool.rnn_tutorial]
repository = "https://github.com/someone/book"
address = "https://someone.example/book"
"""
CITATION = """cff-version: 1.2.0
message: Please cite it.
title: A small book
version: 1.2.3
license: MIT
date-released: 2026-03-04
authors:
  - given-names: Ada
    family-names: Lovelace
  - name: Others
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9"/></svg>'


@pytest.fixture
def repository(tmp_path):
    """A folder of a book with a notebook in `notebooks/`."""
    for folder in ("notebooks", "DL_images"):
        (tmp_path / folder).mkdir()
    (tmp_path / "CITATION.cff").write_text(CITATION)
    (tmp_path / "DL_images" / "cover.svg").write_text(DRAWING)
    (tmp_path / "DL_images" / "cover.png").write_bytes(b"a picture")
    node = nbformat.v4.new_notebook(
        cells=[
            chapters.markdown("# One & two\n\nThe first line, e.g. this. The second.\n\n## Part"),
            chapters.markdown("word " * 1000),
        ],
        metadata={"rnn_tutorial": {"minutes": 4}},
    )
    nbformat.write(node, tmp_path / "notebooks" / "a b.ipynb")
    nbformat.write(node, tmp_path / "notebooks" / "c.ipynb")
    return tmp_path


def made(repository) -> tuple[str, str, Path]:
    build = repository / "build"
    publish(
        sorted((repository / "notebooks").glob("*.ipynb")), build=build, titles=TitlePage("Small")
    )
    return (build / "index.html").read_text(), (build / "a b.html").read_text(), build


def test_the_front_page_says_what_the_book_is(repository):
    front, _, build = made(repository)
    assert "Ada Lovelace, Others · version 1.2.3 · MIT licence" in front
    assert "Ada Lovelace, Others (2026). “A small book”. Version 1.2.3." in front
    assert 'class="cover"><svg' in front and 'viewBox="0 0 9 9"' in front
    assert "One &amp; two" in front and "The first line, e.g." in front
    assert "5 min to read · 4 min to run" in front
    assert not (build / "sitemap.xml").exists() and "og:" not in front


def test_without_a_repository_there_are_no_links(repository):
    front, page, _ = made(repository)
    assert "Colab" not in page and "http" not in re.sub(r"xmlns=\S+", "", front + page)


def test_links_follow_from_one_setting(repository):
    (repository / "pyproject.toml").write_text(SETTINGS)
    front, page, build = made(repository)
    found = dict(re.findall(r'<a href="(https://[^"]+)">([^<]+)</a>', page))
    assert {name: address for address, name in found.items()} == {
        "Download this notebook": "https://github.com/someone/book/raw/main/notebooks/a%20b.ipynb",
        "Open in Colab": "https://colab.research.google.com/github/someone/book/blob/main/"
        "notebooks/a%20b.ipynb",
        "Open in Binder": "https://mybinder.org/v2/gh/someone/book/main"
        "?labpath=notebooks%2Fa%20b.ipynb",
        "Source": "https://github.com/someone/book/blob/main/notebooks/a%20b.ipynb",
    }
    assert 'content="https://someone.example/book/assets/cover.png"' in front
    assert 'property="og:title" content="One &amp; two · Small"' in page
    assert (build / "assets" / "cover.png").is_file()
    assert (
        "<loc>https://someone.example/book/a%20b.html</loc>" in (build / "sitemap.xml").read_text()
    )


def test_other_hosts_have_no_colab(repository):
    (repository / "pyproject.toml").write_text(SETTINGS.replace("github.com", "git.example"))
    _, page, _ = made(repository)
    assert "https://git.example/someone/book/raw/main/" in page and "Colab" not in page


OURS = "[tool.rnn_tutorial]\n"
REFUSED = [
    ("pyproject.toml", "a = ]", r"can't be read as TOML \(.*line 1.*\): correct it"),
    ("pyproject.toml", b"# \xe9", r"can't be read as TOML \(.*utf-8.*\): correct it"),
    ("pyproject.toml", "tool = 5", r"tool is 5: give a table: a line \[tool\.rnn_tutorial\]"),
    ("pyproject.toml", "tool.rnn_tutorial = 'x'", "rnn_tutorial is 'x': give a table.*branch ="),
    ("pyproject.toml", f"{OURS}repository = 5", 'repository is 5: .*repository = "https://'),
    ("pyproject.toml", f"{OURS}branch = ['a']", r'branch is \[\'a\'\]: .*branch = "main"'),
    ("pyproject.toml", f"{OURS}address = false", 'address is False: .*address = "https://'),
    ("pyproject.toml", f"{OURS}repository = 'a/b'", "repository is 'a/b': give .* https://"),
    ("pyproject.toml", f"{OURS}address = 'http://['", r"address is 'http://\[': give .* https://"),
    ("CITATION.cff", "title: [A", r"can't be read as a citation \(expected .*line 1\): correct"),
    ("CITATION.cff", "date-released: 2026-13-01", r"can't be read as a citation \(month must be"),
    ("CITATION.cff", b"title: \xe9t\xe9", r"can't be read as a citation \(.*utf-8"),
    ("CITATION.cff", "# nothing", "has no entries: write them, such as `title: A small book`"),
    ("CITATION.cff", "authors: Jane Doe", "authors is 'Jane Doe': give each author a line"),
    ("CITATION.cff", "authors: [Jane Doe]", r"authors is \['Jane Doe'\]: .*`- name: Jane Doe`"),
]


@pytest.mark.parametrize(("name", "content", "complaint"), REFUSED)
def test_a_file_that_cannot_be_used_is_refused_by_name(repository, name, content, complaint):
    (repository / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TutorialError, match=rf"{re.escape(name)}:? {complaint}") as caught:
        project.read(repository / "notebooks")
    assert "\n" not in str(caught.value)


def test_what_other_tools_keep_there_does_no_harm(repository):
    (repository / "pyproject.toml").write_text("[tool.other]\nrepository = 5\n")
    (repository / "CITATION.cff").write_text("title: A small book\nauthors:\n")
    about = project.read(repository / "notebooks")
    assert (about.repository, about.branch, about.authors) == ("", "main", "")


def test_the_files_for_other_machines_name_what_is_here():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    build = (ROOT / "binder" / "postBuild").read_text()
    subprocess.run(["bash", "-n", ROOT / "binder" / "postBuild"], check=True)
    for command in (container["postCreateCommand"], build):
        assert "pip install" in command and "-c constraints.txt" in command
    version = (ROOT / "binder" / "runtime.txt").read_text().strip()
    assert version in ("python-3.11", "python-3.12", "python-3.13")
    assert version.replace("-", ":") in container["image"]
