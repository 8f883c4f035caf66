"""Texts in tables as people have them."""

import csv
import io
import json

import needs
import pytest

from rnn_tutorial.datasets.tables import numbered_texts
from rnn_tutorial.errors import TutorialError

TEXTS = ["A fine film", 'He said "no", twice', "two\nlines; and, more", "naïve \u2028 – “ü”"]


def table(delimiter, name="review"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", name, "sentiment"])
    writer.writerows([number, text, "positive"] for number, text in enumerate(TEXTS))
    return out.getvalue()


def objects(name="text"):
    return [{"id": number, name: text, "label": 1} for number, text in enumerate(TEXTS)]


FILES = {
    "reviews.csv": table(","),
    "excel.CSV": table(";"),
    "tabs.csv": table("\t"),
    "reviews.tsv": table("\t", "Review"),
    "reviews.jsonl": "\n".join(map(json.dumps, objects())) + "\n",
    "windows.ndjson": "\r\n".join(map(json.dumps, objects("sentence"))),
    "list.json": json.dumps(objects("review"), indent=1),
    "one.csv": "what they wrote\r\n" + "".join(
        '"{}"\r\n'.format(text.replace('"', '""')) for text in TEXTS),
}  # fmt: skip


def read_texts(content, name, column=None):
    content = content if isinstance(content, bytes) else content.encode()
    return numbered_texts(content, name, column, [])


@pytest.mark.parametrize("name", FILES)
def test_the_column_of_texts_is_found(name):
    found = read_texts(FILES[name], name)
    assert found == [(f"row {number}", text) for number, text in enumerate(TEXTS, start=1)]


def test_a_column_can_be_named():
    assert read_texts(table(",", "tale"), "a.csv", "tale")[1] == ("row 2", TEXTS[1])
    assert read_texts(table(","), "a.csv", "id")[2] == ("row 3", "2")


def test_lines_of_a_text_file():
    found = read_texts("one, two\r\n\n  \nthree \u2028 four\n", "a.txt")
    assert found == [("line 1", "one, two"), ("line 4", "three \u2028 four")]


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
@pytest.mark.parametrize(
    ("encoding", "notices"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("cp1252", [" is not UTF-8; it was read as Windows-1252."]),
    ],
)
def test_encodings_of_tables_and_of_lines(name, encoding, notices):
    found = []
    text = "text\ndéjà vu – “ü”\n"
    assert numbered_texts(text.encode(encoding), name, None, found)[-1][1] == "déjà vu – “ü”"
    assert found == [name + notice for notice in notices]


def test_parquet():
    needs.package("pyarrow")
    import pyarrow as pa
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pa.table({"id": [1, 2], "Review": TEXTS[:2]}), stream)
    found = read_texts(stream.getvalue(), "a.parquet")
    assert found == [("row 1", TEXTS[0]), ("row 2", TEXTS[1])]


REFUSED = [
    ("a.csv", table(",", "tale"), None, "columns 'id', 'tale', 'sentiment', and which one"),
    ("a.csv", "text,review\na,b\n", None, "choose it with --text NAME.*first row must name"),
    ("a.csv", table(","), "text", "has no column 'text': choose one of 'id', 'review'"),
    ("a.csv", "id,text\n1\n", None, "line 2 has not one value for each column"),
    ("a.csv", "id,text\n", None, "has no review: write one review per row"),
    ("a.csv", "", None, "has no review"),
    ("a.csv", "text\n" + "x" * 1_100_000, None, "field larger than field limit"),
    ("a.jsonl", '{"text": "fine"}\n{"text": 3}\n', None, "row 2 has no text in the column"),
    ("a.jsonl", '{"text": "fine"}\n{"label": 3}\n', None, "row 2 has no text in the column"),
    ("a.jsonl", '{"text": "fine"}\n{"text"\n', None, "not JSON Lines .row 2: "),
    ("a.json", '["fine"]', None, "it holds a str, not an object"),
    ("a.json", "[" * 100_000, None, "not JSON Lines"),
    ("a.txt", "fine", "text", "names a column, but a.txt has lines"),
    ("a.txt", "\n \n", None, "has no review: write one review per line"),
    ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "is not text .byte 8 is 0.: save it"),
    ("a.csv", "text\nfine\n".encode("utf-16-le"), None, "is not text .byte 1 is 0.: save it"),
]


@pytest.mark.parametrize(("name", "content", "column", "said"), REFUSED)
def test_what_holds_no_texts_is_refused_in_a_line(name, content, column, said):
    with pytest.raises(TutorialError, match=said) as refusal:
        read_texts(content, name, column)
    assert "\n" not in str(refusal.value) and name in str(refusal.value)
