"""Notebooks of other authors: what they made is kept, and one problem doesn't stop the rest."""

import http.server
import io
import logging
import threading

import nbformat
import needs
import pytest
from PIL import Image

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.markdown import pictures
from rnn_tutorial.publishing.titlepage import TitlePage

from .chapters import code, markdown


def shown(source, text):
    cell = code(source)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    return cell


@pytest.fixture
def write(tmp_path):
    """A function that writes a notebook of these cells and returns its path."""

    def make(*cells, name="theirs", **metadata):
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells), metadata=metadata), path)
        return path

    return make


@pytest.fixture
def page(tmp_path):
    """A function that publishes a notebook and returns its page."""

    def make(path, **options):
        publish([path], build=tmp_path / "build", **options)
        return (tmp_path / "build" / f"{path.stem}.html").read_text()

    return make


# --- what the author made


def test_saved_outputs_are_published_and_the_code_is_not_run(page, write, tmp_path):
    path = write(shown(f"open({str(tmp_path / 'run')!r}, 'w')\nimport nothing_like_it", "0.873"))
    assert "0.873" in page(path, execute=None) and not (tmp_path / "run").exists()


def test_a_notebook_without_any_output_is_executed_and_named(page, write):
    steps = []
    text = page(
        write(code("print(6 * 7)")), execute=None, on_step=lambda name, _: steps.append(name)
    )
    assert "<pre>42</pre>" in text and steps == ["theirs.ipynb", "html"]


def test_changed_code_of_ours_is_told_and_not_run(page, write, tmp_path, caplog):
    path = write(code("print(6 * 7)"))
    page(path, execute=True)
    done = tmp_path / "build" / "notebooks" / path.name
    done.write_text(done.read_text().replace("6 * 7", "6 * 8"))
    with caplog.at_level(logging.WARNING):
        assert "<pre>42</pre>" in page(done, execute=None)
    assert "cell 1 has changed" in caplog.text and "--execute" in caplog.text
    with pytest.raises(TutorialError, match="cell 1 has changed"):
        page(done, execute=None, strict=True)


@pytest.mark.parametrize(
    ("metadata", "config", "given", "expected"),
    [
        ({}, "", {}, ("Heading", "")),
        ({"title": "Meta", "authors": [{"name": "A"}, {"name": "B"}]}, "", {}, ("Meta", "A, B")),
        ({"ipub": {"titlepage": {"title": "Ipub", "author": "C"}}}, "", {}, ("Ipub", "C")),
        ({"title": "Meta"}, 'title = "File"\nauthors = ["D", "E"]', {}, ("File", "D, E")),
        ({"title": "Meta"}, 'title = "File"', {"title": "Option"}, ("Option", "")),
    ],
)  # fmt: skip
def test_the_title_page_is_the_author_s(write, tmp_path, metadata, config, given, expected):
    path = write(markdown("# Heading"), **metadata)
    if config:
        (tmp_path / "_config.toml").write_text(config)
    publish([path], build=tmp_path / "build", titles=TitlePage(**given))
    front = (tmp_path / "build" / "index.html").read_text()
    title, authors = expected
    assert f"<h1>{title}</h1>" in front and "rnn_tutorial authors" not in front
    assert authors in front


def test_a_config_may_have_the_whole_title_page(write, tmp_path):
    entries = {
        "title": "Mine", "subtitle": "With more", "authors": "Ada", "date": "May 2031",
        "licence": "CC BY 4.0",
    }  # fmt: skip
    lines = [f'{name} = "{words}"' for name, words in entries.items()]
    (tmp_path / "_config.toml").write_text("\n".join(lines))
    publish([write(markdown("# Heading"))], build=tmp_path / "build")
    front = (tmp_path / "build" / "index.html").read_text()
    assert not [words for words in entries.values() if words not in front]


@pytest.mark.parametrize(("config", "words"), [("title = ", "TOML"), ('name = "x"', "'name'")])
def test_a_wrong_config_is_refused_by_name(page, write, tmp_path, config, words):
    (tmp_path / "_config.toml").write_text(config)
    with pytest.raises(TutorialError, match=words) as caught:
        page(write(markdown("# T")))
    assert "_config.toml" in str(caught.value) and "\n" not in str(caught.value)


