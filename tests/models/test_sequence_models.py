"""Networks for each arrangement, their tasks and their free runs, against NumPy and by hand."""

import numpy as np
import pytest

from rnn_tutorial.datasets import sequences
from rnn_tutorial.datasets.sequences import check_sequences
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.models import sequence_models, text_generation
from rnn_tutorial.scratch import cells
from rnn_tutorial.training.fitting import set_seed

# --- tasks ---------------------------------------------------------------------------------


def test_sine_waves_have_the_period_that_x_sets():
    x, waves = sequences.sine_waves(50, 40, seed=1)
    assert x.shape == (50, 1) and waves.shape == (50, 40, 1) and (np.abs(x) <= 1).all()
    # A sine obeys y(i+1) + y(i-1) = 2 cos(2 pi / period) y(i).
    y = waves[..., 0].astype(float)
    factor = 2 * np.cos(2 * np.pi / (14 + 6 * x))
    np.testing.assert_allclose(y[:, 2:] + y[:, :-2], factor * y[:, 1:-1], atol=1e-5)
    assert (y[:, 0] > 0).all()


def test_bits_are_counted_up_to_their_end():
    bits, totals = sequences.bits_to_count(200, 12, shortest=4, seed=2)
    texts = ["".join("01."[int(b)] for b in row) for row in bits[..., 0]]  # -1 is the last
    assert [text.count("1") for text in texts] == totals[:, 0].tolist()
    lengths = {len(text.rstrip(".")) for text in texts}
    assert lengths == set(range(4, 13)) and not any("." in text.rstrip(".") for text in texts)


def test_letters_in_quotation_marks_are_tagged():
    tokens, tags = sequences.quoted_letters(40, 25, seed=3)
    for row, tag in zip(tokens, tags, strict=True):
        pieces = "".join('"abc'[t] for t in row).split('"')  # every second piece is inside
        expected = "".join(str(k % 2) * (len(p) + (k > 0)) for k, p in enumerate(pieces))
        assert "".join(map(str, tag)) == expected


def test_digits_are_reversed():
    x, y = sequences.digits_to_reverse(20, 4, seed=0)
    assert all(list(reversed(a)) == b for a, b in zip(x.tolist(), y.tolist(), strict=True))
    assert x.min() >= 0 and x.max() <= 9


@pytest.mark.parametrize(
    "draw",
    [
        sequences.sine_waves,
        sequences.bits_to_count,
        sequences.quoted_letters,
        sequences.digits_to_reverse,
    ],
)
def test_the_seed_decides(draw):
    one, two, other = (draw(30, 8, seed=seed)[0] for seed in (4, 4, 5))
    assert (one == two).all() and (one != other).any()


def test_verses_and_windows():
    poem = sequences.load_verses()
    assert poem.startswith("the sun was shining on the sea,\n")
    assert poem.rstrip().endswith("they'd eaten every one.")
    assert len(poem.strip().split("\n\n")) == 18 and poem.isascii()
    x, y = sequences.text_windows("abcab", "abc", 3)
    assert x.tolist() == [[0, 1, 2], [1, 2, 0]] and y.tolist() == [[1, 2, 0], [2, 0, 1]]


def test_zeros_move_behind():
    moved = sequences.pad_behind(np.array([[0, 0, 3, 4], [1, 0, 2, 5], [0, 0, 0, 0]]))
    assert moved.tolist() == [[3, 4, 0, 0], [1, 0, 2, 5], [0, 0, 0, 0]]


# --- networks ------------------------------------------------------------------------------


def test_a_free_run_is_the_recursion_fed_with_its_own_outputs():
    model = sequence_models.build_one_to_many(7, cell="simple_rnn", seed=0)
    weights = {name: model.get_layer(name).get_weights() for name in ("start", "memory", "output")}
    x = np.array([[0.3], [-0.8]])
    h = np.tanh(x @ weights["start"][0] + weights["start"][1])
    y, expected = np.zeros((2, 1)), []
    for _ in range(9):
        h = cells.rnn_step(y, h, *weights["memory"])
        y = h @ weights["output"][0] + weights["output"][1]
        expected.append(y)
    got = sequence_models.run_freely(model, x.astype("float32"), 9)
    np.testing.assert_allclose(got, np.stack(expected, axis=1), atol=1e-5)


def test_what_the_teacher_gives():
    assert sequence_models.teacher(np.array([[[5.0], [6], [7]]])).ravel().tolist() == [0, 5, 6]
    assert sequence_models.decoder_inputs(np.array([[5, 6, 7]])).tolist() == [[10, 5, 6]]


def test_decoding_agrees_with_the_trained_model_given_what_was_written():
    model = sequence_models.build_encoder_decoder(units=12, seed=1)
    x = np.random.default_rng(0).integers(0, 10, (6, 4))
    written = sequence_models.decode(model, x, 5)
    assert written.shape == (6, 5)
    p = np.asarray(model([x, sequence_models.decoder_inputs(written)]))
    assert (p.argmax(axis=-1) == written).all()


def test_a_masked_reader_reads_a_sentence_alike_alone_and_padded():
    sentence = np.array([[1, 14, 22, 16, 43]])
    padded = np.pad(sentence, ((0, 0), (0, 15)))
    both_sides = np.pad(sentence, ((0, 0), (4, 11)))
    for mask in (True, False):
        model = sequence_models.build_review_reader(100, 8, mask=mask, seed=0)
        embedding, *cell, v, c = model.get_weights()
        h = cells.rnn_forward(embedding[sentence], *cell)[:, -1]
        p = cells.sigmoid(h @ v + c)[0, 0]
        assert sequence_models.read_reviews(model, sentence)[0] == pytest.approx(p, abs=1e-6)
        for rows in (padded, both_sides):
            difference = abs(sequence_models.read_reviews(model, rows)[0] - p)
            assert difference < 1e-6 if mask else difference > 1e-5


