"""Repairs pandoc's MathML for browsers that follow MathML Core."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

MATH = re.compile(r"<math\b.*?</math>", re.S)
PUNCTUATED = re.compile(
    r'([(\[“‘]*)(<math[^>]*display="inline"[^>]*>(?:(?!</math>).)*</math>)([.,;:!?)\]”’-]*)', re.S
)
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
TALL = {"mfrac", "mtable", "munderover", "munder", "mover", "mroot", "msqrt"}
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
SPACE = "\N{SIX-PER-EM SPACE}"
# Chromium shows a combining accent to the left of its letter; these are shown above it.
COMBINING = {
    "\u0302": "ˆ", "\u0303": "˜", "\u0304": "¯", "\u0307": "˙", "\u0308": "¨",
    "\u20d6": "←", "\u20d7": "→",
}  # fmt: skip
BIG = set("∑∏∫∬∮⋃⋂⨁⨂")
ENDS = set(")]}⟩|!")  # signs that end something
BREAKS = set("=≈≠≡≃∼≤≥<>∝→⟶∈+−")  # a displayed formula may break before these


def mend(markup: str) -> str:
    r"""Repair every `<math>` element in `markup`.

    - Brackets stretch only around something tall and never add space; browsers add space
      around a bracket that pandoc calls a prefix.
    - A named function (tanh) becomes an identifier; pandoc makes it an operator.
    - The size of a bracket (\big) has a unit, as browsers demand.
    - Columns are aligned by style, and aligned formulas are set in display style.
    - A combining accent becomes the separate character for that accent.
    - Browsers ignore `mathvariant` on a group: an upright word becomes one identifier.
    - A bracket or full stop stays on the line of the formula beside it.
    - A displayed formula becomes pieces that may stand below each other; browsers break none.
    """
    mended = MATH.sub(lambda found: _mend(found.group(0)), markup)
    return PUNCTUATED.sub(_unbroken, mended)


def _unbroken(found: re.Match[str]) -> str:
    alone = not found[1] and not found[3]
    return found[0] if alone else f'<span class="nb">{found[0]}</span>'


def _mend(math: str) -> str:
    root = ET.fromstring(math.replace(NAMESPACE, "", 1))
    _noted(root)
    _upright(root)
    _columns(root)
    for over in root.iter("mover"):
        sign = COMBINING.get(over[1].text or "")
        if over[1].get("accent") == "true" and sign:
            over[1].text = sign
            if sign not in "←→":  # arrows are large enough in the size of an exponent
                over.set("accent", "true")
    for mark in root.iter("mo"):
        for name in {"minsize", "maxsize"} & set(mark.attrib):
            mark.set(name, mark.attrib[name].removesuffix("em") + "em")
        if mark.text == "ℓ":  # a letter, which has no space around it
            mark.tag = "mi"
        if mark.text == "⊙":  # Firefox enlarges it as a sum
            mark.set("largeop", "false")
    for parent in root.iter():
        for before, mark in pairwise(parent):
            after_sign = before.tag == "mo" and before.text not in ENDS
            if after_sign and mark.tag == "mo" and mark.text in ("−", "+", "±"):
                mark.set("form", "prefix")  # of a number, as after "=": no space follows
        _brackets(parent)
        _functions(parent)
    equations = _equations(root)
    if equations == [[root]]:
        return _text(root)
    # The space between two equations is a better place for a break than one of their signs.
    spans = ("<wbr>".join(map(_text, pieces)) for pieces in equations)
    return "<wbr>".join(f'<span class="breaks">{pieces}</span>' for pieces in spans)


def _text(math: ET.Element) -> str:
    return ET.tostring(math, encoding="unicode").replace("<math", f"<math{NAMESPACE}", 1)


def _equations(root: ET.Element) -> list[list[ET.Element]]:
    """The equations of a displayed formula, each divided before its relations and signs.

    Between equations is a wide space. What brackets enclose is a row of its own, and stays whole.
    """
    row = root.find("semantics/mrow")
    if root.get("display") != "block" or row is None:
        return [[root]]
    piece = root  # the first one has the TeX of the whole formula, to copy
    equations: list[list[ET.Element]] = [[root]]
    last: ET.Element | None = None
    for child in list(row):
        if last is not None and _is_wide(last):
            piece = ET.Element("math")
            equations.append([piece])
        elif last is not None and _may_break(last, child):
            child.set("form", "infix")  # so that it keeps the space before it
            piece = ET.Element("math")
            equations[-1].append(piece)
        if piece is not root:
            row.remove(child)
            piece.append(child)
        last = child
    pieces = [piece for equation in equations for piece in equation]
    for piece in pieces if len(pieces) > 1 else []:
        piece.attrib.update(display="inline", displaystyle="true")
    return equations


def _may_break(last: ET.Element, child: ET.Element) -> bool:
    """Whether a line may end between them: before a relation or sign that follows something."""
    ended = last.tag != "mo" or last.text in (")", "]")  # of a size that was asked for
    return ended and child.tag == "mo" and child.text in BREAKS


def _is_wide(element: ET.Element) -> bool:
    return element.tag == "mspace" and float(element.get("width", "0").rstrip("em") or 0) >= 1


def _noted(root: ET.Element) -> None:
    """Colour or cross out a group that begins with a note; see `formulas.for_mathml`."""
    for group in root.iter():
        notes = [child for child in group if (child.text or "").startswith("\u2063")]
        for note in notes:
            kind, _, colour = (note.text or "")[1:].partition(" ")
            group.remove(note)
            if kind == "colour":
                group.set("mathcolor", colour)
            else:
                group.set("class", kind)
            for source in root.iter("semantics"):  # its TeX contains the note
                source[1:] = []


def _upright(root: ET.Element) -> None:
    for group in list(root.iter("mstyle")):
        if group.get("mathvariant") != "normal":
            group.attrib.pop("mathvariant", None)  # the letters themselves are bold already
            continue
        if all(child.tag == "mi" and not len(child) for child in group):
            word = "".join(child.text or "" for child in group)
            tail = group.tail
            group.clear()
            group.tag, group.text, group.tail = "mi", word, tail
            group.set("mathvariant", "normal")


def _columns(root: ET.Element) -> None:
    for table in root.iter("mtable"):
        aligned = any(cell.get("columnalign") == "right" for cell in table.iter("mtd"))
        if aligned:
            table.set("displaystyle", "true")
        for cell in table.iter("mtd"):
            side = cell.attrib.pop("columnalign", "center")
            gap = {"right": ";padding-right:0", "left": ";padding-left:0"}.get(side, "")
            cell.set("style", f"text-align:{side}{gap if aligned else ''}")


def _brackets(parent: ET.Element) -> None:
    tall = any(inner.tag in TALL or (inner.text or "").strip() in BIG for inner in parent.iter())
    for child in parent:
        mark = child[0] if len(child) and child.tag in SCRIPTS else child  # as in (a)^2
        if mark.tag == "mo" and mark.get("form") in ("prefix", "postfix") and mark.get("stretchy"):
            del mark.attrib["form"]
            # A bar that TeX does not stretch (\lVert without \left) stays as the other of its pair.
            grows = mark.get("minsize") or (tall and mark.get("stretchy") == "true")
            mark.set("stretchy", "true" if grows else "false")
            mark.set("lspace", "0")
            mark.set("rspace", "0")


def _functions(parent: ET.Element) -> None:
    """Named functions, with the thin space that TeX sets beside them."""
    children = list(parent)
    row = parent.tag in ("mrow", "math", "semantics", "mtd", "mstyle")
    for place, child in enumerate(children):
        base = child[0] if len(child) and child.tag in SCRIPTS else child
        if base.tag != "mo" or not re.fullmatch(r"[A-Za-z]{2,}", base.text or ""):
            continue
        base.tag = "mi"
        if not row:
            continue  # it has a script: the space belongs to the row that contains both
        before = children[place - 1] if place else None
        after = children[place + 1] if place + 1 < len(children) else None
        if before is not None and (_is_letter(before) or before.tag == "mrow"):
            base.text = SPACE + (base.text or "")
        if after is not None and base is child and _is_letter(after):
            base.text = (base.text or "") + SPACE


def _is_letter(element: ET.Element) -> bool:
    while len(element):
        element = element[0]
    return element.tag in ("mi", "mn")