def test_a_byte_order_mark_is_accepted(page, write):
    path = write(markdown("Words"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "Words" in page(path)


# --- one problem doesn't stop the rest


def test_problems_become_warnings_that_name_the_cell(page, write, caplog):
    path = write(
        markdown("[![Open in Colab](https://a.example/badge.svg)](https://colab.example/x)"),
        markdown("![curve](https://a.example/curve.png) and <img src='https://a.example/b.png'>"),
        markdown("![local](gone.png)"),
        markdown(r"$\unheard{x}$ and \cref{fig:none} and \cite{nobody1999}"),
    )
    with caplog.at_level(logging.WARNING):
        text = page(path)
    for number, words in enumerate(
        ["badge.svg", "curve.png", "gone.png", "unheard", "fig:none", "nobody1999"]
    ):
        cell = f"theirs.ipynb, cell {min(number + 1, 4)}"
        assert any(cell in line and words in line for line in caplog.messages), words
    assert '<a href="https://colab.example/x">Open in Colab</a>' in text.replace(
        "<span>", ""
    ).replace("</span>", "")
    assert '<a href="https://a.example/curve.png">curve</a>' in text
    assert "<img" not in text and "local" in text
    assert r'<code class="unset">\unheard{x}</code>' in text
    with pytest.raises(TutorialError, match="cell 1"):
        page(path, strict=True)


def test_a_macro_serves_all_later_cells(page, write):
    text = page(
        write(
            markdown("$$\\newcommand{\\state}[1]{Z_{#1}}$$\n\nWords"),
            markdown("$\\state{t} = 0$ and `\\state`"),
            markdown("\\begin{equation}\\state{9} = 1\\end{equation}"),
        ),
        strict=True,
    )
    assert "<msub><mi>Z</mi><mi>t</mi></msub>" in text and "<mi>Z</mi><mn>9</mn>" in text
    assert "newcommand" not in text and "<code>\\state</code>" in text


class Pictures(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        made = io.BytesIO()
        Image.new("RGB", (30, 20), "#336699").save(made, "PNG")
        files = {"/a.png": made.getvalue(), "/page.png": b"<html>", "/large.png": bytes(2000)}
        content = files.get(self.path)
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *arguments):
        pass


def test_pictures_are_fetched_only_if_asked(page, write, caplog, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 1000)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    names = ("a", "page", "gone", "large")
    path = write(markdown(" ".join(f"![{name}]({root}/{name}.png)" for name in names)))
    try:
        with caplog.at_level(logging.WARNING):
            text = page(path, fetch_pictures=True)
    finally:
        server.shutdown()
        server.server_close()
    assert text.count("<img") == 1 and 'width="30" height="20"' in text
    assert "page.png can't be shown" in caplog.text and "gone.png can't be shown" in caplog.text
    assert "large.png can't be shown: it has more than 1,000 bytes" in caplog.text


@pytest.mark.slow
def test_gif_webp_svg_and_new_mathematics_reach_the_pdf(write, tmp_path, caplog):
    needs.tex()
    needs.package("cairosvg")
    for kind in ("gif", "webp"):
        Image.new("RGB", (30, 20), "#336699").save(tmp_path / f"a.{kind}")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">'
        '<rect width="30" height="20" fill="#336699"/></svg>'
    )
    (tmp_path / "a.svg").write_text(svg)
    cell = code("draw()")
    cell.outputs = [nbformat.v4.new_output("display_data", {"image/svg+xml": svg})]
    path = write(
        markdown("# T\n\n![](a.gif) ![](a.webp) ![](a.svg)"),
        cell,
        markdown(r"$\cancel{a} {\rm d}x \color{red}{y} \large \bm{z} \text{if $x$}$"),
        markdown(
            "$\\newcommand{\\R}{\\mathbb{R}}$ $$\\begin{align} x &\\in \\R \\unheard \\end{align}$$"
        ),
    )
    with caplog.at_level(logging.WARNING):
        (made,) = publish([path], to=("pdf",), build=tmp_path / "build")
    assert made.read_bytes().startswith(b"%PDF")
    assert [line for line in caplog.messages if "cell 4" in line and "unheard" in line]
    assert len(caplog.messages) == 1


def test_a_notebook_in_r_is_shown_as_r(page, write):
    cell = shown("x <- c(1, NULL)", "[1] 1")
    text = page(write(cell, language_info={"name": "R"}), execute=None)
    assert '<span class="kc">NULL</span>' in text and "[1] 1" in text
    text = page(write(cell), execute=None)
    assert '<span class="kc">NULL</span>' not in text  # in Python, it is a name
