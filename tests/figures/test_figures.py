"""The figures: the contents of their files, and that nothing is cut or overlaps."""

import io
import json
import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import font_manager, rcParams
from PIL import Image, ImageChops

from rnn_tutorial import style
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.figures import FIGURES, output, show_figure, write_figures

FOLDER = Path(__file__).parents[2] / "DL_images"
NAMED_BY_THE_CHAPTER = {"rnn36", "rnn1", "rnn1c", "rnn39", "rnn40", "rnn48", "rnn38"}
NAMES = sorted(FIGURES)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    write_figures(folder=folder)
    return folder


def test_the_chapters_figures_are_there():
    assert set(NAMES) >= NAMED_BY_THE_CHAPTER


def _same_versions():
    drawn_with = json.loads((FOLDER / "versions.json").read_text())
    return all(version(name) == number for name, number in drawn_with.items())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_stored_files_are_what_the_code_draws(name, written):
    """Byte for byte, with the versions of Matplotlib and Pillow that drew the stored files.

    Other versions may round or pack differently. With those, the text of the SVG and the pixels
    of the PNG are compared, and a few pixels may differ.
    """
    pairs = [(FOLDER / f"{name}.{s}", written / f"{name}.{s}") for s in ("png", "svg")]
    if _same_versions():
        stale = [str(a.name) for a, b in pairs if a.read_bytes() != b.read_bytes()]
        assert not stale, f"{stale} differ from the code; run `rnn-tutorial figures`"
        return
    stored, drawn = (Image.open(path).convert("L") for path in pairs[0])
    assert stored.size == drawn.size
    differing = np.asarray(ImageChops.difference(stored, drawn)) > 64
    assert differing.mean() < 0.002, f"{name}.png differs; run `rnn-tutorial figures`"
    labels = [ElementTree.parse(path).getroot().get("aria-label") for path in pairs[1]]
    assert labels[0] == labels[1], f"{name}.svg differs; run `rnn-tutorial figures`"


def test_no_stored_file_without_a_figure():
    stems = {path.stem for path in FOLDER.glob("*.png")} | {p.stem for p in FOLDER.glob("*.svg")}
    assert stems == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_sizes(name):
    with Image.open(FOLDER / f"{name}.png") as png:
        assert png.width >= 1600
    assert (FOLDER / f"{name}.png").stat().st_size < 500_000
    assert (FOLDER / f"{name}.svg").stat().st_size < 150_000


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_at_the_edge(name):
    with Image.open(FOLDER / f"{name}.png") as png:
        pixels = np.asarray(png.convert("L"))
    frame = np.concatenate([pixels[:5].ravel(), pixels[-5:].ravel()])
    sides = np.concatenate([pixels[:, :5].ravel(), pixels[:, -5:].ravel()])
    assert (frame == 255).all() and (sides == 255).all()


@pytest.mark.parametrize("name", NAMES)
def test_svg_colours_follow_the_page(name):
    text = (FOLDER / f"{name}.svg").read_text()
    printed = set(re.findall(r"var\(--fig-(\w+), (#[0-9a-f]{6})\)", text))
    assert printed
    assert all(getattr(style, word.upper()) == colour for word, colour in printed)
    rest = re.sub(r"var\(--fig-\w+, #[0-9a-f]{6}\)", "", text)
    assert not re.search(r"(fill|stroke): ?(#|rgb|[a-z])", rest.replace("none", "")), rest[:200]


