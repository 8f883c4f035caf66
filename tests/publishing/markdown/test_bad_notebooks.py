"""Each bad notebook is published well or refused by name."""

import base64
import re

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.markdown import bibliography

from ..chapters import BIBLIOGRAPHY, code, figure, markdown

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def shows(data=None, *, source="show()", **metadata):
    cell = code(source, **metadata)
    data = data or {"image/png": PIXEL, "text/plain": "<Figure>"}
    cell.outputs = [nbformat.v4.new_output("display_data", data)]
    return cell


def prints(text):
    cell = code("print()")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    return cell


@pytest.fixture
def page(tmp_path):
    """Publish a notebook of these cells and return its page."""

    def make(*cells, name="chapter", bibliography=BIBLIOGRAPHY, **options):
        (tmp_path / "references.bib").write_text(bibliography)
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
        publish([path], build=tmp_path / "build", **{"strict": True} | options)
        return (tmp_path / "build" / f"{name}.html").read_text()

    return make


REFUSED = {
    "missing picture": (
        markdown("# T\n\n![x](gone.png)"),
        r"cell 1: gone\.png can't be shown: .* does not exist",
    ),
    "missing picture typed as HTML": (markdown('<img src="gone.png" width=9>'), r"gone\.png"),
    "picture on the network": (markdown("![x](https://a.example/b.png)"), r"on the network"),
    "undefined label": (markdown(r"See \cref{fig:none}."), r'cell 1 refers to "fig:none"'),
    "unknown source": (markdown(r"As in \cite{nobody1999}."), r'cell 1 cites "nobody1999"'),
    "label not made yet": (
        markdown(r"\cref{fig:later}"),
        code("plot()", ipub=figure("C", "fig:later")),
        r"label of an output that chapter\.ipynb, cell 2 has not produced",
    ),
    "one label twice": (
        shows(ipub=figure("A", "fig:a")),
        shows(ipub=figure("B", "fig:a")),
        r'"fig:a" is used twice, in chapter\.ipynb, cell 1 and in chapter\.ipynb, cell 2',
    ),
    "a formula that MathML lacks": (
        markdown("# T\n\nWords and $\\unheard{a} < 1$."),
        r"chapter\.ipynb, cell 1: the formula \\unheard\{a\} < 1 can't be set",
    ),
    "nothing at all": (r"has no cell with any content",),
    "empty cells": (markdown("  "), code(""), r"has no cell with any content"),
}


MYST = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3}
---
# A chapter

