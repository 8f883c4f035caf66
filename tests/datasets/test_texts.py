"""Reviews as people have them: tables and folders of other makers, written here in small."""

import csv
import io
import json

import needs
import numpy as np
import pytest

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets.reviews import load_imdb, load_reviews
from rnn_tutorial.errors import TutorialError

GOOD, BAD = "A fine film, <br />fine to the end.", 'Dull; "very dull", he said.'
PAIRS = [(GOOD, 1), (BAD, 0)] * 10


def load(path, **settings):
    return load_reviews(DataConfig(source=str(path), maxlen=12, num_words=50, **settings))


def write_csv(path, header, rows, delimiter=",", encoding="utf-8"):
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=delimiter)
    table.writerows([header, *rows])
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def check(data, train=16, test=4):
    """The labels stand beside their texts, in both halves."""
    assert (len(data.x_train), len(data.x_test)) == (train, test)
    for x, y in (data.train, data.test):
        assert set(y.tolist()) == {0, 1}
        for row, label in zip(x, y, strict=True):
            assert ("fine" in data.decode(row)) == label == 1 - ("dull" in data.decode(row))


def kaggle_reviews(folder):  # "IMDB Dataset.csv": no halves
    rows = [(text, ("negative", "positive")[y]) for text, y in PAIRS]
    return write_csv(folder / "IMDB Dataset.csv", ("review", "sentiment"), rows)


def kaggle_popcorn(folder):  # labeledTrainData.tsv
    rows = [(f"{i}_8", y, text) for i, (text, y) in enumerate(PAIRS)]
    return write_csv(folder / "labeledTrainData.tsv", ("id", "sentiment", "review"), rows, "\t")


def kaggle_master(folder):  # imdb_master.csv: halves in a column, Latin-1, unlabelled reviews
    rows = [
        (i, "test" if i >= 16 else "train", text + " d\xe9j\xe0 vu", ("neg", "pos")[y], f"{i}.txt")
        for i, (text, y) in enumerate(PAIRS)
    ] + [(20, "train", "unknown", "unsup", "20.txt")]
    header = ("", "type", "review", "label", "file")
    return write_csv(folder / "imdb_master.csv", header, rows, encoding="latin-1")


def kaggle_three_files(folder):  # Train.csv, Valid.csv, Test.csv in one folder
    for name, part in (("Train", PAIRS[:12]), ("Valid", PAIRS[12:16]), ("Test", PAIRS[16:])):
        write_csv(folder / f"{name}.csv", ("text", "label"), part)
    return folder


def excel_semicolons(folder):  # semicolons, a byte order mark, words for labels
    rows = [(text, str(bool(y)).upper()) for text, y in PAIRS]
    return write_csv(folder / "a.csv", ("Review", "Sentiment"), rows, ";", "utf-8-sig")


def json_lines(folder):
    path = folder / "reviews.jsonl"
    path.write_text("\n".join(json.dumps({"text": t, "label": y}) for t, y in PAIRS))
    return path


def json_list(folder):
    path = folder / "reviews.json"
    path.write_text(json.dumps([{"text": t, "label": float(y)} for t, y in PAIRS]))
    return path


def hugging_face(folder):  # plain_text/*.parquet, with an unlabelled part
    needs.package("pyarrow")
    import pyarrow as pa
    from pyarrow import parquet

    for name, part in (("train", PAIRS[:16]), ("test", PAIRS[16:])):
        table = pa.table({"text": [t for t, _ in part], "label": [y for _, y in part]})
        parquet.write_table(table, folder / f"{name}-00000-of-00001.parquet")
    table = pa.table({"text": ["unknown"], "label": [-1]})
    parquet.write_table(table, folder / "unsupervised-00000-of-00001.parquet")
    return folder


def class_folders(folder, places=("",)):
    for i, (text, y) in enumerate(PAIRS):
        place = folder / places[i >= 16 and len(places) > 1] / ("negative", "positive")[y]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{i}.txt").write_text(text)
    return folder


def class_folders_in_halves(folder):
    (folder / "train" / "unsup").mkdir(parents=True)
    (folder / "train" / "unsup" / "0.txt").write_text("unknown")
    return class_folders(folder, ("train", "test"))


@pytest.mark.parametrize(
    "write",
    [kaggle_reviews, kaggle_popcorn, kaggle_master, kaggle_three_files, excel_semicolons,
     json_lines, json_list, hugging_face, class_folders, class_folders_in_halves],
)  # fmt: skip
def test_known_layouts_are_read(write, tmp_path):
    path = write(tmp_path)
    data = load(path)
    check(data)
    has_halves = write in (kaggle_master, kaggle_three_files, hugging_face, class_folders_in_halves)
    assert ("no test half" in data.notice) == (not has_halves)
    assert ("Windows-1252" in data.notice) == (write is kaggle_master)
    assert "unknown" not in data.words and ("déjà" in data.words) == (write is kaggle_master)
    again = load(path)  # from the cache
    assert again.notice == data.notice and (again.x_train == data.x_train).all()