@pytest.mark.parametrize("name", NAMES)
def test_svgs_can_share_a_page(name):
    root = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(each == f"fig-{name}" or each.startswith(f"{name}-") for each in ids)
    uses = [value for element in root.iter() for value in element.attrib.values()]
    assert all(use[1:] in ids for use in uses if use.startswith("#"))
    css = "".join(root.itertext())
    selectors = re.findall(r"^([#.*a-z][^{@]*)\{", css, flags=re.M)
    assert bool(selectors) == bool(FIGURES[name].appear)
    assert all(f".{name}-" in s or f'class^="{name}-' in s for s in selectors)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_words_for_readers_who_cannot_see_it(name):
    figure = FIGURES[name]
    assert figure.caption.endswith(".") and figure.alt.endswith(".")
    assert len(figure.alt.split()) >= 15
    assert "$" not in figure.alt and figure.alt != figure.caption
    root = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
    assert root.get("role") == "img" and root.get("aria-label") == figure.alt


def test_a_moving_figure_has_another_still_on_paper():
    """The page shows the same drawing as Figure rnn1c when it doesn't move; the PDF must not."""
    assert (FOLDER / "unfolding.png").read_bytes() != (FOLDER / "rnn1c.png").read_bytes()
    assert output.render_pdf(FIGURES["unfolding"]) != output.render_pdf(FIGURES["rnn1c"])


@pytest.mark.slow
def test_the_same_bytes_again_and_no_file_beside(tmp_path, written):
    before = dict(rcParams)
    paths = write_figures(["lstm_cell", "unfolding"], folder=tmp_path / "new")
    assert [path.name for path in paths] == [
        "lstm_cell.png", "lstm_cell.svg", "unfolding.png", "unfolding.svg",
    ]  # fmt: skip
    for path in paths:
        assert path.read_bytes() == (written / path.name).read_bytes()
    assert {path.name for path in (tmp_path / "new").iterdir()} == {path.name for path in paths}
    assert dict(rcParams) == before


@pytest.mark.slow
def test_a_readers_own_settings_change_nothing(written):
    with output.rc_context({"font.size": 30, "font.family": "serif", "lines.linewidth": 9}):
        assert output.render_svg(FIGURES["rnn1"], "rnn1") == (written / "rnn1.svg").read_bytes()


def test_a_machines_own_typefaces_change_nothing(tmp_path, monkeypatch):
    style.settings()
    fonts = font_manager.fontManager
    ours = next(font for font in fonts.ttflist if font.name == "Source Sans 3")
    other = replace(ours, fname=str(tmp_path / "other.ttf"))
    Path(other.fname).touch()
    monkeypatch.setattr(fonts, "ttflist", [other])
    style._load_typefaces.cache_clear()
    style.settings()
    assert fonts.findfont("Source Sans 3") == ours.fname


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "rnn1.png").write_bytes(b"old")

    def fail(self, target):
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_figures(["rnn1"], folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["rnn1.png"]
    assert (tmp_path / "rnn1.png").read_bytes() == b"old"


def test_what_a_killed_run_left_is_removed(tmp_path):
    left = tmp_path / ".rnn1.png.0123456789ab.part"
    other = tmp_path / ".notes.part"
    for path in (left, other):
        path.write_bytes(b"torn")
    write_figures(["rnn36"], folder=tmp_path)
    assert not left.exists() and other.exists()


def test_an_unknown_name_is_refused_before_anything_is_written(tmp_path):
    for act in (
        lambda: write_figures(["rnn1", "rnn2"], folder=tmp_path),
        lambda: show_figure("rnn2"),
    ):
        with pytest.raises(TutorialError, match=r"'rnn2'.*rnn1c") as error:
            act()
        assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_show_figure_carries_caption_label_and_alt(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, raw, metadata: shown.append((data, metadata))
    )
    show_figure("rnn1")
    data, metadata = shown[0]
    assert metadata["ipub"]["figure"]["label"] == "fig:rnn1"
    assert metadata["ipub"]["figure"]["caption"] == FIGURES["rnn1"].caption
    assert metadata["alt"] == FIGURES["rnn1"].alt
    assert data["image/svg+xml"].startswith("<svg ")
    assert Image.open(io.BytesIO(data["image/png"])).width >= 1600
    assert data["application/pdf"].startswith(b"%PDF")
