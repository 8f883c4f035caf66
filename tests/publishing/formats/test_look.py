"""Previews, figures in full size, and animations."""

import pytest

from .conftest import PHONE

CHAPTER = "02_curves.html"
TOUCH = {"size": PHONE, "has_touch": True, "is_mobile": True}


def preview(page):
    return page.locator(".preview")


@pytest.mark.parametrize(
    ("chapter", "name", "shows"),
    [
        (CHAPTER, "Figure 2.1", "svg"),
        (CHAPTER, "Table 2.1", "table"),
        ("01_state.html", "Equation (1.1)", "math"),
        ("01_state.html", "Hochreiter and Schmidhuber (1997)", "em"),
    ],
)
def test_a_link_previews_what_it_leads_to(visit, chapter, name, shows):
    page = visit(chapter)
    link = page.locator("article").get_by_role("link", name=name).first
    link.hover()
    preview(page).locator(shows).first.wait_for()
    assert link.get_attribute("aria-describedby") == "preview"
    page.mouse.move(5, 5)
    preview(page).wait_for(state="hidden")
    page.keyboard.press("Tab")  # from now on the focus is that of a keyboard
    link.focus()
    assert preview(page).is_visible()
    page.keyboard.press("Escape")
    assert not preview(page).is_visible()
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
        page.locator("[id]").count()
    )


def test_a_tap_previews_and_a_second_tap_follows(visit):
    page = visit(CHAPTER, **TOUCH)
    link = page.get_by_role("link", name="Figure 2.1").first
    link.tap()
    assert preview(page).is_visible() and "#" not in page.url
    box = preview(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    link.tap()
    page.wait_for_url("**#fig:loss")
    assert not preview(page).is_visible()


def viewer(page):
    return page.locator("dialog.viewer")


def test_a_tap_shows_a_figure_in_full_size(visit):
    page = visit(CHAPTER, **TOUCH)
    page.locator("#fig\\:loss .drawing").tap()
    assert viewer(page).is_visible()
    assert viewer(page).bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 740}
    assert "Figure 2.1" in viewer(page).locator("p").inner_text()
    drawing = viewer(page).locator(".stage > svg")
    before = drawing.bounding_box()["width"]
    assert before >= 380

    touches = page.context.new_cdp_session(page)

    def touch(kind, *points):
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (150, 400), (230, 400))
    touch("touchMove", (90, 400), (290, 400))
    touch("touchEnd")
    assert drawing.bounding_box()["width"] == pytest.approx(2.5 * before, rel=0.05)
    viewer(page).get_by_role("button", name="Smaller").tap()
    viewer(page).get_by_role("button", name="Smaller").tap()
    viewer(page).get_by_role("button", name="Smaller").tap()
    touch("touchStart", (300, 400))
    touch("touchMove", (120, 405))
    touch("touchEnd")
    assert "Figure 2.2" in viewer(page).locator("p").inner_text()
    touch("touchStart", (200, 300))
    touch("touchMove", (205, 520))
    touch("touchEnd")
    assert not viewer(page).is_visible()


def test_a_figure_opens_and_closes_by_keyboard(visit):
    page = visit(CHAPTER)
    page.get_by_role("button", name="Enlarge Figure 2.1").focus()
    page.keyboard.press("Enter")
    assert viewer(page).is_visible()
    drawing = viewer(page).locator(".stage > svg")
    before = drawing.bounding_box()["width"]
    page.keyboard.press("+")
    assert drawing.bounding_box()["width"] > 1.3 * before
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    assert viewer(page).get_attribute("aria-label") == "Figure 2.2"
    page.keyboard.press("Escape")
    assert not viewer(page).is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Enlarge"


def test_an_animation_runs_and_pauses(visit):
    page = visit(CHAPTER)
    figure = page.locator("#fig\\:unfolding")
    figure.scroll_into_view_if_needed()
    part = "document.querySelector('#fig\\\\:unfolding [class*=step4]').getAnimations()[0]"
    assert page.evaluate(f"{part}.playState") == "running"
    moments = f"""new Promise(done => {{ const a = {part}, t = a.currentTime;
        setTimeout(() => done(a.currentTime - t), 150); }})"""
    assert page.evaluate(moments) > 50
    figure.get_by_role("button", name="Pause").click()
    page.mouse.move(0, 0)
    assert page.evaluate(f"{part}.playState") == "paused"
    figure.get_by_role("button", name="Play").click()
    page.mouse.move(0, 0)
    assert page.evaluate(f"{part}.playState") == "running"


def test_readers_who_want_no_motion_see_none(visit):
    page = visit(CHAPTER, reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert not page.get_by_role("button", name="Pause").is_visible()
