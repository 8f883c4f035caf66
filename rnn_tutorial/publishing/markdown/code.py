"""Code, coloured by Pygments: with CSS classes for the page, with commands for LaTeX."""

import re

from pygments import highlight
from pygments.formatters import HtmlFormatter, LatexFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from rnn_tutorial.publishing.markdown import letters

TOO_LONG = re.compile(r"[^\n]{2000,}")
LONG = 20  # lines of code; more may break over pages
# A comment for the formatter of the code, not for readers.
_ASIDE = re.compile(r"  # fmt: skip$", re.MULTILINE)


def _lexer(language: str) -> Lexer:
    """The lexer of a language; that of plain text if it is unknown. Python may have `%magics`."""
    try:
        return get_lexer_by_name("ipython3" if language == "python" else language or "text")
    except ClassNotFound:
        return get_lexer_by_name("text")


def spans(source: str, language: str) -> str:
    """`source` as HTML with Pygments' CSS classes, an element for each line.

    The element knows the line's indent, so that a line that wraps keeps it.
    """
    plain = _ASIDE.sub("", source)
    marked = highlight(plain, _lexer(language), HtmlFormatter(nowrap=True)).rstrip("\n")
    return "".join(map(_line, marked.split("\n")))


def _line(marked: str) -> str:
    """A line of code whose spaces begin a `<span>` or the line itself."""
    found = re.match(r"(?:<[^>]*>)* +", marked)
    indent = len(re.sub(r"<[^>]*>", "", found.group())) if found else 0
    style = f' style="--i:{indent}ch"' if indent else ""
    return f'<span class="l"{style}>{marked}\n</span>'


def latex(source: str, language: str = "python") -> str:
    """`source`, coloured, in an environment for code (see templates/book.tex.j2)."""
    formatter = LatexFormatter(nowrap=True, commandprefix="PY")
    body = highlight(_ASIDE.sub("", folded(source)), _lexer(language), formatter).rstrip("\n")
    body = letters.printable(body)
    name = "Code" if body.count("\n") > LONG else "CodeWhole"
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def folded(text: str) -> str:
    """`text` in which lines that are too long for TeX's memory are cut into lines of 80."""

    def lines(found: re.Match[str]) -> str:
        whole = found.group(0)
        return "\n".join(whole[at : at + 80] for at in range(0, len(whole), 80))

    return TOO_LONG.sub(lines, text)
