"""What readers of a raw notebook see, and the keys that it is made from: each gives the other."""

import pytest

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.readable import in_full, keyed
from rnn_tutorial.publishing.markdown.references import Book, Chapter, Label

ELMAN = {"label": "Elman 1990", "textual": "Elman (1990)"}
LSTM = {"label": "Hochreiter and Schmidhuber 1997", "textual": "Hochreiter and Schmidhuber (1997)"}
BOTH = {
    r"see \cref{fig:net}.": "see [Figure 2.5](#fig:net).",
    r"By \cref{eq:loss}": "By [Equation (2.4)](#eq:loss)",
    r"\cref{eq:loss,eq:last} say": "[Equation (2.4)](#eq:loss) and [Equation (2.9)](#eq:last) say",
    r"(\ref{fig:net}) and \eqref{eq:loss}": "([2.5](#fig:net)) and [(2.4)](#eq:loss)",
    r"\cref{fig:old}": "[Figure 1.1](01_old.ipynb#fig:old)",
    r"\cref{sec:shapes}": "[Section 2.3](#sec:shapes)",
    r"so \cite{elman}.": 'so <cite data-cite="elman">(Elman 1990)</cite>.',
    r"\citet{elman} says": '<cite data-cite="elman">Elman (1990)</cite> says',
    r"\cite{elman,lstm}": '<cite data-cite="elman,lstm">'
    "(Elman 1990; Hochreiter and Schmidhuber 1997)</cite>",
    "$$\\begin{equation}\\label{eq:loss} L = y, \\end{equation}$$\nand": '<a id="eq:loss"></a>\n'
    "$$ L = y, \\tag{2.4} $$\nand",
    "|:--|\n| 1 |\n\nTable: All sizes. {#tbl:sizes}\n\nand": "|:--|\n| 1 |\n\n"
    '<a id="tbl:sizes"></a>**Table 2.1.** All sizes.\n\nand',
    r"## Shapes \label{sec:shapes}": '## Shapes <a id="sec:shapes"></a>',
}


@pytest.fixture
def context():
    chapters = [Chapter("01_old.html", "1"), Chapter("02_new.html", "2")]
    labels = {
        "fig:net": Label("fig", "2.5", "02_new.html", "fig:net", ""),
        "eq:loss": Label("eq", "2.4", "02_new.html", "eq:loss", ""),
        "eq:last": Label("eq", "2.9", "02_new.html", "eq:last", ""),
        "tbl:sizes": Label("tbl", "2.1", "02_new.html", "tbl:sizes", ""),
        "fig:old": Label("fig", "1.1", "01_old.html", "fig:old", ""),
        "sec:shapes": Label("sec", "2.3", "02_new.html", "shapes", ""),
    }
    book = Book(chapters=chapters, labels=labels, entries={"elman": ELMAN, "lstm": LSTM})
    return Context(chapters[1], book, where="02_new.ipynb, cell 7")


@pytest.mark.parametrize(("keys", "full"), BOTH.items(), ids=list(BOTH))
def test_each_notation_gives_the_other(context, keys, full):
    assert in_full(keys, context) == full
    assert keyed(full) == keys
    assert in_full(full, context) == full


def test_stale_numbers_names_and_years_are_replaced(context):
    stale = (
        "[Figure 9.9](#fig:net), [figure](#fig:net), [](#eq:loss), [Figure 1](#fig:old), "
        '<cite data-cite="elman">(Elmann 1980)</cite> [chapter 7](01_old.ipynb)'
    )
    assert in_full(stale, context) == (
        "[Figure 2.5](#fig:net), [Figure 2.5](#fig:net), [Equation (2.4)](#eq:loss), "
        '[Figure 1.1](01_old.ipynb#fig:old), <cite data-cite="elman">(Elman 1990)</cite> '
        "[chapter 1](01_old.ipynb)"
    )


def test_several_keys_become_several_links(context):
    assert in_full(r"\cref{fig:net,eq:loss,eq:last}", context) == (
        "[Figure 2.5](#fig:net), [Equation (2.4)](#eq:loss) and [Equation (2.9)](#eq:last)"
    )


def test_solutions_link_to_the_folder_above(context):
    context.chapter = Chapter("solutions/02_solutions.html", "")
    assert in_full(r"\cref{eq:loss}", context) == "[Equation (2.4)](../02_new.ipynb#eq:loss)"


@pytest.mark.parametrize(
    "source",
    [
        "`\\cref{fig:net}`",
        "```python\n# \\cref{fig:net} and \\cite{elman}\n```",
        "[what we saw](#fig:net)",
        "[chapter 12](12_other.ipynb)",
        "$\\frac{1}{2}$ and $$ x \\tag{*} $$",
    ],
)
def test_code_and_other_links_stay(context, source):
    assert keyed(source) == in_full(source, context) == source


@pytest.mark.parametrize("source", [r"\cref{fig:nett}", r"\cite{ellman}", "[](#eq:los)"])
def test_an_unknown_key_is_an_error_that_names_it_and_the_cell(context, source):
    with pytest.raises(TutorialError, match=r'02_new\.ipynb, cell 7 .*"[\w:]+"'):
        in_full(source, context)
