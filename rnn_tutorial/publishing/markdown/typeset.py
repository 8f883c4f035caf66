"""The Markdown of one cell with its numbers, references, citations and links resolved."""

import functools
import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import panflute as pf
from nbconvert.filters import escape_latex

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown import (
    citing,
    elements,
    formulas,
    pandoc,
    readable,
    safety,
)
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.references import Heading, slug

COMMAND = re.compile(r"\\(cref|Cref|ref|eqref|autoref|cite|citep|citet|label)\s*\{([^}]*)\}")
DISPLAY = re.compile(
    r"^\s*\\begin\{(equation|align|gather|multline|eqnarray)(\*?)\}(.*)\\end\{\1\2\}\s*$", re.S
)
INNER = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered"}
WIDE = 90  # letters of TeX from which a formula may be wider than the printed page
EXERCISE = re.compile(r"Exercise \d")  # a heading that has a number of its own
QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
# What stays on one line: "chapter 13", "44 ms", "(84.5 to 85.4)", "2 × 200", "p = 0.14".
TOGETHER = re.compile(
    r"\b(chapter|section|table|figure|equation|exercise|page)s? \d"
    r"|\d ([nµm]?s|(nano|micro|milli)?seconds?|min|h|[kKMGT]?B|bits?|nats?|ppm|px|million)\b"
    r"|\([−\d.,%]+ to$|^to [−\d.,%]+\)"
    r"|\d ×$|^× \d|\bp (=|below)$|^= \d",
    re.I,
)
WHOLE = re.compile(r"\d[-–]\d|\b[a-zA-Z]-[a-z]")  # "1991–1992", "Exercise 08-4", "p-value"
LABEL = re.compile(r"\s*\\label\s*\{([^}]*)\}")


def typeset(source: str, context: Context) -> pf.Doc:
    """The finished document tree of Markdown `source`; what it counts goes into `context`."""
    source, macros = formulas.take_macros(readable.keyed(source))
    context.macros += macros
    document = pandoc.read(source, tuple(context.macros))
    return document.walk(functools.partial(_visit, context))


def read_ahead(sources: Iterable[str]) -> None:
    """Have pandoc read at once the Markdown, in order, that `typeset` will be given."""
    texts: list[pandoc.Text] = []
    macros: tuple[str, ...] = ()
    for source in sources:
        text, new = formulas.take_macros(readable.keyed(source))
        macros += tuple(new)
        texts.append((text, macros))
    pandoc.read_ahead(texts)


def _visit(context: Context, element: pf.Element, doc: pf.Doc) -> object:
    cleaned = safety.clean_element(element)
    if cleaned is not None:
        return cleaned
    visitor = COUNTING.get(type(element))
    if visitor is None and not context.counting:
        visitor = LINKING.get(type(element))
    return visitor(context, element) if visitor else None


def _quoted(context: Context, quoted: pf.Quoted) -> list[pf.Inline]:
    """Quotation marks as letters: panflute's text of a heading would have straight ones."""
    start, end = QUOTES[quoted.quote_type]
    return [pf.Str(start), *quoted.content, pf.Str(end)]


def _space(context: Context, space: pf.Element) -> pf.Str | None:
    """A space that doesn't break between what belongs together."""
    if isinstance(space.parent, pf.Header):
        return None
    beside = (one.text if isinstance(one, pf.Str) else "" for one in (space.prev, space.next))
    return pf.Str("\N{NO-BREAK SPACE}") if TOGETHER.search(" ".join(beside)) else None


def _word(context: Context, word: pf.Str) -> pf.Span | None:
    """What doesn't break on a page at its hyphen, as no word with one does in a heading."""
    whole = WHOLE.search(word.text) or ("-" in word.text and isinstance(word.parent, pf.Header))
    return pf.Span(pf.Str(word.text), classes=["nb"]) if whole and not context.is_latex else None


def _header(context: Context, header: pf.Header) -> object:
    keys = [header.identifier] if header.identifier else []
    content = []
    for child in header.content:
        found = LABEL.fullmatch(child.text) if isinstance(child, pf.RawInline) else None
        if found:
            keys.append(found.group(1))
        else:
            content.append(child)
    text = pf.stringify(pf.Plain(*content)).strip()
    level = 1 if header.level == 1 and not context.headings else max(2, header.level)
    number = "" if EXERCISE.match(text) else context.section_number(level)
    anchor = slug(text, context.anchors)
    for key in keys:
        context.define(key, "chap" if level == 1 else "sec", number, anchor)
    context.headings.append(Heading(level, number, anchor, text))
    if context.is_latex:
        marks = [context.raw(f"\\label{{{key}}}") for key in keys]
        name = f"{Path(context.chapter.page).stem}--{anchor}"
        kinds = ["unnumbered"] if EXERCISE.match(text) else []
        return pf.Header(*content, *marks, level=level, identifier=name, classes=kinds)
    if level == 1:
        return []  # the template shows the title
    if number:
        content = [context.raw(f'<span class="secno">{number}</span>'), pf.Space(), *content]
    hash_link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this section">#</a>'
    return pf.Header(*content, pf.Space(), context.raw(hash_link), level=level, identifier=anchor)


