"""Markdown of one chapter with its numbers, references, citations and links worked out.

The same walk is made twice. The first time (`book` is None) it only counts, and finds what can
be referred to; the second time every reference is known, on whatever page it stands.
"""

import html
import re
from collections import Counter
from pathlib import Path

import panflute as pf

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing.markdown import citing, elements, pandoc, safety
from rnn_tutorial.publishing.markdown.references import Book, Chapter, Heading, Label, slug

COMMAND = re.compile(r"\\(cref|Cref|ref|eqref|autoref|cite|citep|citet|label)\s*\{([^}]*)\}")
DISPLAY = re.compile(
    r"^\s*\\begin\{(equation|align|gather|multline|eqnarray)(\*?)\}(.*)\\end\{\1\2\}\s*$", re.S
)
WIDE = 90  # letters of TeX from which a formula may be wider than the printed page
LABEL = re.compile(r"\s*\\label\s*\{([^}]*)\}")


class Typesetter:
    """Walks the Markdown of one chapter.

    target: "html" or "latex". assets: files the page needs, by name. where: said in errors.
    """

    def __init__(
        self, chapter: Chapter, target: str, book: Book | None, base: Path | None = None
    ) -> None:
        self.chapter, self.target, self.book = chapter, target, book
        self.base = base or Path()
        self.where = chapter.page
        self.labels: dict[str, Label] = {}
        self.headings: list[Heading] = []
        self.cited: dict[str, list[str]] = {}
        self.files: dict[str, bytes] = {}  # what the page needs beside it, by relative name
        self.unmade: dict[str, str] = {}  # labels of what the cells haven't made, and where
        self.attachments: dict[str, dict[str, str]] = {}  # those of the cell at hand
        self._count: Counter[str] = Counter()
        self._sections = [0, 0]
        self._anchors: set[str] = set()

    # numbers ------------------------------------------------------------------------------

    def number(self, kind: str, label: str | None = None) -> str:
        """The next number of its kind; `label` becomes what text can refer to."""
        self._count[kind] += 1
        number = ".".join(filter(None, [self.chapter.number, str(self._count[kind])]))
        if label:
            self.define(label, kind, number, label)
        return number

    def define(self, key: str, kind: str, number: str, anchor: str) -> None:
        """Raises TutorialError where `key` is taken."""
        known = self.labels.get(key)
        if known is not None:
            raise TutorialError(
                f'the label "{key}" is given twice, in {known.where} and in {self.where}: '
                "rename one of them."
            )
        self.labels[key] = Label(kind, number, self.chapter.page, anchor, self.where)

    def prefix(self) -> str:
        """Keeps the ids of the chapter's drawings apart, and from being read as colours."""
        self._count["drawing"] += 1
        return f"g{self._count['drawing']}-"

    def raw(self, text: str, *, block: bool = False) -> pf.Element:
        """`text` in the target's own language."""
        return (pf.RawBlock if block else pf.RawInline)(text, format=self.target)

    # documents ----------------------------------------------------------------------------

    def markdown(self, source: str, where: str = "") -> pf.Doc:
        """The finished tree of one cell's Markdown."""
        self.where = where or self.where
        return pandoc.read(source).walk(safety.clean_element).walk(self._visit)

    def _visit(self, element: pf.Element, doc: pf.Doc) -> object:
        own = {
            pf.Header: self._header,
            pf.Math: self._math,
            pf.RawInline: self._rawinline,
            pf.RawBlock: self._rawblock,
        }.get(type(element))
        if own is not None:
            return own(element)
        other = {**elements.VISITS, pf.Cite: citing.at_notation}.get(type(element))
        return other(self, element) if other else None

    def _header(self, header: pf.Header) -> object:
        keys = [header.identifier] if header.identifier else []
        content = []
        for child in header.content:
            found = LABEL.fullmatch(child.text) if isinstance(child, pf.RawInline) else None
            if found:
                keys.append(found.group(1))
            else:
                content.append(child)
        text = pf.stringify(pf.Plain(*content)).strip()
        first = not self.headings
        level = 1 if first and header.level == 1 else max(2, header.level)
        number = self._section_number(level)
        anchor = slug(text, self._anchors)
        for key in keys:
            self.define(key, "chap" if level == 1 else "sec", number, anchor)
        self.headings.append(Heading(level, number, anchor, text))
        if self.target == "latex":
            marks = [self.raw(f"\\label{{{key}}}") for key in keys]
            name = f"{Path(self.chapter.page).stem}--{anchor}"
            return pf.Header(*content, *marks, level=level, identifier=name)
        if level == 1:
            return []  # the template sets the title
        if number:
            content = [self.raw(f'<span class="secno">{number}</span>'), pf.Space(), *content]
        hash_link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this section">#</a>'
        return pf.Header(*content, pf.Space(), self.raw(hash_link), level=level, identifier=anchor)

    def _section_number(self, level: int) -> str:
        if level == 1:
            return self.chapter.number
        if level > 3:
            return ""
        self._sections[level - 2] += 1
        self._sections[level - 1 :] = [0] * (len(self._sections) - level + 1)
        parts = [self.chapter.number, *map(str, self._sections[: level - 1])]
        return ".".join(filter(None, parts))

    # mathematics --------------------------------------------------------------------------

    def _math(self, math: pf.Math) -> object:
        if math.format == "DisplayMath":
            return self.display(math.text)
        return None if self.target == "latex" else pf.Math(_sized(math.text), format=math.format)

    def display(self, text: str) -> list[pf.Element]:
        """A displayed formula: numbered where LaTeX would number it."""
        found = DISPLAY.match(text)
        key = LABEL.search(text)
        body = LABEL.sub("", found.group(3) if found else text).strip()
        body = re.sub(r"\n\s*\n", "\n", body)
        environment = found.group(1) if found else "equation"
        numbered = bool(key) or bool(found and not found.group(2))
        number = self.number("eq", key.group(1) if key else None) if numbered else ""
        inner = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered"}.get(environment)
        tex = f"\\begin{{{inner}}}{body}\\end{{{inner}}}" if inner else body
        if self.target == "latex":
            name = "equation" if numbered else "equation*"
            mark = f"\\label{{{key.group(1)}}}" if key else ""
            if len(body) > WIDE and environment != "multline":
                tex = f"\\fitmath{{{tex}}}"
            return [self.raw(f"\\begin{{{name}}}{mark}\n{tex}\n\\end{{{name}}}")]
        anchor = f' id="{html.escape(key.group(1))}"' if key else ""
        end = f'<span class="eqno">({number})</span></span>' if numbered else "</span>"
        start = f'<span class="equation"{anchor}><span class="formula">'
        formula = pf.Math(_sized(tex), format="DisplayMath")
        return [self.raw(start), formula, self.raw("</span>" + end)]

    # references ---------------------------------------------------------------------------

    def _rawinline(self, raw: pf.RawInline) -> object:
        if raw.format == "html":
            return elements.image_tag(self, raw.text) if raw.text.startswith("<img") else None
        if raw.format not in ("tex", "latex"):
            return None
        if DISPLAY.match(raw.text):
            return self.display(raw.text)
        found = COMMAND.fullmatch(raw.text.strip())
        if found is None:
            return pf.Str(raw.text)  # not TeX that the book knows: shown as it was typed
        command, keys = found.group(1), [key.strip() for key in found.group(2).split(",")]
        if command == "label":
            return None if isinstance(raw.parent, pf.Header) else self._mark(keys[0])
        if command.startswith("cite"):
            return citing.citation(self, keys, textual=command == "citet")
        return citing.reference(self, command, keys)

    def _rawblock(self, raw: pf.RawBlock) -> object:
        if raw.format not in ("tex", "latex"):
            return None
        if DISPLAY.match(raw.text):
            return pf.Para(*self.display(raw.text))
        return pf.Para(pf.Str(raw.text))

    def _mark(self, key: str) -> object:
        number = self.headings[-1].number if self.headings else self.chapter.number
        self.define(key, "sec", number, key)
        latex = f"\\phantomsection\\label{{{key}}}"
        return self.raw(latex if self.target == "latex" else f'<span id="{key}"></span>')


def _sized(tex: str) -> str:
    """`tex` with sizes of brackets that pandoc knows: it has \\Big, but not \\Bigl and \\bigm."""
    return re.sub(r"\\(Big(?=[lr]\b)|[bB]igg?(?=m\b))[lrm]", r"\\\1", tex)
