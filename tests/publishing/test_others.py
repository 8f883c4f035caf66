"""Notebooks of a dozen styles, as one book in each form: nothing is lost, and nothing leaks."""

import logging
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import needs
import pytest
from bs4 import BeautifulSoup

from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.formats.pdf import missing
from rnn_tutorial.publishing.markdown import ipub
from rnn_tutorial.publishing.notebooks.execute import read_notebook
from rnn_tutorial.publishing.prepare import load

from . import others

pytestmark = pytest.mark.slow

NAMES = [build.__name__ for build in others.BUILDERS]
TOLD = {  # the beginning of each warning, by notebook
    "ipypublish.ipynb: these entries of the ipub metadata",
    "colab.ipynb, cell 1: https://colab.research.example/badge.svg",
    "widgets.ipynb, cell 2: a widget",
    "charts.ipynb, cell 2: a plotly chart",
    "charts.ipynb, cell 4: an altair chart",
    "charts.ipynb, cell 5: an output that is drawn by a script",
    "media.ipynb, cell 1: a page can't be shown in a book: a link replaces it",
    "media.ipynb, cell 2: a page can't be shown in a book: a link replaces it",
    "media.ipynb, cell 3: a sound",
    "media.ipynb, cell 4: a video",
    "media.ipynb, cell 6: https://a.example/x.png can't be shown",
}


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def book(tmp_path_factory, told) -> Path:
    """The folder with the book of all notebooks, in every form that this machine can make."""
    folder = tmp_path_factory.mktemp("others")
    paths = others.write(folder)
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())
    logger = logging.getLogger("rnn_tutorial")
    logger.addHandler(handler)
    try:
        to = ("html", "epub", "slides") if missing() else ("html", "epub", "slides", "pdf")
        publish(paths, to=to, build=folder / "build")
    finally:
        logger.removeHandler(handler)
    return folder / "build"


