"""The figures with sliders, compared with NumPy, with known facts and with recorded texts."""

import numpy as np
import pytest

from rnn_tutorial.experiments.language import load_texts
from rnn_tutorial.publishing.demo import systems


def test_the_gradient_follows_the_slider(visit):
    page = visit()
    for radius in (0.5, 1.0, 1.37, 2.0):
        for linear in (False, True):
            made = page.evaluate("([r, l]) => rnn.gradientNorms(r, l)", [radius, linear])
            wanted = systems.radius_gradient_norms(radius, linear=linear)
            assert np.allclose(made, wanted, rtol=1e-9)
    slider = page.get_by_label("Spectral radius of W")
    slider.focus()
    page.keyboard.press("End")
    figure = page.locator("[data-demo=radius]")
    assert figure.locator(".value").inner_text() == "2.00"
    arrived = systems.radius_gradient_norms(2.0, linear=True)[0]
    raised = f"{arrived:.1e}".split("e+")[1]
    assert figure.locator(".note").inner_text().endswith(f"× 10{raised}.")
    assert figure.locator(".note sup").last.inner_text() == raised
    assert figure.locator(".dot.outside").count() > 5
    page.keyboard.press("Home")
    assert figure.locator(".dot.outside").count() == 0
    # A curve that leaves the drawing ends at its edge: nothing runs along the edge.
    ends = figure.locator(".norms [class^=line]").evaluate_all(
        "all => all.map(e => [getComputedStyle(e).clipPath, e.getBBox().height, e.closest('svg')"
        ".querySelector('clipPath rect').height.baseVal.value])"
    )
    assert len(ends) == 2
    for clip, height, shown in ends:
        assert clip == 'url("#inside-norms")' and height > shown
    # The word of a key stands at a distance from its line.
    gap = """all => all.map(key => {
        const word = document.createRange(), text = key.nextSibling;
        word.setStart(text, text.length - text.data.trimStart().length);
        word.setEnd(text, text.length);
        return word.getBoundingClientRect().left - key.getBoundingClientRect().right;
    })"""
    assert min(figure.locator(".over .key").evaluate_all(gap)) > 4


def test_eigenvalues_and_gradients_are_those_of_the_matrix():
    arrays = {k: a.astype(float) for k, a in systems.radius_arrays().items()}
    values = np.abs(np.linalg.eigvals(arrays["kernel"]))
    assert values.max() == pytest.approx(1, abs=1e-3)
    assert np.sort(np.hypot(*arrays["eigenvalues"].T)) == pytest.approx(np.sort(values), abs=3e-3)
    # Without tanh the gradient k steps back is (W^k)^T times the last one.
    power = np.linalg.matrix_power(1.2 * arrays["kernel"], 99)
    wanted = np.linalg.norm(power @ arrays["last"])
    assert systems.radius_gradient_norms(1.2, linear=True)[0] == pytest.approx(wanted)


def test_the_plane_says_where_the_paths_end(visit):
    page = visit()
    figure, start = page.locator("[data-demo=plane]"), systems.plane_starts()[7]
    for numbers, said in {
        (0.5, 30, 0): "all 36 paths are at rest, in one state.",
        (1.5, 0, 0): "all 36 paths are at rest, in 4 states.",
        (1.5, 0, 0.5): "all 36 paths are at rest, in 2 states.",
        (1.5, 30, 0): "none of the 36 paths is at rest.",
        (1.5, 180, 0): "none of the 36 paths is at rest.",
    }.items():
        names = ("Gain", "Angle", "Input to the first unit")
        for name, value in zip(names, numbers, strict=True):
            figure.get_by_label(name).fill(str(value))
        assert figure.locator(".note").inner_text() == f"After 60 steps {said}", numbers
        made = page.evaluate("([s, n]) => rnn.planePath(s, 60, ...n)", [start.tolist(), numbers])
        assert np.allclose(made, systems.plane_paths(*numbers)[7], atol=1e-9), numbers


def test_the_text_follows_the_temperature(visit):
    page = visit()
    figure, texts = page.locator("[data-demo=temperature]"), load_texts()
    slider = figure.get_by_label("Temperature")
    seen = set()
    for place, value in enumerate(texts):
        slider.fill(str(place))
        assert figure.locator(".value").inner_text() == str(value)
        (shown,) = [p for p in figure.locator("pre").all() if p.is_visible()]
        assert shown.inner_text().strip() == texts[value].strip()
        seen.add(figure.evaluate("f => f.offsetHeight"))
    assert len(seen) == 1  # the page doesn't jump
