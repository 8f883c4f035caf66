r"""References and citations in full, for readers of the notebook itself, and by key.

| in full | by key |
|:---|:---|
| `[Figure 2.5](#fig:rnn40)` | `\cref{fig:rnn40}` |
| `[Figure 2.5](#fig:a), [Figure 2.6](#fig:b) and …` | `\cref{fig:a,fig:b,…}` |
| `[2.5](#fig:rnn40)`, `[(2.4)](#eq:loss)` | `\ref{fig:rnn40}`, `\eqref{eq:loss}` |
| `<cite data-cite="elman1990finding">(Elman 1990)</cite>` | `\cite{elman1990finding}` |
| `<cite data-cite="elman1990finding">Elman (1990)</cite>` | `\citet{elman1990finding}` |
| `<a id="eq:loss"></a>`, then `$$ L = ... \tag{2.4} $$` | `\begin{equation}\label{eq:loss} ...` |
| `## Shapes <a id="sec:shapes"></a>` | `## Shapes \label{sec:shapes}` |
| `<a id="tbl:sizes"></a>**Table 2.1.** Sizes.`, below a table | `Table: Sizes. {#tbl:sizes}` |

`keyed` translates to keys, which all formats are made from; `in_full` translates back and writes
the present numbers. So authors may type either, and `in_full(keyed(text))` updates the numbers.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from rnn_tutorial.publishing.markdown import citing, notation
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import NAMES

_LINK = re.compile(
    rf"\[(?P<name>(?:{'|'.join(NAMES.values())})?)\s*(?P<number>\(?[\d.]*\)?)\]"
    r"\([\w./-]*#(?P<key>[a-z]+:[^)\s]+)\)",
    re.I,
)
_REFERENCE = re.compile(r"\\([cC]ref|ref|eqref)\s*\{([^}]*)\}")
_SERIES = re.compile(r"\\cref\{(\w+:)[^}]*\}(?:, \\cref\{\1[^}]*\})* and \\cref\{\1[^}]*\}")
_CHAPTER = re.compile(r"(\[chapter )\d*(\]\((?:\.\./)?([\w-]+)\.ipynb\))", re.I)
_CITE = re.compile(r"<cite data-cite=[\"']([^\"']+)[\"']>(.*?)</cite>", re.S)
_CITATION = re.compile(r"\\cite([pt]?)\s*\{([^}]*)\}")
_TAGGED = re.compile(r'<a id="(eq:[^"]+)"></a>\s*\$\$\s*(.*?)\s*\\tag\{[^}]*\}\s*\$\$', re.S)
_EQUATION = re.compile(
    r"\$\$\s*\\begin\{equation\}\s*\\label\{([^}]+)\}\s*(.*?)\s*\\end\{equation\}\s*\$\$", re.S
)
_CAPTION = re.compile(r'^<a id="(tbl:[^"]+)"></a>\*\*Table [\d.]*\*\* (.*)$', re.M)
_TABLE = re.compile(r"^Table: (.*) \{#(tbl:[^}]+)\}$", re.M)
_PLACE = re.compile(r'<a id="(sec:[^"]+)"></a>')
_LABEL = re.compile(r"\\label\{(sec:[^}]+)\}")


def keyed(source: str) -> str:
    """Markdown with keys in place of names, numbers and years."""
    return _outside_code(_keyed, notation.without_roles(source))


def _keyed(text: str) -> str:
    text = notation.plain(text)
    text = _TAGGED.sub(r"$$\\begin{equation}\\label{\1} \2 \\end{equation}$$", text)
    text = _CAPTION.sub(r"Table: \2 {#\1}", _PLACE.sub(r"\\label{\1}", text))
    text = _SERIES.sub(_joined, _LINK.sub(_reference_key, text))
    return _CITE.sub(_citation_keys, text)


def _reference_key(found: re.Match[str]) -> str:
    name, number, key = found["name"], found["number"], found["key"]
    if name or not number:
        return f"\\cref{{{key}}}"
    return f"\\eqref{{{key}}}" if number.startswith("(") else f"\\ref{{{key}}}"


def _joined(found: re.Match[str]) -> str:
    """Figure 1, Figure 2 and Figure 3 as one reference: Figures 1 to 3 in print."""
    return f"\\cref{{{','.join(re.findall(r'{([^}]*)}', found[0]))}}}"


def _citation_keys(found: re.Match[str]) -> str:
    keys, shown = found.groups()
    return f"\\citet{{{keys}}}" if shown and not shown.startswith("(") else f"\\cite{{{keys}}}"


def in_full(source: str, context: Context) -> str:
    """Markdown of `context`'s chapter with links, numbers, authors and years.

    The book of `context` must have been counted. Raises TutorialError for an unknown key.
    """

    def reference(found: re.Match[str]) -> str:
        links = []
        for key in (key.strip() for key in found[2].split(",")):
            label, here = citing.label(context, key), context.chapter.page
            other = str(Path(label.page).with_suffix(".ipynb"))
            file = "" if label.page == here else posixpath.relpath(other, posixpath.dirname(here))
            links.append(f"[{citing.shown(label, found[1])}]({file}#{key})")
        return citing.listed(links)

    def citation(found: re.Match[str]) -> str:
        entries = [citing.entry(context, key.strip()) for key in found[2].split(",")]
        shown = "; ".join(entry["textual" if found[1] == "t" else "label"] for entry in entries)
        shown = shown if found[1] == "t" else f"({shown})"
        return f'<cite data-cite="{found[2]}">{shown}</cite>'

    def equation(found: re.Match[str]) -> str:
        number = citing.label(context, found[1]).number
        return f'<a id="{found[1]}"></a>\n$$ {found[2]} \\tag{{{number}}} $$'

    def table(found: re.Match[str]) -> str:
        number = citing.label(context, found[2]).number
        return f'<a id="{found[2]}"></a>**Table {number}.** {found[1]}'

    def chapter(found: re.Match[str]) -> str:
        pages = {Path(one.page).stem: one.number for one in context.book.chapters}
        return found[1] + pages[found[3]] + found[2] if found[3] in pages else found[0]

    def change(text: str) -> str:
        text = _EQUATION.sub(equation, text)
        text = _TABLE.sub(table, _LABEL.sub(r'<a id="\1"></a>', text))
        text = _CHAPTER.sub(chapter, _REFERENCE.sub(reference, text))
        return _CITATION.sub(citation, text)

    return _outside_code(change, keyed(source))


def _outside_code(change: Callable[[str], str], source: str) -> str:
    pieces = notation.by_turns(source)
    pieces[::2] = map(change, pieces[::2])
    return "".join(pieces)
