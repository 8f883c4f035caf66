"""Chromium opens the book from disk, with the network closed."""

import re

import needs
import pytest

from .conftest import PHONE, WIDE

PAGES = ("index.html", "01_state.html", "02_curves.html")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", PHONE)])
def test_axe_finds_nothing_serious(visit, name, scheme, size):
    needs.package("axe_playwright_python")
    from axe_playwright_python import sync_playwright as axe

    found = (
        axe.Axe()
        .run(visit(name, scheme=scheme, size=size), options={"preload": False})
        .response["violations"]
    )
    grave = [v for v in found if v["impact"] in ("serious", "critical", "moderate")]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in grave] == []


def test_a_context_that_tests_share_is_as_new_for_each(contexts, site):
    stored = []
    for _ in range(2):
        page = contexts.new_page(WIDE, offline=True)
        page.goto((site / "01_state.html").as_uri())
        stored.append(page.evaluate("Object.keys(localStorage)"))
        page.evaluate("localStorage.theme = document.cookie = 'kept=yes'")
        contexts.forget()
    assert stored == [[], []] and len(page.context.pages) == 1 and not page.context.cookies()


def test_mathematics_and_every_picture_are_visible(visit):
    page = visit("01_state.html")
    sizes = page.evaluate(
        """[...document.querySelectorAll('main math, main img, main svg')]
           .map(e => [e.tagName, e.getBoundingClientRect().width, e.complete !== false
             && (e.naturalWidth === undefined || e.naturalWidth > 0)])"""
    )
    assert {"math", "IMG", "svg"} == {name for name, _, _ in sizes}
    assert all(width > 2 and whole for _, width, whole in sizes)
    # A fraction looks like one: the denominator is below the numerator.
    above, below = page.evaluate(
        """[...document.querySelector('mfrac').children].map(e => e.getBoundingClientRect().top)"""
    )
    assert below > above


def test_the_fonts_of_the_page_are_used(visit):
    page = visit("01_state.html")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert {"Source Serif 4", "Source Sans 3", "STIX Two Math"} <= {f.strip('"') for f in loaded}


def test_references_lead_where_they_say(visit):
    page = visit("02_curves.html")
    page.get_by_role("link", name="Figure 1.2").first.click()
    page.wait_for_url(re.compile(r"01_state\.html#fig:rnn1"))
    caption = page.locator("#fig\\:rnn1 figcaption")
    assert caption.inner_text().startswith("Figure 1.2")
    assert page.locator("#fig\\:rnn1").evaluate(
        "e => Math.abs(e.getBoundingClientRect().top) < 900"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_switched_and_stays(visit, scheme):
    page = visit("01_state.html", scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    plot = "getComputedStyle(document.querySelector('#fig\\\\:rnn1 path[style*=fig-blue]')).stroke"
    before, drawn = page.evaluate(ground), page.evaluate(plot)
    assert (before == "rgb(255, 255, 255)") == (scheme == "light")
    page.get_by_role("button", name="Switch between light and dark").click()
    after = page.evaluate(ground)
    assert after != before and page.evaluate(plot) != drawn
    page.wait_for_timeout(200)  # what a page stores reaches Chromium's own process a moment later
    page.reload()
    assert page.evaluate(ground) == after


def test_the_list_of_decks_is_in_the_reader_s_theme_and_leads_back(visit):
    page = visit("index.html")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.get_by_role("link", name="slides").click()
    page.wait_for_url("**/slides/index.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
    assert page.get_by_role("button", name="Search").count() == 0  # it has no index of words
    for row in page.locator(".chapters > li").all():
        assert row.locator("h2").bounding_box()["height"] < 40  # a title on one line
        with page.context.expect_page() as opened:
            row.get_by_role("link").click(modifiers=["Control"])
        opened.value.wait_for_function("window.Reveal && Reveal.isReady()")
        slides = opened.value.evaluate("Reveal.getTotalSlides()")
        assert row.locator(".minutes").inner_text() == f"{slides} slides"
    page.get_by_role("link", name="Networks that remember").click()
    assert page.locator("nav[aria-label=Chapters]").count()


def test_code_folds_and_copies(visit):
    page = visit("02_curves.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = page.locator(".code", has_text="InlineBackend").first
    block.get_by_role("button", name="Copy this code").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("%config InlineBackend") and "set_scientific(False);" in copied
    block.locator("summary").click()
    assert not block.locator("pre").is_visible()


def test_the_keyboard_reaches_everything(visit):
    page = visit("01_state.html")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 300)"))
    text = "\n".join(reached)
    for wanted in (
        "skip",
        'class="search"',
        'class="theme"',
        "<summary>",
        'class="copy"',
        'rel="next"',
        'class="ref"',
        'class="cite"',
        "02_curves.html",
    ):
        assert wanted in text, wanted
    page.goto(page.url.split("#")[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_it_paints_at_once_and_nothing_moves(visit):
    """The criteria of Lighthouse: largest paint, layout shift, scripts that block."""
    page = visit("01_state.html")
    shift, paint = page.evaluate(
        """() => new Promise(done => {
             let shift = 0, paint = 0;
             new PerformanceObserver(list => {
               for (const e of list.getEntries()) shift += e.value; })
               .observe({type: 'layout-shift', buffered: true});
             new PerformanceObserver(list => {
               for (const e of list.getEntries()) paint = e.startTime; })
               .observe({type: 'largest-contentful-paint', buffered: true});
             setTimeout(() => done([shift, paint]), 600);
           })"""
    )
    assert shift < 0.1 and 0 < paint < 2500
    blocking = page.evaluate(
        "[...document.querySelectorAll('script[src]')].filter(s => !s.defer && !s.async).length"
    )
    assert blocking == 0
