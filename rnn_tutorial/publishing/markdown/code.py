"""Code, coloured by Pygments: with CSS classes for the page, with commands for LaTeX."""

import re

from pygments import highlight
from pygments.formatters import HtmlFormatter, LatexFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# A comment for the formatter of the code, not for readers.
_ASIDE = re.compile(r"  # fmt: skip$", re.MULTILINE)


def _lexer(language: str) -> Lexer:
    """The lexer of a language; that of plain text if it is unknown. Python may have `%magics`."""
    try:
        return get_lexer_by_name("ipython3" if language == "python" else language or "text")
    except ClassNotFound:
        return get_lexer_by_name("text")


def spans(source: str, language: str) -> str:
    """`source` as HTML with Pygments' CSS classes."""
    formatter = HtmlFormatter(nowrap=True)
    return highlight(_ASIDE.sub("", source), _lexer(language), formatter).rstrip("\n")


def latex(source: str, language: str = "python") -> str:
    """The lines of a `Code` environment (see templates/book.tex.j2), coloured."""
    formatter = LatexFormatter(nowrap=True, commandprefix="PY")
    body = highlight(_ASIDE.sub("", source), _lexer(language), formatter).rstrip("\n")
    return f"\\begin{{Code}}\n{body}\n\\end{{Code}}"
