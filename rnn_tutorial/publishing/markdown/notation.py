r"""Notations in Markdown that ipypublish reads in addition to ours, translated to ours.

| ipypublish | ours |
|:---|:---|
| `$$ a = b $$ {#eq:sum}` | `$$\begin{equation}\label{eq:sum} a = b \end{equation}$$` |
| `={@eq:sum .capital}` | `=@eq:sum` |
| `:numref:`, `:ref:`, `:eq:`, `:cite:` with a key in backquotes | `\cref`, `\eqref`, `\cite` |
| `.. _parts:` above a heading | `\label{parts}` in the heading |
| `.. note::` and an indented text | a quotation that begins with **Note.** |
| `\todo{more}` | **To do:** more |
"""

import re
import textwrap

ROLES = {"numref": "cref", "ref": "cref", "eq": "eqref", "cite": "cite"}
ROLE = re.compile(rf":({'|'.join(ROLES)}):`([^`\n]+)`")
BRACED = re.compile(r"(?<=[+!=?])\{(@[\w:.-]+)[^{}\n]*\}")
LABELLED = re.compile(r"\$\$((?:(?!\$\$).)+)\$\$[ ]*\{#([^\s{}]+)[^{}\n]*\}", re.S)
TARGET = re.compile(r"^\.\. _([\w:-]+):[ ]*\n+(#+ [^\n]*)", re.M)
DIRECTIVE = re.compile(
    r"^\.\. (attention|caution|danger|error|hint|important|note|seealso|tip|warning)::"
    r"[ ]*([^\n]*)\n?((?:[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n(?=[ \t]*\n*[ \t]))*)",
    re.M,
)
TODO = re.compile(r"\\todo\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
# A block of code ends with its fence, or with the cell. "```a```" on one line is no block.
BLOCK = re.compile(
    r"^[ >]*(?P<fence>`{3,}(?=[^`\n]*\n)|~{3,}).*?(?:^[ >]*(?P=fence)|\Z)", re.S | re.M
)
CODE = re.compile(rf"{BLOCK.pattern}|`[^`\n]+`", re.S | re.M)


def by_turns(source: str, *, inline: bool = True) -> list[str]:
    """Markdown as text and code by turns; the first piece and the last are text.

    inline: whether code inside of a line counts as code, or only blocks of code.
    """
    pieces, start = [], 0
    for found in (CODE if inline else BLOCK).finditer(source):
        pieces += [source[start : found.start()], found[0]]
        start = found.end()
    return [*pieces, source[start:]]


def without_roles(source: str) -> str:
    """Markdown in which commands replace roles, whose keys look like code."""
    pieces = by_turns(source, inline=False)
    pieces[::2] = [ROLE.sub(_command, text) for text in pieces[::2]]
    return "".join(pieces)


def _command(found: re.Match[str]) -> str:
    return f"\\{ROLES[found[1]]}{{{found[2].strip()}}}"


def plain(text: str) -> str:
    """Markdown, without code, in our notation."""
    text = BRACED.sub(r"\1", text)
    text = re.sub(r"(?<=\S)(?=\\todo\b)", " ", text)
    text = LABELLED.sub(r"$$\\begin{equation}\\label{\2}\1\\end{equation}$$", text)
    text = TODO.sub(r"**To do:** \1", TARGET.sub(r"\2 \\label{\1}", text))
    return DIRECTIVE.sub(_quotation, text)


def _quotation(found: re.Match[str]) -> str:
    kind, first, rest = found.groups()
    name = {"seealso": "See also"}.get(kind, kind.capitalize())
    body = "\n".join(filter(None, [first, textwrap.dedent(rest).strip()]))
    return textwrap.indent(f"**{name}.** {body}", "> ", lambda line: True) + "\n\n"