```{code-cell}
1 + 1
```
"""


@pytest.mark.parametrize("suffix", [".md", ".Rmd", ".py"])
def test_a_notebook_kept_as_text_is_refused_with_the_way_to_convert_it(suffix, tmp_path):
    path = tmp_path / f"chapter{suffix}"
    path.write_text(MYST)
    with pytest.raises(TutorialError, match=r"only \.ipynb files") as caught:
        publish([path], build=tmp_path / "build")
    assert f"jupytext --to notebook {path}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
def test_refused_by_name_and_the_earlier_book_stays(case, page, tmp_path):
    earlier = page(markdown("# A good earlier book"))
    *cells, complaint = REFUSED[case]
    with pytest.raises(TutorialError, match=complaint) as caught:
        page(*cells)
    assert "\n" not in str(caught.value)
    assert (tmp_path / "build" / "chapter.html").read_text() == earlier
    assert not list((tmp_path / "build").glob(".book-*"))


def test_one_label_in_two_notebooks_names_both(tmp_path):
    paths = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    for path in paths:
        cell = shows(ipub=figure("A", "fig:a"))
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    with pytest.raises(TutorialError, match=r"in a\.ipynb, cell 1 and in b\.ipynb, cell 1"):
        publish(paths, build=tmp_path / "build", strict=True)


def test_two_notebooks_of_one_name_are_refused(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        node = nbformat.v4.new_notebook(cells=[markdown("# T")])
        nbformat.write(node, tmp_path / folder / "same.ipynb")
    with pytest.raises(TutorialError, match=r"would both be the page same\.html"):
        publish([tmp_path / f / "same.ipynb" for f in "xy"], build=tmp_path / "build")


@pytest.mark.parametrize(("notebooks", "to"), [([], ("html",)), (["a.ipynb"], ("epub",))])
def test_wrong_calls_are_refused(notebooks, to, tmp_path):
    with pytest.raises(TutorialError):
        publish(notebooks, to=to, build=tmp_path)


def test_a_caption_with_backslashes_and_quotes_is_shown_as_typed(page):
    caption = r'C:\path\new, "quoted" & <b>, $\alpha$, 50% \\ done'
    text = page(shows(ipub=figure(caption, "fig:odd")))
    shown = re.search(r"<figcaption>(.*?)</figcaption>", text, re.S).group(1)
    assert r"C:\path\new" in shown and "“quoted” &amp;" in shown and "<math" in shown
    assert re.search(r'alt="C:\\path\\new[^"]*“quoted”', text)


def test_ansi_colours_emoji_and_boxes_are_shown(page):
    text = page(prints("\x1b[31mred\x1b[0m 😀 🧠 ┏━┓ ├── <tag> & \x1b[2K\x07"))
    assert '<span class="ansi-red-fg">red</span>' in text
    assert "😀 🧠 ┏━┓ ├── &lt;tag&gt; &amp;" in text
    assert "\x1b" not in text and "\x07" not in text


def test_an_html_output_is_shown_without_scripts_or_requests(page):
    html = (
        "<style>p{}</style><script src='https://a.example/x.js'></script>"
        "<img src='https://a.example/b.png'><p onclick=\"x()\">a <b>bold</b> word</p>"
    )
    text = page(shows({"text/html": html}), strict=False)
    assert "a <b>bold</b> word" in text
    assert "x.js" not in text and "x()" not in text
    address = "https://a.example/b.png"  # a link, which is followed only if a reader asks
    assert text.count("a.example") == 2 and f'<a href="{address}">{address}</a>' in text


def test_an_html_output_of_nothing_but_a_script_becomes_a_box(page):
    text = page(shows({"text/html": "<script>x()</script>", "text/plain": "<W>"}), strict=False)
    assert "drawn by a script, which only Jupyter can show" in text and "x()" not in text


def test_an_error_kept_in_the_notebook_is_shown(page):
    cell = code("1 / 0")
    cell.outputs = [
        nbformat.v4.new_output(
            "error", ename="E", evalue="v", traceback=["\x1b[31mZeroDivisionError\x1b[0m: <v>"]
        )
    ]
    assert "ZeroDivisionError</span>: &lt;v&gt;" in page(cell)


def test_a_notebook_without_a_heading_is_named_by_its_file(page):
    assert "<h1>no heading</h1>" in page(markdown("Just words."), name="no_heading")


def test_a_notebook_called_index_does_not_replace_the_front_page(tmp_path):
    path = tmp_path / "index.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[markdown("# Mine")]), path)
    (front,) = publish([path], build=tmp_path / "build")
    assert 'href="index_.html"' in front.read_text()
    assert "<h1>Mine</h1>" in (tmp_path / "build" / "index_.html").read_text()


def test_an_attachment_is_a_picture(page, tmp_path):
    cell = markdown("![dot](attachment:dot.png)")
    cell.attachments = {"dot.png": {"image/png": PIXEL}}
    name = re.search(r'src="(assets/\w+\.png)"', page(cell)).group(1)
    assert (tmp_path / "build" / name).read_bytes() == base64.b64decode(PIXEL)


def test_a_broken_bibliography_is_refused_by_name(page):
    with pytest.raises(TutorialError, match=r"references\.bib"):
        page(markdown(r"\cite{a}"), bibliography="@article{a, title={never closed")


def test_a_bibliography_that_is_not_utf_8_is_refused_by_name(tmp_path):
    path = tmp_path / "references.bib"
    path.write_bytes("@book{a, title={Été}}".encode("latin-1"))
    with pytest.raises(TutorialError, match=r"references\.bib can't be read .*make it a text file"):
        bibliography.read(path)


def test_metadata_of_the_wrong_type_are_ignored(page):
    text = page(
        shows(ipub="a word"),
        shows(ipub={"figure": "a word", "table": 3, "code": []}),
        shows(ipub={"figure": {"caption": 5, "label": ["x"]}}),
    )
    assert text.count("<img") == 3 and "Figure 1</span> 5" in text


def test_spans_that_call_themselves_pictures_are_text(page):
    text = page(markdown("[one]{.picture}\n\n[]{.picture} [two]{.picture} `three`{.picture}"))
    assert all(word in text for word in ("one", "two", "three"))


def test_raw_tex_in_prose_is_shown_not_lost(page):
    assert r"\alpha and \mycommand{x}" in page(markdown(r"Bare \alpha and \mycommand{x} stay."))


def test_an_open_fence_does_not_swallow_the_next_cell(page):
    text = page(markdown("```python\nx = 1"), markdown("## After"))
    assert '<h2 id="after">' in text


@pytest.mark.parametrize(
    "heading", ["# T \\label{chap:t}", "## S {#sec:s}", "### D \\label{sec:d}"]
)
def test_headings_of_every_kind_can_be_referred_to(page, heading):
    key = re.search(r"(?:#|\{)(\w+:\w)\}", heading).group(1)
    text = page(
        markdown("# Title" if "# T" not in heading else ""),
        markdown(heading),
        markdown(f"See \\cref{{{key}}}."),
    )
    assert 'class="ref"' in text
