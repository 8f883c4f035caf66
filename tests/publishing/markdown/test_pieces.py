"""The small pieces: printed text, box tables, MathML, pictures, the search index."""

import json
import re
import xml.etree.ElementTree as ET

import nbformat
import pytest
from hypothesis import given, settings, strategies as st

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.formats import latex, search
from rnn_tutorial.publishing.markdown import (
    cells,
    code,
    formulas,
    letters,
    mathml,
    notation,
    pandoc,
    pictures,
    tables,
    typeset,
)
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import Book, Chapter, Heading
from rnn_tutorial.publishing.notebooks import streams


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\rb", "b"),
        ("loading 10%\rloading 99%\n", "loading 99%\n"),
        ("ab\bc", "ac"),
        ("\x1b[1m\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2K\x1b[1Aup", "up"),
        ("8/8 ━━━━━━━━━━━━━━━━━━━━ 1s 4ms/step - loss: 0.69", "8/8 - 1s 4ms/step - loss: 0.69"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("├── tree\n└── leaf", "├── tree\n└── leaf"),
    ],
)
def test_text_is_settled_as_a_terminal_leaves_it(raw, shown):
    assert streams.settle(raw) == shown


def test_colours_are_kept_for_a_page_and_other_codes_are_not():
    assert streams.settle("\x1b[2K\x1b[31mred\x1b[0m", colours=True) == "\x1b[31mred\x1b[0m"


