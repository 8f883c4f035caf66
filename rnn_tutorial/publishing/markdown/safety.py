"""What a notebook may put into a page: marked words, tables, drawings and links. No scripts.

nh3 cleans complete HTML: outputs and raw cells. It can't clean SVG, or the single tags that
pandoc finds in Markdown ("<b>" without its end); `_Cleaner` does. Both allow only what is listed
in allowed.toml. Everything else is removed; the words in it stay, unless they are code.
"""

import html
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import nh3
import panflute as pf

_ALLOWED = tomllib.loads(Path(__file__).with_name("allowed.toml").read_text(encoding="utf-8"))
TAGS = set(_ALLOWED["html"]["tags"].split())
ATTRIBUTES = set(_ALLOWED["html"]["attributes"].split())
EMPTY = set(_ALLOWED["kinds"]["empty"].split())
CODE = set(_ALLOWED["kinds"]["code"].split())
_DRAWING = _ALLOWED["drawing"]["tags"].split()
DRAWING = {name.lower() for name in _DRAWING}
# The parser reads every name in lower case.
CASED = {name.lower(): name for name in _DRAWING + _ALLOWED["drawing"]["cased_attributes"].split()}
LINK = re.compile(r"(?:https?|mailto):|[^:]*$|[^:/?#]*[/?#]", re.I)
PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[\w+/=\s]*$", re.I)
UNSAFE = r"url\s*\((?!\s*[\"']?#)|image(-set)?\s*\(|expression|\\|javascript|-moz-binding|<"
UNSAFE_STYLE = re.compile(rf"{UNSAFE}|@|behaviou?r|position\s*:", re.I)
# In a drawing's own style sheet, @keyframes and @media move its parts.
UNSAFE_RULES = re.compile(rf"{UNSAFE}|@(?!keyframes|media)", re.I)


class _Cleaner(HTMLParser):
    """Writes what it reads, as far as the lists allow it."""

    def __init__(self, *, drawing: bool) -> None:
        super().__init__()
        self.drawing, self.inside, self.depth = drawing, "", 0
        self.out: list[str] = []
        self.tags = DRAWING if drawing else TAGS
        self.rules = False  # inside of a drawing's style sheet

    def clean(self, source: str) -> str:
        """Returns what is allowed of `source`."""
        self.feed(source.replace("\x00", ""))
        self.close()
        return "".join(self.out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], end: str = "") -> None:
        if self.inside:
            self.depth += tag == self.inside and not end
        elif tag in self.tags:
            kept = "".join(
                f' {CASED.get(name, name)}="{html.escape(value or "")}"'
                for name, value in attrs
                if self._allows(tag, name, value or "")
            )
            self.out.append(f"<{CASED.get(tag, tag)}{kept}{end}>")
            self.rules = tag == "style" and not end
        elif tag in CODE and not end:
            self.inside, self.depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, "/")

    def handle_endtag(self, tag: str) -> None:
        if self.inside:
            self.depth -= tag == self.inside
            self.inside = self.inside if self.depth else ""
        elif tag in self.tags and tag not in EMPTY:
            self.rules = False
            self.out.append(f"</{CASED.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if self.rules:  # a browser would read "&#64;" as "@" here
            self.out.append("" if "&" in data or UNSAFE_RULES.search(data) else data)
        elif not self.inside:
            self.out.append(html.escape(data, quote=False))

    def _allows(self, tag: str, name: str, value: str) -> bool:
        if self.drawing:
            return is_safe_in_drawing(name, value)
        return name in ATTRIBUTES and is_safe(tag, name, value)


def is_safe(tag: str, name: str, value: str) -> bool:
    """Whether an attribute of an HTML element neither runs anything nor sends a request."""
    plain = re.sub(r"[\x00-\x20\x7f]", "", value)
    if name == "name":
        return tag == "a"
    if name == "href":
        return tag == "a" and LINK.match(plain) is not None
    if name == "src":
        return tag == "img" and (
            PICTURE.match(plain) is not None
            or (":" not in plain and not plain.startswith(("//", "\\")))
        )
    return name != "style" or not UNSAFE_STYLE.search(value)


def is_safe_in_drawing(name: str, value: str) -> bool:
    """The same for an element of an SVG, which may refer to its own parts and to pixel data."""
    if not re.fullmatch(r"[a-z][\w:.-]*", name) or name.startswith("on"):
        return False
    plain = re.sub(r"[\x00-\x20\x7f]", "", value)
    if name in ("href", "xlink:href", "src"):
        return plain.startswith("#") or PICTURE.match(plain) is not None
    return not UNSAFE_RULES.search(value)


def visible_html(source: str) -> str:
    """Cleaned HTML; "" if nothing that a reader could see is left."""
    cleaned = clean_html(source)
    return cleaned if re.sub(r"<(?!img)[^>]+>", "", cleaned).strip() else ""


def clean_html(source: str) -> str:
    """A complete piece of HTML from a notebook, without scripts and requests."""
    return nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=CODE,
        attributes={"*": ATTRIBUTES},
        attribute_filter=lambda tag, name, value: value if is_safe(tag, name, value) else None,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


def clean_svg(source: str) -> str:
    """An SVG drawing, likewise. It may refer only to its own parts."""
    return _Cleaner(drawing=True).clean(source)


def clean_element(element: pf.Element) -> object:
    """Clean raw HTML and attributes. Returns a replacement or None, as a panflute walk expects."""
    if isinstance(element, (pf.RawInline, pf.RawBlock)):
        if element.format in ("tex", "latex"):
            return None
        if not element.format.startswith("html"):
            return []
        element.format = "html"
        if not (isinstance(element, pf.RawInline) and element.text.startswith("<img")):
            element.text = _Cleaner(drawing=False).clean(element.text)
    elif isinstance(element, pf.Link) and not is_safe("a", "href", element.url):
        return list(element.content)
    if getattr(element, "attributes", None):
        element.attributes = {
            name: value
            for name, value in element.attributes.items()
            if name in ATTRIBUTES and name not in ("href", "src") and is_safe("", name, value)
        }
    return None
