"""The shipped models, against the NumPy recurrence; files that are torn, foreign or mixed up."""

import json
import shutil

import numpy as np
import pytest

from rnn_tutorial.datasets.reviews import load_imdb
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import RECORDED, TrainingResult
from rnn_tutorial.experiments.run import run_experiment
from rnn_tutorial.experiments.trained import TrainedModel, load_trained
from rnn_tutorial.inspection.explanation import explain
from rnn_tutorial.inspection.pretrained import (
    VOCABULARY_OF,
    find_weights,
    load_pretrained,
    pretrained_names,
)
from rnn_tutorial.models import builders
from rnn_tutorial.scratch.cells import gru_forward, lstm_forward, rnn_forward, sigmoid
from rnn_tutorial.style import model_name

TEXT = "It began badly, but ended wonderfully well."


def test_every_weights_file_is_named_and_was_trained_on_the_vocabulary():
    paths = list(RECORDED.glob("*.weights.npz"))
    assert {path.name.partition("-")[0] for path in paths} == set(pretrained_names())
    for path in paths:
        with np.load(path, allow_pickle=False) as stored:
            assert all(stored[name].dtype == np.float16 for name in stored.files)
        name = path.name.replace(".weights.npz", ".json")
        assert TrainingResult.load(RECORDED / name).fingerprint == VOCABULARY_OF


@pytest.mark.parametrize("name", pretrained_names())
def test_a_shipped_model_gives_what_the_numpy_recurrence_gives(name):
    model = load_pretrained(name)
    with np.load(find_weights(name)) as stored:
        embedding, *cell, kernel, bias = (stored[f"w{i}"].astype("float64") for i in range(6))
    tokens = [1]  # worked out here from the file of words, padded in front to 500
    words = (RECORDED / "vocabulary.txt").read_text().split("\n")
    tokens += [words.index(word) + 4 for word in TEXT.lower().replace(",", "").strip(".").split()]
    padded = np.array([[0] * (500 - len(tokens)) + tokens])
    forward = {"lstm": lstm_forward, "gru": gru_forward}.get(name, rnn_forward)
    kept = forward(embedding[padded], *cell)
    h = kept[0] if isinstance(kept, tuple) else kept
    expected = sigmoid(h[:, -1] @ kernel + bias)[0, 0]
    assert model.encode(TEXT).tolist() == padded.tolist()
    assert model.keras_model.predict(model.encode(TEXT), verbose=0)[0, 0] == pytest.approx(
        expected, abs=1e-4
    )
    assert model.title.startswith(f"{model_name(name)} (") and model.title.endswith(
        "trained on IMDB"
    )


def test_the_most_accurate_one_is_the_default():
    accuracies = [
        max(TrainingResult.load(path).best.accuracy for path in found)
        for name in pretrained_names()
        for found in [list(RECORDED.glob(f"{name}-*seed*[0-9].json"))]
    ]
    assert accuracies == sorted(accuracies, reverse=True)
    assert load_pretrained().name == pretrained_names()[0]


@pytest.mark.imdb
def test_the_vocabulary_is_that_of_the_reviews(imdb_path, imdb_home, monkeypatch):
    monkeypatch.setenv("RNN_TUTORIAL_HOME", str(imdb_home))
    data = load_imdb(path=imdb_path)
    assert data.fingerprint == VOCABULARY_OF
    model = load_pretrained("simple_rnn")
    assert model.vocabulary.known == data.vocabulary.known
    assert model.encode(TEXT).tolist() == data.encode(TEXT).tolist()


@pytest.mark.slow
def test_a_model_of_the_readers_own(keras_npz):
    path = keras_npz("mine.npz")
    index = {f"word{rank}": rank for rank in range(1, 400)}
    path.with_name("imdb_word_index.json").write_text(json.dumps(index))
    run_experiment("simple_rnn", profile="smoke", data=path)
    model = load_trained("simple_rnn", profile="smoke", data=path)
    assert model.title == "SimpleRNN (smoke, seed 0), trained on mine.npz"
    mine = TrainedModel.of(model.keras_model, model.dataset)
    assert mine.vocabulary == model.vocabulary and mine.title == "SimpleRNN, trained on mine.npz"
    explanation = explain(model, "word5 word9 word77")
    x = model.encode("word5 word9 word77")
    p = model.keras_model.predict(x, verbose=0)[0, 0]
    assert explanation.probability == pytest.approx(p, abs=1e-5)
    for sizes in ((50, 50), (2_000, 49)):
        with pytest.raises(TutorialError, match="was trained on"):
            TrainedModel.of(builders.build_simple_rnn(*sizes), model.dataset)


