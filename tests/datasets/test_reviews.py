"""Loading reviews, compared with Keras's own functions."""

import time

import numpy as np
import pytest

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.padding import pad_reviews, review_lengths
from rnn_tutorial.datasets.reviews import load_imdb, load_reviews, load_sample
from rnn_tutorial.errors import TutorialError


def keras_arrays(monkeypatch, path, num_words):
    """The four arrays of `keras.datasets.imdb.load_data` on our file, before padding."""
    import keras.src.datasets.imdb as keras_imdb

    monkeypatch.setattr(keras_imdb, "get_file", lambda *a, **k: str(path))
    (x_train, y_train), (x_test, y_test) = keras_imdb.load_data(num_words=num_words)
    return x_train, y_train, x_test, y_test


def assert_like_keras(dataset, arrays, maxlen):
    from keras.utils import pad_sequences

    x_train, y_train, x_test, y_test = arrays
    np.testing.assert_array_equal(dataset.x_train, pad_sequences(x_train, maxlen))
    np.testing.assert_array_equal(dataset.x_test, pad_sequences(x_test, maxlen))
    np.testing.assert_array_equal(dataset.y_train, y_train)
    np.testing.assert_array_equal(dataset.y_test, y_test)


@pytest.mark.parametrize("num_words", [5, 40, 303, 10_000])
@pytest.mark.parametrize("maxlen", [1, 17, 60, 500])
def test_equals_keras(keras_npz, monkeypatch, num_words, maxlen):
    path = keras_npz()
    dataset = load_imdb(num_words, maxlen, path=path)
    assert_like_keras(dataset, keras_arrays(monkeypatch, path, num_words), maxlen)


@pytest.mark.imdb
@pytest.mark.slow
@pytest.mark.parametrize(("num_words", "maxlens"), [(10_000, (500, 20)), (1_000, (150,))])
def test_equals_keras_on_the_real_reviews(imdb_path, imdb_home, monkeypatch, num_words, maxlens):
    monkeypatch.setenv("RNN_TUTORIAL_HOME", str(imdb_home))
    arrays = keras_arrays(monkeypatch, imdb_path, num_words)
    for maxlen in maxlens:
        dataset = load_imdb(num_words, maxlen, path=imdb_path)
        assert dataset.x_train.shape == dataset.x_test.shape == (25_000, maxlen)
        assert_like_keras(dataset, arrays, maxlen)


@pytest.mark.slow
@pytest.mark.imdb
def test_a_second_load_takes_a_fraction_of_the_first(imdb_path, monkeypatch):
    monkeypatch.setenv("RNN_TUTORIAL_DATA", str(imdb_path))
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        dataset = load_imdb()
        seconds.append(time.perf_counter() - start)
    print(f"first load {seconds[0]:.2f} s, then {min(seconds[1:]):.2f} s")
    assert min(seconds[1:]) < seconds[0] / 3
    assert dataset.source == "IMDB"
    assert dataset.x_train.dtype == dataset.y_train.dtype == np.int32
    assert dataset.y_train.sum() == dataset.y_test.sum() == 12_500
    # The end, which becomes the validation reviews, contains both classes.
    assert 0.45 < dataset.y_train[20_000:].mean() < 0.55


@pytest.mark.imdb
def test_real_reviews_read_as_english(imdb_path, imdb_home, monkeypatch):
    monkeypatch.setenv("RNN_TUTORIAL_HOME", str(imdb_home))
    dataset = load_imdb(path=imdb_path, maxlen=2_000)
    common = ["the", "and", "a", "of", "to", "is", "it", "in", "this", "that"]
    texts = [dataset.decode(row).split() for row in dataset.x_train[:50]]
    share = np.mean([word in common for text in texts for word in text])
    assert 0.15 < share < 0.4
    assert dataset.words[:4] == ("the", "and", "a", "of")


def test_shapes_types_and_meaning(keras_npz):
    dataset = load_imdb(50, 30, path=keras_npz())
    assert dataset.x_train.shape == (40, 30) and dataset.x_test.shape == (20, 30)
    assert {a.dtype for a in (dataset.x_train, dataset.y_train)} == {np.dtype("int32")}
    assert dataset.x_train.max() == 49 and dataset.x_train.min() == 0
    assert (dataset.num_words, dataset.maxlen, dataset.source) == (50, 30, "small.npz")


