"""Pandoc: Markdown in, HTML with MathML or LaTeX out.

Only the pandoc that pypandoc_binary installs is called: panflute 2.1 can't read the output of a
newer one.
"""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import panflute as pf

from rnn_tutorial.publishing.markdown import mathml, notation

# Jupyter's Markdown, and the notations that ipypublish adds (@key, `: caption {#id}`).
DIALECT = (
    "markdown+lists_without_preceding_blankline+autolink_bare_uris+emoji"
    "-yaml_metadata_block-pandoc_title_block-auto_identifiers-implicit_figures"
    "-example_lists-fancy_lists-line_blocks-latex_macros"
    "-raw_attribute"
)
WRITERS = {"html": "html5-smart", "latex": "latex-smart"}
API_VERSION = (1, 22, 2, 1)  # of the document trees of the bundled pandoc
NUMBERED = re.compile(r"(\d+)[.)](?=\s|$)")
ITEM = re.compile(r"\s*(\d+[.)]|[-*+])\s")
LONG = 25  # rows of a table that may break over pages
WIDE = 100  # letters of a row of a table that needs more than one line
TEX = re.compile(r"\\hyperlink\{[^}]*\}|\\[a-zA-Z]+|[{}$\\]")
FLOAT = re.compile(r"\\begin\{table\}\[!htb\]\\centering\n(.*?)\\end\{table\}", re.S)
LONGTABLE = re.compile(
    r"(\\begin\{center\}\n+)?\\begin\{longtable\}\[\]\{(.*?)\}\n(\\toprule.*?)\\end\{longtable\}",
    re.S,
)
HEAD = re.compile(  # of a column
    r"\\begin\{minipage\}\[b\]\{\\linewidth\}\\(?:ragged\w+|centering)\n(.*?)\n?\\end\{minipage\}",
    re.S,
)
CELL = re.compile(r"<td([^>]*)>(.*?)</td>", re.S)
SENTENCE = 70  # letters of a cell that has a width of its own on a phone
# Empty lines around a displayed formula that belongs to a sentence, and one that follows another.
AROUND = re.compile(r"\n\n+(?=\s*\\begin\{equation)|(?<=equation\}|quation\*\})\n\n(?=[a-z])")
CHAIN = re.compile(r"(\\end\{equation\*?\})(?=\s*\\begin\{equation)")
WIDTHS = re.compile(r'<table(?: style="width:[^"]*")?>\s*<colgroup>.*?</colgroup>', re.S)
SIDES = {"raggedright": "L", "raggedleft": "R", "centering": "C"}
MARK = "<!--rnn-tutorial-part-->"
READER = Path(__file__).with_name("read.lua")
Text = tuple[str, tuple[str, ...]]  # Markdown, and the definitions of macros for it
_trees: dict[Text, str] = {}  # what has been read: each form of a book asks for it, twice


def executable() -> Path:
    """The bundled pandoc."""
    import pypandoc

    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    return Path(pypandoc.__file__).parent / "files" / name


