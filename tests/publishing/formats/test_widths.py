"""A chapter in Chromium: phones, a tablet, a desk, both themes, no scripts, paper."""

import io
import re

import pytest
from PIL import Image

from .conftest import PHONE, WIDE

CHAPTER = "02_curves.html"
WIDTHS = (320, 390, 768, 1440)


def boxes(page, *selectors: str) -> list[dict[str, float]]:
    """The boxes of all elements that match, at one moment, in the order of the selectors."""
    return page.evaluate(
        """selectors => selectors.flatMap(selector => [...document.querySelectorAll(selector)]
             .map(element => element.getBoundingClientRect().toJSON()))""",
        selectors,
    )


def edges(element) -> tuple[int, int]:
    """How much darker or lighter the left and right edge are than what is 60 pixels inside."""
    shot = Image.open(io.BytesIO(element.screenshot())).convert("L")
    columns = (2, 60), (shot.width - 2, shot.width - 60)
    return tuple(abs(shot.getpixel((x, 3)) - shot.getpixel((y, 3))) for x, y in columns)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everything_fits_or_shows_that_it_scrolls(visit, width, scheme):
    page = visit(CHAPTER, size={"width": width, "height": 800}, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in boxes(page, "figure :is(.drawing, img)"):
        assert box["x"] >= 0 and box["right"] <= width
    assert page.evaluate(
        "[...document.querySelectorAll('pre')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    scrolling = [
        box
        for box in page.locator(".scroll, .formula").all()
        if box.evaluate("e => e.scrollWidth > e.clientWidth + 1")
    ]
    assert len(scrolling) >= 2 or width > 700  # the wide table and the long formula
    for box in scrolling:
        assert box.get_attribute("tabindex") == "0"
        assert edges(box)[1] > 15
        box.evaluate("e => { e.scrollLeft = 9999; }")
        left, right = edges(box)
        assert right < 8 and left > 15


@pytest.mark.parametrize("scale", (1.5, 2.625))
def test_what_fits_has_no_shade_on_screens_with_small_pixels(visit, scale):
    page = visit("01_state.html", size=PHONE, scheme="dark", device_scale_factor=scale)
    for formula in page.locator(".formula").all():
        if formula.evaluate("e => e.scrollWidth > e.clientWidth + 1"):
            continue
        shot = Image.open(io.BytesIO(formula.screenshot())).convert("L")
        for rows in ((0, 2), (shot.height - 2, shot.height)):  # above and below the letters
            darkest, lightest = shot.crop((0, rows[0], shot.width, rows[1])).getextrema()
            assert lightest - darkest < 3


@pytest.mark.parametrize("width", (320, 390))
def test_the_number_of_a_long_formula_moves_below_it(visit, width):
    page = visit("01_state.html", size={"width": width, "height": 800})
    formula, number = boxes(page, "#eq\\:output .formula", "#eq\\:output .eqno")
    assert formula["width"] > width - 60
    assert number["y"] >= formula["bottom"] - 1


@pytest.mark.parametrize("width", (320, 390))
def test_a_long_formula_continues_on_the_next_line(visit, width):
    page = visit(CHAPTER, size={"width": width, "height": 800})
    first, _, last = boxes(page, ".breaks > math")
    assert last["y"] > first["bottom"]
    assert last["x"] == pytest.approx(first["x"] + 16, abs=1)  # a little to the right


def test_a_formula_that_fits_stays_on_its_line(visit):
    page = visit("01_state.html", size={"width": 1440, "height": 800})
    first, last = boxes(page, "#eq\\:state math")
    assert last["x"] == pytest.approx(first["right"], abs=1)
    assert first["y"] < (last["y"] + last["bottom"]) / 2 < first["bottom"]


@pytest.mark.parametrize("width", (390, 1440))
def test_a_small_figure_stands_in_the_middle(visit, width):
    page = visit("01_state.html", size={"width": width, "height": 900})
    picture, text = boxes(page, "#fig\\:square img", "article")
    assert picture["width"] < text["width"] / 2
    middles = [(box["x"] + box["right"]) / 2 for box in (picture, text)]
    assert middles[0] == pytest.approx(middles[1], abs=2)


def test_a_wide_table_uses_the_margins(visit):
    page = visit(CHAPTER, size={"width": 1440, "height": 900})
    table, caption, text = boxes(page, "#tbl\\:wide .scroll", "#tbl\\:wide figcaption", "article")
    assert table["width"] > text["width"] + 20
    assert caption["x"] == pytest.approx(table["x"], abs=1)


def test_the_rule_below_the_heads_of_a_table_is_whole(visit):
    page = visit(CHAPTER)
    cells = page.locator("#tbl\\:wide thead > tr > *")
    assert cells.first.evaluate("e => e.tagName") == "TD"  # it heads nothing
    rules = cells.evaluate_all("all => all.map(e => getComputedStyle(e).borderBottomWidth)")
    assert set(rules) == {"2px"}


def test_passages_of_one_cell_stand_apart(visit):
    first, second = boxes(visit(CHAPTER), ".made > .prose:has(+ .prose) > p", ".prose + .prose > p")
    assert second["y"] - first["bottom"] > 12


@pytest.mark.parametrize("width", (320, 390))
def test_names_and_numbers_in_code_stay_whole_on_a_phone(visit, width):
    page = visit(CHAPTER, size={"width": width, "height": 800})
    cut = "all => all.filter(e => e.getClientRects().length > 1).map(e => e.textContent)"
    words = page.locator("details[open] .l :is(.n, .nn, .nf, .mi, .mf)")
    assert words.count() > 40 and words.evaluate_all(cut) == []
    for short in ('"code of words"', "1991–1992", "02-1:"):
        styles = page.get_by_text(short, exact=True).evaluate_all(
            "all => all.map(e => getComputedStyle(e).whiteSpace)"
        )
        assert "nowrap" in styles, short


def test_a_mark_that_leads_back_from_a_reference_takes_no_line(visit):
    page = visit(CHAPTER, size=PHONE)
    alone = page.evaluate(
        """() => {
             const list = document.querySelector(".references ul"), widths = [];
             list.innerHTML = '<li><a href="#a">https://doi.org/10.1162/0899</a>. '
               + '<a class="back" href="#b">↩</a></li>';
             const [entry] = list.children, [address, mark] = entry.children;
             for (let width = 200; width < 330; width++) {
               entry.style.width = `${width}px`;
               if (mark.getBoundingClientRect().top > address.getBoundingClientRect().bottom)
                 widths.push(width);
             }
             return widths;
           }"""
    )
    assert len(alone) < 10  # those in which the space before it fills the line


def test_previous_and_next_are_as_wide_as_each_other_on_a_phone(visit):
    widths = [box["width"] for box in boxes(visit("01_state.html", size=PHONE), ".turn a")]
    assert len(widths) == 2 and len(set(widths)) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_contents_are_a_drawer_where_the_reader_is(visit, scripts):
    page = visit(CHAPTER, size=PHONE, java_script_enabled=scripts)
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(100)
    chapters = page.get_by_role("navigation", name="Chapters")
    assert not chapters.is_visible()
    page.get_by_role("button", name="Contents").click()
    box = chapters.bounding_box()
    assert box["x"] == box["y"] == 0 and box["height"] >= PHONE["height"]
    page.keyboard.press("Escape")
    assert not chapters.is_visible()
    page.get_by_role("button", name="Contents").click()
    page.mouse.click(PHONE["width"] - 5, 400)  # outside
    assert not chapters.is_visible()
    page.get_by_role("button", name="Contents").click()
    chapters.get_by_role("link", name="A third section").click()
    page.wait_for_url(re.compile("#a-third-section"))
    if scripts:
        assert not chapters.is_visible()
    else:
        chapters.get_by_role("button", name="Close").click()
    assert page.get_by_role("heading", name="A third section").is_visible()


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_without_scripts_no_button_is_dead(visit, size):
    page = visit(CHAPTER, size=size, java_script_enabled=False)
    shown = [b.inner_text() for b in page.get_by_role("button").all() if b.is_visible()]
    assert shown == (["Contents"] if size is PHONE else [])
    assert not page.locator("form.answer").first.is_visible()
    page.get_by_text("Show code").last.click()
    assert page.get_by_text('check("04-5", answer)').is_visible()


@pytest.mark.parametrize("height", [500, 900])
def test_every_jump_marks_its_own_section(visit, height):
    page = visit(CHAPTER, size={"width": 1440, "height": height})
    links = page.locator(".onpage a").all()
    assert len(links) == 6
    for link in links:
        link.click()
        page.wait_for_function(
            "name => [...document.querySelectorAll('.onpage .here')].map(e => e.textContent)"
            ".join() === name",
            arg=link.inner_text(),
        )
    page.mouse.wheel(0, -99999)
    page.wait_for_function("document.querySelector('.onpage .here').hash.startsWith('#what')")


def test_code_that_makes_an_output_is_a_link_after_it(visit):
    page = visit(CHAPTER, size={"width": 1440, "height": 900})
    made = ".made:has(#fig\\:unfolding)"
    places = (f"{made} summary", "#fig\\:unfolding", "article")
    link, figure, text = boxes(page, *places)
    assert link["x"] > text["right"]  # in the margin, beside the figure
    assert abs(link["y"] - figure["y"]) < 20 and link["width"] < 90
    page.locator(places[0]).click()
    code, figure = boxes(page, f"{made} pre", places[1])
    assert code["y"] > figure["bottom"]
    page.set_viewport_size(PHONE)
    page.locator(places[0]).click()
    link, figure, _ = boxes(page, *places)
    assert link["height"] < 30 and link["y"] > figure["y"]


def test_the_link_to_code_keeps_clear_of_a_wide_table(visit):
    page = visit(CHAPTER, size={"width": 1440, "height": 900})
    table, link, text = boxes(
        page, "#tbl\\:made .scroll", ".made:has(#tbl\\:made) summary", "article"
    )
    assert table["width"] > text["width"] + 20
    assert link["y"] >= table["bottom"]
    page.evaluate("document.querySelector('#fig\\\\:unfolding svg').classList.add('wide')")
    figure, link = boxes(page, "#fig\\:unfolding", ".made:has(#fig\\:unfolding) summary")
    assert link["y"] >= figure["bottom"]


def test_a_program_that_a_cell_prints_is_coloured_and_keeps_its_indent(visit):
    page = visit(CHAPTER, size={"width": 320, "height": 800})
    block = page.locator(".plain", has_text="def dedent(text)")
    assert block.locator(".k").count() > 5
    lines = block.locator(".l").evaluate_all(
        """lines => lines.map(line => {
             const range = document.createRange();
             range.selectNodeContents(line);
             const rows = [...range.getClientRects()].filter(r => r.width > 3);
             const first = line.textContent.match(/^ */)[0].length;
             return [first, Math.min(...rows.map(r => r.left)), rows.length,
                     Math.min(9999, ...rows.filter(r => r.top > rows[0].top + 5).map(r => r.left))];
           })"""
    )
    wrapped = [(indent, left, more) for indent, left, _, more in lines if more < 9999]
    letter = block.evaluate(
        "e => parseFloat(getComputedStyle(e.querySelector('pre')).fontSize) * .6"
    )
    assert wrapped
    for indent, left, more in wrapped:
        assert more - left == pytest.approx((indent + 2) * letter, abs=letter)


def test_the_button_that_copies_covers_no_code(visit):
    page = visit(CHAPTER, size={"width": 320, "height": 800})
    covered = page.locator(".plain").evaluate(
        """block => {
             const line = block.querySelector(".l"), range = document.createRange();
             line.textContent = "word ".repeat(40);
             range.selectNodeContents(line);
             const button = block.querySelector(".copy").getBoundingClientRect();
             return [...range.getClientRects()]
               .filter(r => r.right > button.left && r.top < button.bottom).length;
           }"""
    )
    assert covered == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_light_and_nothing_is_cut(visit, theme):
    page = visit(CHAPTER, size={"width": 700, "height": 900}, scheme=theme)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.emulate_media(media="print", color_scheme=theme)
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    ink, paper = page.locator("body").evaluate(colours)
    assert paper == "rgb(255, 255, 255)" and ink == "rgb(31, 36, 41)"
    stroke = "e => getComputedStyle(e.querySelector('[style*=fig-blue]')).stroke"
    assert page.locator("#fig\\:loss").evaluate(stroke) == "rgb(0, 114, 178)"
    assert page.evaluate(
        "[...document.querySelectorAll('pre')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    hidden = page.locator(
        ".bar, .contents, .onpage, .copy, .tool, .made > .code, .answer, .code > summary, .back"
    )
    assert not any(e.is_visible() for e in hidden.all())
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_paper_shows_every_chapter_in_its_full_size(visit):
    """Chromium prints everything smaller if one thing is wider than the paper."""
    page = visit(CHAPTER, size={"width": 657, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 657


@pytest.mark.parametrize("still_for", ({"media": "print"}, {"reduced_motion": "reduce"}))
def test_a_still_shows_the_stages_of_what_moves_where_nothing_moves(visit, still_for):
    page = visit(CHAPTER)
    moving, still = (page.locator(f"#fig\\:unfolding {one}") for one in ("> svg", ".printed img"))
    assert moving.is_visible() and not still.is_visible()
    page.emulate_media(**still_for)
    assert still.is_visible() and not moving.is_visible()
    assert still.evaluate("e => e.naturalWidth") > 1000


@pytest.mark.parametrize("paper", (False, True))
def test_what_follows_a_root_stands_close_to_it(visit, paper):
    """Behind roots of all heights and sizes: in some sizes Chromium takes a larger sign."""
    page = visit("01_state.html")
    page.evaluate(
        """async () => {
             const power = "<msubsup><mi>s</mi><mn>1</mn><mn>2</mn></msubsup>";
             const roots = ["<mi>d</mi>", "<msup><mi>r</mi><mn>2</mn></msup>", power,
                            `<mfrac><mrow>${power}</mrow><mi>n</mi></mfrac>`];
             for (const size of [14, 16, 19, 22, 33])
               for (const inside of roots) {
                 const made = document.createElement("p");
                 made.style.fontSize = `${size}px`;
                 made.innerHTML = `<math class="rooted"><msqrt><mrow>${inside}</mrow></msqrt>`
                   + `<mi>x</mi></math>`;
                 document.querySelector("article").append(made);
                 fitted.observe(made.querySelector("msqrt"));
               }
             document.querySelector("math:has(msqrt)").classList.add("rooted");  // its own
             await document.fonts.load('1em "STIX Two Math"');
           }"""
    )
    page.wait_for_timeout(200)
    if paper:
        page.emulate_media(media="print")
    rooms = page.evaluate(
        """() => [...document.querySelectorAll(".rooted")].map(made => {
             const root = made.querySelector("msqrt"), after = root.nextElementSibling;
             const size = parseFloat(getComputedStyle(made).fontSize);
             const inside = root.firstChild.getBoundingClientRect().right;
             return (after.getBoundingClientRect().left - inside) / size;
           })"""
    )
    assert len(rooms) == 21 and min(rooms) > 0
    assert max(rooms) < (0.5 if paper else 0.1)


def test_the_letters_of_mathematics_come_from_its_own_typeface(visit):
    missing = visit("01_state.html").evaluate(
        """async letters => {
             await document.fonts.load('40px "STIX Two Math"', letters);
             const pen = document.createElement("canvas").getContext("2d");
             const width = (letter, font) => {
               pen.font = `40px ${font}`;
               return pen.measureText(letter).width;
             };
             return [...letters].filter(one =>
               width(one, "monospace") === width(one, '"STIX Two Math", monospace'));
           }""",
        "ℓhWρθ∂∇⊙∥√∑𝐡ℝ",
    )
    assert missing == []