def test_the_test_half_is_drawn_by_seed_with_equal_shares(tmp_path):
    rows = [(f"word{i} good" if i % 4 else f"word{i} bad", int(i % 4 > 0)) for i in range(40)]
    path = write_csv(tmp_path / "a.csv", ("text", "label"), rows)
    one, same, other = (load_imdb(path=path, seed=seed) for seed in (1, 1, 2))
    assert (one.x_test == same.x_test).all()
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert one.y_test.tolist().count(0) == 2 and one.y_test.tolist().count(1) == 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_notice_of_it(tmp_path, encoding):
    rows = [(f"très bien {y}", y) for _, y in PAIRS]
    data = load(write_csv(tmp_path / "a.csv", ("text", "label"), rows, encoding=encoding))
    assert "très" in data.words and "UTF-8" not in data.notice


def test_bytes_without_a_letter_in_windows_1252_are_latin_1(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,label\ncaf\xe9 \x81 one,1\ncaf\xe9 two,0\nthree x,1\nfour x,0\n")
    data = load(path)
    assert "café" in data.words and "Latin-1" in data.notice


def test_columns_with_other_names_are_given_by_name(tmp_path):
    path = write_csv(tmp_path / "a.csv", ("words", "stars"), [(t, 1 + 4 * y) for t, y in PAIRS])
    with pytest.raises(TutorialError, match=r"columns 'words', 'stars', .*texts .*--text NAME"):
        load(path)
    with pytest.raises(TutorialError, match=r"no column 'Word': .*'words', 'stars' with --text"):
        load(path, text="Word")
    with pytest.raises(TutorialError, match=r"columns 'words', 'stars', .*labels .*--label NAME"):
        load(path, text="words")
    with pytest.raises(TutorialError, match=r"labels '1', '5' .*'stars'.*--positive-from"):
        load(path, text="words", label="stars")
    check(load(path, text="words", label="stars", positive_from=4))


@pytest.mark.parametrize(
    ("content", "pattern"),
    [
        ("text,label\ngood,yes\nbad,no\n", "labels 'no', 'yes' .*0 or 1, neg or pos"),
        ("text,label\ngood,1\nfine,1\n", "only the label 1"),
        ("text,label\ngood,1\n ... ,0\n", "row 2: 'text' has no words"),
        ("text,label\ngood,1\nbad\n", "line 3 has not one value for each column"),
        ("text,label\ngood,1\nbad,0,9\n", "line 3 has not one value for each column"),
        ('text,label\n"good,1\n', "can't be read as a table"),
        ("", "has no review: write one review per row"),
        ("text,review,label\na,b,1\n", "which one holds the texts is not clear"),
        ("text,label,class\na,1,0\n", "which one holds the labels is not clear"),
        ("text\ngood\n", "which one holds the labels is not clear"),
        ("text,label\n素晴らしい映画です,1\nつまらない映画でした,0\n", "written without spaces"),
        ("text,label\nหนังดีมาก,1\nหนังแย่มาก,0\n", "written without spaces"),
    ],
)
def test_what_is_not_reviews_is_refused_in_one_line(tmp_path, content, pattern):
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TutorialError, match=pattern) as caught:
        load(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_row_without_a_label_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "good", "label": 1}\n{"text": "bad"}\n')
    with pytest.raises(TutorialError, match=r"labels '1', 'none' in the column 'label'"):
        load(path)


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".parquet"])
def test_a_damaged_table_is_refused_in_one_line(tmp_path, suffix):
    if suffix == ".parquet":
        needs.package("pyarrow")
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"[1, {")
    said = r"can't be read as parquet|is not JSON Lines"
    with pytest.raises(TutorialError, match=said) as caught:
        load(path)
    assert "\n" not in str(caught.value)


def test_spaces_between_characters_make_a_language_readable(tmp_path):
    rows = [(" ".join("素晴らしい映画" if y else "酷い映画"), y) for _, y in PAIRS]
    data = load(write_csv(tmp_path / "a.csv", ("text", "label"), rows))
    assert "映" in data.words


def test_padding_and_truncating_are_keras_s(tmp_path, keras_npz):
    import keras

    path = keras_npz()
    whole = load_imdb(path=path, maxlen=200)
    rows = [row[row != 0].tolist() for row in whole.x_train]
    for padding, truncating in (("post", "post"), ("post", "pre"), ("pre", "post")):
        how = {"padding": padding, "truncating": truncating}
        data = load_imdb(path=path, maxlen=4, **how)
        np.testing.assert_array_equal(data.x_train, keras.utils.pad_sequences(rows, 4, **how))
    with pytest.raises(TutorialError, match="padding is 'behind': choose one of pre, post"):
        load_imdb(path=path, padding="behind")
