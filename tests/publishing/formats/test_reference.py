"""The reference of the library, made by pdoc, and the links between it and the chapters."""

import html
import re
from pathlib import Path

import nbformat
import pytest

import rnn_tutorial as rt
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.formats import docstrings, reference
from rnn_tutorial.publishing.markdown import code
from rnn_tutorial.publishing.titlepage import TitlePage

from .. import chapters


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    cells = [chapters.markdown("# A chapter"), chapters.code("rt.scratch.lstm_step\nrt.sweep(1)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "a.ipynb")
    publish(
        [folder / "a.ipynb"],
        to=("html", "reference"),
        build=folder / "build",
        titles=TitlePage("Small"),
    )
    return folder / "build"


@pytest.mark.slow
def test_names_in_code_lead_to_their_docstrings_and_back(book):
    page = (book / "a.html").read_text()
    for name in ("scratch.lstm_step", "sweep"):
        address = reference.addresses()[name]
        assert f'<a class="api" href="reference/{address}">' in page
        file, _, anchor = address.partition("#")
        told = (book / "reference" / file).read_text()
        section = re.search(rf'<section id="{anchor}">.*?</section>', told, re.S).group()
        assert re.search(r'Used in <a href="(?:\.\./)+a\.html">A chapter</a>', section)
        back = re.search(r'href="((?:\.\./)+a\.html)"', section).group(1)
        assert (book / "reference" / file).parent.joinpath(back).resolve() == book / "a.html"


@pytest.mark.slow
def test_every_public_name_has_a_place(book):
    missing = []
    for name, address in reference.addresses().items():
        file, _, anchor = address.partition("#")
        told = (book / "reference" / file).read_text()
        if anchor and f'id="{anchor}"' not in told:
            missing.append(name)
    assert missing == []


def test_it_follows_the_theme_and_asks_nobody(book, browser):
    page = browser.new_page(color_scheme="dark", offline=True)
    asked = []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or asked.append(r.url))
    page.goto((book / "reference" / "rnn_tutorial" / "scratch.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
    first = rt.scratch.lstm_step.__doc__.split(".")[0].split("`")[0]
    assert first in page.inner_text("#lstm_step")
    for name in ("rnn_step", "make_network"):  # each parameter stands on a line of its own
        told = getattr(rt.scratch, name).__doc__
        entries = page.locator(f"#{name} .docstring li").all_inner_texts()
        begins = re.compile(r"(?:^ *|(?<=[.)] ))[a-z_]+(?:, [a-z_]+)*: ", re.M)
        assert len(entries) == len(begins.findall(told)) > 0
    page.get_by_role("link", name="Small").click()
    assert page.title() == "Small"
    page.close()
    assert asked == []


@pytest.mark.slow
def test_pages_say_what_we_wrote_and_nothing_that_a_machine_did(book):
    pages = {page.stem: page.read_text() for page in (book / "reference").rglob("*.html")}
    for page in pages.values():
        text = html.unescape(re.sub(r"<[^>]+>", "", page))
        for said in ("Alias for field", "Create new instance", "<factory>", "keras.src", "._axes",
                     "Inherited Members", "_Config", str(Path(rt.__file__).parent)):  # fmt: skip
            assert said not in text
    assert "keras.models.Model" in re.sub(r"<[^>]+>", "", pages["models"])


@pytest.mark.slow
def test_parameters_are_a_list_and_legible_on_a_phone_in_the_dark(book, browser):
    page = browser.new_page(color_scheme="dark", viewport={"width": 390, "height": 800})
    rooms = book / "reference" / "rnn_tutorial"
    page.goto((book / "reference" / "rnn_tutorial.html").as_uri())
    names = page.locator("#DataConfig > .docstring li > strong").all_inner_texts()
    fields = {name for item in names for name in item.rstrip(":").split(", ")}
    assert fields == set(rt.DataConfig.__dataclass_fields__)
    for room in ("plotting", "scratch", "models"):
        page.goto((rooms / f"{room}.html").as_uri())
        wide = "[...document.querySelectorAll('.attr')].filter(e => e.scrollWidth > e.clientWidth)"
        assert page.evaluate(f"{wide}.map(e => e.innerText)") == []
    page.goto((rooms / "scratch.html").as_uri())
    colour = "getComputedStyle(document.querySelector('{}')).color"
    assert page.evaluate(colour.format(".attr .bp")) == page.evaluate(colour.format(".attr"))
    page.close()


def test_descriptions_of_parameters_become_a_list():
    given = "A model.\n\nunits: numbers in\n    the state. kept: a base class takes it. Raises X."
    made = "- **units:** numbers in the state.\n- **kept:** a base class takes it."
    assert docstrings.listed(given, {"units"}) == f"A model.\n\n{made}\n\nRaises X."
    for kept in ("Note: text.", "Args:\n    units: numbers.", ">>> f(units: 1)"):
        assert docstrings.listed(kept, {"units"}) == kept


@pytest.mark.parametrize(
    ("source", "name", "rest"),
    [
        ("rt.load_imdb(1)", "load_imdb", "(1)"),
        ("rt.scratch.lstm_step(x)", "scratch.lstm_step", "(x)"),
        ("x = rt.style.model_name('a')", "style.model_name", "('a')"),
        ("rt.style.BLUE.lower()", "style", ".BLUE.lower()"),
        ("rt.scratch.distances.attempt(1)", "scratch.distances.attempt", "(1)"),
    ],
)
def test_the_longest_known_name_is_linked(source, name, rest):
    marked = reference.link_names(code.spans(source, "python"))
    link, after = re.search(r'href="reference/([^"]+)">.*?</a>(.*)', marked, re.S).groups()
    assert link == reference.addresses()[name]
    assert re.sub(r"<[^>]+>", "", after).strip().replace("&#39;", "'") == rest


def test_other_names_are_left_alone():
    marked = code.spans("rt.nothing_like_this(); art.load_imdb; 'rt.load_imdb'", "python")
    assert reference.link_names(marked) == marked
