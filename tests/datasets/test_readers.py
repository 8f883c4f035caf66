"""Files that we did not write: hostile, damaged, or of another kind."""

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest

from rnn_tutorial.datasets import readers
from rnn_tutorial.datasets.readers import read_npz, read_word_index
from rnn_tutorial.datasets.reviews import load_imdb
from rnn_tutorial.errors import TutorialError


def refused(path, pattern):
    """The reader refuses the file in one line that names it."""
    with pytest.raises(TutorialError, match=pattern) as caught:
        read_npz(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def npy_of_pickle(payload: bytes, shape) -> bytes:
    """The `.npy` of an object array whose pickle is the payload."""
    stream = io.BytesIO()
    header = {"descr": "|O", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + payload


def replace_member(path, name, content: bytes):
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()} | {name: content}
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def test_what_keras_layout_holds_is_read(keras_npz):
    x = [[1, 2, 3], [4], [5, 6]]
    corpus = read_npz(keras_npz(x_train=x, y_train=np.array([1, 0, 1])))
    assert corpus.train.ranks.tolist() == [1, 2, 3, 4, 5, 6]
    assert corpus.train.offsets.tolist() == [0, 3, 4, 6]
    assert corpus.train.labels.tolist() == [1, 0, 1]


def test_a_pickle_of_numpy_1_is_read(keras_npz):
    """The file that Keras downloads names NumPy's modules as they were called before 2.0."""
    path = keras_npz()
    whole = read_npz(path)
    with np.load(path, allow_pickle=True) as arrays:
        x = arrays["x_train"]
    payload = pickle.dumps(x, protocol=2).replace(b"numpy._core.", b"numpy.core.")
    assert b"numpy.core.multiarray" in payload
    replace_member(path, "x_train.npy", npy_of_pickle(payload, x.shape))
    np.testing.assert_array_equal(read_npz(path).train.ranks, whole.train.ranks)


def test_reviews_may_be_arrays(keras_npz):
    x = [np.array([1, 2]), np.array([3])]
    corpus = read_npz(keras_npz(x_train=x, y_train=np.array([1, 0])))
    assert corpus.train.ranks.tolist() == [1, 2, 3]


class Act:
    """Calls `function` when its pickle is loaded."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_a_hostile_pickle_is_refused_by_name_and_not_executed(keras_npz, tmp_path, protocol):
    trace = tmp_path / "executed"
    payload = pickle.dumps(Act(os.mkdir, str(trace)), protocol=protocol)
    path = replace_member(keras_npz(), "x_test.npy", npy_of_pickle(payload, (20,)))
    # NumPy never wrote protocol 0, so it is refused before any name is looked up.
    asks = rf"tries to load {os.name}\.mkdir" if protocol else r"do not need its instruction b'p'"
    refused(path, rf"{asks}.*(a source you trust|download it again)")
    with pytest.raises(TutorialError, match=asks):
        load_imdb(path=path)
    assert not trace.exists()
    pickle.loads(payload)  # the payload does act when it is executed
    assert trace.exists()


def test_a_pickle_that_makes_room_for_a_thousand_million_objects_is_refused(keras_npz):
    resource = pytest.importorskip("resource", reason="Windows doesn't tell the largest size")
    bomb = b"\x80\x02" + b"]r\xff\xff\xff\x3f."  # stores a list under the number 2**30 - 1
    path = replace_member(keras_npz(), "x_test.npy", npy_of_pickle(bomb, (20,)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(path, "do not need its instruction b'r'")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (Act(eval, "1"), "builtins.eval"),
        (Act(getattr, "", "join"), "builtins.getattr"),
        (Act(np.load, "x"), "numpy.load"),
        (Act(io.open, "x"), "io.open|_io.open"),
    ],
)
def test_other_callables_are_refused(keras_npz, act, name):
    payload = pickle.dumps([[1], act])
    path = replace_member(keras_npz(), "x_train.npy", npy_of_pickle(payload, (2,)))
    refused(path, f"it tries to load ({name})")


@pytest.mark.parametrize("keep", [0, 3, 100, 0.5, 0.9, 0.999])
def test_a_torn_file_is_refused(keras_npz, keep):
    path = keras_npz("torn.npz")
    content = path.read_bytes()
    path.write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    refused(path, r"torn\.npz can't be read as .*download it again")


def test_a_flipped_bit_is_refused(keras_npz):
    path = keras_npz()
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x10
    path.write_bytes(content)
    refused(path, "can't be read as")


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("these are not reviews")
    refused(path, "can't be read as")


def test_other_keys_are_refused_by_name(keras_npz):
    refused(keras_npz(x_train=None, y_test=None), "it has no array x_train, y_test")


@pytest.mark.parametrize("half", ["train", "test"])
@pytest.mark.parametrize("label", [2, -1, 7])
def test_labels_must_be_0_or_1(keras_npz, half, label):
    labels = np.arange(40 if half == "train" else 20) % 2
    labels[3] = label
    path = keras_npz(**{f"y_{half}": labels})
    refused(path, rf"the {half} label {label}: labels are 0 \(negative\) or 1 \(positive\)")


@pytest.mark.parametrize(
    ("replaced", "pattern"),
    [
        ({"y_train": np.linspace(0, 1, 40)}, "labels are float64, not whole numbers"),
        ({"y_train": np.zeros(39, int)}, "40 train reviews but 39 labels"),
        ({"x_train": [[1, 2], [], [3]], "y_train": np.array([1, 0, 1])},
         r"an empty review \(number 1 of train\): remove it or give it words"),
        ({"x_train": [[1, 0]], "y_train": np.array([1])}, "the train rank 0: ranks are"),
        ({"x_train": [[1, -4]], "y_train": np.array([1])}, "the train rank -4: ranks are"),
        ({"x_train": [[1, 2**40]], "y_train": np.array([1])}, "can't be read as"),
        ({"x_train": [[1, "2"]], "y_train": np.array([1])}, "a review holds a str, not whole"),
        ({"x_train": [[1, 2.5]], "y_train": np.array([1])}, "a review holds a float, not whole"),
        ({"x_train": [[1, [2]]], "y_train": np.array([1])}, "a review holds a list, not whole"),
        ({"x_train": ["words", "words"], "y_train": np.array([1, 0])}, "a review is str"),
        ({"x_train": np.arange(40)}, "a review is int64, not a list of numbers"),
        ({"x_train": np.ones((40, 5), int)}, r"x_train has shape \(40, 5\)"),
        ({"x_train": [], "y_train": np.array([], int)}, "has no train reviews"),
    ],
)  # fmt: skip
def test_what_is_not_reviews_is_refused(keras_npz, replaced, pattern):
    refused(keras_npz(**replaced), pattern)


def test_a_header_that_promises_too_much_takes_no_memory(keras_npz):
    stream = io.BytesIO()
    header = {"descr": "<i8", "fortran_order": False, "shape": (10**13,)}
    np.lib.format.write_array_header_1_0(stream, header)
    path = replace_member(keras_npz(), "y_test.npy", stream.getvalue() + bytes(160))
    refused(path, "y_test promises more numbers than the file holds")


def test_an_object_header_that_promises_too_much_is_refused(keras_npz):
    payload = pickle.dumps(np.array([[1], [2, 3]], object))
    path = replace_member(keras_npz(), "x_test.npy", npy_of_pickle(payload, (10**13,)))
    refused(path, "x_test does not hold the array that its header names")


def test_an_array_that_would_unpack_to_too_much_is_refused(keras_npz, monkeypatch):
    monkeypatch.setattr(readers, "MAX_ARRAY_BYTES", 200)
    refused(keras_npz(), "x_train would unpack to [0-9,]+ bytes")


def test_a_missing_file_and_a_wrong_folder_are_named(tmp_path):
    with pytest.raises(TutorialError, match=r"gone\.npz does not exist"):
        load_imdb(path=tmp_path / "gone.npz")
    (tmp_path / "train" / "neg").mkdir(parents=True)
    with pytest.raises(TutorialError, match="has no reviews: give a folder"):
        load_imdb(path=tmp_path)


def test_an_empty_review_in_a_folder_is_refused(acl_imdb):
    (acl_imdb / "test" / "pos" / "0_7.txt").write_text(" ... ")
    with pytest.raises(TutorialError, match="an empty review"):
        load_imdb(path=acl_imdb)


def test_a_changed_review_in_a_folder_is_read_anew(acl_imdb):
    before = load_imdb(path=acl_imdb)
    (acl_imdb / "train" / "pos" / "0_7.txt").write_text("A splendid film")
    after = load_imdb(path=acl_imdb)
    assert "splendid" in after.words and "splendid" not in before.words


@pytest.mark.parametrize(
    "content",
    ["", "[1, 2]", '{"a": 1, "b": 3}', '{"a": 0, "b": 1}', '{"a": "1"}', '{"a": null, "b": 1}',
     '{"a\\nb": 1}', "{", "\x00"],
)  # fmt: skip
def test_a_broken_word_index_is_refused(tmp_path, content):
    path = tmp_path / "imdb_word_index.json"
    path.write_text(content)
    with pytest.raises(TutorialError, match=r"imdb_word_index\.json is not a word index") as caught:
        read_word_index(path)
    assert "\n" not in str(caught.value)


def test_a_word_index_gives_the_words_in_order(tmp_path):
    path = tmp_path / "imdb_word_index.json"
    path.write_text(json.dumps({"film": 2, "the": 1, "été": 3}), encoding="utf-8")
    assert read_word_index(path) == ("the", "film", "été")
