"""How every plot looks at the width of the page: letters, legends, ticks, colours, overlaps."""

from itertools import combinations
from types import SimpleNamespace as Part

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from rnn_tutorial import plotting
from rnn_tutorial.style import MODEL_STYLES, model_name, settings

EPOCHS = {
    "loss": np.linspace(0.7, 0.1, 40), "accuracy": np.linspace(0.5, 0.99, 40),
    "val_loss": 0.4 + 0.001 * (np.arange(40) - 9.0) ** 2,
    "val_accuracy": 0.85 - 0.0003 * (np.arange(40) - 14.0) ** 2,
}  # fmt: skip
MODELS = list(MODEL_STYLES)
BAND = Part(metric="val_accuracy", middle=np.linspace(0.7, 0.8, 100), half_width=0.03, seeds=3)


def run(name, seed=0):
    return Part(name=name, source="IMDB", history=EPOCHS, title=f"{model_name(name)} (IMDB)")


def setting(name, units, rate, seed):
    parts = {"data": Part(source="IMDB"), "model": Part(units=units)}
    config = Part(name=name, training=Part(learning_rate=rate), **parts)
    accuracy = 0.8 + units / 1000 + seed / 100
    return Part(config=config, source="IMDB", seed=seed, best=Part(accuracy=accuracy))


def group(label, accuracy):
    return Part(label=label, reviews=1234, accuracy=accuracy, low=accuracy - 0.02, high=0.9)


def groups():
    labels = ("up to 120", "121 to 170", "171 to 270", "more than 270")
    return [group(label, 0.8 + 0.01 * i) for i, label in enumerate(labels)]


BINS = [Part(probability=p, positive=p**2, reviews=50) for p in (0.1, 0.5, 0.9)]
STEPS = np.arange(1, 201)
FADING = {name: 10.0 ** ((STEPS - 200) / rate) for name, rate in (("rnn", 90), ("a", 14), ("b", 5))}
PLOTS = {
    "history": lambda: plotting.plot_history(run("lstm")),
    "accuracy and loss": lambda: plotting.plot_accuracy_and_loss(run("lstm"))[0],
    "comparison": lambda: plotting.plot_comparison([run(n, s) for n in MODELS for s in (0, 1)]),
    "band": lambda: plotting.plot_over_band(run("gru"), BAND),
    "band alone": lambda: plotting.plot_over_band(None, BAND),
    "seeds": lambda: plotting.plot_seeds({n: [80.1, 81, 85] for n in MODELS}, "accuracy, %"),
    "distances": lambda: plotting.plot_distances({n: [0, 20, 320] for n in MODELS}),
    "gradients": lambda: plotting.plot_gradient_norms(FADING),
    "one gradient": lambda: plotting.plot_gradient_norms({"simple_rnn": STEPS}),
    "timesteps": lambda: plotting.plot_per_timestep(dict.fromkeys(MODELS, STEPS[:12]), "state"),
    "calibration": lambda: plotting.plot_calibration(dict.fromkeys(MODELS[:3], BINS)),
    "groups": lambda: plotting.plot_accuracy_by({n: groups() for n in MODELS[:3]}, "words"),
    "lengths": lambda: plotting.plot_lengths(STEPS * 7, maxlen=500, title="IMDB"),
    "models": lambda: plotting.plot_sweep([setting(n, 8, 0.01, s) for n in MODELS for s in (0, 1)]),
    "sweep": lambda: plotting.plot_sweep(
        [setting(n, u, 0.01, s) for n in MODELS[:3] for u in (8, 16) for s in (0, 1)]
    ),
    "heat map": lambda: plotting.plot_heat_map(
        [setting("gru", u, r, 0) for u in (8, 16) for r in (1e-5, 0.01)]
    ),
    "coordinates": lambda: plotting.plot_parallel_coordinates(
        [setting(n, u, r, 0) for n in MODELS[:3] for u in (8, 16) for r in (1e-5, 0.01)]
    ),
}
every_plot = pytest.mark.parametrize("plot", PLOTS)


@pytest.fixture(scope="module")
def drawn():
    """A function that draws a plot once and returns its axes; laid out, as on the page."""
    made = {}

    def draw(plot):
        if plot not in made:
            made[plot] = PLOTS[plot]()
            made[plot].figure.canvas.draw()
        return made[plot]

    with plt.rc_context(settings()):
        yield draw