@pytest.mark.slow
@settings(deadline=None)  # the first call may wait for a slow machine
@given(st.text())
def test_settled_text_has_no_control_characters_and_settles_once(text):
    settled = streams.settle(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", settled.replace("\x1c", ""))
    assert "\x1b" not in settled


KERAS = """\
Model: "small"
┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┳━━━━━━━━━┓
┃ Layer (type)    ┃ Output Shape  ┃ Param # ┃
┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━╇━━━━━━━━━┩
│ a_long_name     │ (None, 32)    │   1,184 │
│ (SimpleRNN)     │               │         │
├─────────────────┼───────────────┼─────────┤
│ dense (Dense)   │ (None, 1)     │      33 │
└─────────────────┴───────────────┴─────────┘
 Total params: 1,217"""


def test_a_keras_summary_is_read_as_a_table_with_wrapped_cells_joined():
    before, box, after = tables.segments(KERAS)
    assert before == 'Model: "small"' and after == " Total params: 1,217"
    assert box.head == ("Layer (type)", "Output Shape", "Param #")
    assert box.rows == (
        ("a_long_name (SimpleRNN)", "(None, 32)", "1,184"),
        ("dense (Dense)", "(None, 1)", "33"),
    )
    assert box.numeric == (False, False, True)


def test_cells_that_reach_over_others_leave_the_rest_in_their_columns():
    """As pandas writes groups of rows and of columns; rows may be short, spans absurd."""
    rows = [
        [("group", "2", "1"), ("score", "", "2")],
        [("mean", "", "1"), ("std", "x", "-1")],
        [("a", "2", ""), ("1", "", ""), ("2", "", "")],
        [("3", "", ""), ("4", "", "")],
        [("short", "", "")],
        [("wide", "999999999", "2"), ("5", "", "")],
        [("6", "", "")],
    ]
    assert tables.spread(rows, empty=".") == [
        ["group", "score", "."], [".", "mean", "std"], ["a", "1", "2"], [".", "3", "4"],
        ["short", ".", "."], ["wide", ".", "5"], [".", ".", "6"],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["┏━┓", "┌─┐\n│ a │", "no table", "", "┌──┐\n\n└──┘"])
def test_what_is_no_table_stays_text(text):
    assert all(isinstance(part, str) for part in tables.segments(text))


@given(st.text(alphabet="┏━┳┓┃│┡╇┩├┼┤└┴┘ ab1\n"))
def test_any_drawing_with_boxes_is_read_without_an_error(text):
    tables.segments(text)


def math(tex: str) -> ET.Element:
    (written,), _ = pandoc.write([pandoc.read(f"${tex}$")], "html")
    return ET.fromstring(re.search(r"<math.*?</math>", written, re.S).group(0))


def tags(root: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in root.iter() if e.tag.rpartition("}")[2] == name]


def test_upright_words_are_one_identifier():
    (word,) = [e for e in tags(math(r"\mathrm{diag}(x)"), "mi") if e.text == "diag"]
    assert word.get("mathvariant") == "normal"


def test_a_named_function_is_no_operator():
    root = math(r"\tanh(x) + \log x")
    names = [(e.text or "").strip("\N{SIX-PER-EM SPACE}") for e in tags(root, "mi")]
    assert "tanh" in names and "log" in names
    assert "tanh" not in [e.text for e in tags(root, "mo")]


@pytest.mark.parametrize(("tex", "stretches"), [("f(x)", "false"), (r"f(\frac{a}{b})", "true")])
def test_brackets_stretch_around_what_is_tall_only(tex, stretches):
    marks = [e for e in tags(math(tex), "mo") if e.text in "()"]
    assert {mark.get("stretchy") for mark in marks} == {stretches}


def test_the_annotation_keeps_the_tex_to_copy():
    assert tags(math("a_1 < b"), "annotation")[0].text.strip() == "a_1 < b"


@pytest.mark.parametrize(
    ("tex", "pieces"),
    [
        ("y = -a + (b + c)", ["y", "=−a", "+(b+c)"]),  # no break inside of brackets
        (r"y = \max\big(a\big) = -c", ["y", "=max(a)", "=−c"]),  # but after them
        (r"x \approx \frac{a + b}{c}, \qquad c \leq 2", ["x", "≈a+bc,\u2001", "c", "≤2"]),
        (r"\begin{aligned} a &= b \end{aligned}", ["a=b"]),
        ("f(x)", ["f(x)"]),
    ],
)
def test_a_displayed_formula_may_break_before_relations_and_signs(tex, pieces):
    (written,), _ = pandoc.write([pandoc.read(f"$${tex}$$")], "html")
    found = [ET.fromstring(one) for one in re.findall(r"<math.*?</math>", written, re.S)]
    notes = [note for one in found for note in tags(one, "annotation")]
    assert [note.text for note in notes] == [tex]  # once, and whole
    for one in found:
        for part in tags(one, "semantics"):
            del part[1:]
    shown = ["".join("\u2001" if e.tag.endswith("mspace") else e.text or "" for e in one.iter())
             for one in found]  # fmt: skip
    assert shown == pieces
    spaces = sum("\u2001" in piece for piece in pieces)
    assert written.count('<span class="breaks">') == (spaces + 1 if len(pieces) > 1 else 0)
    for one in found[1:]:  # a sign that begins a line keeps the space before it
        (first, *_) = one
        assert not first.tag.endswith("mo") or first.get("form") == "infix"


def test_a_sign_of_a_number_has_no_space_after_it():
    first, second, third = [e for e in tags(math("a = -1 - 2 \\approx +b"), "mo") if e.text in "−+"]
    assert [e.get("form") for e in (first, second, third)] == ["prefix", None, "prefix"]


def test_the_size_of_a_bracket_has_a_unit():
    (first, last) = [e for e in tags(math(r"\big(x\big)"), "mo") if e.text in "()"]
    for mark in (first, last):
        assert (mark.get("minsize"), mark.get("maxsize")) == ("1.2em", "1.2em")
        assert mark.get("stretchy") == "true"


def test_a_function_keeps_its_distance():
    shown = "".join(math(r"-y \log p - (1-y)\log(1-p)").itertext()).split("-y")[0]
    thin = "\N{SIX-PER-EM SPACE}"
    assert f"y{thin}log{thin}p" in shown and f"){thin}log(" in shown


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a\n```\nb\n```\nc", ["```\nb\n```"]),
        ("> ~~~\n> ```\n> ~~~\nc `d`", ["> ~~~\n> ```\n> ~~~", "`d`"]),
        ("````\n```\n````\nc", ["````\n```\n````"]),
        ("```a``` and\nb", ["`a`"]),  # on one line it is no block
        ("a\n```python\nb", ["```python\nb"]),  # never closed
    ],
)
def test_code_is_told_from_text(source, code):
    pieces = notation.by_turns(source)
    assert "".join(pieces) == source and len(pieces) % 2
    assert pieces[1::2] == code


