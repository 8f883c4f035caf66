"""Files made to do harm: reviews, results and weights."""

import json
import os
import pickle

import numpy as np
import pytest
from makers import header, layout, result_json, write_npz

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets import readers, texts
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult

pytestmark = pytest.mark.usefixtures("time_limit")


class Calls:
    """An object whose pickle calls a function when it is read."""

    def __init__(self, function, *arguments):
        self.how = (function, arguments)

    def __reduce__(self):
        return self.how


class Dtype:
    """A dtype with a field far outside its memory, which crashes NumPy."""

    def __reduce__(self):
        fields = {"a": (np.dtype("i8"), 1 << 40)}
        return np.dtype, ("V4", False, True), (3, "|", None, ("a",), fields, 4, 1, 16)


def repeated(names, length):
    """An array that holds the same list many times, as in the "billion laughs" attack."""
    one = [7] * length
    array = np.empty(names, object)
    for place in range(names):
        array[place] = one
    return header((names,)) + pickle.dumps(array, protocol=4)


# What is attacked -> the members of the file, and what the message must name.
HOSTILE = {
    "a pickle that calls os.system": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps(Calls(os.system, "touch ran"))),
        r"\w+\.system\b",
    ),
    "a pickle that calls builtins.eval": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps(Calls(eval, "open('ran', 'w')"))),
        r"builtins\.eval",
    ),
    "a pickle with a dtype outside its memory": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps([Dtype(), Dtype()])),
        "list",
    ),
    "a pickle of an array of a terabyte": (
        lambda path: layout(
            x_train=header((2,))
            + pickle.dumps(Calls(np._core.multiarray._reconstruct, np.ndarray, (1 << 40,), b"b"))
        ),
        "",
    ),
    "a pickle that tries to load a name with line breaks and codes": (
        lambda path: layout(
            x_train=header((2,)) + b"\x80\x04\x8c\x05\x1b]0;\n\x8c\x02b\n\x93."
        ),
        r"\\x1b\]0;\\n\.b\\n",
    ),
    "a pickle that ends within a name": (
        lambda path: layout(x_train=header((2,)) + b"\x80\x04\x8c\x01\ncbuiltins"),
        "",
    ),
    "a zip bomb": (
        lambda path: layout(x_train=bytes(1 << 28)),
        "x_train.* 268,435,456 ",
    ),
    "a header that promises terabytes": (
        lambda path: layout(y_train=header((1 << 40,), "<i8") + bytes(16)),
        "y_train",
    ),
    "a header that is a program": (
        lambda path: layout(y_train=b"\x93NUMPY\x01\x00\x20\x00" + b"__import__('os')".ljust(32)),
        "",
    ),
    "a list named a million times": (
        lambda path: layout(x_train=repeated(20_000, 20_000)),
        "67,108,864",
    ),
    "paths that climb out": (
        lambda path: {f"../../../{name}": array for name, array in layout().items()},
        "x_train",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_reviews(kind, note, tmp_path, snapshot, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make, named = HOSTILE[kind]
    path = write_npz(tmp_path / "reviews.npz", **make(tmp_path))
    before = snapshot(tmp_path)
    with pytest.raises(TutorialError, match=rf"reviews\.npz.*{named}") as caught:
        readers.read_npz(path)
    assert str(caught.value).isprintable()
    note("Hostile files", kind, 1, len(snapshot(tmp_path)) - len(before), str(caught.value))
    assert snapshot(tmp_path) == before


def test_hostile_text(acl_imdb, note):
    """A review that is a link to a device, which would be read for ever."""
    (acl_imdb / "train" / "neg" / "9_1.txt").symlink_to("/dev/zero")
    with pytest.raises(TutorialError, match=r"9_1\.txt") as caught:
        texts.read_corpus(acl_imdb, DataConfig(), seed=0)
    note("Hostile files", "aclImdb with a link to a device", 1, 0, str(caught.value))


RESULTS = {
    "NaN": lambda: json.dumps(result_json(peak_memory_mb=float("nan"))),
    "a number too large for one": lambda: json.dumps(result_json(peak_memory_mb=1)).replace(
        '"peak_memory_mb": 1', '"peak_memory_mb": 1e999'
    ),
    "a million epochs": lambda: json.dumps(
        result_json(
            epoch_seconds=[1] * 10**6,
            history=dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), [1] * 10**6),
        )
    ),
    "a future version": lambda: json.dumps(result_json(layout=2)),
    "nesting a hundred thousand deep": lambda: "[" * 100_000,
    "codes for a terminal": lambda: json.dumps(result_json(machine="\x1b]0;owned\x07")),
    "words for numbers": lambda: json.dumps(result_json(seed="0")),
    "a path for a name": lambda: json.dumps(
        result_json(config=result_json()["config"] | {"name": "../../x"})
    ),
    "100 MB of blanks": lambda: " " * 10**8,
}


@pytest.mark.parametrize("kind", RESULTS)
def test_hostile_results(kind, note, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result_json()))
    assert TrainingResult.load(path).epochs == 3
    path.write_text(RESULTS[kind]())
    with pytest.raises(TutorialError, match=r"result\.json") as caught:
        TrainingResult.load(path)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
    note("Hostile files", f"a result with {kind}", 1, 0, str(caught.value))


def test_weights_of_another_architecture(note, tmp_path):
    from rnn_tutorial.experiments.catalogue import get_experiment
    from rnn_tutorial.experiments.trained import read_network, save_weights

    wide, narrow = (
        get_experiment("simple_rnn", "smoke", units=units, num_words=50) for units in (8, 4)
    )
    save_weights(tmp_path / "w.npz", [np.ones(s) for s in wide.model.weight_shapes(50, 50)])
    with pytest.raises(TutorialError, match=r"w\.npz.*\(8, 1\).*\(4, 1\)") as caught:
        read_network(narrow, tmp_path / "w.npz")
    note("Hostile files", "weights of another architecture", 1, 0, str(caught.value))
    write_npz(tmp_path / "w.npz", w0=header((1 << 40,), "<f4"))
    with pytest.raises(TutorialError, match="holds no weights of rnn_tutorial"):
        read_network(narrow, tmp_path / "w.npz")
