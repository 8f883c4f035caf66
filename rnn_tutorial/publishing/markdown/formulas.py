"""TeX that authors type in Jupyter and pandoc doesn't know: macros of a notebook, old commands.

MathJax, which Jupyter uses, remembers a macro in all later cells. Pandoc does so in one text only.
"""

import re
from collections.abc import Callable, Iterable

import panflute as pf

from rnn_tutorial.publishing.markdown import notation, pandoc

DEFINES = re.compile(
    r"\\(?P<command>(?:re|provide)?newcommand|renewcommand|providecommand|def|DeclareMathOperator)"
    r"\*?\s*(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+))(?P<arguments>[^{}]*)(?=\{)"
)
# Commands that act on the rest of their group, and the modern command for each.
SWITCHES = {
    "rm": "mathrm", "bf": "mathbf", "it": "mathit", "sf": "mathsf", "tt": "mathtt",
    "cal": "mathcal",
}  # fmt: skip
SWITCH = re.compile(r"\\(" + "|".join(SWITCHES) + r")(?![A-Za-z])\s*")
SIZES = re.compile(
    r"\\(tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|notag)"
    r"(?![A-Za-z])\s*"
)
RENAMES = {"\\bm": "\\boldsymbol", "\\mathbbm": "\\mathbb", "\\mathds": "\\mathbb"}  # packages' own
RENAMED = re.compile(r"\\(bm|mathbbm|mathds)(?![A-Za-z])")
# pandoc has \Big, but not \Bigl and \bigm.
SIDES = re.compile(r"\\(Big(?=[lr]\b)|[bB]igg?(?=m\b))[lrm]")
COLOUR = re.compile(r"\\(?:text)?color\s*\{\s*(#?\w+)\s*\}\s*")
CANCEL = re.compile(r"\\[bx]?cancel\s*(?=\{)")
MARK = "\u2063"  # an invisible character: begins a note to `mathml.mend` about its group


def take_macros(source: str) -> tuple[str, list[str]]:
    """Markdown without its definitions of macros, and these definitions, for later cells."""
    taken: list[str] = []
    parts = notation.by_turns(source)
    for place in range(0, len(parts), 2):
        text, start = parts[place], 0
        while found := DEFINES.search(text, start):
            end = _group_end(text, found.end())
            body = text[found.end() : end]
            name, arguments = found["braced"] or found["bare"], found["arguments"]
            if found["command"] == "DeclareMathOperator":
                body = f"{{\\operatorname{body}}}"
            if found["command"] == "def":
                taken.append(f"\\def{name}{arguments}{body}")
            else:
                taken.append(f"\\newcommand{{{name}}}{arguments.strip()}{body}")
            before, after = text[: found.start()], text[end:]
            for sign in ("$$", "$"):  # a formula that held nothing else
                if before.rstrip().endswith(sign) and after.lstrip().startswith(sign):
                    before, after = before.rstrip()[: -len(sign)], after.lstrip()[len(sign) :]
                    break
            text, start = before + after, len(before)
        parts[place] = text
    return "".join(parts), taken


def modern(tex: str) -> str:
    """`tex` in commands that both pandoc and LaTeX know."""
    tex = SIDES.sub(r"\\\1", SIZES.sub("", tex))
    tex = RENAMED.sub(lambda found: RENAMES[found[0]], tex)
    while found := SWITCH.search(tex):
        end = _rest_end(tex, found.end())
        group = f"\\{SWITCHES[found[1]]}{{{tex[found.end() : end].rstrip()}}}"
        tex = tex[: found.start()] + group + tex[end:]
    return tex


def for_mathml(tex: str) -> str:
    """`modern` TeX in which colours and crossed-out groups are notes that `mathml.mend` reads."""
    tex = _marked(tex, COLOUR, lambda found: f"\\text{{{MARK}colour {found[1]}}}")
    return _marked(tex, CANCEL, lambda found: f"\\text{{{MARK}cancel}}")


def for_latex(tex: str) -> str:
    """`modern` TeX in which a colour acts on its group only, as in MathJax."""

    def colour(found: re.Match[str]) -> str:
        name = found[1]
        return f"\\c0lor[HTML]{{{name[1:].upper()}}}" if name[0] == "#" else f"\\c0lor{{{name}}}"

    tex = _marked(tex, COLOUR, colour).replace("\\c0lor", "\\color")
    return tex.replace("\\boldsymbol", "\\symbfit")  # unicode-math leaves \boldsymbol light


def _marked(tex: str, pattern: re.Pattern[str], mark: Callable[[re.Match[str]], str]) -> str:
    """Turn each command and what it acts on into a group that begins with `mark`."""
    while found := pattern.search(tex):
        is_group = tex[found.end() : found.end() + 1] == "{"
        end = (_group_end if is_group else _rest_end)(tex, found.end())
        inner = tex[found.end() + 1 : end - 1] if is_group else tex[found.end() : end]
        tex = f"{tex[: found.start()]}{{{mark(found)}{inner}}}{tex[end:]}"
    return tex


def pieces(tex: str) -> list[str]:
    """The formulas that stand beside each other in `tex`, apart by a \\qquad in no group."""
    found, depth = [""], 0
    for token in re.findall(r"\\[A-Za-z]+|\\.|[^\\]", tex, re.S):
        depth += (token in ("{", "\\begin", "\\left")) - (token in ("}", "\\end", "\\right"))
        if token == "\\qquad" and not depth:
            found.append("")
        else:
            found[-1] += token
    return found


def not_settable(formulas: Iterable[str]) -> set[str]:
    """Those formulas, in TeX for MathML, that pandoc can't write as MathML."""
    listed = sorted(set(formulas))
    documents = [pf.Doc(pf.Para(pf.Math(tex, format="DisplayMath"))) for tex in listed]
    texts, _ = pandoc.write(documents, "html")
    return {tex for tex, text in zip(listed, texts, strict=True) if '<span class="math' in text}


def _group_end(text: str, start: int) -> int:
    """The place after the closing brace of the group that begins at `start`."""
    depth = 0
    for place in range(start, len(text)):
        if text[place] in "{}" and text[place - 1 : place] != "\\":
            depth += 1 if text[place] == "{" else -1
            if depth == 0:
                return place + 1
    return len(text)


def _rest_end(text: str, start: int) -> int:
    """The place where the group, table cell or row around `start` ends."""
    depth = 0
    for place in range(start, len(text)):
        if depth == 0 and (text[place] == "&" or text.startswith(("\\\\", "\\end"), place)):
            return place
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if depth < 0:
                return place
    return len(text)
