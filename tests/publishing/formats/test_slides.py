"""Decks in Chromium, opened from disk at 1280x720: what a slide shows, and that it fits."""

from pathlib import Path

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish

from .. import chapters

COMMITTED = sorted((Path(__file__).parents[3] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
# What reaches beyond the slide, or has letters under 19 px, which nobody reads in the last row.
FAULTS = """() => {
  const slide = Reveal.getCurrentSlide().querySelector(':scope > .slide');
  const box = slide.getBoundingClientRect(), faults = [];
  for (const one of slide.querySelectorAll('*')) {
    const [tag, r] = [one.tagName, one.getBoundingClientRect()];
    const inside = one.closest('svg, math') && !['svg', 'math'].includes(tag);
    if (!r.width || !r.height || inside) continue;
    if (r.right > box.right - 20 || r.bottom > box.bottom - 5 || r.left < box.left + 20)
      faults.push(`${tag}.${one.className.baseVal ?? one.className} beyond the edge`);
    // The empty room that Chromium keeps behind a root reaches beyond its formula.
    const half = parseFloat(getComputedStyle(one).fontSize) / 2;
    const room = tag == 'math' && one.querySelector('msqrt') ? half : 1;
    if (one.scrollWidth > one.clientWidth + room && tag != 'svg' && one.clientWidth)
      faults.push(`${tag}.${one.className} is cut`);
  }
  if (slide.matches('.front')) return faults;
  const size = parseFloat(getComputedStyle(slide).fontSize);
  return size < 19 ? [...faults, `letters of ${size} px`] : faults;
}"""
WALK = """async () => {
  const seen = [];
  for (;;) {
    while (Reveal.availableFragments().next) Reveal.nextFragment();
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)));
    seen.push([Reveal.getCurrentSlide().querySelector(':scope > .slide').innerText, faults()]);
    if (Reveal.isLastSlide()) return seen;
    Reveal.next();
  }
}"""


@pytest.fixture
def deck(contexts):
    """Open a deck; an error or a request that it reports fails the test."""
    complaints = []

    def go(path):
        page = contexts.new_page({"width": 1280, "height": 720}, offline=True)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        page.evaluate("document.fonts.ready")
        return page

    yield go
    contexts.forget()
    assert complaints == []


def walk(page):
    """The text of every slide, with all of its fragments, and what is wrong with it.

    The browser walks alone: a question for each step took longer than the steps.
    """
    return page.evaluate(f"const faults = {FAULTS}; ({WALK})()")


def test_a_deck_has_the_slides_that_its_author_marked(deck, site):
    page = deck(site / "slides" / "01_state.html")
    seen = walk(page)
    assert [faults for _, faults in seen if faults] == []
    texts = [text for text, _ in seen]
    titles = [text.strip().split("\n")[0] for text in texts]
    assert titles[:5] == ["Chapter 1", "The recurrence", "Shapes", "The network",
                          "What a cell prints"]  # fmt: skip
    assert "(1.1)" in texts[1] and "same weights" in texts[1]
    assert "a batch of reviews" in texts[2]
    assert "Figure 1.2" in texts[3] and "One step" not in texts[3]  # its caption is said, not read
    assert "print(WORD" in texts[4] and "given rnn_tutorial.nb_setup" in texts[4]
    assert "a_recurrent_layer" in texts[5] and "summary()" not in texts[5]
    assert not any("WORD = " in text or "speaker" in text for text in texts)


def test_notes_are_the_text_behind_a_slide(deck, site):
    page = deck(site / "slides" / "01_state.html")
    sections = page.locator(".slides section:has(> .slide)")
    notes = [one.locator(":scope > aside.notes").all_text_contents() for one in sections.all()]
    assert "is the same at every timestep" in notes[1][0] and "and forgets" in notes[1][0]
    assert "lossy memory" not in notes[1][0] and "lossy memory" in notes[2][0]
    assert "One step of an RNN" in notes[3][0]
    assert "Said by the speaker only." in notes[4][0]
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    popup.value.get_by_text("UPCOMING").or_(popup.value.get_by_text("Upcoming")).first.wait_for()


def test_a_fragment_appears_at_the_next_key(deck, site):
    page = deck(site / "slides" / "01_state.html")
    page.evaluate("Reveal.slide(1, 3, -1)")  # of the first cell come three slides
    picture = page.locator("section.present .part.fragment")
    assert picture.evaluate("e => getComputedStyle(e).opacity") == "0"
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('section.present .fragment.visible')")


def test_without_marks_each_heading_begins_a_slide(deck, site):
    page = deck(site / "slides" / "02_curves.html")
    texts = [text for text, _ in walk(page)]
    assert len(texts) == 3 and "What the curves say" in texts[1]
    assert texts[2].startswith("A second section")


def test_mathematics_breaks_where_it_does_on_the_page(deck, site):
    page = deck(site / "slides" / "02_curves.html")
    page.evaluate("Reveal.slide(1, 0)")
    breaks = page.locator("section.present .breaks").first
    assert breaks.evaluate("e => getComputedStyle(e).display") == "inline-block"
    nb = "e => getComputedStyle(e).whiteSpace"
    assert page.locator(".nb").first.evaluate(nb) == "nowrap"


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ({"slide_type": "slides"}, "slide_type of a.ipynb, cell 1"),
        ({"slide_type": "slide", "text": "![](#fig:none)"}, "fig:none"),
        ({"slide_type": "slide", "show": ["picture"]}, "code, output, tables"),
    ],
)
def test_a_mark_that_means_nothing_is_refused_by_cell(tmp_path, meta, words):
    node = nbformat.v4.new_notebook(cells=[chapters.markdown("# T\n\ntext", slideshow=meta)])
    nbformat.write(node, tmp_path / "a.ipynb")
    with pytest.raises(TutorialError, match=words):
        publish([tmp_path / "a.ipynb"], to=("slides",), build=tmp_path / "build")


@pytest.mark.slow
@pytest.mark.parametrize("chapter", [path.stem for path in COMMITTED])
def test_a_chapter_can_be_taught_from_its_deck(deck, committed, chapter):
    page = deck(committed / "slides" / f"{chapter}.html")
    seen = walk(page)
    faults = {text.strip()[:40]: found for text, found in seen if found}
    assert faults == {}
    texts = [text for text, _ in seen]
    assert 15 <= len(texts) <= 30
    assert any("What to keep" in text or "Summary" in text for text in texts)
    assert any(text.strip().startswith("Exercise") and len(text) > 100 for text in texts)
    assert page.locator(".part.code").count() >= 1 and page.locator("figure.figure").count() >= 1
    slides = page.locator(".slides section:has(> .slide)").count()
    assert page.locator("aside.notes").count() > slides / 2