# --- files


def copied(folder, edit=None, weights=None):
    """The shipped SimpleRNN under another name; `edit` changes its JSON, `weights` its arrays."""
    source = RECORDED / "simple_rnn-full-seed0.json"
    content = json.loads(source.read_text())
    if edit:
        edit(content)
    (folder / "mine.json").write_text(json.dumps(content))
    path = folder / "mine.weights.npz"
    shutil.copy(source.with_name("simple_rnn-full-seed0.weights.npz"), path)
    if weights:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        weights(arrays)
        np.savez(path, **arrays)
    return path


def test_a_file_by_its_path(tmp_path):
    mine, shipped = load_pretrained(copied(tmp_path)), load_pretrained("simple_rnn")
    for one, other in zip(
        mine.keras_model.get_weights(), shipped.keras_model.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def tear(path):
    path.write_bytes(path.read_bytes()[:5000])


def write_pickle(path):
    np.savez(path, w0=np.array([{"evil": 1}], object))


def set_data(**changes):
    return lambda content: content["config"]["data"].update(changes)


BROKEN = [
    ("torn", lambda folder: tear(copied(folder)), "holds no weights of"),
    ("text", lambda folder: copied(folder).write_text("hello"), "holds no weights of"),
    ("pickle", lambda folder: write_pickle(copied(folder)), "holds no weights of"),
    ("other arrays", lambda folder: np.savez(copied(folder), a=np.ones(3)), "holds no weights of"),
    ("empty", lambda folder: np.savez(copied(folder)), "holds the weights of another model"),
    ("no JSON", lambda folder: (copied(folder), (folder / "mine.json").unlink()),
     "can't be read as a stored result"),
    ("JSON of others", lambda folder: (copied(folder), (folder / "mine.json").write_text("[]")),
     "can't be read as a stored result"),
    ("not a number", lambda folder: copied(folder, weights=lambda w: w["w1"].fill(np.nan)),
     "holds no weights of"),
    ("other shape", lambda folder: copied(folder, weights=lambda w: w.update(w1=np.ones((3, 3)))),
     "holds the weights of another model"),
    ("other cell", lambda folder: copied(folder, lambda c: c["config"]["model"].update(cell="gru")),
     "holds the weights of another model"),
    ("other reviews", lambda folder: copied(folder, lambda c: c.update(fingerprint="0" * 12)),
     "was trained on other reviews"),
    ("more words", lambda folder: copied(folder, set_data(num_words=20_000)),
     "was trained with num_words=20,000, and the vocabulary that ships has 10,000"),
    ("fewer words", lambda folder: copied(folder, set_data(num_words=5_000)),
     "holds the weights of another model"),
]  # fmt: skip


@pytest.mark.parametrize(("prepare", "said"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_file_that_does_not_fit_is_one_line_and_exit_code_2(tmp_path, command, prepare, said):
    prepare(tmp_path)
    code, out, err = command("predict", "fine", "--model", tmp_path / "mine.weights.npz")
    assert code == 2 and said in err and not out
    assert err.startswith("rnn-tutorial: ") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("simpel_rnn", "no model 'simpel_rnn' ships with the package: choose one of"),
        ("", "no model '' ships"),
        ("gone.weights.npz", "gone.weights.npz does not exist"),
        ("reviews.npz", "is not a model"),
    ],
)
def test_a_name_that_does_not_ship_is_answered(command, tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    np.savez("reviews.npz", x=np.ones(3))
    code, _, err = command("predict", "fine", "--model", name)
    assert code == 2 and said in err and err.count("\n") == 1
