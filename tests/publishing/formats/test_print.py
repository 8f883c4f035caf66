"""What only paper needs: letters of every script, tables that break, pages that are full."""

import re
from collections import Counter

import nbformat
import needs
import pytest
from nbformat import v4

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.book import publish
from rnn_tutorial.publishing.markdown import letters, pandoc
from rnn_tutorial.publishing.titlepage import TitlePage

from .. import chapters
from .test_pdf import run

pytestmark = pytest.mark.slow

SCRIPTS = {
    "Greek": "νευρωνικό", "Cyrillic": "нейронная", "Chinese": "神经网络",
    "Japanese": "ネットワーク", "Korean": "신경망",
    "Hebrew": "רשת", "Arabic": "شبكة عصبية", "Hindi": "तंत्रिका",
    "emoji": "😀🧠",
}  # fmt: skip
TEXT = """# Letters

{scripts}. With ρ = 1.1, `σ = 中文` and a "quoted *word*".

<table border="1"><tr><th>model</th><th>value</th></tr>
<tr><td>*marked*</td><td>upper<br>lower</td></tr></table>

| piped |
|:------|
| first<br>second |

A word: {word}

{filler}

### Exercise 9: Kept together

Its question.
"""
LONG = "| name | n |\n|:---|---:|\n" + "".join(f"| piped {k} | {k} |\n" for k in range(90))
LINES = f"| {'a cell with more than one line ' * 4}|\n"  # of text in a cell
TALL = "| name | text |\n|:---|:---------|\n" + "".join(
    f"| tall {k} of it {LINES}" for k in range(40)
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A PDF with everything that this module looks at; its path, and the LaTeX log."""
    needs.tex(fonts=True)
    folder = tmp_path_factory.mktemp("letters")
    rows = "".join(f"<tr><td>row {k}</td><td>3<br>2</td></tr>" for k in range(120))
    html = f"<table><tr><th>name</th><th>value</th></tr>{rows}</table>"
    text = TEXT.format(
        scripts=", ".join(SCRIPTS.values()),
        word="w" * 3000,
        filler="A sentence that fills a page. " * 45,
    )
    printed = f"{' '.join(SCRIPTS.values())}\n{'0123456789' * 2000}\n"
    cells = [
        chapters.markdown(text),
        chapters.code('answer = ...\ncheck("09-9", answer)', tags=["exercise"]),
        chapters.code("# σ, 中文 and شبكة\nprint(ρ)", slideshow={}),
        chapters.code("show_figure('hidden')", tags=["hide-code"]),
        chapters.code("table"),
        chapters.markdown(f"## Long\n\n{LONG}\nTable: Ninety lines. {{#tbl:ninety}}\n\n{TALL}"),
        chapters.markdown(f"## Full\n\n{'After the tables. ' * 9}"),
        chapters.code(
            "\n".join(f"line_{k} = inputs(f, g) + a + b + c + {'d' * (46 + k)}" for k in range(9))
        ),
        chapters.code("".join(f"apart_{k} = 0" + "\n" * (2 + k % 4) for k in range(90))),
    ]
    cells[2].outputs = [v4.new_output("stream", text=printed)]
    data = {"text/html": html, "text/plain": "a table"}
    cells[4].outputs = [v4.new_output("display_data", data=data)]
    node = v4.new_notebook(cells=cells)
    nbformat.write(node, folder / "a.ipynb")
    (path,) = publish(
        [folder / "a.ipynb"], to=("pdf",), build=folder / "build", titles=TitlePage("Letters")
    )
    return path


@pytest.fixture(scope="module")
def text(made):
    return run("pdftotext", "-layout", made, "-")


@pytest.mark.parametrize("script", SCRIPTS)
def test_letters_of_every_script_are_printed_in_text_and_output(text, made, script):
    font = {"Arabic": "NotoSansArabic", "Hindi": "NotoSansDevanagari"}.get(script)
    if font:  # letters that join have other codes in a PDF
        assert font in run("pdffonts", made)
        return
    counted = Counter(text)
    for letter in set(SCRIPTS[script]):
        assert counted[letter] >= 2, letter


def test_letters_in_code_and_mathematics_of_the_text(text):
    assert "ρ = 1.1" in text and "σ = 中文" in text and "print(ρ)" in text
    assert "“quoted word”" in text
    assert "U+" not in text


def test_a_line_of_20000_characters_wraps(text, made):
    assert len(re.findall(r"^\f? *\d{80}$", text, re.M)) == 250
    boxes = run("pdftotext", "-bbox", made, "-")
    right = [float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(right) < 595 - 45
    assert text.count("w") >= 3000


def test_tables_break_over_pages_and_keep_all_rows(text, made):
    for kind, count in (("row", 120), ("piped", 90)):
        assert set(re.findall(rf"\b{kind} (\d+)\b", text)) == {str(k) for k in range(count)}
    boxes = run("pdftotext", "-bbox", made, "-")
    assert len(re.findall(">tall<", boxes)) == 40
    bottom = re.findall(r'yMax="([\d.]+)">(?:row|piped|tall|a|cell|line)<', boxes)
    assert max(map(float, bottom)) < 842 - 60
    (page,) = [page for page in text.split("\f") if "Table 1: Ninety lines." in page]
    assert page.index("Ninety lines") < page.index("piped 0 ")


def test_letters_after_a_long_table_are_those_before_it(made):
    boxes = run("pdftotext", "-bbox", made, "-")
    height = r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">{}<'
    sizes = [
        float(low) - float(high)
        for word in ("sentence", "After")
        for high, low in re.findall(height.format(word), boxes)[:1]
    ]
    assert sizes[0] == pytest.approx(sizes[1], abs=0.01)


def test_letters_of_code_stand_below_each_other(made):
    """TeX makes the spaces of a line that nearly fits narrower, unless they are rigid."""
    boxes = run("pdftotext", "-bbox", made, "-")
    starts = re.findall(r'<word xMin="([\d.]+)"[^>]*>inputs', boxes)
    assert len(starts) == 9 and len({round(float(x), 1) for x in starts}) == 1


def test_no_page_begins_with_an_empty_line_of_code(made):
    pages = run("pdftotext", "-bbox", made, "-").split("<page ")
    tops = [re.search(r'yMin="([\d.]+)"[^>]*>apart_', page) for page in pages]
    whole = [float(top[1]) for top in tops if top][1:]  # its first page has other things above
    assert len(whole) > 3 and max(whole) - min(whole) < 0.1


def test_html_tables_and_line_breaks_stay(text):
    assert re.search(r"model +value\n", text) and re.search(r"marked +upper\n +lower\n", text)
    assert re.search(r"first\n +second\n", text)
    assert len(re.findall(r"row \d+ +3\n+ +2\n", text)) > 100


def test_folded_code_is_not_printed(text):
    assert "show_figure" not in text and "check(" in text


def test_an_exercise_stands_on_one_page(text):
    (page,) = [page for page in text.split("\f") if "Kept together" in page and "Its" in page]
    assert "Its question." in page and 'check("09-9", answer)' in page
    assert re.search(r"^ *Exercise 9: Kept together", page, re.M)  # no number before its own


def test_a_letter_that_no_font_has_is_named_with_its_cell(tmp_path, caplog):
    node = v4.new_notebook(cells=[chapters.markdown("# T\n\n\N{PLAYING CARD BACK} \U000e0042")])
    nbformat.write(node, tmp_path / "a.ipynb")
    needs.tex()
    publish([tmp_path / "a.ipynb"], to=("pdf",), build=tmp_path / "build")
    assert "a.ipynb, cell 1" in caplog.text and "U+E0042" in caplog.text


def test_a_missing_character_stops_the_build_and_is_named_with_its_cell(tmp_path):
    needs.tex()
    raw = v4.new_raw_cell("\u3042", metadata={"raw_mimetype": "text/latex"})
    node = v4.new_notebook(cells=[chapters.markdown("# T\n\ntext"), raw])
    nbformat.write(node, tmp_path / "a.ipynb")
    with pytest.raises(TutorialError, match=r"Missing character.*\u3042.*U\+3042.*a\.ipynb, cell"):
        publish([tmp_path / "a.ipynb"], to=("pdf",), build=tmp_path / "build")


def test_latin_modern_has_what_is_set_in_it():
    from fontTools.ttLib import TTFont

    needs.tex()
    for name in ("lmroman10-regular.otf", "lmroman10-bold.otf", "lmroman10-italic.otf"):
        with TTFont(run("kpsewhich", name).strip()) as font:
            assert set(font.getBestCmap()) >= letters.TEXT, name


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("\"a\" it's 'b'.", "“a” it’s ‘b’."),
        ('("So" *"c"*), the \'90s', "(“So” <em>“c”</em>), the ’90s"),
        ('a "`x="1"`" b', 'a “<code>x="1"</code>” b'),
    ],
)
def test_quotation_marks_are_curly(typed, set_):
    (made,), _ = pandoc.write([pandoc.read(typed)], "html")
    assert made == f"<p>{set_}</p>"


def after(cell, text):
    """A cell with what it printed."""
    cell.outputs = [v4.new_output("stream", text=text)]
    return cell


def raw(latex):
    return v4.new_raw_cell(latex, metadata={"raw_mimetype": "text/latex"})


def test_pages_are_filled_as_far_as_they_can(tmp_path):
    """A section that fits begins on the page; a short exercise stands on one with its answer."""
    needs.tex()
    line = "A sentence that is about as long as one line of a printed page is wide, or longer. "
    filler = chapters.markdown("\n\n".join(["# T", *[line] * 12]))
    block = "\n".join(f"block_{k} = {k}" for k in range(14))
    given = chapters.code("print('given')", tags=["hide-code"])
    given = after(given, "\n".join(f"given {k}" for k in range(5)))
    cells = [
        filler,
        chapters.markdown("## Begins here\n\n" + "\n\n".join([line] * 6)),
        chapters.code(block),
        chapters.markdown("\n\n".join([line] * 12)),
        chapters.markdown("### Exercise 1: Long\n\nIts question."),
        given,
        chapters.code('answer = ...\n\n\n\n\n\n\ncheck("09-9", answer)', tags=["exercise"]),
        raw(r"\clearpage"),
        chapters.markdown("\n\n".join(["## Wide", *[line] * 16])),
        chapters.markdown("### Exercise 2: Longer\n\nAnother question."),
        after(chapters.code("print('code')\n" * 3), "\n".join(["put out"] * 14)),
        chapters.code('answer = ...\ncheck("09-8", answer)', tags=["exercise"]),
        raw(r"\clearpage"),
        chapters.markdown("\n\n".join([line] * 22)),
        raw(r"\begin{figure}[!htb]\rule{1cm}{.4\textheight}\caption{It waits.}\end{figure}"),
        after(chapters.code("print('parted')\n" * 6), "\n".join(["no longer"] * 8)),
        raw(r"\clearpage"),
        chapters.markdown("\n\n".join(["## Colons", *[line] * 23, "Code follows:"])),
        chapters.code("print('followed')\n" * 6),
        raw(r"\clearpage"),
        chapters.markdown("\n\n".join([line] * 25)),
        chapters.markdown("More follows:\n\n```python\n" + "print('more')\n" * 6 + "```"),
    ]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    (path,) = publish([tmp_path / "a.ipynb"], to=("pdf",), build=tmp_path / "build")
    pages = run("pdftotext", "-layout", path, "-").split("\f")
    words = ("Begins here", "A sentence", "Its question", "given 4", 'check("09-9"', "Wide")
    words += ("Another question", "put out", 'check("09-8"')
    words += ("It waits", "print('parted')", "no longer", "Colons")
    words += ("Code follows", "print('followed')", "More follows", "print('more')")
    on = {word: [k for k, page in enumerate(pages) if word in page] for word in words}
    assert on["Begins here"][-1] == on["A sentence"][0], pages
    assert on["Its question"] == on["given 4"] == on['check("09-9"'], pages
    assert on["Another question"] == on["put out"] == on['check("09-8"'] != on["Wide"][1:], pages
    assert on["Code follows"] == on["print('followed')"] != on["Colons"][1:], pages
    assert on["More follows"] == on["print('more')"], pages
    assert on["It waits"] == on["print('parted')"] == on["no longer"], pages
