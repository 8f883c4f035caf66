"""Small notebooks in the styles of other authors and tools, for test_others.py to publish.

Every word that begins with "seen" must reach the reader; none that begins with "lost" may.
"""

import base64
import io
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from PIL import Image

V4 = nbformat.v4


def png(colour: str = "#336699", size: tuple[int, int] = (900, 450)) -> str:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def text(source: str, **metadata: Any) -> NotebookNode:
    return V4.new_markdown_cell(source, metadata=metadata)


def code(source: str, *outputs: Any, **metadata: Any) -> NotebookNode:
    """A code cell. outputs: printed text, a dictionary of MIME types, or a finished output."""
    cell = V4.new_code_cell(source, metadata=metadata)
    for output in outputs:
        if isinstance(output, str):
            output = V4.new_output("stream", name="stdout", text=output)
        elif not isinstance(output, NotebookNode):
            output = V4.new_output("display_data", output)
        cell.outputs.append(output)
    return cell


def ipub(cell: NotebookNode, **entries: Any) -> NotebookNode:
    cell.metadata["ipub"] = entries
    return cell


def notebook(*cells: NotebookNode, **metadata: Any) -> NotebookNode:
    return V4.new_notebook(cells=list(cells), metadata=metadata)


def table(rows: int, columns: int = 3, style: str = "") -> str:
    """HTML as pandas writes it."""
    heads = "".join(f"<th>column {c}</th>" for c in range(columns))
    body = "".join(
        f"<tr><th>{r}</th>" + "".join(f"<td>r{r}c{c}</td>" for c in range(columns)) + "</tr>"
        for r in range(rows)
    )
    return (
        f'<div>{style}<table border="1" class="dataframe"><thead><tr style="text-align: right;">'
        f"<th></th>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def colab() -> NotebookNode:
    badge = (
        '<a href="https://colab.research.example/x" target="_parent"><img '
        'src="https://colab.research.example/badge.svg" alt="seen-badge Open In Colab"/></a>'
    )
    frame = (
        '<div id="df-1" class="colab-df-container">'
        + table(2, style="<style scoped>.lost-style {}</style>")
        + '<div class="colab-df-buttons"><button onclick="lost()" style="display:none">'
        '<svg viewBox="0 0 24 24"><path d="M0 0h24"/></svg></button>'
        "<script>const lost_script = 1;</script></div></div>"
    )
    return notebook(
        text(badge, id="view-in-github", colab_type="text"),
        text("# Colab\n\nseen-colab. Run on a **GPU**."),
        code(
            '#@title Set up { run: "auto" }\n!pip install seen-package', "Collecting seen-package"
        ),
        code("df.head()", {"text/html": frame, "text/plain": "   column 0"}, cellView="form"),
        code("train()", "\r 1/2 lost-bar\r 2/2 [====] - loss: 0.5 seen-loss\n"),
        colab={"name": "x.ipynb", "provenance": [], "toc_visible": True},
        accelerator="GPU",
        kernelspec={"name": "python3", "display_name": "Python 3"},
    )


def vs_code() -> NotebookNode:
    error = V4.new_output(
        "error",
        ename="ZeroDivisionError",
        evalue="division by zero",
        traceback=[
            "\x1b[31m---------------------------------------------\x1b[39m",
            "\x1b[31mZeroDivisionError\x1b[39m  Traceback (most recent call last)",
            "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 1\x1b[39m",
            "\x1b[31mZeroDivisionError\x1b[39m: seen-error division by zero",
        ],
    )
    return notebook(
        text("# VS Code\n\nseen-vscode: $e^{i\\pi} = -1$ and\n\n$$\\sum_k \\alpha_k$$"),
        code("%%bash\necho seen-shell", "seen-shell\n", vscode={"languageId": "shellscript"}),
        code("1 / 0", error),
        code("long", "x" * 300 + " seen-end-of-line\n"),
        text(f'<img src="data:image/png;base64,{png("#993366", (60, 30))}" alt="inline"> seen-img'),
        language_info={"name": "python", "version": "3.12.1", "pygments_lexer": "ipython3"},
        orig_nbformat=4,
    )


def kaggle() -> NotebookNode:
    styled = (
        '<style type="text/css">#T_1_row0_col0 {background-color: #08306b; color: #f1f1f1}</style>'
        '<table id="T_1"><thead><tr><th>model</th><th>score</th></tr></thead><tbody><tr>'
        '<td id="T_1_row0_col0">seen-forest</td><td>0.873</td></tr></tbody></table>'
    )
    return notebook(
        text(
            '<div style="background-color:#1e88e5;color:white;padding:10px;border-radius:8px">'
            '<h1 style="text-align:center">Kaggle seen-banner</h1></div>\n\n'
            '<a id="top"></a>\n\n- [Load](#load)\n\n<h2 id="load">Load seen-load</h2>'
        ),
        code(
            "for dirname, _, files in os.walk('/kaggle/input'):\n    print(files)",
            "/kaggle/input/seen-file.csv\n",
            _kg_hide_input=True,
            _uuid="8f2839f25d086af736a60e9eeb907d3b93b6e0e5",
        ),
        code("df.style", {"text/html": styled, "text/plain": "<pandas Styler>"}),
        code("plot", {"image/png": png(), "text/plain": "<Figure size 640x480>"}, trusted=True),
        kaggle={"accelerator": "none", "isGpuEnabled": False},
    )


def r() -> NotebookNode:
    frame = {
        "text/html": '<table class="dataframe"><thead><tr><th>wt</th><th>mpg</th></tr></thead>'
        "<tbody><tr><td>2.62</td><td>seen-21.0</td></tr></tbody></table>",
        "text/latex": "A data.frame: 1 × 2\n\\begin{tabular}{ll}\n wt & mpg\\\\\n\\hline\n"
        "\t 2.62 & 21.0\\\\\n\\end{tabular}\n",
        "text/markdown": "\n| wt | mpg |\n|---|---|\n| 2.62 | 21.0 |\n",
        "text/plain": "  wt   mpg\n1 2.62 21.0",
    }
    number = {"text/html": "37.28", "text/latex": "37.28", "text/markdown": "37.28"}
    return notebook(
        text("# R\n\nseen-r with `lm`."),
        code("fit <- lm(mpg ~ wt, data = mtcars)\nhead(mtcars, 1)", frame),
        code("coef(fit)[1]", {**number, "text/plain": "[1] 37.28"}),
        code("plot(mtcars)", {"image/png": png("#448844"), "text/plain": "plot without title"}),
        kernelspec={"name": "ir", "display_name": "R", "language": "R"},
        language_info={"name": "R", "file_extension": ".r", "version": "4.3.1"},
    )


def ipypublish() -> NotebookNode:
    """In the style of ipypublish's own example, with its kinds of labels."""
    tex = "\\begin{tabular}{lr}\n\\toprule\nname & value \\\\\nseen-row & 2 \\\\\n\\bottomrule\n"
    tex += "\\end{tabular}"
    return notebook(
        ipub(text("# Example of ipypublish"), slide=True),
        text(
            "References to \\cref{todo-notes}, \\cref{text-output} and \\cref{parts}.\n\n"
            "To \\cref{fig:example}, \\cref{tbl:example}, \\cref{eqn:sympy}, \\cref{code:mpl}, "
            "\\cref{text:printed} and \\cref{fig:a,fig:cell,fig:page,tbl:tex}.\n\n"
            "In other notations: +@fig:example{}, ={@eqn:sympy .capital}, =[@eqn:ipy;@eqn:sympy], "
            "!@fig:example, :eq:`eqn:sum`, :numref:`fig:cell` and :ref:`parts`. "
            "A citation.\\cite{elman1990finding} In HTML.<cite "
            'data-cite="elman1990finding">(Elman, 1990)</cite>'
        ),
        ipub(text("lost-ignored"), ignore=True),
        ipub(text("**An onlyslides-summary of this part.**"), slideonly=True, slide=True),
        text("## Todo notes\n\n\\todo[inline]{seen-todo}\n\nText.\\todo{seen-margin}"),
        text(
            ".. _parts:\n\n## Text Output\n\n.. note::\n\n    seen-note about \\eqref{eqn:sum}.\n"
        ),
        text("seen-after\n\n$$ a = b + c $$ {#eqn:sum}\n\n![seen-pic](a.png){#fig:a width=40%}"),
        ipub(
            code("print('x')", "seen-printed\n"),
            text={"format": {"basicstyle": "\\small"}, "caption": "P.", "label": "text:printed"},
        ),
        ipub(
            code("draw()", {"image/png": png()}),
            figure={"caption": "Seen.", "label": "fig:example", "placement": "H", "width": 0.3},
            code={"asfloat": True, "caption": "Of \\cref{fig:example}.", "label": "code:mpl"},
        ),
        ipub(text("seen-caption of a cell.\n\nlost-second"), caption="fig:cell"),
        ipub(
            code("draw()", {"image/png": png("#993366")}),
            figure={"caption": "", "label": "fig:cell", "height": 0.1},
        ),
        ipub(
            code("df", "seen-before\n", {"text/html": table(1), "text/latex": tex}),
            table={"caption": "T.", "label": "tbl:example", "alternate": "gray!20"},
        ),
        ipub(code("tex", {"text/latex": tex}), table={"caption": "T.", "label": "tbl:tex"}),
        ipub(code("Latex()", {"text/latex": "$$ a = b+c $$"}), equation={"label": "eqn:ipy"}),
        ipub(
            code("s", {"text/latex": "$\\displaystyle \\frac{x}{y}$", "image/png": png()}),
            equation={"environment": "equation", "label": "eqn:sympy"},
        ),
        ipub(code("lost_code()", "seen-result\n"), code=False),
        ipub(code("seen_code()", "lost-text\n"), text={}),
        ipub(
            code("show()", {"image/png": png("#00aa55")}),
            embed_html={"filepath": "page/in.html", "other_files": ["page/in.js"], "width": 0.8},
            figure={"caption": "A page.", "label": "fig:page"},
        ),
        ipub(
            code("far()"),
            embed_html={"url": "https://a.example/far.html"},
            figure={"caption": "seen-far", "label": "fig:far"},
        ),
        ipub={
            "titlepage": {
                "title": "Notebooks of others",
                "subtitle": "Sub",
                "tagline": "Tag",
                "author": "A. Author",
                "email": "a\\_b@c.example",
                "supervisors": ["S. Visor"],
                "institution": ["I. Tute"],
                "logo": "logo.png",
            },
            "toc": True,
            "listfigures": True,
            "listtables": True,
            "listcode": True,
            "bibliography": "theirs.bib",
        },
    )


def widgets() -> NotebookNode:
    view = "application/vnd.jupyter.widget-view+json"
    return notebook(
        text("# Widgets\n\nseen-widgets"),
        code(
            "IntSlider()",
            {view: {"model_id": "a", "version_major": 2}, "text/plain": "lost-IntSlider(value=3)"},
            "seen-printed-beside\n",
        ),
        code(
            "interact(f, x=3)",
            {view: {"model_id": "b"}, "text/plain": "lost-interactive", "image/png": png()},
        ),
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {}}},
    )