@pytest.mark.parametrize(
    ("source", "items"),
    [("out of\n69. And", 0), ("out of\n1. one\n2. two", 2), ("5. five\n6. six", 2)],
)
def test_a_number_at_the_start_of_a_line_of_prose_is_no_list(source, items):
    (written,), _ = pandoc.write([pandoc.read(source)], "html")
    assert written.count("<li>") == items
    assert "69. And" in written or items


def test_texts_read_at_once_are_read_as_if_each_were_alone():
    """Nothing that one of them opens or defines reaches the next."""
    sources = [
        "<div>\nopen", "```\nopen", "a[^1]\n\n[^1]: one", "b[^1]", "[a]: x.html", "see [a]",
        "Graves et al. 2013\tsaid", "- x\n\n\tcode\r\n", "", "\\newcommand{\\x}{y} $\\x$", "$\\x$",
        f"| a | {'b ' * 40}|\n|:---|---:|\n| c | d |",
    ]  # fmt: skip
    pandoc.read_ahead((source, ()) for source in sources)
    for source in sources:
        alone = pandoc.call(["-f", pandoc.DIALECT, "-t", "json"], source)
        assert json.loads(pandoc.dumped(pandoc.read(source))) == json.loads(alone)


def test_a_table_is_as_wide_as_its_words_not_as_its_dashes():
    """Pandoc gives each column a share of the width if a line is longer than 72 letters."""
    source = f"| a | {'b ' * 40}|\n|:---|---:|\n| {'c ' * 40}| d |"
    (page,), _ = pandoc.write([pandoc.read(source)], "html")
    assert "width" not in page and page.count("<th ") == 2
    (paper,), _ = pandoc.write([pandoc.read(source)], "latex")
    assert "{@{}LR@{}}" in paper and "minipage" not in paper
    assert "addlinespace" not in paper
    rows = source + f"\n| {'c ' * 60}| d |"
    (paper,), _ = pandoc.write([pandoc.read(rows)], "latex")
    assert "addlinespace" in paper  # rows of more than one line


def test_a_cell_with_a_sentence_is_told_from_one_with_a_number():
    sentence = "A sentence has more letters than the seventy of a cell that is short enough."
    source = f"| a | b |\n|:---|---:|\n| {sentence} | $1.4 \\times 10^{{-11}}$ |"
    (page,), _ = pandoc.write([pandoc.read(source)], "html")
    assert re.findall(r'class="long">(.*?)<', page) == [sentence]


def test_a_displayed_formula_belongs_to_its_sentence_in_print():
    """In a paragraph of its own, TeX could part them: the formula would begin a page."""
    source = "It is\n\n$$ a = b $$\n\nwith $b$.\n\n- An item:\n\n  $$ c $$\n\n  It follows."
    context = Context(Chapter("a.html", ""), target="latex")
    (written,), _ = pandoc.write([typeset.typeset(source, context)], "latex")
    before, item, after = written.split("\n\n")
    assert before.startswith("It is") and before.endswith("with \\(b\\).")
    assert "An item" in item and "equation" in item and "It follows" in after


def test_a_wide_formula_breaks_between_its_pieces_only():
    tex = r"\{a, \qquad b = \left(c \qquad d\right), \qquad \begin{cases} e \qquad f \end{cases}"
    pieces = [piece.strip() for piece in formulas.pieces(tex)]
    assert pieces == [r"\{a,", r"b = \left(c \qquad d\right),", tex[tex.index(r"\begin") :]]


