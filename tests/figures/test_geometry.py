"""The drawings as geometry: letters, colours, and that nothing is cut, crossed or askew."""

import re
from itertools import combinations

import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch, PathPatch

from rnn_tutorial import style
from rnn_tutorial.figures import FIGURES
from rnn_tutorial.figures.canvas import POINT
from rnn_tutorial.figures.output import render_pdf

WIDTH, PAGE = 720, 672  # units of a drawing, and the pixels at which the page shows them
DRAWINGS = {name: figure.draw for name, figure in FIGURES.items()}
DRAWINGS |= {f"{n}, still": f.still for n, f in FIGURES.items() if f.still}


@pytest.fixture(scope="module")
def drawn():
    """A function that draws a figure once: its canvas and the boxes of its labels, in units."""
    made = {}

    def draw(name):
        if name not in made:
            with rc_context(style.settings()):
                canvas = DRAWINGS[name]()
                renderer = FigureCanvasAgg(canvas.figure).get_renderer()
                to_units = canvas.axes.transData.inverted()
                boxes = [
                    (text, text.get_window_extent(renderer).transformed(to_units))
                    for text in canvas.axes.texts
                ]
            made[name] = canvas, boxes
        return made[name]

    return draw


every_drawing = pytest.mark.parametrize("name", sorted(DRAWINGS))


@every_drawing
def test_letters_have_at_least_12_pixels_on_the_page(name, drawn):
    for text, _ in drawn(name)[1]:
        pixels = text.get_fontsize() / POINT * PAGE / WIDTH
        assert pixels >= 12, f"{text.get_text()!r} has {pixels:.1f} pixels"


@every_drawing
def test_no_label_lies_on_another_or_is_crossed_by_a_line(name, drawn):
    canvas, boxes = drawn(name)
    for (text, box), (other, its) in combinations(boxes, 2):
        assert not box.overlaps(its), f"{text.get_text()!r} lies on {other.get_text()!r}"
    lines = [p for p in canvas.axes.patches if isinstance(p, PathPatch)]
    for text, box in boxes:
        inner = box.padded(-1)
        crossed = [p for p in lines if p.get_path().intersects_bbox(inner, filled=False)]
        assert not crossed, f"a line crosses {text.get_text()!r}"


@every_drawing
def test_nothing_leaves_the_frame_and_the_drawing_is_in_the_middle(name, drawn):
    canvas, _ = drawn(name)
    extent = canvas.extent()
    (left, right), (low, high) = canvas.axes.get_xlim(), canvas.axes.get_ylim()
    margins = extent.x0 - left, right - extent.x1
    assert margins[0] == pytest.approx(margins[1], abs=1) and margins[0] >= 8
    assert extent.y0 - low >= 4 and high - extent.y1 >= 4


@every_drawing
def test_arrowheads_stand_apart(name, drawn):
    heads = [head.get_path() for head in drawn(name)[0].heads]
    for one, other in combinations(heads, 2):
        assert not one.intersects_path(other, filled=True), (one.vertices, other.vertices)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_letters_are_source_sans_and_stix(name):
    """As the PDF names the typefaces that it embeds; shapes of tensors are set as code."""
    fonts = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", render_pdf(FIGURES[name])))
    families = {re.split(r"-", font.decode())[0] for font in fonts}
    assert families <= {"SourceSans3", "STIXGeneral", "STIXSizeOneSym", "DejaVuSansMono"}
    assert "DejaVuSansMono" not in families or name == "rnn40"


ROLES = {"X": style.GREEN, "Z": style.BLUE, "Y": style.ORANGE, "L": style.PINK, "S": style.BLUE}


@every_drawing
def test_a_colour_means_one_thing(name, drawn):
    """Boxes named X are green, Z blue, Y orange, L pink, and a sigmoid gate is yellow."""
    from matplotlib.colors import to_hex

    canvas, boxes = drawn(name)
    outlines = [p for p in canvas.axes.patches if isinstance(p, FancyBboxPatch)]
    for text, box in boxes:
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        around = [p for p in outlines if p.get_path().contains_point((x, y))]
        words = text.get_text().strip("$")
        smallest = min(around, key=lambda p: p.get_width(), default=None)
        if smallest is None or smallest.get_width() > 300 or words == "Z_0":  # no step of its own
            continue
        around = [p for p in around if p.get_width() == smallest.get_width()]
        colour = to_hex(around[-1].get_edgecolor())
        if words == r"\sigma":
            assert colour == style.YELLOW
        elif r"\overleftarrow" in words:  # the second row of hidden units
            assert colour == style.SKY
        elif (letter := words.replace(r"\overrightarrow{", "")[:1]) in ROLES and "_" in words:
            assert colour == ROLES[letter], f"{words} is {colour}"


MOVING = [name for name, figure in FIGURES.items() if figure.appear]


@pytest.mark.parametrize("name", MOVING)
def test_a_moving_figure_moves_on_a_page_that_dropped_its_id(name, browser):
    from rnn_tutorial.figures.output import render_svg
    from rnn_tutorial.publishing.markdown.pictures import inline_svg

    shown = inline_svg(render_svg(FIGURES[name], name).decode(), "", "g1-")
    assert f"fig-{name}" not in shown
    parts = f'[class^="{name}-{FIGURES[name].appear["part"]}"]'
    states = f"""[...new Set([...document.querySelectorAll('{parts}')].map(part => {{
        const s = getComputedStyle(part); return s.animationName === "none" ? "still"
        : s.animationPlayState }}))]"""
    page = browser.new_page(reduced_motion="no-preference")
    page.set_content(shown)
    assert page.locator("svg.animated").count() == 1
    assert page.evaluate(states) == ["running"]
    page.locator("svg.animated").hover()
    assert page.evaluate(states) == ["paused"]
    page.add_style_tag(content=".animated.held [class] { animation-play-state: paused }")
    page.mouse.move(1200, 700)
    page.evaluate("document.querySelector('svg').classList.add('held')")
    assert page.evaluate(states) == ["paused"]
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(states) == ["still"]
    page.emulate_media(reduced_motion="no-preference", media="print")
    assert page.evaluate(states) == ["still"]
    page.close()