def charts() -> NotebookNode:
    plotly = {"data": [{"x": [1]}], "layout": {}}
    script = "<div id='p'></div><script>lost.newPlot('p')</script>"
    vega, folium = {"mark": "bar"}, '<div style="width:100%"><iframe srcdoc="lost"></iframe></div>'
    return notebook(
        text("# Charts\n\nseen-charts"),
        code("fig.show()", {"application/vnd.plotly.v1+json": plotly, "text/html": script}),
        code(
            "fig.show('png')",
            {
                "application/vnd.plotly.v1+json": plotly,
                "text/html": script,
                "image/png": png("#cc3333"),
            },
        ),
        code(
            "alt.Chart()",
            {"application/vnd.vegalite.v5+json": vega, "text/plain": "lost-alt.Chart()"},
        ),
        code("m", {"text/html": folium, "text/plain": "lost-folium.Map"}),
    )


def media() -> NotebookNode:
    """What HTML shows by other files: frames, sounds, videos and pictures."""
    frame = '<iframe width="560" src="https://video.example/embed/{}" allowfullscreen></iframe>'
    sound = '<audio controls><source src="data:audio/wav;base64,AA==" type="audio/wav"/>lost-'
    outputs = {
        "YouTubeVideo('x')": frame.format("seen-2"),
        "Audio(x)": f"{sound}browser</audio>",
        "animation.to_html5_video()": "<video controls><source src='a.mp4'>lost-tag</video>",
        "Image(url='a.png')": '<img src="a.png" width="90"/>',
        "Image(url='x')": '<p>seen-beside</p><img src="https://a.example/x.png" alt="seen-alt">',
    }
    return notebook(
        text(f"# Media\n\nseen-media\n\n{frame.format('seen-1')}\n\n`<video src=a>` seen-code"),
        *(
            code(source, {"text/html": shown, "text/plain": "<lost-object>"})
            for source, shown in outputs.items()
        ),
    )