@pytest.fixture(scope="module")
def pdf(book) -> str:
    """The text of the PDF, on one line."""
    needs.tex(fonts=True)
    command = [needs.program("pdftotext"), book / "rnn_tutorial.pdf", "-"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", made.replace("-\n", "-"))


def source(name: str, book: Path) -> str:
    return read_notebook(book.parent / f"{name}.ipynb").__repr__()


def seen(text: str) -> set[str]:
    return set(re.findall(r"seen-[\w.]*\w", text))


def shown(path: Path) -> str:
    """The text of a page, without its formulas' sources."""
    page = BeautifulSoup(path.read_text(), "html.parser")
    for hidden in page(["annotation", "script", "style"]):
        hidden.decompose()
    return page.get_text(" ")


@pytest.mark.parametrize("name", NAMES)
def test_every_word_for_readers_is_on_the_page_and_no_other(name, book):
    page = (book / f"{name}.html").read_text()
    text = shown(book / f"{name}.html")
    assert seen(source(name, book)) <= seen(text) | seen(page)
    assert "lost-" not in text and "onlyslides-" not in text and "onclick" not in page


def test_the_pdf_has_the_words_too(book, pdf):
    for name in NAMES:
        lacking = seen(source(name, book)) - seen(pdf)
        assert lacking <= {"seen-raw"}, name  # raw HTML is for HTML only
    assert "lost-" not in pdf and "onlyslides-" not in pdf


def test_the_epub_has_the_words_too_and_is_well_formed(book):
    with zipfile.ZipFile(book / "rnn_tutorial.epub") as archive:
        for place, name in enumerate(NAMES, 1):
            chapter = archive.read(f"EPUB/text/ch{place:03d}.xhtml").decode()
            ElementTree.fromstring(chapter)
            page = (book / f"{name}.html").read_text()
            assert seen(source(name, book)) & seen(page) <= seen(chapter), name


@pytest.mark.parametrize("name", NAMES[1:])  # the author of the first chose what is on slides
def test_slides_have_the_words_too(name, book):
    page = book / "slides" / f"{name}.html"
    assert seen(source(name, book)) <= seen(shown(page)) | seen(page.read_text())


def test_slides_show_code_in_the_notebook_s_language(book):
    text = (book / "slides" / "r.html").read_text()
    assert '[</span><span class="m">1</span>' in text  # in Python, it is class "mi"


def test_what_doesn_t_fit_on_a_slide_can_be_reached(book, browser):
    """In a notebook whose author chose no slides, one may hold more than its height."""
    view = browser.new_page(viewport={"width": 1280, "height": 720})
    try:
        view.goto((book / "slides" / "scripts.html").as_uri() + "#/1")
        box = view.locator("section.present > .slide")
        assert box.evaluate("e => e.scrollHeight > e.clientHeight")
        box.evaluate("e => e.scrollTo(0, e.scrollHeight)")
        last = box.locator("td").last.bounding_box()
    finally:
        view.close()
    assert last["y"] + last["height"] <= 720


def test_each_problem_is_told_once(book, told):
    found = {next((start for start in TOLD if line.startswith(start)), line) for line in told}
    assert found == TOLD and len(told) == len(TOLD)


def test_chapters_have_the_same_numbers_on_pages_and_in_print(book, pdf):
    """Also where a notebook has no title, or begins with a badge."""
    front = BeautifulSoup((book / "index.html").read_text(), "html.parser")
    chapters = [" ".join(link.get_text(" ").split()) for link in front.select("ol.chapters h2 a")]
    assert chapters[1:4] == ["2 Colab", "3 VS Code", "4 kaggle"] and len(chapters) == len(NAMES)
    contents = pdf[: pdf.index("List of Figures")]
    places = [contents.index(title) for title in chapters if title.isascii()]
    assert places == sorted(places)


# --- ipypublish


@pytest.fixture(scope="module")
def page(book) -> BeautifulSoup:
    return BeautifulSoup((book / "ipypublish.html").read_text(), "html.parser")


def test_every_label_of_ipypublish_s_notations_is_a_link_to_its_place(page, pdf):
    links = page.select("a.ref")
    assert [link.get_text().replace("\xa0", " ") for link in links] == [
        "Section 1.1", "Section 1.2", "Section 1.2", "Figure 1.2", "Table 1.1", "Equation (1.3)",
        "Listing 1.2", "Listing 1.1", "Figure 1.1", "Figure 1.3", "Figure 1.4", "Table 1.2",
        "Figure 1.2", "(1.3)", "(1.2)", "(1.3)", "1.2", "(1.1)", "Figure 1.3", "Section 1.2",
        "(1.1)", "Figure 1.2",
    ]  # fmt: skip
    ids = {tag["id"] for tag in page.select("[id]")}
    assert {link["href"].removeprefix("#") for link in links} <= ids
    assert len(page.select("a.cite")) == 2 and not re.search(r"[+=!?]@|\{[}.]", page.get_text())
    printed = re.sub(r"\s", "", pdf)
    for words in ("Section1.1,Section1.2andSection1.2", "Figure1.2,(1.3),(1.2)and(1.3),1.2,(1.1)"):
        assert words in printed
    assert "??" not in pdf and "[?]" not in pdf


def test_captions_come_from_metadata_and_from_cells(page, pdf):
    captions = [" ".join(one.get_text().split()) for one in page("figcaption")]
    assert captions == [
        "Figure 1.1 seen-pic", "Listing 1.1 P.", "Listing 1.2 Of Figure 1.2.", "Figure 1.2 Seen.",
        "Figure 1.3 seen-caption of a cell.", "Table 1.1 T.", "Table 1.2 T.", "Figure 1.4 A page.",
        "Figure 1.5 seen-far",
    ]  # fmt: skip
    for caption in captions:
        label, number, *words = caption.split()
        assert f"{label} {number}: {' '.join(words)}" in pdf
    for name in ("Figures", "Tables", "Listings"):
        assert f"List of {name}" in pdf


def test_equations_are_formulas_with_numbers(page):
    numbers = {one["id"]: one.select_one(".eqno").get_text() for one in page.select(".equation")}
    assert numbers == {"eqn:sum": "(1.1)", "eqn:ipy": "(1.2)", "eqn:sympy": "(1.3)"}
    # A formula may be broken into parts, one for each line; nothing else is mathematics.
    parts = [len(one.select("math")) for one in page.select(".equation")]
    assert len(parts) == 3 and min(parts) > 0 and sum(parts) == len(page.select("math"))


def test_what_metadata_hide_is_hidden_and_what_is_for_slides_is_there(book, page):
    codes = [one.get_text().strip() for one in page.select("details.code code")]
    assert "seen_code()" in codes and not any("lost" in code for code in codes)
    assert "onlyslides-summary" in (book / "slides" / "ipypublish.html").read_text()


def test_a_page_is_embedded_in_a_frame_that_can_t_reach_the_book(book, page, browser):
    (frame,) = page("iframe")
    assert frame["sandbox"] == ["allow-scripts"] and "width:min(100%,80vw)" in frame["style"]
    assert page.select_one('a[href="https://a.example/far.html"]')
    view = browser.new_page()
    try:
        view.goto((book / "ipypublish.html").as_uri())
        view.locator("iframe").scroll_into_view_if_needed()
        inside = view.frame_locator("iframe").locator("#x")
        inside.get_by_text("scripted").wait_for(timeout=5000)
        widths = view.evaluate(
            "() => [...document.querySelectorAll('figure img')].slice(0, 2).map(i => "
            "i.getBoundingClientRect().width / i.closest('figure').clientWidth)"
        )
    finally:
        view.close()
    assert widths == pytest.approx([0.4, 0.3], abs=0.02)


def test_the_title_page_says_who_wrote_it(book, pdf):
    front = (book / "index.html").read_text()
    for text in (front, pdf):
        assert "Notebooks of others" in text and "Sub. Tag" in text
        assert "A. Author, a_b@c.example, I. Tute, supervised by S. Visor" in text


def test_slides_of_ipub_are_slides_of_jupyter(tmp_path):
    """As if the author had chosen them there: cells without `ipub.slide` are on no slide."""
    cells = [
        others.ipub(others.text("# T"), slide=True),
        others.ipub(others.text("Words"), slide=True),
        others.ipub(others.text("New"), slide="new"),
        others.ipub(others.text("Say"), slide="notes"),
        others.text("Left out"),
    ]
    chapter = load(tmp_path / "x.ipynb", "x.html", "", others.notebook(*cells))
    types = [cell.metadata.slideshow.slide_type for cell in chapter.notebook.cells]
    assert types == ["slide", "-", "slide", "notes", "skip"]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"embed_html": {"filepath": "gone.html"}}, "gone.html"),
        ({"embed_html": {"filepath": "../../etc/passwd"}}, "passwd"),
        ({"caption": "fig:none"}, "fig:none"),
        ({"figure": {"colour": "red"}, "unheard": 1}, "figure.colour, unheard"),
    ],
)
def test_metadata_that_can_t_be_followed_are_told(tmp_path, caplog, entries, words):
    cell = others.ipub(others.code("x", "kept\n"), **entries)
    path = tmp_path / "x.ipynb"
    path.write_text(others.nbformat.writes(others.notebook(cell)))
    with caplog.at_level(logging.WARNING):
        publish([path], build=tmp_path / "build")
    assert [line for line in caplog.messages if words in line and "x.ipynb" in line]
    assert "kept" in (tmp_path / "build" / "x.html").read_text()


