"""The page around the demos: its size, its layout, its readers, and what notebooks may ask for."""

import shutil

import nbformat
import needs
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import demo
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.demo import networks

from .conftest import WIDE, notebook, output

PHONE = {"width": 360, "height": 740}
NAMES = [network.name for network in networks.shipped()]


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", PHONE)])
def test_axe_finds_nothing_serious(visit, scheme, size):
    needs.package("axe_playwright_python")
    from axe_playwright_python import sync_playwright as axe

    page = visit(scheme=scheme, size=size)
    found = axe.Axe().run(page, options={"preload": False}).response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical", "moderate")]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in grave] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_nothing_moves_while_the_page_loads_or_a_review_is_typed(visit, size):
    page = visit(size=size)
    shift = """() => new Promise(done => { let shift = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) shift += e.value; })
          .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(shift), 400); })"""
    assert page.evaluate(shift) < 0.05
    height = "document.querySelector('[data-demo=review]').offsetHeight"
    before = page.evaluate(height)
    for text in ("", "great " * 300, "прекрасный фильм"):
        page.get_by_label("Your review").fill(text)
        page.wait_for_timeout(400)
        assert page.evaluate(height) == before


def test_without_javascript_a_still_stands_there(visit):
    page = visit(java_script_enabled=False, wait=False)
    assert all(s.is_visible() for s in page.locator(".still svg").all())
    assert not any(live.is_visible() for live in page.locator(".live").all())
    assert page.locator(".still svg").count() == len(demo.DEMOS)


def test_with_javascript_the_still_makes_room_but_is_printed(visit):
    page = visit()
    assert not any(s.is_visible() for s in page.locator(".still").all())
    page.emulate_media(media="print")
    assert all(s.is_visible() for s in page.locator(".still").all())
    assert not any(live.is_visible() for live in page.locator(".live").all())


def test_weights_that_are_not_there_are_said_to_be_missing(browser, site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "assets" / f"demo-{NAMES[0]}.js").unlink()
    page = browser.new_page()
    page.goto((tmp_path / "site" / "a.html").as_uri())
    page.get_by_text("can't be loaded").wait_for()
    note = page.locator("[data-models] .note").inner_text()
    assert f"assets/demo-{NAMES[0]}.js is not beside this page" in note
    assert page.locator("[data-demo=review] .still").is_visible()
    page.get_by_label("Your review").fill("great")
    page.close()


def test_only_a_page_with_a_demo_loads_it_and_stays_light(site):
    page, plain = ((site / name).read_text() for name in ("a.html", "b.html"))
    assert "demo" not in plain.split("<article>")[0] and "rnn.js" not in plain
    assert "rnn.js" in page and "demo-vocabulary.js" not in page
    assert len(page) < 600_000
    large = sum((site / "assets" / f"demo-{n}.js").stat().st_size for n in (*NAMES, "vocabulary"))
    assert f'data-size="{large / 1e6:.1f}"' in page
    assert large < 3_500_000
    scripts = [p for p in (site / "assets").glob("*.js") if not p.name.startswith("demo-")]
    own = sum(
        p.stat().st_size
        for p in scripts
        if p.name in ("rnn.js", "watch.js", "sliders.js", "plots.js")
    )
    assert own < 30_000


def test_slides_show_the_still_alone(site):
    deck = (site / "slides" / "a.html").read_text()
    assert "Figure 1.1" in deck and "<textarea" not in deck and "<script>rnn" not in deck


def test_a_demo_that_is_not_ours_is_refused(tmp_path):
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(output("plane", **{demo.MIME: {"demo": "<script>"}})), path)
    with pytest.raises(TutorialError, match=r"n\.ipynb, cell 2 .*<script>.*review, radius, plane"):
        publish([path], build=tmp_path / "build")
    with pytest.raises(TutorialError, match="review, radius, plane"):
        demo.show_demo("lstm")


def test_a_notebook_s_text_is_text(tmp_path, visit):
    path = tmp_path / "n.ipynb"
    text = "</textarea><script>alert(1)</script>great"
    nbformat.write(
        notebook(output("review", **{demo.MIME: {"demo": "review", "text": text}})), path
    )
    publish([path], build=tmp_path / "build")
    page = visit("n.html", folder=tmp_path / "build")
    assert page.get_by_label("Your review").input_value() == text
