"""Notebooks made to do harm, published; the pages are opened in a real browser."""

import base64
import json
import re
import zlib

import nbformat
import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish

RUN = "window.ran=1;document.title='ran'"
CALLS = "http://127.0.0.1:9/x"  # no server listens there, but the browser reports the request
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="9" height="9" viewBox="0 0 9 9" onload="{RUN}"><rect width="9" height="9"
 onclick="{RUN}"/>"""

# Attacks in the Markdown of a cell, and in the outputs of a cell.
MARKDOWN = {
    "a script": f"<script>{RUN}</script>",
    "a script in a line": f"words <script>{RUN}</script> words",
    "a script in capitals, unclosed": f"<SCRIPT\n>{RUN}",
    "a script in a script": f"<scr<script></script>ipt>{RUN}</scr</script>ipt>",
    "a picture that loads": f'<p><img src="dot.png" onload="{RUN}"></p>',
    "a picture without spaces": f'<p><img/src="dot.png"onload="{RUN}"></p>',
    "a drawing that loads": f'<div><svg/onload="{RUN}"></svg></div>',
    "a frame": f'<iframe srcdoc="<script>parent.{RUN.split(";")[0]}</script>"></iframe>',
    "an object": f'<object data="{CALLS}"></object><embed src="{CALLS}">',
    "a link to a script": f"[press](javascript:{RUN.replace(' ', '')})",
    "a typed link to a script": f'<a href="java&#10;script:{RUN}">press</a>',
    "a link to data": "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "an attribute": f'[press]{{onclick="{RUN}" onmouseover="{RUN}"}}',
    "a div with a handler": f'<div onclick="{RUN}" style="background:url({CALLS})">press</div>',
    "a raw block": f"```{{=html}}\n<script>{RUN}</script>\n```",
    "a raw block of another name": f"```{{=html5}}\n<script>{RUN}</script>\n```",
    "details": f'<details open ontoggle="{RUN}"><summary>s</summary>d</details>',
    "a style": f"<style>@import '{CALLS}';</style><link rel=stylesheet href={CALLS}>",
    "a form": f'<form action="{CALLS}"><button formaction="javascript:{RUN}">press</button></form>',
    "a page elsewhere": f'<meta http-equiv="refresh" content="0;url={CALLS}"><base href="{CALLS}">',
    "a heading in code": f"## `<img src=x onerror={RUN}>`",
    "mathematics": f"$x \\text{{<script>{RUN}</script>}}$",
    "a label": f'words \\label{{x"><img src=x onerror="{RUN}"><i id="}}',
    "the mark between parts": "<!--rnn-tutorial-part-->\n\nwords",
}
OUTPUTS = {
    "an HTML output": {"text/html": f"<b>x</b><img src=x onerror={RUN}><script>{RUN}</script>"},
    "an HTML output, typed oddly": {
        "text/html": f"<svg/onload={RUN}><a href=javascript:{RUN}>x</a>"
    },
    "an HTML output that calls": {
        "text/html": f"<p>x<video poster={CALLS}></video><img src={CALLS}>"
    },
    "an SVG with handlers": {"image/svg+xml": f"{SVG}</svg>"},
    "an SVG with scripts": {
        "image/svg+xml": f"{SVG}<SCRIPT>{RUN}</SCRIPT><script href='data:,{RUN}'/></svg>"
    },
    "an SVG with HTML": {
        "image/svg+xml": f"{SVG}<foreignObject><img src='x' onerror='{RUN}'/></foreignObject></svg>"
    },
    "an SVG that links": {
        "image/svg+xml": f"{SVG}<a xlink:href='javascript:{RUN}'><text>t</text></a>"
        f"<use href='data:image/svg+xml,x'/><image href='{CALLS}'/></svg>"
    },
    "an SVG that moves": {
        "image/svg+xml": f"{SVG}<animate onbegin='{RUN}' attributeName='x' dur='1s'/>"
        f"<set attributeName='href' to='javascript:{RUN}'/></svg>"
    },
    "an SVG's style": {
        "image/svg+xml": f"{SVG}<style>&#64;import '{CALLS}';</style>"
        f"<style>rect{{fill:url({CALLS})}}</style></svg>"
    },
    "a Markdown output": {"text/markdown": f"<script>{RUN}</script>"},
    "a LaTeX output": {"text/latex": f"$x$ <script>{RUN}</script>"},
    "a text output": {"text/plain": f"<script>{RUN}</script>"},
}


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def hostile_notebook():
    """A notebook with every attack, each under its own heading."""
    cells = [nbformat.v4.new_markdown_cell("# Harmless")]
    for kind, text in MARKDOWN.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## {kind}\n\n{text}"))
    for kind, data in OUTPUTS.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## {kind}"))
        cell = nbformat.v4.new_code_cell("show()")
        cell.outputs = [nbformat.v4.new_output("display_data", data)]
        cells.append(cell)
    raw = nbformat.v4.new_raw_cell(f"<script>{RUN}</script>", metadata={"format": "text/html"})
    forged = {"number": "1", "caption": f"<script>{RUN}", "label": '"><b', "where": "<b>"}
    made = nbformat.v4.new_code_cell("x", metadata={"typeset": {**forged, "page": "x.html"}})
    made.outputs = [
        nbformat.v4.new_output(
            "display_data", {"text/html": "<b>x</b>"},
            metadata={"typeset": forged},
        )
    ]  # fmt: skip
    return nbformat.v4.new_notebook(cells=[*cells, raw, made])


@pytest.mark.slow
def test_a_published_page_runs_nothing_that_a_notebook_holds(browser, note, tmp_path):
    nbformat.write(hostile_notebook(), tmp_path / "hostile.ipynb")
    (tmp_path / "dot.png").write_bytes(PIXEL)
    publish([tmp_path / "hostile.ipynb"], build=tmp_path / "build", to=("html", "slides"))
    ran, asked = [], []
    for name in ("hostile.html", "index.html", "slides/hostile.html"):
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: ran.append("a dialog"))
        page.goto((tmp_path / "build" / name).as_uri())
        page.wait_for_timeout(300)
        page.evaluate("""() => document.querySelectorAll('article *, .slides *').forEach(e =>
            ['click', 'mouseover', 'toggle', 'error', 'load'].forEach(kind =>
                e.dispatchEvent(new Event(kind))))""")
        page.evaluate("""() => document.querySelectorAll('article a, .slides a').forEach(a =>
            {if (!/^(https?|mailto|file):/.test(a.protocol)) window.ran = a.href})""")
        page.wait_for_timeout(200)
        if page.evaluate("() => window.ran"):
            ran.append(f"{name}: {page.evaluate('() => window.ran')}")
        page.close()
    asked = [url for url in asked if not url.startswith(("file:", "data:"))]
    count = len(MARKDOWN) + len(OUTPUTS) + 3
    note("Hostile files", "a notebook with scripts in its texts, outputs and metadata, published "
         "and opened in Chromium", count, len(ran) + len(asked),
         "the text remains; scripts, handlers, frames and requests are removed")  # fmt: skip
    assert not ran and not asked


def test_harmless_markup_stays():
    from rnn_tutorial.publishing.markdown.safety import clean_html, clean_svg

    kept = '<b>bold</b> <span style="color: red">x</span> <a href="https://a.example/">y</a> &amp;'
    assert clean_html(kept) == kept
    drawing = (
        '<svg viewBox="0 0 9 9"><defs><clipPath id="c"><rect width="9"/></clipPath></defs>'
        '<g clip-path="url(#c)"><use xlink:href="#c"/></g><style>*{fill: red}</style></svg>'
    )
    assert clean_svg(drawing) == drawing


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("../../../../etc/passwd", r"\.png, \.jpg"),
        ("secret.txt", r"\.png, \.jpg"),
        ("torn.png", ""),
        ("bomb.png", "3,?600,?000,?000 pixels"),
    ],
)
def test_a_file_that_is_not_a_picture_is_refused(url, named, note, tmp_path):
    (tmp_path / "secret.txt").write_text("words")
    (tmp_path / "torn.png").write_bytes(b"words")
    size = (60_000).to_bytes(4, "big")
    head = PIXEL[12:16] + 2 * size + PIXEL[24:29]
    check = zlib.crc32(head).to_bytes(4, "big")
    (tmp_path / "bomb.png").write_bytes(PIXEL[:12] + head + check + PIXEL[33:])
    path = tmp_path / "a.ipynb"
    cell = nbformat.v4.new_markdown_cell(f"# T\n\n![x]({url})")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    with pytest.raises(TutorialError, match=rf"a\.ipynb.*{re.escape(url)}.*{named}") as caught:
        publish([path], build=tmp_path / "build", strict=True)
    note("Hostile files", f"a notebook that shows {url} as a picture", 1, 0, str(caught.value))
    assert not list((tmp_path / "build").iterdir())


def test_a_notebook_of_deep_nesting_is_refused(note, tmp_path):
    from rnn_tutorial.publishing.notebooks.execute import read_notebook

    path = tmp_path / "deep.ipynb"
    path.write_text("[" * 200_000)
    with pytest.raises(TutorialError, match=r"deep\.ipynb") as caught:
        read_notebook(path)
    path.write_text(json.dumps({"nbformat": 99, "nbformat_minor": 0, "cells": [], "metadata": {}}))
    with pytest.raises(TutorialError, match=r"deep\.ipynb"):
        read_notebook(path)
    note("Hostile files", "a deeply nested notebook, and one of a future format", 2, 0,
         str(caught.value))  # fmt: skip
