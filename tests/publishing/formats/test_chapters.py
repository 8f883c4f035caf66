"""The committed chapters as pages: their size, and that figures and formulas fit a phone."""

import re

import pytest
from bs4 import BeautifulSoup

from rnn_tutorial.cli.book import find_notebooks
from rnn_tutorial.exercises.answers import EXERCISES

from .conftest import PHONE

LARGEST = 700_000  # bytes of a page
STEMS = [path.stem for path in find_notebooks()]


@pytest.fixture(scope="module", params=STEMS)
def chapter(request, committed):
    """The file's name without its suffix, and its parsed text."""
    text = (committed / f"{request.param}.html").read_text(encoding="utf-8")
    return request.param, BeautifulSoup(text, "html.parser").find("article")


@pytest.mark.slow
def test_every_table_has_a_number_and_a_caption(chapter):
    """All but the summaries that Keras prints, and the parts of a demo."""
    bare = []
    for table in chapter[1]("table"):
        if {"summary", "readout"} & set(table.get("class", [])):
            continue
        caption = table.find_parent("figure") and table.find_parent("figure").find("figcaption")
        if not (caption and re.match(r"Table \d+\.\d+ \S", caption.get_text().strip())):
            bare.append(table.get_text(" ", strip=True)[:60])
    assert bare == []


@pytest.mark.slow
def test_exercises_are_numbered_once(chapter):
    stem, article = chapter
    headings = [h for h in article(["h2", "h3"]) if "Exercise " in h.get_text()]
    assert not any(heading.find(class_="secno") for heading in headings)
    assert headings or stem[:2] not in {name[:2] for name in EXERCISES}


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_a_chapter_is_light_and_fits_a_phone(committed, contexts, stem):
    assert (committed / f"{stem}.html").stat().st_size < LARGEST
    page = contexts.new_page(PHONE, offline=True)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((committed / f"{stem}.html").as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    cut = page.evaluate(
        """width => [...document.querySelectorAll('figure :is(.drawing, img), pre')]
             .filter(e => e.getBoundingClientRect().right > width || e.matches('pre') &&
               e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 99))""",
        PHONE["width"],
    )
    hidden = page.evaluate(
        """[...document.querySelectorAll('.formula, .scroll')]
             .filter(e => e.scrollWidth > e.clientWidth + 1 && (e.tabIndex !== 0 ||
               !getComputedStyle(e).backgroundImage.includes('linear-gradient'))).length"""
    )
    page.close()
    assert (cut, hidden, complaints) == ([], 0, [])
