"""Search in the page."""

import re

import pytest


@pytest.fixture
def ask(visit):
    """Type words into the search of a chapter; returns the page and what it says was found."""
    page = visit("01_state.html")
    page.keyboard.press("Control+k")

    def go(words):
        page.get_by_role("combobox").fill(words)
        page.wait_for_function("document.querySelector('dialog [role=status]').textContent")
        page.wait_for_timeout(50)
        return page, page.locator("dialog [role=status]").inner_text()

    return go


def test_a_word_leads_to_its_section(ask):
    page, count = ask("overfitting")
    assert count == "1 section"
    assert "Overfitting" in page.locator("dialog mark").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"02_curves\.html#what-the-curves-say"))


@pytest.mark.parametrize("words", ["overfiting", "ovefitting", "overfit", "OVERFITTING turns"])
def test_a_typo_and_a_beginning_are_found_too(ask, words):
    assert ask(words)[1] == "1 section"


def test_a_word_that_is_nowhere_is_said_to_be(ask):
    assert ask("xylophone")[1] == "No section has these words."


def test_excerpts_are_whole_words_without_mathematics(ask, site):
    page, _ = ask("state")
    index = (site / "assets" / "search-index.js").read_text(encoding="utf-8")
    assert "tanh" not in index.split("The output is")[0][-300:] and "𝑅" not in index
    known = set(re.findall(r"[^\s\"]+", index))
    for excerpt in page.locator("dialog small").all_inner_texts():
        assert "… …" not in excerpt  # at its ends, "…" stands for words or mathematics, not both
        assert set(excerpt.strip("… ").split()) - known == set()


def test_arrow_keys_choose(ask):
    page, count = ask("the")
    assert int(count.split()[0]) > 2
    chosen = page.locator("dialog [aria-selected=true]")
    first = chosen.inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen.count() == 1 and chosen.inner_text() != first
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == "found-1"
    page.keyboard.press("ArrowUp")
    assert chosen.inner_text() == first
    href = chosen.locator("a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/" + href)


def test_slash_and_the_button_open_it(visit):
    page = visit("index.html")
    page.keyboard.press("/")
    assert page.get_by_role("combobox").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("combobox").is_visible()
