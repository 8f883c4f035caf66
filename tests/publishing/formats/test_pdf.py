"""The PDF that latexmk makes, read by poppler's tools."""

import re
import subprocess

import nbformat
import needs
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.formats.pdf import MissingTeX

from .. import chapters

pytestmark = pytest.mark.slow


def run(*command):
    program, *rest = map(str, command)
    done = subprocess.run([needs.program(program), *rest], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture(scope="module")
def text(pdf):
    return run("pdftotext", "-layout", pdf, "-")


def test_a4_pages_with_title_contents_and_bookmarks(pdf, text):
    about = run("pdfinfo", pdf)
    assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", about)
    assert 6 <= int(re.search(r"Pages:\s+(\d+)", about).group(1)) <= 14
    assert "Title:           Networks that remember" in about
    assert re.search(r"Author: +Ada and Bo", about)
    assert "Networks that remember" in text.split("\f")[0]
    assert re.search(
        r"Contents.*1\s+A state that remembers.*2\.1\s+What the curves say", text, re.S
    )


def test_the_bibliography_is_in_the_contents_and_a_doi_is_a_link(pdf, text):
    assert re.search(r"Bibliography +\d+\n", text.split("\f")[1])
    assert "https://doi.org/10.1207/s15516709cog1402_1" in run("pdfinfo", "-url", pdf)
    assert "doi.org/10.1207/s15516709cog1402_1" in text


def test_what_is_in_another_chapter_has_its_page(text):
    flat = re.sub(r"\s+", " ", text)
    page = int(re.search(r"Figure 1\.2 \(page (\d+)\) from the first chapter", flat).group(1))
    assert "Figure 1.2: One step" in text.split("\f")[page - 1]
    assert re.search(r"\(as Equation \(1\.1\), page \d+ says\)", flat)  # no brackets in brackets
    assert re.search(r"Compare Equations \(1\.1\) and \(1\.2\) \(page \d+\)\.", flat)


def test_no_page_ends_with_a_heading(text):
    for page in text.split("\f")[2:]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert len(lines) < 2 or not re.match(r"\d+(\.\d+)+\s+[A-Z]", lines[-2]), lines[-2]


def test_every_reference_is_resolved(text):
    assert "??" not in text and "[?]" not in text and "(?)" not in text
    flat = re.sub(r"\s+", " ", text)
    for words in (
        "Figure 1.2 draws it",
        "Equations (1.1) and (1.2)",
        "Section 1.1.1",
        "Figure 2.1",
        "Listing 2.1",
        "Table 2.1",
        "(Elman 1990)",
        "Hochreiter and Schmidhuber (1997)",
        "Finding structure in time",
    ):
        assert words in flat, words


def test_captions_stand_once_and_below(text):
    for caption in ("Figure 1.2: One step of an RNN", "Table 1.1: The tensors", "Listing 2.1:"):
        assert text.count(caption) == 1
    place = text.index("Table 1.1: The tensors")
    assert text.index("a batch of reviews") < place


def test_code_and_output_keep_their_letters_and_lose_their_debris(text):
    for words in ("λ", "é", "∂", "├──", "✓", "{x} \\ % _ #", "3/3 - 0s - loss: 0.2"):
        assert words in text, words
    assert (
        "\x1b" not in text and "━━━━━━━━━━ 0s" not in text and "[31m" not in text.split("red")[-1]
    )
    assert "a_recurrent_layer_with_a_rathe" in text and "1,184" in text


def test_fonts_are_embedded_and_figures_are_vectors(pdf):
    rows = run("pdffonts", pdf).splitlines()[2:]
    assert rows and all(re.search(r"\byes\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", row) for row in rows)
    assert any("DejaVuSansMono" in row for row in rows)
    pictures = run("pdfimages", "-list", pdf).splitlines()[2:]
    assert len([row for row in pictures if " image " in row]) <= 3  # the grey squares alone


def test_no_text_runs_beyond_the_margin(pdf):
    boxes = run("pdftotext", "-bbox", pdf, "-")
    right = [float(x) for x in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes)]
    left = [float(x) for x in re.findall(r'<word xMin="([\d.]+)"', boxes)]
    assert max(right) < 595 - 45 and min(left) > 45


def test_pages_can_be_drawn(pdf, tmp_path):
    run("pdftoppm", "-r", "40", "-png", pdf, tmp_path / "page")
    from PIL import Image

    for path in tmp_path.glob("page*.png"):
        with Image.open(path) as picture:
            assert len(picture.convert("L").getcolors(256)) > 1, f"{path.name} is blank"


def test_without_tex_the_page_is_made_and_the_packages_are_named(executed, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(MissingTeX) as caught:
        publish(executed, to=("html", "pdf", "slides"), build=tmp_path / "build")
    for words in ("latexmk", "texlive-xetex", "macOS", "Windows"):
        assert words in str(caught.value)
    assert (tmp_path / "build" / "index.html").is_file()
    assert (tmp_path / "build" / "slides" / "index.html").is_file()
    assert "rnn_tutorial.pdf" not in (tmp_path / "build" / "index.html").read_text()


def test_a_tex_error_is_told_in_tex_s_words_and_the_log_is_kept(tmp_path):
    needs.tex()
    cell = nbformat.v4.new_raw_cell(r"\undefinedcommand", metadata={"raw_mimetype": "text/latex"})
    node = nbformat.v4.new_notebook(cells=[chapters.markdown("# T"), cell])
    nbformat.write(node, tmp_path / "a.ipynb")
    with pytest.raises(
        TutorialError, match=r"Undefined control sequence.*l\.\d+ .undefinedcommand"
    ):
        publish([tmp_path / "a.ipynb"], to=("pdf",), build=tmp_path / "build")
    assert (tmp_path / "build" / "rnn_tutorial.log").is_file()
    assert not (tmp_path / "build" / "rnn_tutorial.pdf").exists()
