"""Fixtures that all tests share: a private home, small files in Keras's layout, real reviews.

With pytest-xdist, a worker takes a whole file at a time, those that took longest the last time
first.
"""

import atexit
import gc
import logging
import os
import shutil
import site
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import needs
import pytest
from filelock import FileLock
from small_npz import write_small_npz


def own_home():
    """Give the tests, and all that they start, a new home that no setting or cache was left in.

    Matplotlib's list of fonts, Keras's backend, the start-up files of IPython and latexmk, and
    more are read from a user's home, where other programs change them.
    """
    packages = site.getuserbase()  # what `pip install --user` has installed stays
    home = tempfile.mkdtemp(prefix="home-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in list(os.environ):
        if name.startswith(ELSEWHERE):
            del os.environ[name]
    os.environ |= {"HOME": home, "USERPROFILE": home, "PYTHONUSERBASE": packages}


ELSEWHERE = ("XDG_", "JUPYTER_", "IPYTHONDIR", "KERAS_HOME", "MPLCONFIGDIR")  # than in the home
os.environ.setdefault("MPLBACKEND", "Agg")  # open no windows
sys.modules.setdefault("rfc3987_syntax", None)  # as in the command: it takes a second to import
if "PYTEST_XDIST_WORKER" not in os.environ:
    own_home()  # workers have it from the process that starts them

# Of TensorFlow and of NumPy's products.
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OPENBLAS_NUM_THREADS")
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
REPOSITORY = Path(__file__).parent.parent
NAMED_DATA = os.environ.get("RNN_TUTORIAL_DATA")  # before a test hides it
SLOW = {"browser", "on_jax", "once"}  # fixtures that start another program, or fill a folder
SECONDS = Counter()  # of each test of this session, with its fixtures


def pytest_configure(config):
    """Give each worker one thread, before it is started and loads NumPy.

    It has one core. More threads wait for each other and keep the core busy meanwhile: NumPy's
    small products, such as those of an LSTM, took five times as long.
    """
    if config.getoption("numprocesses", None):
        for name in THREADS:
            os.environ.setdefault(name, "1")
    config.option.loadscopereorder = False  # xdist would start with the files of most tests


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection():
    """Collect no garbage while tests are collected, and later none among what is loaded by then.

    That took a quarter of the time of the collection, and of tests that parse pages.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what is slow, and put the files that take longest first.

    Then all workers end at about the same time.
    """
    last, expected = last_seconds(config), Counter()
    for item in items:
        if SLOW & set(item.fixturenames):
            item.add_marker("slow")
        new = 3 if item.get_closest_marker("slow") else 0.1
        expected[item.path] += last.get(item.nodeid, new)
    items.sort(key=lambda item: -expected[item.path])


def pytest_runtest_logreport(report):
    SECONDS[report.nodeid] += report.duration


def pytest_sessionfinish(session):
    cache = getattr(session.config, "cache", None)  # None with -p no:cacheprovider
    if cache and not hasattr(session.config, "workerinput"):  # the process that has all reports
        cache.set("rnn_tutorial/seconds", last_seconds(session.config) | SECONDS)


def last_seconds(config):
    """The seconds that each test took the last time, as far as it is known."""
    cache = getattr(config, "cache", None)
    return cache.get("rnn_tutorial/seconds", {}) if cache else {}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Give each test its own folder for results and caches, and hide RNN_TUTORIAL_DATA."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RNN_TUTORIAL_HOME", str(folder))
    monkeypatch.delenv("RNN_TUTORIAL_DATA", raising=False)
    return folder


@pytest.fixture(autouse=True)
def close_figures():
    """Let go of a test's figures: Matplotlib warns when more than 20 are open."""
    yield
    if plt := sys.modules.get("matplotlib.pyplot"):
        plt.close("all")


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
def once(tmp_path_factory):
    """A function that fills a folder once for all workers: `once(name, make)` returns the folder.

    make: is given the folder. If it fails, the next caller tries again.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def folder_of(name, make=lambda folder: None):
        folder, made = root / name, root / f"{name}.made"
        with FileLock(root / f"{name}.lock"):
            if not made.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                made.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def on_jax():
    """A function that calls a function in a process where Keras computes on JAX.

    A backend can't be changed once Keras is loaded. One process serves all tests of a worker. The
    function must have a name in a module; arguments and result are pickled. The programs are small,
    so XLA takes most of the time: it optimises them less than usual.
    """
    needs.package("jax")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KERAS_BACKEND", "jax")
            patch.setenv("JAX_PLATFORMS", "cpu")
            patch.setenv("XLA_FLAGS", "--xla_backend_optimization_level=1")
            pool.submit(os.getpid).result()  # the process starts now, with these variables
        yield lambda function, *arguments: pool.submit(function, *arguments).result()


@pytest.fixture(scope="session")
def imdb_home(once):
    """One cache for all tests of the real reviews, so that they are parsed only once."""
    return once("imdb-home")


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
    needs.package("playwright")
    from playwright import sync_api

    program = needs.program("chromium", "chromium-browser")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM))
        yield opened
        opened.close()


class Contexts:
    """Chromium's contexts, one for all tests that ask for the same options.

    To make one takes longer than to open a page. It does also where a context has no page left,
    so each keeps an empty page.
    """

    def __init__(self, browser):
        self.browser, self.made = browser, {}

    def new_page(self, size, scheme="light", **options):
        """An empty page of this size, for readers of this colour scheme, in such a context."""
        key = repr(sorted(options.items()))
        if key not in self.made:
            self.made[key] = self.browser.new_context(**options)
            self.made[key].new_page()
        page = self.made[key].new_page()
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        return page

    def forget(self):
        """Close all other pages, and clear what they stored and were allowed."""
        for context in self.made.values():
            for page in context.pages[1:]:
                if page.url.startswith("file:"):
                    page.evaluate("localStorage.clear()")
                page.close()
            context.clear_permissions()
            context.clear_cookies()


@pytest.fixture(scope="session")
def contexts(browser):
    return Contexts(browser)