def test_worked_out_by_hand(keras_npz):
    x = [[1, 9, 2], [4]]
    path = keras_npz(x_train=x, y_train=np.array([1, 0]), x_test=x, y_test=np.array([1, 0]))
    dataset = load_imdb(10, 5, path=path)
    rows = {tuple(row): label for row, label in zip(dataset.x_train, dataset.y_train, strict=True)}
    assert rows == {(0, 1, 4, 2, 5): 1, (0, 0, 0, 1, 7): 0}


def test_the_seed_orders_the_reviews_and_nothing_else(keras_npz):
    path = keras_npz()
    one, two, other = (load_imdb(path=path, maxlen=60, seed=s) for s in (113, 113, 5))
    np.testing.assert_array_equal(one.x_train, two.x_train)
    assert (one.x_train != other.x_train).any()
    assert sorted(map(tuple, one.x_train)) == sorted(map(tuple, other.x_train))
    assert one.fingerprint == other.fingerprint


def test_environment_names_the_file(keras_npz, monkeypatch):
    path = keras_npz()
    monkeypatch.setenv("RNN_TUTORIAL_DATA", str(path))
    for dataset in (load_imdb(), load_reviews(DataConfig())):
        assert dataset.source == "small.npz" and not dataset.notice


def test_the_fingerprint_is_the_contents(keras_npz):
    one, copy = load_imdb(path=keras_npz("one.npz")), load_imdb(path=keras_npz("two.npz"))
    flipped = load_imdb(path=keras_npz("three.npz", y_test=np.arange(20) // 10))
    assert one.fingerprint == copy.fingerprint != flipped.fingerprint


# --- the cache


def test_cache_is_keyed_by_content_and_needs_no_pickle(keras_npz, home):
    path = keras_npz("one.npz")
    first = load_imdb(path=path)
    (stored,) = (home / "cache" / "corpora").iterdir()
    with np.load(stored, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    load_imdb(path=keras_npz("same.npz"))
    assert len(list((home / "cache" / "corpora").iterdir())) == 1
    # A file of the same name with other contents must not return the old reviews.
    keras_npz("one.npz", y_train=np.arange(40) // 39)
    assert load_imdb(path=path).y_train.sum() == 1 != first.y_train.sum()


def test_a_warm_cache_is_what_is_read(keras_npz, monkeypatch):
    path = keras_npz()
    cold = load_imdb(path=path)
    monkeypatch.setattr(
        "rnn_tutorial.datasets.readers.read_npz", lambda *a: pytest.fail("read again")
    )
    np.testing.assert_array_equal(load_imdb(path=path).x_train, cold.x_train)


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_torn_cache_is_made_again(keras_npz, home, keep):
    path = keras_npz()
    whole = load_imdb(path=path)
    (stored,) = (home / "cache" / "corpora").iterdir()
    content = stored.read_bytes()
    stored.write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    np.testing.assert_array_equal(load_imdb(path=path).x_train, whole.x_train)
    assert stored.read_bytes() == content


def test_nothing_is_left_beside_the_cache(keras_npz, home):
    load_imdb(path=keras_npz())
    assert not [p for p in home.rglob("*") if p.name.endswith(".part")]


# --- rows


def test_pad_reviews_equals_keras():
    from keras.utils import pad_sequences

    reviews = [[1, 2, 3], [4], [], list(range(9))]
    for maxlen in (1, 3, 12):
        np.testing.assert_array_equal(pad_reviews(reviews, maxlen), pad_sequences(reviews, maxlen))


@pytest.mark.parametrize("side", ["padding", "truncating"])
def test_an_unknown_side_is_refused(side):
    with pytest.raises(TutorialError, match=f"{side} is 'middle': choose one of pre, post"):
        pad_reviews([[1, 2, 3]], 2, **{side: "middle"})


def test_review_lengths_count_the_start_and_the_words():
    rows = pad_reviews([[1, 2, 3], [4], [], list(range(1, 9))], 5)
    assert review_lengths(rows).tolist() == [3, 1, 0, 5]


def test_halves_are_pairs_and_one_line_says_what_it_is(keras_npz):
    dataset = load_imdb(50, 30, path=keras_npz())
    (x_train, y_train), (x_test, y_test) = dataset.train, dataset.test
    assert x_train is dataset.x_train and y_train is dataset.y_train
    assert x_test is dataset.x_test and y_test is dataset.y_test
    assert repr(dataset) == (
        "<ReviewDataset small.npz: 40 training and 20 test reviews, maxlen=30, num_words=50>"
    )


# --- sample, auto, imdb


def test_sample_is_fixed_by_its_seed_and_quick():
    load_sample()
    start = time.perf_counter()
    one = load_sample(seed=3)
    assert time.perf_counter() - start < 1
    np.testing.assert_array_equal(one.x_train, load_sample(seed=3).x_train)
    assert one.fingerprint != load_sample(seed=4).fingerprint
    assert one.source == "sample corpus"
    assert set(np.unique(one.y_train)) == {0, 1}


def test_auto_falls_back_to_the_sample_and_says_so(offline):
    dataset = load_reviews(DataConfig(source="auto"))
    assert dataset.source == "sample corpus"
    assert "sample corpus" in dataset.notice and "imdb.npz" in dataset.notice
    assert "\n" not in dataset.notice


@pytest.mark.parametrize("load", [load_imdb, lambda: load_reviews(DataConfig(source="imdb"))])
def test_imdb_without_imdb_names_three_ways_on(offline, load):
    with pytest.raises(TutorialError) as caught:
        load()
    message = str(caught.value)
    for part in ("https://", "imdb.npz", "--data PATH", "network", "--data sample"):
        assert part in message
    assert "\n" not in message


def test_auto_does_not_pass_over_a_file_that_was_named(monkeypatch, tmp_path):
    monkeypatch.setenv("RNN_TUTORIAL_DATA", str(tmp_path / "gone.npz"))
    with pytest.raises(TutorialError, match=r"gone\.npz does not exist.*--data sample"):
        load_reviews(DataConfig(source="auto"))


def test_a_share_of_the_reviews(keras_npz):
    config = DataConfig(source=str(keras_npz()), max_train_samples=7, max_test_samples=5)
    some, whole = load_reviews(config), load_imdb(path=config.source)
    np.testing.assert_array_equal(some.x_train, whole.x_train[:7])
    np.testing.assert_array_equal(some.y_test, whole.y_test[:5])
    assert some.fingerprint == whole.fingerprint


# --- the reader's mistakes


@pytest.mark.parametrize("value", [0, -1, 2.5, True, "500", None])
@pytest.mark.parametrize("name", ["num_words", "maxlen"])
@pytest.mark.parametrize("load", [load_imdb, load_sample])
def test_sizes_must_be_whole_numbers(load, name, value):
    with pytest.raises(TutorialError, match=rf"^{name} is .*{value}.*whole number.*or more"):
        load(**{name: value})


def test_a_refused_file_leaves_the_cache_as_it_was(keras_npz, home, snapshot):
    load_imdb(path=keras_npz("good.npz"))
    before = snapshot(home)
    for replaced in ({"y_train": np.full(40, 2)}, {"x_test": None}, {"x_train": [[]] * 40}):
        with pytest.raises(TutorialError):
            load_imdb(path=keras_npz("bad.npz", **replaced))
    assert snapshot(home) == before


def test_an_acl_imdb_folder_is_read(acl_imdb):
    dataset = load_imdb(path=acl_imdb, maxlen=12)
    assert dataset.x_train.shape == (4, 12) and dataset.y_train.sum() == 2
    texts = {dataset.decode(row): label for row, label in
             zip(dataset.x_train, dataset.y_train, strict=True)}  # fmt: skip
    assert texts["a dull dull film"] == 0 and texts["a fine film"] == 1
    # "the" is used four times in the training half, more than any other word.
    assert dataset.vocabulary.word_index["the"] == 1
    unseen = [dataset.decode(row) for row in dataset.x_test]
    assert "dull [?] [?]" in unseen
