"""One table gives each experiment its name, colour and marker."""

from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.style import CYCLE, MODEL_STYLES, model_name


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