def call(arguments: Sequence[str], text: str) -> str:
    """Standard output of pandoc with `text` as its input. Raises RuntimeError on failure."""
    done = subprocess.run(
        [str(executable()), *arguments], input=text.encode(), capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()


def read_ahead(texts: Iterable[Text]) -> None:
    """Read at once what `read` will be asked for: pandoc reads a text faster than it starts."""
    new = [text for text in dict.fromkeys(texts) if text not in _trees]
    if not new:
        return
    blocks = []
    for source, macros in new:
        dialect = DIALECT.replace("-latex_macros", "+latex_macros") if macros else DIALECT
        blocks.append(pf.CodeBlock("\n".join([*macros, "", _lone_numbers(source)]), "", [dialect]))
    out = call(["-f", "json", "-t", "json", f"--lua-filter={READER}"], dumped(pf.Doc(*blocks)))
    _trees.update(zip(new, (block["c"][1] for block in json.loads(out)["blocks"]), strict=True))


def read(source: str, macros: tuple[str, ...] = ()) -> pf.Doc:
    """The document tree of Markdown `source`.

    macros: definitions in TeX, one in each.
    """
    if (source, macros) not in _trees:
        read_ahead([(source, macros)])
    document = pf.load(io.StringIO(_trees[source, macros]))
    if macros:
        document.content.pop(0)  # the definitions themselves
    return document


def dumped(document: pf.Doc) -> str:
    """A document tree as JSON for the bundled pandoc."""
    document.api_version = API_VERSION
    tree = io.StringIO()
    pf.dump(document, tree)
    return tree.getvalue()


def _lone_numbers(source: str) -> str:
    """Escape a number such as "69." that begins a line inside a paragraph: it begins no list.

    In Jupyter only "1." may interrupt a paragraph; in pandoc any number does.
    """
    pieces = notation.by_turns(source, inline=False)
    pieces[::2] = map(_escape_numbers, pieces[::2])
    return "".join(pieces)


def _escape_numbers(text: str) -> str:
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = NUMBERED.match(line)
        if found and found.group(1) != "1" and place:
            before = lines[place - 1]
            if before.strip() and not ITEM.match(before) and not before.startswith((" ", "\t")):
                lines[place] = f"{found.group(1)}\\{line[len(found.group(1)) :]}"
    return "\n".join(lines)


def write(documents: Sequence[pf.Doc], to: str) -> tuple[list[str], str]:
    """Write documents as "html" (mathematics as MathML) or "latex", with one call of pandoc.

    Returns one text for each document, and the footnotes of all of them.
    """
    if not documents:
        return [], ""
    mark = MARK if to == "html" else "%" + MARK
    raw = "html" if to == "html" else "latex"
    blocks: list[pf.Block] = []
    for document in documents:
        if to == "latex":
            # `doctor` asks this module for pandoc's version only, and doesn't wait for these.
            from rnn_tutorial.publishing.markdown import html_tables, letters

            document = letters.for_latex(html_tables.read(document))
        blocks += [*document.content, pf.RawBlock(mark, format=raw)]
    options = ["--mathml", "--wrap=none"] if to == "html" else ["--wrap=none"]
    extra = ["--top-level-division=chapter"] if to == "latex" else ["--no-highlight"]
    out = call(["-f", "json", "-t", WRITERS[to], *options, *extra], dumped(pf.Doc(*blocks)))
    if to == "html":
        out = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", mathml.mend(out))  # heads no column
        out = CELL.sub(_long, out)
        out = WIDTHS.sub("<table>", out)  # from the dashes of its second line: no author's wish
    else:
        out = CHAIN.sub(r"\\postdisplaypenalty=10000 \1", AROUND.sub("\n", _tabular(out)))
    *parts, tail = out.split(mark)
    return [part.strip() for part in parts], tail.strip()


def _long(cell: re.Match[str]) -> str:
    letters = re.sub(r"<math.*?</math>|<[^>]+>", "", cell[2], flags=re.S)
    return f'<td{cell[1]} class="long">{cell[2]}</td>' if len(letters) > SENTENCE else cell[0]


def _tabular(latex: str) -> str:
    """Replace pandoc's longtables by tables that shrink to the page and don't break.

    A table with many rows, or with paragraphs in its cells, stays a longtable, which breaks over
    pages. It can't float.
    """
    latex = FLOAT.sub(_unfloat, latex)
    return LONGTABLE.sub(_one_table, latex)


def _unfloat(found: re.Match[str]) -> str:
    """A floating table. A long one doesn't float, and its caption stands above it."""
    inner = LONGTABLE.search(found.group(1))
    if inner is None or not _is_long(inner.group(3)):
        return found.group(0)
    caption = found.group(1)[inner.end() :].strip().replace("\\caption", "\\captionof{table}", 1)
    # With room for some rows, no page ends between the two. Settings end with the group.
    return f"\\begingroup\\room{{9}}\\medskip\n{caption}\n{inner.group(0)}\n\\endgroup"


def _is_long(body: str) -> bool:
    return body.count("\\\\\n") > LONG


def _one_table(found: re.Match[str]) -> str:
    start, columns, body = found.groups()
    body = re.sub(r"\\(toprule|midrule|bottomrule)\(\)", r"\\\1", body)
    rows = body.partition("\\endhead\n")[2].split("\n")
    if "\\real" in columns and max(len(TEX.sub("", row)) for row in rows) > WIDE:
        body = re.sub(r"(\\\\\n)(?!\\(midrule|bottomrule))", r"\1\\addlinespace\n", body)
    plain = HEAD.sub(r"\1", body)
    if _is_long(body) or "\\begin{minipage}" in plain:  # paragraphs in its cells
        # One that is short enough for a page begins on the next rather than break.
        room = min(len(body) // 160 + int(1.3 * body.count("\\\\\n")) + 3, 30)
        keep = "" if _is_long(body) else f"\\room{{{room}}}\n"
        lines = f"\\begin{{longtable*}}{{{columns}}}\n{body}\\end{{longtable*}}"
        return f"{keep}{start or ''}{{\\small\n{lines}}}"
    plain = plain.replace("\\endhead\n", "").replace("\\endlastfoot\n", "")
    # Columns that wrap as far as the page is too narrow for them.
    sides = re.findall(r"raggedright|raggedleft|centering|\b[lrc]+\b", columns)
    wrapping = "".join(SIDES.get(side, side.upper()) for side in sides)
    longest = max(map(len, TEX.sub("", plain).replace("~", " ").split()), default=0)
    narrowest = min(max(longest, 10), 16) / 2  # a narrower column doesn't wrap
    return (
        f"{start or ''}\\begin{{adjustbox}}{{max width=\\linewidth}}"
        f"\\small\\exhyphenpenalty=10000\\tymin={narrowest:g}em\n"
        f"\\begin{{tabulary}}{{\\linewidth}}{{@{{}}{wrapping}@{{}}}}\n{plain}"
        "\\end{tabulary}\n\\end{adjustbox}"
    )