def test_a_bibliography_that_is_named_and_missing_is_told(tmp_path, caplog):
    path = tmp_path / "x.ipynb"
    content = others.notebook(others.text("# T"), ipub={"bibliography": "gone"})
    path.write_text(others.nbformat.writes(content))
    with caplog.at_level(logging.WARNING):
        publish([path], build=tmp_path / "build")
    assert "gone.bib doesn't exist" in caplog.text


def test_the_documentation_names_every_entry():
    page = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text()
    for known in (ipub.CELL, ipub.DOCUMENT):
        for name in {*known, *(entry for inner in known.values() for entry in inner or ())}:
            assert f"`{name}" in page or name in ("equations", "date", "licence", "license"), name


# --- the PDF


@pytest.mark.parametrize("word", ["seen-span", "seen-inmd"])
def test_cells_that_reach_over_others_are_printed_in_their_columns(word, book):
    """The cell on the left reaches over two rows, and `word` over two columns."""
    needs.tex(fonts=True)
    command = [needs.program("pdftotext"), "-layout", book / "rnn_tutorial.pdf", "-"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    head, below, *_ = [line for line in made[made.index(word) - 60 :].splitlines() if line.strip()]
    while word not in head:
        head, below = below, _.pop(0)
    group, over, mean = head.index("group"), head.index(word), below.index("mean")
    assert abs(mean - over) < abs(mean - group)


def test_pictures_that_an_output_names_are_shown(book, pdf):
    page = BeautifulSoup((book / "media.html").read_text(), "html.parser")
    (picture,) = page.select(".output img")
    assert (book / picture["src"]).read_bytes() == (book.parent / "a.png").read_bytes()
    assert picture["width"] == "90"
    links = [link["href"] for link in page.select("main a[href^=http]")]
    assert links == [
        "https://video.example/embed/seen-1",
        "https://video.example/embed/seen-2",
        "https://a.example/x.png",
    ]
    command = [needs.program("pdfimages"), "-list", book / "rnn_tutorial.pdf"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    density = round(900 / (68 / 72))  # 90 pixels of 1/96 inch are 68 points of 1/72 inch
    assert str(density) in [line.split()[12] for line in listed.splitlines()[2:]]


def test_long_tables_and_many_scripts_are_printed_whole(book, pdf):
    assert {f"r{row}c2" for row in range(80)} <= set(re.findall(r"r\d+c2", pdf))
    assert {f"md{row}" for row in range(60)} <= set(re.findall(r"md\d+", pdf))
    assert "3 2 seen-broken" in pdf
    spaceless = pdf.replace(" ", "")
    for name, word in others.SCRIPTS.items():
        if name not in ("Arabic", "Hebrew"):  # pdftotext changes their direction
            assert spaceless.count(word) >= 3, name
