"""Outputs that need Jupyter or scripts: a fallback, a box, or frames with our own player."""

import base64
import io
import logging

import nbformat
import needs
import pytest
from PIL import Image

from rnn_tutorial.publishing.book import publish

from .chapters import code

PLOTLY = {
    "application/vnd.plotly.v1+json": {"data": [], "layout": {}},
    "text/html": "<div id='p'></div><script>Plotly.newPlot('p')</script>",
    "text/plain": "Figure({'data': [{'x': [1, 2]}]})",
}
WIDGET = {
    "application/vnd.jupyter.widget-view+json": {"model_id": "a"},
    "text/plain": "IntSlider(value=3)",
}


def picture(colour, kind="PNG", **more):
    made = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(made, kind, **more)
    return base64.b64encode(made.getvalue()).decode()


def animation():
    """What Matplotlib's `to_jshtml` returns, in small."""
    from matplotlib import rc_context
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 0.5), dpi=50)
    (line,) = figure.subplots().plot([0, 1], [0, 1])
    with rc_context({"animation.embed_limit": 5}):
        move = FuncAnimation(
            figure, lambda i: line.set_ydata([0, i]) or (line,), frames=4, interval=70
        )
        return move.to_jshtml()


def gif():
    others = [Image.new("RGB", (30, 20), colour) for colour in ("green", "blue")]
    return picture("red", "GIF", save_all=True, append_images=others, duration=120)


@pytest.fixture
def publish_outputs(tmp_path):
    def make(*outputs, to=("html",)):
        cell = code("show()")
        cell.outputs = [nbformat.v4.new_output("display_data", data) for data in outputs]
        path = tmp_path / "theirs.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        return publish([path], to=to, build=tmp_path / "build")[0]

    return make


@pytest.mark.parametrize(("data", "what"), [(PLOTLY, "A Plotly chart"), (WIDGET, "A widget")])
def test_a_box_names_what_only_jupyter_can_show(publish_outputs, data, what, caplog):
    with caplog.at_level(logging.WARNING):
        publish_outputs(data)
    (told,) = caplog.messages
    assert "theirs.ipynb, cell 1" in told and what.lower() in told


def test_boxes_fallbacks_and_films_stand_on_the_page(publish_outputs, tmp_path, browser):
    fallback = PLOTLY | {"image/png": picture("red")}
    publish_outputs(PLOTLY, fallback, WIDGET, {"text/html": animation()}, {"image/gif": gif()})
    view = browser.new_page()
    try:
        view.goto((tmp_path / "build" / "theirs.html").as_uri())
        boxes = view.locator(".not-shown").all_inner_texts()
        assert [text.split(",")[0] for text in boxes] == ["A Plotly chart", "A widget"]
        text = view.inner_text("main")
        for hidden in ("Figure({", "IntSlider", "newPlot", "frames["):
            assert hidden not in text
        films = view.locator(".film")
        assert films.count() == 2 and view.locator("main img").count() == 3
        for film, frames in ((films.nth(0), 4), (films.nth(1), 3)):
            shown, button = film.locator("img"), film.locator(".film-bar button")
            first = shown.get_attribute("src")
            view.wait_for_timeout(300)
            assert shown.get_attribute("src") == first  # nothing moves unasked
            button.click()
            view.wait_for_function(
                "([i, s]) => i.getAttribute('src') !== s", arg=[shown.element_handle(), first]
            )
            button.click()
            still = shown.get_attribute("src")
            view.wait_for_timeout(300)
            assert shown.get_attribute("src") == still and button.inner_text() == "Play"
            assert film.locator("input").get_attribute("max") == str(frames - 1)
            assert shown.evaluate("i => i.complete && i.naturalWidth > 0")
    finally:
        view.close()


@pytest.mark.slow
def test_the_pdf_prints_the_first_frame_and_no_script(publish_outputs, tmp_path):
    needs.tex()
    import subprocess

    made = publish_outputs(PLOTLY, WIDGET, {"text/html": animation()}, to=("pdf",))
    text = subprocess.run(
        [needs.program("pdftotext"), made, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Plotly chart" in text and "newPlot" not in text and "frames" not in text
    images = subprocess.run(
        [needs.program("pdfimages"), "-list", made], capture_output=True, text=True, check=True
    )
    assert len(images.stdout.splitlines()) >= 3  # two lines of head, and the first frame
