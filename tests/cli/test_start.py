"""The book as it is copied out of an installed package."""

import tomllib
from pathlib import Path

import pytest

from rnn_tutorial.cli import book

ROOT = Path(book.PACKAGE).parent


def test_start_copies_a_book_that_the_other_commands_find(command, tmp_path, monkeypatch):
    code, out, _ = command("start", str(tmp_path / "mine"))
    assert code == 0 and "rnn-tutorial lab" in out
    monkeypatch.chdir(tmp_path / "mine")
    assert book.notebook_folder() == tmp_path / "mine" / "notebooks"
    assert [path.name for path in book.find_notebooks()] == [
        path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    ]
    assert (tmp_path / "mine" / "references.bib").is_file()
    assert (tmp_path / "mine" / "DL_images" / "rnn1.svg").is_file()


@pytest.mark.parametrize("kind", ["file", "full folder"])
def test_nothing_is_overwritten(command, tmp_path, kind):
    target = tmp_path / "mine"
    if kind == "file":
        target.write_text("kept")
    else:
        target.mkdir()
        (target / "notes.txt").write_text("kept")
    before = sorted(tmp_path.rglob("*"))
    code, _, err = command("start", str(target))
    assert code == 2 and "give the name of a new folder" in err
    assert sorted(tmp_path.rglob("*")) == before


def test_without_a_book_the_commands_name_start(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(book, "PACKAGE", tmp_path / "site-packages" / "rnn_tutorial")
    for name in ("book", "notebooks", "lab", "blank"):
        code, _, err = command(name)
        assert code == 2 and "rnn-tutorial start FOLDER" in err and "\n" not in err.strip()
    code, _, err = command("start", str(tmp_path / "mine"))
    assert code == 2 and "install the package again" in err


def test_the_wheel_contains_all_that_start_copies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    packed = wheel["sources"] | wheel["force-include"]
    assert packed == {name: f"rnn_tutorial/book/{name}" for name in book.BOOK}
    assert set(wheel["sources"]) < set(wheel["only-include"])
