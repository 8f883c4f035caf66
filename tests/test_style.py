"""One table gives each experiment its name, colour and marker."""

import math

import pytest

from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.style import CYCLE, MODEL_STYLES, library_name, model_name, number, row_style


def test_every_experiment_has_a_style_and_nothing_else_has():
    assert list(MODEL_STYLES) == list(EXPERIMENTS)


def test_no_two_models_look_alike_even_in_grey():
    styles = MODEL_STYLES.values()
    for appearance in (
        {style.name for style in styles},
        {style.marker for style in styles},
        {(style.colour, style.line) for style in styles},
    ):
        assert len(appearance) == len(styles)
    assert {style.colour for style in styles} <= set(CYCLE)


def test_names_are_words_and_unknown_names_stay():
    assert not any("_" in style.name for style in MODEL_STYLES.values())
    assert model_name("dropout_rnn") == "SimpleRNN, dropout"
    assert model_name("trained with noise") == "trained with noise"
    assert library_name("tensorflow") == "TensorFlow" and library_name("keras 2") == "keras 2"


def test_a_row_has_its_models_style_or_is_grey():
    assert row_style("LSTM, forget bias 4") == row_style("lstm") == MODEL_STYLES["lstm"]
    assert row_style("LSTM, dropout") == MODEL_STYLES["regularised_lstm"]
    assert row_style("clipping").colour not in CYCLE


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (2e-11, 1, r"$2\times10^{-11}$"),
        (1e-38, 1, "$10^{-38}$"),
        (-2.84e29, 2, r"$-2.8\times10^{29}$"),
        (0.0, 1, "0"),
        (-0.46, 2, "−0.46"),
        (1e-3, 1, "0.001"),
        (0.0196, 1, "0.02"),
        (11.4, 1, "10"),
        (11.4, 2, "11"),
        (3_000_000, 1, r"$3\times10^{6}$"),
        (12_345, 5, "12,345"),
        (9.99, 1, "10"),
        (math.inf, 1, "infinite"),
        (math.nan, 1, "not a number"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, digits, expected):
    assert number(value, digits) == expected
