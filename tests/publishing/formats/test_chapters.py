"""The committed chapters as pages: their size, and that figures and formulas fit a phone."""

import pytest

from rnn_tutorial.cli.book import find_notebooks

from .conftest import PHONE

LARGEST = 700_000  # bytes of a page
STEMS = [path.stem for path in find_notebooks()]


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_a_chapter_is_light_and_fits_a_phone(committed, browser, stem):
    assert (committed / f"{stem}.html").stat().st_size < LARGEST
    page = browser.new_page(viewport=PHONE, offline=True)
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
