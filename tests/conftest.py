"""Fixtures that all tests share: a private home, small files in Keras's layout, real reviews."""

import logging
import os
import shutil
import sys
from pathlib import Path

import pytest
from small_npz import write_small_npz

os.environ.setdefault("MPLBACKEND", "Agg")  # open no windows

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
REPOSITORY = Path(__file__).parent.parent
NAMED_DATA = os.environ.get("RNN_TUTORIAL_DATA")  # before a test hides it


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Give each test its own folder for results and caches, and hide RNN_TUTORIAL_DATA."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RNN_TUTORIAL_HOME", str(folder))
    monkeypatch.delenv("RNN_TUTORIAL_DATA", raising=False)
    return folder


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """A machine without IMDB in Keras's cache and without a network."""
    nobody = tmp_path / "nobody"
    nobody.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(nobody))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # no server listens there
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def imdb_path():
    """The path of the real reviews; the test is skipped if they are missing."""
    for place in (NAMED_DATA, REPOSITORY / "../shared/data/imdb.npz"):
        if place and Path(place).is_file():
            return Path(place).resolve()
    pytest.skip("the real reviews are missing: set RNN_TUTORIAL_DATA to the path of an imdb.npz")


@pytest.fixture(scope="session")
def imdb_home(tmp_path_factory):
    """One cache for all tests of the real reviews, so that they are parsed only once."""
    return tmp_path_factory.mktemp("imdb-home")


@pytest.fixture(autouse=True)
def quiet_logger():
    """The command line shows the package's messages; another test must not."""
    logger = logging.getLogger("rnn_tutorial")
    before = logger.handlers, logger.level, logger.propagate
    yield
    logger.handlers, logger.level, logger.propagate = before


@pytest.fixture
def snapshot():
    """A function that returns the path and content of every file below a folder."""

    def take(folder):
        return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    return take


@pytest.fixture
def command(monkeypatch, capsys):
    """A function that runs the command in this process; it returns exit code, stdout, stderr."""
    from rnn_tutorial.cli import main

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(main.console, "width", 200)  # it was measured when the module was loaded

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["rnn-tutorial", *map(str, words)])
        code = 0
        try:
            main.main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def keras_npz(tmp_path):
    """A function that writes a file as `write_small_npz` does, into the test's folder."""
    return lambda name="small.npz", **replaced: write_small_npz(tmp_path / name, **replaced)


@pytest.fixture
def acl_imdb(tmp_path):
    """An unpacked `aclImdb` folder of eight reviews."""
    folder = tmp_path / "aclImdb"
    texts = {
        "train/neg": ["A dull, DULL film.", "The plot is thin; the end is worse."],
        "train/pos": ["A fine film!", "The film, the cast<br />and the end: fine."],
        "test/neg": ["Dull as dishwater.", "The end?"],
        "test/pos": ["A fine end.", "Fine, fine."],
    }
    for place, reviews in texts.items():
        (folder / place).mkdir(parents=True)
        for number, text in enumerate(reviews):
            (folder / place / f"{number}_7.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all tests of this process; the test is skipped if it is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium was not found, so no page can be opened")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM))
        yield opened
        opened.close()