def test_the_page_of_a_chapter_is_said_once_and_in_each_item_of_a_list():
    chapters = [
        Chapter("a.html", "1"),
        Chapter("b.html", "2", headings=[Heading(1, "2", "b", "B")]),
    ]
    for text, count in (("{0} and {0}.", 1), ("- {0}\n- {0}", 2)):
        source = text.format("[B](b.ipynb)")
        context = Context(chapters[0], Book(chapters=chapters), target="latex")
        (written,), _ = pandoc.write([typeset.typeset(source, context)], "latex")
        assert written.count(r"(\cpageref{b--b})") == count
    source = "(see [B](b.ipynb))"
    context = Context(chapters[0], Book(chapters=chapters), target="latex")
    (written,), _ = pandoc.write([typeset.typeset(source, context)], "latex")
    assert r"}, \cpageref{b--b})" in written  # no brackets in brackets


def test_a_flat_picture_needs_little_room():
    def room(height: int) -> int:
        svg = f'<svg width="600pt" height="{height}pt"><path/></svg>'
        output = nbformat.v4.new_output("display_data", {"image/svg+xml": svg})
        asked = [
            nbformat.v4.new_markdown_cell("Question"),
            nbformat.v4.new_code_cell("plot()", outputs=[output], metadata={"tags": ["hide-code"]}),
            nbformat.v4.new_code_cell("check(...)", metadata={"tags": ["exercise"]}),
        ]
        notebook = cells.clean(nbformat.v4.new_notebook(cells=asked), "a.ipynb", "a.html")
        latex.Paper().preprocess(notebook, {"context": Context(Chapter("a.html", ""))})
        return notebook.cells[0].metadata[cells.KEY].room

    assert room(600) < room(60) < room(150) <= latex.MOST  # the highest floats


def test_mending_leaves_other_markup_alone():
    assert mathml.mend("<p>1 < 2 &amp; <b>x</b></p>") == "<p>1 < 2 &amp; <b>x</b></p>"


PLOT = """<?xml version="1.0"?><svg width="72pt" height="36pt" viewBox="0 0 72 36"
 xmlns="http://www.w3.org/2000/svg"><style>*{stroke-linejoin: round}</style><script>bad()</script>
 <defs><path id="m1" d="M0 0"/></defs><g id="unused" onclick="bad()"><use xlink:href="#m1"
 style="stroke: #0072b2"/><path style="fill: #FFFFFF"/><path style="stroke: #b0b0b0"/>
 <path style="fill: #123456" clip-path="url(#m1)"/></g></svg>"""


def test_a_plot_follows_the_theme_and_keeps_its_ids_to_itself():
    shown = pictures.inline_svg(PLOT, 'Two "lines" & a <b>', "g1-")
    assert 'role="img" aria-label="Two &quot;lines&quot; &amp; a &lt;b&gt;"' in shown
    assert 'width="96" height="48"' in shown and 'viewBox="0 0 72 36"' in shown
    assert "stroke: var(--fig-blue)" in shown
    assert "fill: var(--fig-paper)" in shown
    assert "color-mix(in srgb, var(--fig-ink) 31%" in shown
    assert "fill: #123456" in shown  # a colour that isn't ours is left alone
    assert 'id="g1-m1"' in shown and 'href="#g1-m1"' in shown and "url(#g1-m1)" in shown
    assert "<style" not in shown and "stroke-linejoin: round;" in shown
    assert "bad()" not in shown and "unused" not in shown


def test_a_colour_map_stands_on_a_light_card():
    many = "".join(f'<path style="fill: #{n:02x}40a0"/>' for n in range(1, 20))
    shown = pictures.inline_svg(f'<svg viewBox="0 0 9 9">{many}</svg>', "map", "g1-")
    assert 'class="drawing card"' in shown and "#0140a0" in shown


def test_a_drawing_of_odd_size_is_shown():
    for attributes in ('viewBox="a b c d"', 'width="1.2.3" height="9"', ""):
        assert "<path/>" in pictures.inline_svg(f"<svg {attributes}><path/></svg>", "odd", "g1-")


def test_a_drawing_that_latex_cannot_show_is_named_by_its_cell():
    output = nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>"})
    cell = nbformat.v4.new_code_cell("plot()", outputs=[output])
    notebook = cells.clean(nbformat.v4.new_notebook(cells=[cell]), "a.ipynb", "a.html")
    with pytest.raises(TutorialError, match=r"^a\.ipynb, cell 1: "):
        latex.picture(
            notebook.cells[0].outputs[0],
            Context(Chapter("a.html", ""), Book(strict=True)),
            "image/svg+xml",
        )