def long_tables() -> NotebookNode:
    breaks = "<table><tr><th>cell</th></tr><tr><td>3<br>2 seen-broken</td></tr></table>"
    rows = "\n".join(f"| row {i} | md{i} |" for i in range(60))
    many = (
        '<table><thead><tr><th rowspan="2">group</th><th colspan="2">seen-span</th></tr><tr>'
        "<th>mean</th><th>std</th></tr></thead><tbody><tr><td>a</td><td>1</td><td>2</td></tr>"
        "</tbody></table>"
    )
    return notebook(
        text(f"# Long tables\n\n| a | b |\n|---|---|\n{rows}"),
        code("df", {"text/html": table(80), "text/plain": "..."}),
        code("wide", {"text/html": table(2, 16), "text/plain": "..."}),
        code("breaks", {"text/html": breaks}),
        code("grouped", {"text/html": many}),
        text(f"In Markdown: {many.replace('seen-span', 'seen-inmd')}"),
    )


SCRIPTS = {
    "Chinese": "循环神经网络",
    "Japanese": "ニューラルネット",
    "Korean": "순환신경망",
    "Cyrillic": "рекуррентная",
    "Greek": "νευρωνικό",
    "Arabic": "شبكة",
    "Hebrew": "רשת",
    "Vietnamese": "mạng",
    "emoji": "🧠",
}


