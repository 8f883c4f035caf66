"""Pictures for a page: SVG inline, so that it follows the theme; other types as files."""

import hashlib
import html
import io
import re
import urllib.request

from rnn_tutorial import style
from rnn_tutorial.publishing.markdown.context import Context
from rnn_tutorial.publishing.markdown.safety import clean_svg

NAMED = {
    getattr(style, name).lower(): f"var(--fig-{name.lower()}, {getattr(style, name).lower()})"
    for name in ("INK", "MUTED", "PAPER", "BLUE", "ORANGE", "GREEN", "SKY", "YELLOW", "PINK")
}
NAMED["#000000"] = NAMED[style.INK.lower()]
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
MAX_BYTES, SECONDS = 10_000_000, 20  # of a picture from the network
SPACE = re.compile(r"\s*\n\s*")
BETWEEN = re.compile(r">\s+<")
ALONE = re.compile(r"<g>(<\w+[^<>]*/>)</g>")  # Matplotlib puts each mark into a group of its own
FALLBACK = re.compile(r"var\((--fig-\w+), #\w{3,6}\)")
LONG = re.compile(r"(?<![\w#.])-?\d+\.\d{3,}(?![\w.%])")  # more digits than a pixel has
MANY = 8  # a drawing with more colours that aren't ours shows a colour map: keep them all
WIDE = 720  # pixels: a wider drawing reaches far into the margins of the text
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 37.795, "mm": 3.7795}


def show(
    context: Context, data: bytes, suffix: str, alt: str = "", width: int | None = None
) -> str:
    """The markup of a picture, in the target's language; its file is stored unless it is inline.

    suffix: of the picture's type, such as ".png"; LaTeX can't read ".svg". alt: the text for
    screen readers. width: the width asked for in CSS pixels. Raises what `shown_size` raises.
    """
    if suffix == ".svg":
        return inline_svg(data.decode(), alt, context.prefix())
    if context.is_latex and suffix in (".gif", ".webp"):
        data, suffix = as_png(data), ".png"
    name = store(context, data, suffix)
    if suffix == ".pdf" and context.is_latex:
        return f"\\bookimage{{{name}}}"
    shown, height = shown_size(data, width)
    if context.is_latex:  # in the same size as on a page
        return f"\\bookimage[width={shown * 0.75:.0f}bp]{{{name}}}"
    return (  # with its size, so that nothing moves while it loads
        f'<img class="card" src="{html.escape(name)}" alt="{html.escape(alt)}" '
        f'width="{shown}" height="{height}" loading="lazy" decoding="async">'
    )


def store(context: Context, data: bytes, suffix: str) -> str:
    """Keep a picture as a file of the page; returns its name.

    The name is made from the content, so that the same picture is stored once.
    """
    name = f"assets/{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
    context.files[name] = data
    return name


def as_png(data: bytes) -> bytes:
    """The first frame of a picture as PNG, which LaTeX can read."""
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.convert("RGBA").save(made, "PNG")
    return made.getvalue()


def drawn(svg: bytes) -> bytes:
    """A drawing as PDF, which LaTeX can read. Raises ValueError if it can't be made."""
    try:
        import cairosvg
    except (ImportError, OSError):  # OSError: the library cairo is missing
        raise ValueError(
            "LaTeX can't read SVG: run `pip install cairosvg`, or put a PDF or PNG of the same "
            "name beside it"
        ) from None
    try:
        made: bytes = cairosvg.svg2pdf(bytestring=svg)
    except Exception as error:  # a damaged drawing can fail in a dozen ways
        raise ValueError(f"the drawing can't be read ({type(error).__name__}: {error})") from None
    return made


def fetch(url: str) -> tuple[bytes, str]:
    """A picture from the network and its suffix. Raises ValueError for anything else."""
    from PIL import Image

    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        data = answer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES:,} bytes")
    if b"<svg" in data[:1000]:
        return data, ".svg"
    with Image.open(io.BytesIO(data)) as picture:
        return data, f".{(picture.format or '').lower()}"


def inline_svg(text: str, alt: str, prefix: str) -> str:
    """An `<svg>` element for a page, cleaned.

    The book's own colours and greys follow the page's theme. A drawing with many other colours
    is shown on a light card instead.

    alt: the text for screen readers. prefix: keeps its ids apart from those of other drawings.
    """
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->", "", text, flags=re.S)
    text = clean_svg(text)
    found = re.search(r"<svg\b([^>]*)>", text)
    if found is None or "</svg>" not in text:
        return f"<p>{html.escape(alt)}</p>"
    inner = text[found.end() : text.rindex("</svg>")]
    box, width, height = drawn_size(found.group())
    spoken = re.search(r'aria-label="([^"]*)"', found.group(1))
    alt = alt or (html.unescape(spoken.group(1)) if spoken else "")
    themed = _is_ours(inner)
    rules = "" if "var(--fig-" in inner or not themed else f"fill:{NAMED[style.INK]};"
    inner, more = _without_style(inner)
    inner = _own_ids(inner, prefix)
    inner, name = _own_rules(inner, found.group(1), prefix)
    inner = re.sub(r"<[^>]+>", lambda tag: LONG.sub(_short, SPACE.sub(" ", tag[0])), inner)
    if themed and "var(--fig-" not in inner:
        inner = COLOUR.sub(_theme, inner)
    inner = BETWEEN.sub("><", FALLBACK.sub(r"var(\1)", inner))  # theme.css sets every colour
    inner = ALONE.sub(r"\1", inner)
    kind = "drawing" if themed else "drawing card"
    if re.search(r'class="[^"]*\banimated\b', found.group(1)):
        kind += " animated"  # the drawing's own rules pause it by this name
    kind += " wide" if width > WIDE else ""
    link = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in inner else ""
    return (
        f'<svg{name} class="{kind}" role="img" aria-label="{html.escape(alt)}" viewBox="{box}" '
        f'width="{width:.0f}" height="{height:.0f}" xmlns="http://www.w3.org/2000/svg"{link} '
        f'style="{rules}{more}">{inner.strip()}</svg>'
    )