@pytest.mark.parametrize(
    ("tex", "stretchy"),
    [
        (r"\lim_{k \to \infty} \lVert W^k \rVert^{1/k}", "false"),
        (r"(\frac{a}{b})^2", "true"),
        (r"\left\|\frac{a}{b}\right\|", "true"),
        (r"\sum_i (a_i)", "false"),
        (r"(a)^2", "false"),
    ],
)
def test_two_brackets_of_a_pair_are_of_one_size(tex, stretchy):
    written = mathml.mend(pandoc.call(["-t", "html", "--mathml"], f"$${tex}$$"))
    root = ET.fromstring(re.search(r"<math.*</math>", written, re.S).group(0))
    signs = [mark for mark in tags(root, "mo") if mark.text in ("(", ")", "∥")]
    assert [mark.get("stretchy") for mark in signs] == [stretchy] * 2


def test_what_belongs_together_stays_on_one_line():
    book, chapter = Book(strict=True), Chapter("a.html", "")
    text = "($d$) and the $q$-quantile of 10 million: 85% (84.5 to 85.4) of 3 seeds"
    text += ", 2 × 200 if p below 0.05 (p = 0.14)"
    (shown,), _ = pandoc.write([typeset.typeset(text, Context(chapter, book))], "html")
    whole = re.sub(r"<math.*?</math>", "M", shown)
    assert '<span class="nb">(M)</span>' in whole and '<span class="nb">M-</span>quantile' in whole
    kept = ["10\xa0million", "(84.5\xa0to\xa085.4)"]
    kept += ["2\xa0×\xa0200", "p\xa0below", "(p\xa0=\xa00.14)"]
    assert re.findall(r"\(?[\w.]+(?:\xa0[\w.×=]+)+\)?", whole) == kept


def test_only_wide_drawings_are_called_wide():
    for width, wide in ((672, False), (720, False), (864, True)):
        svg = f'<svg width="{width}" height="9"><path d="M0 0H9"/></svg>'
        assert ("wide" in pictures.inline_svg(svg, "", "a").split(">")[0]) == wide


def test_a_number_stays_with_its_unit_and_a_name_with_its_number():
    source = """
# Chapter 3 begins

It takes 6
nanoseconds, (0.5 s) or 812 and 44 ms. [Chapter 9](https://x.org) and *chapter 4* have 3 words.

| 13 GB | as in chapter 4 |
|:------|:----------------|"""
    for target, space in (("html", "\N{NO-BREAK SPACE}"), ("latex", "~")):
        context = Context(Chapter("a.html", ""), target=target)
        (written,), _ = pandoc.write([typeset.typeset(source, context)], target)
        found = re.findall(rf"([\d.]+|[Cc]hapter){space}(\w+)", written)
        assert [" ".join(pair) for pair in found] == [
            "6 nanoseconds", "0.5 s", "44 ms", "Chapter 9", "chapter 4", "13 GB", "chapter 4",
        ]  # fmt: skip


def test_search_finds_the_words_a_reader_sees():
    seen = search.words(
        "<p>A <b>state</b> &amp; <svg><path/>no</svg><math>h<annotation>h_t</annotation></math></p>"
    )
    assert seen == "A state & …"


def test_an_excerpt_shows_where_mathematics_was_and_leaves_out_folded_code():
    math = "<math><mi>h</mi></math>"
    assert (
        search.words(f"<p>Take {math}, and let {math} be {math}.</p>") == "Take …, and let … be …."
    )
    cells = "<table><tr><th>loss</th><th>rate</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert search.words(f"{cells}<p>After.</p>") == "loss; rate; 1; 2 After."
    shown = '<div class="code plain"><pre>x = 1</pre></div>'
    folded = '<details class="code"><summary>Show code</summary><pre>lambda: 1</pre></details>'
    assert search.words(f'<div class="made"><p>Made.</p>{folded}</div>{shown}') == "Made. x = 1"