def _math(context: Context, math: pf.Math) -> object:
    if math.format == "DisplayMath":
        return _display(context, math.text)
    return _formula(context, math.text, math.format)


def _formula(context: Context, tex: str, kind: str) -> pf.Inline:
    """A formula for the target, or its source in a box if it can't be set."""
    tex = formulas.modern(tex)
    on_page = formulas.for_mathml(tex)
    if context.counting:
        context.book.formulas.add(on_page)
    elif on_page in context.book.not_settable:
        context.warn(f"the formula {tex} can't be set: use commands that MathML supports.")
        if context.is_latex:
            return context.raw(f"\\fbox{{\\texttt{{{escape_latex(tex)}}}}}")
        return context.raw(f'<code class="unset">{html.escape(tex)}</code>')
    return pf.Math(formulas.for_latex(tex) if context.is_latex else on_page, format=kind)


def _display(context: Context, text: str) -> list[pf.Inline]:
    """A displayed formula, numbered if LaTeX would number it."""
    found = DISPLAY.match(text)
    label = LABEL.search(text)
    key = label.group(1) if label else ""
    body = LABEL.sub("", found.group(3) if found else text).strip()
    body = re.sub(r"\n\s*\n", "\n", body)
    environment = found.group(1) if found else "equation"
    numbered = label is not None or (found is not None and not found.group(2))
    number = context.number("eq", key) if numbered else ""
    inner = INNER.get(environment)
    tex = f"\\begin{{{inner}}}{body}\\end{{{inner}}}" if inner else body
    formula = _formula(context, tex, "DisplayMath")
    if context.is_latex:
        if isinstance(formula, pf.RawInline):
            return [formula]
        tex = formula.text
        name = "equation" if numbered else "equation*"
        mark = f"\\label{{{key}}}" if key else ""
        if len(body) > WIDE and environment != "multline":
            tex = f"\\fitmath{{{tex}}}{{{_fitted(tex)}}}"
        return [context.raw(f"\\begin{{{name}}}{mark}\n{tex}\n\\end{{{name}}}")]
    anchor = f' id="{html.escape(key)}"' if key else ""
    end = f'<span class="eqno">({number})</span>' if numbered else ""
    start = f'<span class="equation"{anchor}><span class="formula">'
    return [context.raw(start), formula, context.raw(f"</span>{end}</span>")]


def _fitted(tex: str) -> str:
    """A formula that is too wide for its line: what stands beside each other may break."""
    return "\\qquad ".join(f"\\fitted{{{one.strip()}}}" for one in formulas.pieces(tex))


def _raw_inline(context: Context, raw: pf.RawInline) -> object:
    if raw.format == "html":
        is_image = raw.text.startswith("<img") and not context.counting
        return elements.image_tag(context, raw.text) if is_image else None
    if raw.format not in ("tex", "latex"):
        return None
    if DISPLAY.match(raw.text):
        return _display(context, raw.text)
    found = COMMAND.fullmatch(raw.text.strip())
    if found is None:
        return pf.Str(raw.text)  # TeX that the book doesn't know is shown as it was typed
    command, keys = found.group(1), [key.strip() for key in found.group(2).split(",")]
    if command == "label":
        return None if isinstance(raw.parent, pf.Header) else _mark(context, keys[0])
    if context.counting:
        return None
    try:
        if command.startswith("cite"):
            return citing.citation(context, keys, textual=command == "citet")
        return citing.reference(context, command, keys, raw)
    except TutorialError as problem:
        context.tell(problem)
        return pf.Str(f"[{', '.join(keys)}?]")


def _raw_block(context: Context, raw: pf.RawBlock) -> object:
    if raw.format not in ("tex", "latex"):
        return None
    shown = _display(context, raw.text) if DISPLAY.match(raw.text) else [pf.Str(raw.text)]
    return pf.Para(*shown)


def _mark(context: Context, key: str) -> pf.Element:
    """A label in the text: it refers to the section that it is in."""
    number = context.headings[-1].number if context.headings else context.chapter.number
    context.define(key, "sec", number, key)
    latex = f"\\phantomsection\\label{{{key}}}"
    return context.raw(latex if context.is_latex else f'<span id="{html.escape(key)}"></span>')


Visitor = Callable[[Context, pf.Element], object]
COUNTING: dict[type, Visitor] = {  # what both visits do
    pf.Quoted: _quoted,
    pf.Header: _header,
    pf.Math: _math,
    pf.RawInline: _raw_inline,
    pf.RawBlock: _raw_block,
    pf.Para: elements.figure,
    pf.Table: elements.table,
}
LINKING: dict[type, Visitor] = {  # what the second visit does in addition
    pf.Space: _space,
    pf.Str: _word,
    pf.Link: elements.link,
    pf.Image: elements.image,
    pf.Plain: elements.without_captions,
    pf.CodeBlock: elements.code_block,
    pf.Cite: citing.at_notation,
    pf.SoftBreak: _space,
}
