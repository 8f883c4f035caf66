"""The EPUB, compared with the pages that it is made of."""

import posixpath
import re
import shutil
import zipfile
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup

from rnn_tutorial.publishing.book import publish

from .. import chapters
from ..conftest import OPTIONS, REPOSITORY

PAGES = {"01_state.html": "EPUB/text/ch001.xhtml", "02_curves.html": "EPUB/text/ch002.xhtml"}
PACKAGE = "{http://www.idpf.org/2007/opf}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture(scope="module")
def build(executed, once):
    return once(
        "epub", lambda build: publish(executed, to=("html", "epub"), build=build, **OPTIONS)
    )


@pytest.fixture(scope="module")
def book(build):
    return unpacked(build / "rnn_tutorial.epub")


def unpacked(path):
    """The files of an EPUB by name, in their order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def package(book):
    return ElementTree.fromstring(book["EPUB/content.opf"])


def test_the_archive_begins_with_its_type(build, book):
    assert next(iter(book)) == "mimetype" and book["mimetype"] == b"application/epub+zip"
    start = (build / "rnn_tutorial.epub").read_bytes()[:58]
    assert start[30:] == b"mimetypeapplication/epub+zip"  # not compressed, without extra fields


def test_every_file_is_well_formed_and_listed(book, package):
    for name, content in book.items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".svg", ".xml")):
            ElementTree.fromstring(content)
    listed = {f"EPUB/{item.get('href')}" for item in package.iter(f"{PACKAGE}item")}
    inside = {name for name in book if name.startswith("EPUB/")} - {"EPUB/content.opf"}
    assert listed == inside


def test_title_author_date_and_language(package):
    said = {name: package.find(f".//{DUBLIN}{name}").text for name in ("title", "creator", "date")}
    assert said["title"] == "Networks that remember" and said["creator"] == "Ada and Bo"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["date"])
    assert package.find(f".//{DUBLIN}language").text == "en-GB"


def test_the_cover_is_the_drawing_beside_the_notebooks(tmp_path):
    for suffix in (".svg", ".png"):
        (tmp_path / "DL_images").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / f"DL_images/cover{suffix}", tmp_path / "DL_images")
    node = nbformat.v4.new_notebook(cells=[chapters.markdown("# A title\n\nA \x0c page")])
    nbformat.write(node, tmp_path / "a.ipynb")
    (made,) = publish([tmp_path / "a.ipynb"], to=("epub",), build=tmp_path / "build")
    files = unpacked(made)
    items = ElementTree.fromstring(files["EPUB/content.opf"]).iter(f"{PACKAGE}item")
    (cover,) = [item.get("href") for item in items if item.get("properties") == "cover-image"]
    assert files[f"EPUB/{cover}"] == (REPOSITORY / "DL_images/cover.png").read_bytes()
    ElementTree.fromstring(files["EPUB/text/ch001.xhtml"])  # also with a letter that XML forbids


def test_a_file_for_each_chapter_in_order_and_all_sections_in_the_contents(book, package):
    items = {item.get("id"): item.get("href") for item in package.iter(f"{PACKAGE}item")}
    spine = [items[one.get("idref")] for one in package.iter(f"{PACKAGE}itemref")]
    texts = [name.removeprefix("EPUB/") for name in PAGES.values()]
    assert spine == ["text/title_page.xhtml", "nav.xhtml", *texts]
    contents = BeautifulSoup(book["EPUB/nav.xhtml"], "html.parser").select_one("#toc")
    assert [link.get_text() for link in contents("a")] == [
        "1 A state that remembers", "1.1 The recurrence", "2 Reading the curves",
        "2.1 What the curves say", "2.2 A second section", "2.3 A third section", "2.4 Exercises",
    ]  # fmt: skip


def beside(name, address):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def test_every_link_and_picture_leads_to_something(book):
    soups = {n: BeautifulSoup(c, "html.parser") for n, c in book.items() if n.endswith(".xhtml")}
    ids = {name: [one["id"] for one in soup(id=True)] for name, soup in soups.items()}
    across = 0
    for name, soup in soups.items():
        assert len(ids[name]) == len(set(ids[name]))
        for link in soup("a", href=True):
            other, _, anchor = link["href"].partition("#")
            if ":" not in other:
                target = beside(name, other) if other else name
                assert target in book and (not anchor or anchor in ids[target]), link
                across += bool(other) and name in PAGES.values()
        for picture in soup("img"):
            assert beside(name, picture["src"]) in book, picture
    assert across >= 3  # from one chapter to the other


def words(elements):
    return [" ".join(one.get_text().split()) for one in elements]


@pytest.mark.parametrize("page", PAGES)
def test_text_formulas_tables_and_captions_are_those_of_the_page(build, book, page):
    ours = BeautifulSoup(book[PAGES[page]], "html.parser").section
    theirs = BeautifulSoup((build / page).read_text(), "html.parser").article
    for gone in theirs.select("header, .anchor, summary, .wanted, .made:not(:has(form)) > .code"):
        gone.decompose()
    for kind in ("p", "li", "h3", "math", "td, th", "figcaption", ".eqno", ".output", "pre"):
        assert words(ours.select(kind)) == words(theirs.select(kind)), kind
    assert str(ours.math) == str(theirs.math)
    drawn = theirs.select("figure :is(svg, img):not(:has(~ .printed))")  # a still of what moves
    alts = [one.get("alt") or one["aria-label"] for one in drawn]
    assert [one["alt"] for one in ours.select("figure img")] == alts and alts


def test_code_that_only_makes_an_output_is_left_out_but_not_that_of_an_exercise(book):
    text = BeautifulSoup(book[PAGES["02_curves.html"]], "html.parser").get_text()
    assert "show_figure('unfolding')" not in text and "Show code" not in text
    assert 'check("04-5", answer)' in text


def test_drawings_have_colours_that_every_reader_knows(book):
    drawings = [content.decode() for name, content in book.items() if name.endswith(".svg")]
    assert len(drawings) == 2  # of the moving one, the EPUB has a still
    for drawing in drawings:
        assert "var(" not in drawing and "color-mix" not in drawing
    assert any("#0072b2" in drawing for drawing in drawings)


def test_the_front_page_links_to_it(build):
    assert 'Also as <a href="rnn_tutorial.epub">EPUB</a>.' in (build / "index.html").read_text()