def test_the_counter_does_not_read_beyond_the_end():
    model = sequence_models.build_many_to_one(6, seed=0)
    bits = np.array([[[1], [0], [1]]], "float32")
    longer = np.pad(bits, ((0, 0), (0, 5), (0, 0)), constant_values=-1)
    assert np.asarray(model(bits)) == pytest.approx(np.asarray(model(longer)), abs=1e-6)


@pytest.mark.parametrize(
    ("build", "changes"),
    [
        (sequence_models.build_one_to_many, {}),
        (sequence_models.build_many_to_one, {"cell": "lstm"}),
        (sequence_models.build_tagger, {"cell": "gru"}),
        (sequence_models.build_review_reader, {"num_words": 50}),
        (sequence_models.build_encoder_decoder, {}),
        (text_generation.build_character_model, {"tokens": 9, "units": 8}),
    ],
)
def test_first_weights_follow_the_seed(build, changes):
    one, two, other = (build(**changes, seed=seed).get_weights() for seed in (3, 3, 4))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_the_tagger_learns_parity_and_keeps_it_over_longer_sequences():
    tokens, tags = sequences.quoted_letters(2000, 15, seed=0)
    set_seed(0)
    model = sequence_models.build_tagger(seed=0)
    model.fit(tokens, tags[..., None], epochs=10, batch_size=50, verbose=0)
    new, wanted = sequences.quoted_letters(50, 100, seed=1)
    assert np.mean((np.asarray(model(new))[..., 0] > 0.5) == wanted) > 0.98


# --- text ----------------------------------------------------------------------------------


def test_temperature_by_hand():
    half = text_generation.with_temperature([0.9, 0.1], 2)  # square roots: 3 to 1
    np.testing.assert_allclose(half, [0.75, 0.25], rtol=1e-6)
    np.testing.assert_allclose(text_generation.with_temperature([0.9, 0.1], 1), [0.9, 0.1])
    assert text_generation.with_temperature([0.5, 0.3, 0.2], 0.01)[0] > 0.999999
    assert text_generation.with_temperature([1.0, 0.0], 50).tolist()[0] < 1  # 0 raises nothing


@pytest.mark.parametrize("cell", ["simple_rnn", "gru", "lstm"])
def test_writing_coldly_takes_the_likeliest_after_all_that_was_read(cell):
    alphabet = "abcde "
    model = text_generation.build_character_model(6, 10, cell=cell, seed=2)
    text = text_generation.write_text(model, alphabet, "bad ", 8, temperature=1e-6)
    assert len(text) == 12 and text.startswith("bad ")
    tokens = sequences.encode_text(text, alphabet)[None]
    likeliest = np.asarray(model(tokens))[0].argmax(axis=-1)
    assert (likeliest[3:-1] == tokens[0, 4:]).all()


def test_what_is_drawn_follows_the_seed():
    model = text_generation.build_character_model(3, 4, seed=0)
    one, two, other = (
        text_generation.write_text(model, "abc", "a", 30, seed=seed) for seed in (1, 1, 2)
    )
    assert one == two != other


# --- mistakes ------------------------------------------------------------------------------

TEXT = text_generation


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: check_sequences(np.zeros((2, 0, 3))), r"\(2, 0, 3\).*each 1 or more"),
        (lambda: check_sequences(np.zeros(4)), r"\(4,\).*batch, timesteps"),
        (lambda: check_sequences([[1.0, np.nan]]), "nan in row 0 at timestep 2"),
        (lambda: check_sequences([[1.0], [np.inf]]), "inf in row 1 at timestep 1"),
        (lambda: sequence_models.read_reviews(None, np.array([[1, 2], [0, 0]])), "row 1"),
        (lambda: sequence_models.decode(None, np.zeros((1, 0)), 3), "each 1 or more"),
        (lambda: sequence_models.run_freely(None, [[np.nan]], 3), "nan"),
        (lambda: sequence_models.run_freely(None, [[1.0]], 0), "timesteps is 0"),
        (lambda: sequence_models.build_tagger(cell="rnn"), "simple_rnn, lstm, gru"),
        (lambda: sequence_models.build_tagger(1), "tokens is 1"),
        (lambda: sequences.sine_waves(3, 1), "timesteps is 1"),
        (lambda: sequences.bits_to_count(3, 2, shortest=5), "timesteps is 2"),
        (lambda: sequences.text_windows("abc", "abc", 3), "3 characters"),
        (lambda: sequences.encode_text("abz", "abc"), "'z' is not in the alphabet"),
        (lambda: TEXT.with_temperature([1.0], 0), "temperature is 0"),
        (lambda: TEXT.with_temperature([1.0], float("nan")), "temperature is nan"),
        (lambda: TEXT.write_text(None, "abc", ""), "prompt is empty"),
        (lambda: TEXT.write_text(None, "abc", "a", 0), "length is 0"),
    ],
)
def test_a_mistake_is_named_in_one_line(call, words):
    with pytest.raises(TutorialError, match=words) as error:
        call()
    assert "\n" not in str(error.value)


def test_a_sequence_of_one_timestep_is_read():
    model = sequence_models.build_review_reader(10, 4, seed=0)
    assert sequence_models.read_reviews(model, np.array([[3]])).shape == (1,)
    tagger = sequence_models.build_tagger(seed=0)
    assert np.asarray(tagger(np.array([[2]]))).shape == (1, 1, 1)
