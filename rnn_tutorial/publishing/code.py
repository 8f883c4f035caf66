"""Code, coloured: Pygments classes for the page, plain verbatim for LaTeX."""

import html

from pygments import highlight
from pygments.formatters import HtmlFormatter, LatexFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

ALIASES = {"ipython3": "python", "ipython": "python", "py": "python"}


def spans(source: str, language: str) -> str:
    """`source` as HTML with Pygments' class names; text where the language is unknown."""
    try:
        lexer = get_lexer_by_name(ALIASES.get(language, language or "text"), stripall=False)
    except ClassNotFound:
        return html.escape(source)
    return highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


def html_block(source: str, language: str) -> str:
    """A code block in the text."""
    return f'<div class="code plain"><pre><code>{spans(source, language)}</code></pre></div>'


def latex(source: str, language: str = "python") -> str:
    """The lines of a `Code` environment (see templates/book.tex.j2), coloured."""
    try:
        lexer = get_lexer_by_name(ALIASES.get(language, language or "text"))
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    formatter = LatexFormatter(nowrap=True, commandprefix="PY")
    body = highlight(source, lexer, formatter).rstrip("\n")
    return f"\\begin{{Code}}\n{body}\n\\end{{Code}}"