def letters(ax):
    """Every text of the figure that a reader sees, with its box in pixels of 100 per inch."""
    axes = [(a, a.get_window_extent().padded(1)) for a in ax.figure.axes]
    ticks = {id(t): b for a, b in axes for t in (*a.get_xticklabels(), *a.get_yticklabels())}
    seen = []
    for text in ax.figure.findobj(Text):
        box = text.get_window_extent()
        if not text.get_text().strip() or not text.get_visible() or not box.width:
            continue
        if id(text) in ticks:  # Matplotlib keeps labels of ticks outside the axes
            inside = ticks[id(text)]
            x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
            tilted = text.get_rotation() != 0
            if not (inside.x0 <= x <= inside.x1 or inside.y0 <= y <= inside.y1 or tilted):
                continue
        seen.append((text, box))
    return seen


@every_plot
def test_a_plot_is_as_wide_as_the_page_and_its_letters_have_12_pixels(plot, drawn):
    ax = drawn(plot)
    assert ax.figure.get_size_inches()[0] == 7.0  # 672 CSS pixels
    for text, box in letters(ax):
        assert text.get_fontsize() * 96 / 72 >= 12, text.get_text()
        assert text.get_fontname() == "Source Sans 3", text.get_text()
        assert box.x0 >= -1 and box.x1 <= ax.figure.bbox.x1 + 1, text.get_text()


@every_plot
def test_no_text_lies_on_another(plot, drawn):
    for (one, its), (two, other) in combinations(letters(drawn(plot)), 2):
        if one.get_rotation() % 90 or two.get_rotation() % 90:
            continue  # the boxes of tilted letters overlap where the letters don't
        names = one.get_text(), two.get_text()
        assert not its.padded(-1).overlaps(other.padded(-1)), names


@every_plot
def test_a_reader_meets_no_identifier_and_no_legend_of_one(plot, drawn):
    ax = drawn(plot)
    words = [text.get_text() for text, _ in letters(ax)]
    assert not [w for w in words if "_" in w.replace("_{", "") or "e-0" in w or "e+0" in w]
    for each in ax.figure.axes:
        assert each.get_legend() is None or len(each.get_legend().get_texts()) > 1


@pytest.mark.parametrize("last", [1, 2, 6, 8, 12, 30, 58, 100])
def test_epochs_tick_from_1_in_whole_numbers(last):
    with plt.rc_context(settings()):
        ax = plotting.plot_history({"loss": [1.0] * last}, "loss")
    ticks = [tick for tick in ax.get_xticks() if tick <= last]
    assert ticks[0] == 1 and all(tick == int(tick) for tick in ticks)
    assert min(last, 2) <= len(ticks) <= 12


OF_ONE_MODEL = {
    "history": lambda name: plotting.plot_history(run(name)),
    "comparison": lambda name: plotting.plot_comparison([run(name), run("a reader's own")]),
    "band": lambda name: plotting.plot_over_band(run(name), BAND),
    "seeds": lambda name: plotting.plot_seeds({name: [1, 2]}, "accuracy"),
    "distances": lambda name: plotting.plot_distances({name: [5, 10]}),
    "gradients": lambda name: plotting.plot_gradient_norms({name: STEPS}),
    "timesteps": lambda name: plotting.plot_per_timestep({name: STEPS}, "state"),
    "calibration": lambda name: plotting.plot_calibration({name: BINS}),
    "groups": lambda name: plotting.plot_accuracy_by({name: groups()}, "words"),
    "models": lambda name: plotting.plot_sweep([setting(n, 8, 0.1, 0) for n in (name, "other")]),
}


@pytest.mark.parametrize("plot", OF_ONE_MODEL)
def test_a_model_has_one_colour_and_one_mark_in_every_plot(plot):
    for name, look in MODEL_STYLES.items():
        lines = OF_ONE_MODEL[plot](name).get_lines()
        looks = {(to_hex(line.get_color()), line.get_marker()) for line in lines}
        mark = "None" if plot == "history" else look.marker
        assert (look.colour, mark) in looks, name
        plt.close()
