"""Exercises that the page checks as `check` does in a notebook."""

import pytest

from rnn_tutorial.exercises import check

CHAPTER = "02_curves.html"


@pytest.fixture
def forms(visit):
    page = visit(CHAPTER)
    return page, page.locator("form.answer")


def answer(form, text: str) -> str:
    form.get_by_label("Your answer").fill(text)
    form.get_by_role("button", name="Check").click()
    return form.locator("output").inner_text()


def test_a_number_is_judged_as_in_the_notebook(forms):
    _, form = forms
    for text in ("1285473", "1285473.0001", "1285472", "1,285,473", "64", "x"):
        said = answer(form.first, text)
        try:
            given = float(text.replace(",", ""))
        except ValueError:
            given = text
        feedback = check("02-1", given)
        assert said.startswith("Right") == bool(feedback), text
        assert said.startswith("Not yet") == (feedback.right is False), text
        if isinstance(given, float) and not feedback:
            assert said.lower() == feedback.message.lower(), text


def test_the_form_says_what_is_wanted_on_paper_too(forms):
    page, form = forms
    said = page.get_by_text("Wanted: three words")
    assert said.is_visible() and "Wanted: a number" in page.inner_text("article")
    page.emulate_media(media="print")
    assert said.is_visible() and not form.first.is_visible()


def test_words_are_judged_as_in_the_notebook(forms):
    _, form = forms
    for text in ("once, anew, once", "Once, new, once", "new, once, once"):
        said = answer(form.nth(1), text)
        feedback = check("04-5", text.split(", "))
        assert bool(feedback) == (text != "new, once, once"), text
        assert said.rstrip(".").lower() == feedback.message.rstrip(".").lower(), text


def test_answers_are_kept_in_the_browser(forms):
    page, form = forms
    answer(form.first, "1285473")
    page.wait_for_timeout(300)  # Chromium writes its store in the background
    page.reload()
    assert form.first.get_by_label("Your answer").input_value() == "1285473"
    assert form.first.locator("output").inner_text() == "Right."


def test_an_exercise_that_needs_code_has_no_form(forms):
    page, form = forms
    assert form.count() == 2
    assert "not answered yet" not in page.locator("article").inner_text()
    assert page.get_by_text("def pad(tokens)").is_visible()
