"""Tables that are typed as HTML in Markdown, for LaTeX: pandoc writes HTML only into HTML."""

import re
from collections.abc import Iterator

import panflute as pf

from rnn_tutorial.publishing.markdown import tables

SPAN = {name: re.compile(rf'\b{name}="(\d+)"') for name in ("rowspan", "colspan")}
TAG = re.compile(r"<(/?)(table|tr|td|th|thead|tbody|tfoot|caption|br)\b[^>]*>", re.I)


def read(document: pf.Doc) -> pf.Doc:
    """`document` with its HTML tables as tables and `<br>` as a line break."""
    document = document.walk(_line_break)
    document.content = _blocks(list(document.content))
    return document


def _line_break(element: pf.Element, doc: pf.Doc) -> pf.Element | None:
    found = isinstance(element, pf.RawInline) and element.format.startswith("html")
    return pf.LineBreak() if found and re.fullmatch(r"<br\s*/?>", element.text, re.I) else None


def _tag(block: pf.Block) -> str:
    """The tag of a raw block, such as "td" or "/td"; "" for another block."""
    if not isinstance(block, pf.RawBlock) or not block.format.startswith("html"):
        return ""
    found = TAG.fullmatch(block.text.strip())
    return f"{found.group(1)}{found.group(2).lower()}" if found else ""


def _blocks(blocks: list[pf.Block]) -> list[pf.Block]:
    result: list[pf.Block] = []
    rest = iter(blocks)
    for block in rest:
        result += _table(rest) if _tag(block) == "table" else [block]
    return result


def _table(rest: Iterator[pf.Block]) -> list[pf.Block]:
    """The table whose opening tag has just been read from `rest`; reads up to its end."""
    rows: list[list[tuple[list[pf.Block], str, str]]] = []
    caption: list[pf.Block] | None = None
    place: list[pf.Block] = []
    heads = 0
    for block in rest:
        tag = _tag(block)
        if tag == "/table":
            break
        if tag == "tr":
            rows.append([])
        elif tag in ("td", "th"):
            rows = rows or [[]]
            place = []
            down, across = (SPAN[name].search(block.text) for name in ("rowspan", "colspan"))
            rows[-1].append((place, down[1] if down else "", across[1] if across else ""))
            heads = 1 if tag == "th" and len(rows) == 1 else heads
        elif tag == "caption":
            caption = place = []
        elif not tag:
            place.append(block)
    grid = tables.spread(rows, empty=[])
    if not grid:
        return []
    lines = [pf.TableRow(*(pf.TableCell(*cell) for cell in row)) for row in grid]
    head, body = pf.TableHead(*lines[:heads]), pf.TableBody(*lines[heads:])
    table = pf.Table(body, head=head, caption=pf.Caption())
    start, end = (pf.RawBlock(f"\\{word}{{center}}", format="latex") for word in ("begin", "end"))
    return [start, table, *(caption or []), end]