def drawn_size(svg: str) -> tuple[str, float, float]:
    """The box that a drawing shows, and its width and height in CSS pixels; 0 if unknown."""
    root = re.search(r"<svg\b([^>]*)>", svg)
    attributes = root.group(1) if root else ""

    def value(name: str) -> str:
        found = re.search(rf'(?<![\w-]){name}="([^"]*)"', attributes)
        return found.group(1) if found else ""

    sizes = []
    for name in ("width", "height"):
        found = re.fullmatch(r"(\d*\.?\d+)\s*(\w*)", value(name))
        sizes.append(float(found[1]) * PIXELS.get(found[2], 1.0) if found else 0.0)
    box = value("viewBox") or "0 0 {} {}".format(*sizes)
    numbers = re.findall(r"-?\d*\.?\d+", box)
    if not all(sizes) and len(numbers) == 4:
        sizes = [float(number) for number in numbers[2:]]
    return box, sizes[0], sizes[1]


def _without_style(inner: str) -> tuple[str, str]:
    """Take a rule for every element out of `inner`; returns the rest and the declarations.

    Matplotlib's `*{...}` would apply to the whole page: it belongs on the root element.
    """
    rules = []

    def keep(found: re.Match[str]) -> str:
        whole = re.fullmatch(r"\s*\*\s*\{([^}]*)\}\s*", found.group(1))
        if whole is None:
            return found.group(0)
        rules.append(whole.group(1).strip().rstrip(";") + ";")
        return ""

    return re.sub(r"<style[^>]*>(.*?)</style>", keep, inner, flags=re.S), "".join(rules)


def _own_ids(inner: str, prefix: str) -> str:
    used = set(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", inner))

    def rename(found: re.Match[str]) -> str:
        return f' id="{prefix}{found[1]}"' if found[1] in used else ""

    inner = re.sub(r'\sid="([^"]*)"', rename, inner)
    return re.sub(r"(href=\"#|url\(#)", rf"\g<1>{prefix}", inner)


def _own_rules(inner: str, attributes: str, prefix: str) -> tuple[str, str]:
    """Rules of a style sheet that name the root element, which gets its id back under `prefix`."""
    found = re.search(r'(?<![\w-])id="([\w-]+)"', attributes)
    if not found or not re.search(rf"#{found[1]}[ :]", inner):
        return inner, ""
    named = re.sub(rf"#{found[1]}(?=[ :])", f"#{prefix}{found[1]}", inner)
    return named, f' id="{prefix}{found[1]}"'


def _short(found: re.Match[str]) -> str:
    value = float(found.group())
    return f"{round(value, 2) if abs(value) >= 1 else float(f'{value:.4g}'):.9g}"


def _is_ours(inner: str) -> bool:
    if "var(--fig-" in inner:
        return True
    foreign = {
        colour.lower()
        for colour in COLOUR.findall(inner)
        if colour.lower() not in NAMED and not _is_grey(_six(colour))
    }
    return len(foreign) <= MANY and "<image" not in inner


def _six(colour: str) -> str:
    colour = colour.lower()
    return "#" + "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour


def _is_grey(colour: str) -> bool:
    return colour[1:3] == colour[3:5] == colour[5:7]


def _theme(found: re.Match[str]) -> str:
    colour = _six(found.group(0))
    if colour in NAMED:
        return NAMED[colour]
    if not _is_grey(colour):
        return colour
    share = round(100 * (1 - int(colour[1:3], 16) / 255))
    ink, paper = NAMED[style.INK.lower()], NAMED[style.PAPER.lower()]
    return f"color-mix(in srgb, {ink} {share}%, {paper})"


def shown_size(data: bytes, width: int | None = None) -> tuple[int, int]:
    """Width and height in CSS pixels (1/96 inch) at which a picture is shown.

    width: the width asked for; a picture is never enlarged. Raises ValueError for bytes that
    Pillow doesn't recognise, and Pillow's own errors for damaged and huge pictures.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            own_width, own_height = picture.size
    except UnidentifiedImageError:  # its message names an object in memory
        raise ValueError("its bytes are of no known type") from None
    shown = min(width or own_width, own_width)
    return shown, round(own_height * shown / own_width)