def scripts() -> NotebookNode:
    words = "\n".join(f"- {name}: {word}" for name, word in SCRIPTS.items())
    lines = "\n".join(SCRIPTS.values())
    cells = "".join(f"<tr><td>{n}</td><td>{w}</td></tr>" for n, w in SCRIPTS.items())
    return notebook(
        text(f"# Scripts {SCRIPTS['Chinese']}\n\n{words}\n\n**{SCRIPTS['Cyrillic']}**"),
        code(f"print('{SCRIPTS['Greek']}')  # {SCRIPTS['Chinese']}", lines + "\n"),
        code("df", {"text/html": f"<table><tr><th>a</th><th>b</th></tr>{cells}</table>"}),
    )


def mathematics() -> NotebookNode:
    return notebook(
        text(
            "# Mathematics\n\n$$\\newcommand{\\vect}[1]{\\boldsymbol{#1}} \\def\\R{\\mathbb{R}}$$"
        ),
        text("seen-macros $\\vect{x} \\in \\R^n$, $\\color{red}{y}$, $\\cancel{z}$, $\\rm d x$"),
        text(
            "\\begin{align}\na &= \\bm{b} \\label{eq:others} \\\\\n c &= \\text{if $d$}\n"
            "\\end{align}\n\nseen-align \\eqref{eq:others}\n\n"
            "$$\\begin{cases} 1 & x > 0 \\\\ 0 \\end{cases}$$"
        ),
        code("sympy", {"text/latex": "$\\displaystyle \\sqrt{2}$", "text/plain": "sqrt(2)"}),
    )


def old() -> dict[str, Any]:
    """In nbformat 3, as the Python notebooks of 2013 are."""
    picture = {"output_type": "display_data", "png": png("#885522"), "metadata": {}}
    result = {
        "output_type": "pyout",
        "prompt_number": 1,
        "text": ["seen-pyout"],
        "metadata": {},
    }
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Format 3"], "metadata": {}},
        {"cell_type": "heading", "level": 2, "source": ["seen-heading"], "metadata": {}},
        {"cell_type": "markdown", "source": ["seen-three"], "metadata": {}},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["print 'seen-print'\n", "x"],
            "collapsed": False,
            "prompt_number": 1,
            "metadata": {},
            "outputs": [
                {"output_type": "stream", "stream": "stdout", "text": ["seen-print\n"]},
                result,
                picture,
            ],
        },
    ]
    return {
        "metadata": {"name": "Old"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def bare() -> NotebookNode:
    """Without metadata; empty cells, raw cells, attachments, details and footnotes."""
    attached = text("![](attachment:image.png)")
    attached["attachments"] = {"image.png": {"image/png": png("#222222", (80, 40))}}
    raw = V4.new_raw_cell("<b>seen-raw</b>", metadata={"raw_mimetype": "text/html"})
    return notebook(
        text("# Bare"),
        text(""),
        code(""),
        attached,
        raw,
        text("<details><summary>seen-summary</summary>\n\nseen-details\n\n</details>"),
        text("A note[^n].\n\n[^n]: seen-footnote\n\n- [x] seen-done\n- [ ] seen-open\n\n~~old~~"),
        code("x", {"text/plain": "seen-plain"}),
    )


BUILDERS = (
    ipypublish, colab, vs_code, kaggle, r, widgets, charts, media, long_tables, scripts,
    mathematics, old, bare,
)  # fmt: skip
BIBLIOGRAPHY = """@article{elman1990finding, author={Elman, Jeffrey L.}, year=1990,
  title={Finding Structure in Time}, journal={Cognitive Science}}"""


def write(folder: Path) -> list[Path]:
    """Write the notebooks and the files that they need."""
    (folder / "page").mkdir()
    (folder / "page" / "in.html").write_text("<p id=x>lost</p><script src=in.js></script>")
    (folder / "page" / "in.js").write_text("document.getElementById('x').textContent = 'scripted'")
    (folder / "theirs.bib").write_text(BIBLIOGRAPHY)
    (folder / "a.png").write_bytes(base64.b64decode(png("#dd9900")))
    paths = []
    for build in BUILDERS:
        content = build()
        text = json.dumps(content) if build is old else nbformat.writes(content)
        mark = "\ufeff" if build is bare else ""  # as Windows editors write it
        paths.append(folder / f"{build.__name__}.ipynb")
        paths[-1].write_text(mark + text, encoding="utf-8")
    return paths
