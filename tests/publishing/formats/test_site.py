"""The published folder, read without a browser."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlparse

import nbformat
import pytest

from rnn_tutorial.publishing.book import publish

from .. import chapters

PAGES = ("index.html", "01_state.html", "02_curves.html")


class Reader(HTMLParser):
    """Collects ids, links, and what a page loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids, self.links, self.loads = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag not in ("a", "use"):
            self.loads += [values[name] for name in ("src", "href") if name in values]


@pytest.fixture(scope="module")
def read(site):
    return {name: Reader((site / name).read_text(encoding="utf-8")) for name in PAGES}


@pytest.fixture(scope="module")
def first(site):
    return (site / "01_state.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def second(site):
    return (site / "02_curves.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_any_host_and_all_is_there(read, site, name):
    for address in read[name].loads:
        assert not urlparse(address).scheme and not address.startswith("/"), address
        assert (site / address).is_file(), address
    for style in (site / "assets").glob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", style.read_text()):
            assert address.startswith("data:") or (style.parent / address).is_file(), address


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_book_leads_to_something(read, site, name):
    inside = [a for a in read[name].links if not urlparse(a).scheme]
    assert inside
    for address in inside:
        page, _, anchor = address.partition("#")
        assert not page or (site / page).is_file(), address
        if anchor and (page or name) in read:
            assert unquote(anchor) in read[page or name].ids, address


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_given_once_and_a_page_is_light(read, site, name):
    assert len(read[name].ids) == len(set(read[name].ids))
    assert (site / name).stat().st_size < 1_500_000


def text_of(markup: str) -> str:
    markup = re.sub(r"<annotation.*?</annotation>", "", markup, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("page", "address", "shown"),
    [
        ("01_state.html", "#fig:rnn1", "Figure 1.2"),
        ("01_state.html", "#eq:state", "Equation (1.1)"),
        ("01_state.html", "#eq:output", "Equation (1.2)"),
        ("01_state.html", "#shapes", "Section 1.1.1"),
        ("01_state.html", "02_curves.html#what-the-curves-say", "curves of the second chapter"),
        ("02_curves.html", "01_state.html#fig:rnn1", "Figure 1.2"),
        ("02_curves.html", "01_state.html#tbl:shapes", "Table 1.1"),
        ("02_curves.html", "#fig:loss", "Figure 2.1"),
        ("02_curves.html", "#code:plot", "Listing 2.1"),
        ("02_curves.html", "#tbl:counts", "Table 2.1"),
        ("02_curves.html", "#ref-elman1990finding", "Elman (1990)"),
    ],
)
def test_references_across_the_book_are_numbered_links(site, page, address, shown):
    markup = (site / page).read_text(encoding="utf-8")
    links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', markup, re.S)
    assert (address, shown) in [(a, text_of(t)) for a, t in links]


def test_things_carry_the_numbers_that_text_gives_them(first, second):
    for markup, key, caption in [
        (first, "fig:rnn1", "Figure 1.2 "),
        (first, "fig:square", "Figure 1.1 A grey square"),
        (first, "tbl:shapes", "Table 1.1 The tensors of Equation (1.1)."),
        (second, "fig:loss", "Figure 2.1 Loss by epoch: 𝐿".replace("𝐿", "L")),
        (second, "tbl:counts", "Table 2.1 Parameters."),
        (second, "tbl:made", "Table 2.2 Made by code."),
        (second, "code:plot", "Listing 2.1 Drawing the loss."),
    ]:
        whole = re.search(rf'<figure[^>]* id="{key}">.*?</figure>', markup, re.S).group(0)
        shown = text_of(re.search(r"<figcaption>(.*?)</figcaption>", whole, re.S).group(1))
        assert shown.strip().startswith(caption.strip())


def test_parameters_and_old_helper_and_tags(first):
    assert "given rnn_tutorial.nb_setup" in first  # `from ipypublish import nb_setup`
    assert "SECRET" not in first
    assert '<details class="code"><summary>Show code' in first


def test_printed_output_has_no_debris(second):
    assert "━" not in re.sub(r"<details.*?</details>", "", second, flags=re.S)
    assert "3/3 - 0s - loss: 0.2" in second
    assert "@decorator" in second and "mailto:someone@example.org" in second


def test_a_summary_is_a_table(first):
    assert re.search(r'<table class="summary">.*<td class="number">1,184</td>', first, re.S)


def test_sources_lead_back_to_where_they_are_cited(first):
    back = re.search(r'<li id="ref-elman1990finding">.*?href="#([^"]+)"[^>]*>↩', first, re.S)
    assert f'id="{back.group(1)}"' in first


def test_the_front_page_lists_chapters_sections_and_slides(site):
    front = (site / "index.html").read_text()
    assert "Networks that remember" in front
    assert 'href="02_curves.html#what-the-curves-say"' in front
    assert 'href="slides/index.html"' in front and "rnn_tutorial.pdf" not in front


def test_publishing_again_drops_pages_no_longer_made_and_nothing_else(tmp_path):
    build = tmp_path / "build"
    paths = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    for path in paths:
        node = nbformat.v4.new_notebook(cells=[chapters.markdown(f"# {path.stem}")])
        nbformat.write(node, path)
    seen = []
    publish(paths, build=build, on_step=lambda name, seconds: seen.append((name, seconds > 0)))
    (build / "mine.txt").write_text("kept")
    publish(paths[1:], build=build)
    names = sorted(path.name for path in build.iterdir())
    assert names == [".pages", "assets", "b.html", "index.html", "mine.txt"]
    assert seen == [("html", True)]
