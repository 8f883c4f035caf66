"""Sizes of joined images, against ipypublish's documented examples and its own code."""

import random
import sys

import pytest
from hypothesis import given, settings, strategies as st
from ipypublish.scripts import nb_setup as theirs
from PIL import Image

from rnn_tutorial import nb_setup as ours
from rnn_tutorial.errors import TutorialError


@pytest.fixture(autouse=True, scope="module")
def _old_pillow():
    """Give ipypublish the constant that Pillow 10 removed, in this module alone."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Image, "ANTIALIAS", Image.Resampling.LANCZOS, raising=False)
    yield
    patch.undo()


# The examples in the docstrings of ipypublish.scripts.nb_setup 0.10.12, number by number.
DOCUMENTED = [
    ("images_hconcat", {}, (100, 50)),
    ("images_hconcat", {"width": 40, "height": 40}, (40, 20)),
    ("images_hconcat", {"width": [40, 30]}, (70, 40)),
    ("images_hconcat", {"gap": 10}, (110, 50)),
    ("images_vconcat", {}, (50, 100)),
    ("images_vconcat", {"width": 40, "height": 40}, (20, 40)),
    ("images_vconcat", {"width": [40, 30]}, (40, 70)),
    ("images_vconcat", {"gap": 10}, (50, 110)),
]


@pytest.mark.parametrize(("function", "options", "size"), DOCUMENTED)
def test_documented_examples(function, options, size):
    image = ours.create_test_image(size=(50, 50))
    assert getattr(ours, function)([image, image], **options).size == size


sides = st.integers(2, 60)
limits = st.integers(8, 150)


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.tuples(sides, sides), min_size=1, max_size=4),
    across=st.booleans(),
    per_image=st.booleans(),
    width=limits,
    height=limits,
    gap=st.integers(0, 9),
)
def test_same_pixels_as_ipypublish(sizes, across, per_image, width, height, gap):
    images = [Image.new("RGBA", size, (90 * k % 256, 40, 200, 255)) for k, size in enumerate(sizes)]
    rng = random.Random(width)
    wide = [rng.randint(8, width) for _ in sizes] if per_image else width
    name = "images_hconcat" if across else "images_vconcat"
    options = {"width": wide, "height": height, "gap": gap, "aspaths": False}
    expected = getattr(theirs, name)([image.copy() for image in images], **options)
    got = getattr(ours, name)(images, **options)
    assert got.size == expected.size
    assert got.tobytes() == expected.tobytes()
    assert [image.size for image in images] == sizes, "the reader's images were changed"


def test_grid_as_ipypublish():
    def grid():
        return [[Image.new("RGBA", (40, 30)), Image.new("RGBA", (20, 50))]] * 2

    options = {"width": 90, "height": 80, "hgap": 3, "vgap": 5, "aspaths": False}
    assert ours.images_gridconcat(grid(), **options).size == (
        theirs.images_gridconcat(grid(), **options).size
    )


def test_old_notebook_line(tmp_path):
    path = tmp_path / "rnn1.png"
    Image.new("RGB", (1728, 854), "white").save(path)
    assert ours.images_hconcat([str(path)], width=600).size == (600, 297)


@pytest.mark.parametrize(
    ("images", "options", "words"),
    [
        ([], {}, "at least one"),
        (["nowhere.png"], {}, "nowhere.png"),
        ([__file__], {}, "test_nb_setup.py"),
        ([ours.create_test_image()], {"width": [1, 2]}, "2 values for 1 images"),
    ],
)
def test_a_mistake_is_named_in_one_line(images, options, words):
    with pytest.raises(TutorialError) as error:
        ours.images_hconcat(images, **options)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_matplotlib_setup_outside_a_notebook(monkeypatch):
    import matplotlib as mpl

    # As in the project's kernel, where our module stands in ipypublish's place.
    monkeypatch.setitem(sys.modules, "ipypublish.scripts.nb_setup", ours)

    with mpl.rc_context():
        pyplot = ours.setup_matplotlib(usetex=False, rcparams={"font.size": 11})
        assert pyplot.rcParams["font.size"] == 11
        assert pyplot.rcParams["axes.titlesize"] == 20  # ipypublish's