def test_letters_that_no_font_has_are_named():
    assert letters.printable("é λ ├ 😀") == r"é λ ├ \fallback{DejaVuSans}{😀}"
    assert letters.printable("é λ", code=False) == r"é \fallback{DejaVuSerif}{λ}"
    assert letters.printable("\U000e0042") == "[U+E0042]" and letters.lacking("\U000e0042é")
    assert latex.escape(r"50% of {x}_1 \ #$&~^") == (
        r"50\% of \{x\}\_1 \textbackslash{} \#\$\&\textasciitilde{}\^{}"
    )


def test_readers_don_t_see_what_is_said_to_the_formatter():
    source = "x = [1,\n     2]  # fmt: skip\ny = 3  # stays"
    for shown in (code.spans(source, "python"), code.latex(source)):
        assert "fmt" not in shown and "# stays" in re.sub(r"\\PYZsh\{\}", "#", shown)


def test_brackets_of_a_size_that_pandoc_lacks_are_set():
    tex = r"\Bigl(a\Bigr) \bigm| \Biggm/ \bigl(b\bigr) \Bigmark"
    assert formulas.modern(tex) == r"\Big(a\Big) \big| \Bigg/ \bigl(b\bigr) \Bigmark"


@pytest.mark.parametrize(("tex", "sign"), [(r"\tilde c", "˜"), (r"\vec v", "→"), (r"\hat y", "ˆ")])
def test_accents_stand_above_their_letter(tex, sign):
    """A combining sign would hang to the left of it in Chromium."""
    shown = mathml.mend(pandoc.call(["-t", "html", "--mathml"], f"${tex}$"))
    assert f">{sign}</mo></mover>" in shown


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"{\rm d}x + {\bf a} b", r"{\mathrm{d}}x + {\mathbf{a}} b"),
        (r"\rm ab & \it c \\ d", r"\mathrm{ab}& \mathit{c}\\ d"),
        (r"\large x \notag", "x "),
        (r"\bfseries \itx", r"\bfseries \itx"),
    ],
)
def test_old_commands_become_modern(tex, expected):
    assert formulas.modern(tex) == expected


def test_macros_are_taken_out_of_text_and_formulas_but_not_out_of_code():
    kept = "`\\newcommand{\\q}{1}`\n```\n\\def\\z{2}\n```"
    source = (
        "Let $\\newcommand{\\R}{\\mathbb{R}}$ and $x$.\n"
        f"$$\\def\\f#1{{#1^{{2}}}} \\newcommand\\e{{e}}$$\n{kept}\n\\DeclareMathOperator"
        "{\\relu}{ReLU}"
    )
    rest, macros = formulas.take_macros(source)
    assert rest.split() == f"Let and $x$. {kept}".split()
    assert macros == [
        r"\newcommand{\R}{\mathbb{R}}", r"\def\f#1{#1^{2}}", r"\newcommand{\e}{e}",
        r"\newcommand{\relu}{\operatorname{ReLU}}",
    ]  # fmt: skip


def test_a_colour_acts_on_its_group_in_latex_too():
    shown = formulas.for_latex(r"\color{red}{x} + \textcolor{#ff00aa}{y} + \color{blue} z")
    assert shown == r"{\color{red}x} + {\color[HTML]{FF00AA}y} + {\color{blue}z}"


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\color{red}{x} + y", '<mrow mathcolor="red"><mi>x</mi></mrow><mo>+</mo><mi>y</mi>'),
        (r"a {\color{blue} x y}", '<mrow mathcolor="blue"><mi>x</mi><mi>y</mi></mrow>'),
        (r"\textcolor{#ff0000}{x}", '<mrow mathcolor="#ff0000"><mi>x</mi></mrow>'),
        (r"\frac{\cancel{ab}}{c}", '<mrow class="cancel"><mi>a</mi><mi>b</mi></mrow><mi>c</mi>'),
        (r"\text{if $x$}", "<mi>x</mi>"),
    ],
)
def test_colours_and_crossed_out_groups_are_set(tex, expected):
    shown = mathml.mend(pandoc.call(["-t", "html", "--mathml"], f"${formulas.for_mathml(tex)}$"))
    assert expected in shown and formulas.MARK not in shown
