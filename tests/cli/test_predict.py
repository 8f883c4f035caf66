"""A reader's own text: what `predict` prints, what `explain` shows, what is refused."""

import io
import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.language import load_shakespeare_lstm
from rnn_tutorial.inspection.explanation import explain, explain_all
from rnn_tutorial.inspection.highlighting import printable
from rnn_tutorial.inspection.pretrained import load_pretrained
from rnn_tutorial.style import model_name

TEXT = "It began badly, but ended wonderfully well. Zyzzyva!"


@pytest.fixture(scope="module")
def model():
    return load_pretrained("simple_rnn")


@pytest.fixture(scope="module")
def judged(model):
    return explain(model, TEXT)


@pytest.fixture
def stdin(monkeypatch):
    """A function that puts bytes on standard input."""
    return lambda content: monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    )


def test_a_judgement_says_what_the_model_says(model, judged):
    p = model.keras_model.predict(model.encode(TEXT), verbose=0)[0, 0]
    assert judged.probability == pytest.approx(p, abs=1e-5)
    assert judged.sentiment == ("positive" if p > 0.5 else "negative")
    assert [judged.written(word) for word in judged.words] == re.findall(r"\w+", TEXT)
    assert [word.token for word in judged.words] == model.tokens(TEXT)[1:]
    assert [word.known for word in judged.words] == [True] * 7 + [False]
    odds = judged.baseline + judged.opening + sum(word.attribution for word in judged.words)
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(p, abs=1e-3)


def test_many_texts_are_judged_as_one_by_one(model, judged):
    texts = [TEXT, "A wonderful film", TEXT]
    first, second, third = explain_all(model, texts)
    assert [j.text for j in (first, second, third)] == texts
    assert first.probability == pytest.approx(judged.probability, abs=1e-6)
    np.testing.assert_allclose(
        [w.attribution for w in third.words], [w.attribution for w in judged.words], atol=1e-4
    )


def test_of_a_long_text_the_end_is_read(model):
    found = explain(model, "awful " * 99_990 + "wonderful " * 10)
    assert len(found.words) == 500 and found.unread == 99_500 and found.opening == 0
    assert {found.written(word) for word in found.words[-10:]} == {"wonderful"}
    assert str(found).split("\n")[2].startswith("(99,500 earlier words, which the model did not")
    assert len(str(found)) < 10_000 and "\n" not in repr(found)
    assert max(map(len, str(found).split("\n"))) <= 86  # a line of the PDF holds no more


# --- shown in colours, in signs, in HTML


def spans(markup):
    """(style, word) of every coloured word."""
    return re.findall(r'<span title="[^"]*" style="([^"]*)">(?:<em>)?([^<]+)', markup)


def test_html_is_escaped_and_does_not_lean_on_colour(model):
    text = '<script>alert("1")</script> & wonderful & awful <img src=x onerror=alert(1)>'
    markup = explain(model, text)._repr_html_()
    tags = set(re.findall(r"</?([a-z]+)", markup))
    assert tags <= {"div", "p", "strong", "span", "em", "sup", "br"}
    assert re.sub(r"<[^>]+>", "", markup).count("&lt;") == text.count("<")
    found = {word: style for style, word in spans(markup)}
    assert "solid" in found["wonderful"] and "dashed" in found["awful"]
    assert "color:" not in markup.replace("background-color:", "")  # the page's own letters


def test_plain_text_has_signs_and_marks(judged):
    lines = str(judged).split("\n")
    assert lines[0] == f"{judged.sentiment}, probability {judged.probability:.3f} of positive"
    marked = " ".join(lines[2:])
    assert re.search(r"badly\[-+\],", marked) and re.search(r"wonderfully\[\++\]", marked)
    assert re.search(r"Zyzzyva\[[+-]*\?\]!", marked)
    assert "towards positive: wonderfully +" in str(judged)
    assert "towards negative: badly −" in str(judged)
    assert lines[-1].endswith("model: SimpleRNN (full, seed 0), trained on IMDB")


def test_colours_say_what_the_signs_say(judged):
    def shown(colours, **options):
        console = Console(file=io.StringIO(), force_terminal=True, width=120, **options)
        console.print(judged.to_rich(colours=colours))
        return console.file.getvalue()

    coloured = shown(True, color_system="truecolor")
    assert re.search(r"\x1b\[[0-9;]*48;2;\d+;\d+;\d+m" + "wonderfully", coloured)
    yellow, pink = (
        re.search(r"48;2;([0-9;]+)m" + word, coloured)[1] for word in ("wonderfully", "badly")
    )
    assert yellow != pink and "[+" not in coloured
    assert "\x1b[48" not in shown(False, no_color=True)


def test_nothing_that_a_terminal_obeys_is_shown():
    evil = "a\x1b]0;title\x07\x9b31m\x08b\u202ec\u200bd\te\u00a0f\r\n"
    assert printable(evil) == "a�]0;title��31m�bcd e f  "
    assert printable("naïve 😀 – “ü”") == "naïve 😀 – “ü”"


# --- the command


def test_a_text_is_judged_by_a_shipped_model(command, judged):
    code, out, err = command("predict", TEXT, "--model", "simple_rnn")
    assert (code, err) == (0, "") and "\x1b" not in out
    sentiment, probability = out.split()[0].strip(","), float(out.split()[2])
    assert (sentiment, probability) == (judged.sentiment, round(judged.probability, 3))
    assert "wonderfully[+" in out and "unknown to the model [?]: 1 of 8 words" in out
    assert "model: SimpleRNN (full, seed 0), trained on IMDB" in out


def test_json_is_one_object_a_line(command, stdin, model, judged):
    stdin(f"{TEXT}\r\n\n  \nA wonderful \u2028 film <b>\n".encode())
    code, out, err = command("predict", "--json", "--model", "simple_rnn")
    assert (code, err) == (0, "") and out.isascii()
    first, second = (json.loads(line) for line in out.split("\n")[:-1])
    assert set(first) == {"layout", "text", "model", "sentiment", "verdict", "probability",
                          "baseline", "opening", "unread", "words"}  # fmt: skip
    assert set(first["words"][0]) == {"word", "start", "end", "token", "known", "attribution"}
    assert first["text"] == TEXT and second["text"] == "A wonderful \u2028 film <b>"
    assert first["probability"] == pytest.approx(judged.probability, abs=1e-5)
    for found in (first, second):
        for word in found["words"]:
            assert found["text"][word["start"] : word["end"]] == word["word"]
        odds = found["baseline"] + found["opening"] + sum(w["attribution"] for w in found["words"])
        assert 1 / (1 + np.exp(-odds)) == pytest.approx(found["probability"], abs=1e-3)
    assert first["words"][-1] | {"attribution": 0} == {
        "word": "Zyzzyva", "start": 44, "end": 51, "token": 2, "known": False, "attribution": 0,
    }  # fmt: skip


def test_a_file_of_a_hundred_thousand_words(command, tmp_path):
    path = tmp_path / "reviews.txt"
    path.write_text("A wonderful film\n" + "awful " * 100_000 + "\n", encoding="utf-8-sig")
    code, out, _ = command("predict", "--file", path, "--model", "simple_rnn")
    assert code == 0 and "99,500 earlier words" in out and out.count("probability") == 2


def test_a_table_of_reviews(command, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text('id,review\n1,"A wonderful film, and\nan awful end"\n2,It was awful\n')
    code, out, err = command("predict", "--file", path, "--json", "--model", "simple_rnn")
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (0, "") and second["text"] == "It was awful"
    assert first["text"] == "A wonderful film, and\nan awful end"
    path.write_text("id,review\n1,fine\n2,\n")
    code, out, err = command("predict", "--file", path, "--model", "simple_rnn")
    assert code == 2 and not out and "reviews.csv, row 2: the review '' has no words" in err


def test_a_guessed_encoding_is_told_beside_the_json(command, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("review\nA wonderful café\n".encode("cp1252"))
    code, out, err = command("predict", "--file", path, "--json", "--model", "simple_rnn")
    assert code == 0 and json.loads(out)["text"] == "A wonderful café"
    assert err == "reviews.csv is not UTF-8; it was read as Windows-1252.\n"


@pytest.mark.slow
def test_a_model_trained_on_a_table_is_chosen_by_the_same_options(command, tmp_path):
    rows = [(f"{'fine' if stars > 3 else 'dull'} film {n}", stars) for n in range(9)
            for stars in (1, 5)]  # fmt: skip
    path = tmp_path / "mine.csv"
    path.write_text("words,stars\n" + "".join(f"{text},{stars}\n" for text, stars in rows))
    options = ["--profile", "smoke", "--data", path, "--set", "units=4", "--set", "epochs=1",
               "--text", "words", "--label", "stars", "--positive-from", "4"]  # fmt: skip
    asked = ["predict", "A fine film", "--experiment", "simple_rnn", *options]
    code, _, err = command(*asked)
    assert code == 2 and err.endswith(
        f"--data {path} --label stars --positive-from 4.0 --set units=4 --set epochs=1 "
        "--text words` first.\n"
    )
    code, out, err = command("train", "simple_rnn", *options)
    assert code == 0, err
    code, out, _ = command(*asked)
    assert code == 0 and "model: SimpleRNN (smoke, seed 0), trained on mine.csv" in out
    others = tmp_path / "theirs.csv"
    others.write_text("words,review\nA dull film,fine\n")
    asked = ["predict", "--file", others, "--experiment", "simple_rnn", *options, "--json"]
    code, out, _ = command(*asked)
    assert code == 0 and json.loads(out)["text"] == "A dull film"


@pytest.mark.parametrize(
    ("model", "said"), [("gru", "probability"), ("shakespeare", "A fine film")]
)
def test_predict_with_a_recurrent_model_loads_no_keras(model, said):
    code = (
        f"import sys; sys.argv = ['rnn-tutorial', 'predict', 'A fine film', '--model', '{model}']\n"
        "from rnn_tutorial.__main__ import main\n"
        "try: main()\n"
        "finally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said in done.stdout and not {"keras", "matplotlib"} & set(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bag_of_words", "transformer", "min_gru"])
def test_what_has_no_numpy_form_is_read_by_keras_and_the_spinner_says_so(
    command, monkeypatch, name
):
    options = ["--profile", "smoke", "--data", "sample", "--set", "epochs=1"]
    assert command("train", name, *options)[0] == 0
    shown = []
    monkeypatch.setattr("rich.status.Status.update", lambda self, text: shown.append(text))
    code, out, err = command("predict", TEXT, "--experiment", name, *options, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "") and found["model"].startswith(model_name(name))
    by_keras = [f"loading Keras: {name} has no form in NumPy"]
    assert shown == ([] if name == "min_gru" else by_keras)
    odds = found["baseline"] + found["opening"] + sum(w["attribution"] for w in found["words"])
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(found["probability"], abs=1e-3)


def test_shakespeare_continues_each_text(command, stdin):
    code, out, err = command("predict", "ROMEO:", "--model", "shakespeare")
    assert (code, err) == (0, "") and out == load_shakespeare_lstm().write(
        "ROMEO:", 300, temperature=0.7
    ) + "\n"
    stdin(b"To be\nor not\n")
    code, out, _ = command("predict", "--model", "shakespeare", "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["text"] for one in found] == ["To be", "or not"]
    assert all(one["answer"].startswith(one["text"]) for one in found)
    stdin("To be\nor n\u00f6t\n".encode())
    code, out, err = command("predict", "--model", "shakespeare")
    assert code == 2 and not out
    assert "standard input, line 2: '\u00f6' is not in the alphabet" in err


@pytest.mark.slow
def test_dates_are_read_out_of_a_text(command, stdin):
    stdin(b"The letter that came on March 5th, 1987 said\n21.12.1923\n")
    code, out, err = command("predict", "--model", "dates")
    assert (code, err) == (0, "") and out.split() == ["1987-03-05", "1923-12-21"]


def test_markup_of_ours_in_a_text_is_text(command):
    code, out, _ = command(
        "predict", "wonderful [bold red]film[/] [link=file:///x]", "--model", "simple_rnn"
    )
    assert code == 0 and "[bold red" in out and "[link" in out


REFUSED = [
    ("", "the review '' has no words"),
    ("  \n ", "has no words"),
    ("?!...", "has no words"),
    ("😀😀 🎬", "knows 10,000 words, but none of the review '😀😀 🎬'"),
    ("отличный фильм", "none of the review"),
    ("素晴らしい映画", "none of the review"),
    ("wonderful \x1b[31mfilm", "character 11 of the review is U+001B, which is not text"),
    ("wonderful\x00", "character 10 of the review is U+0000"),
    ("a \x7f", "U+007F"),
    ("a \udcff film", "character 3 of the review is U+DCFF"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_no_review_is_refused_in_a_line(command, text, said):
    code, out, err = command("predict", text, "--model", "simple_rnn")
    assert code == 2 and said in err and not out
    assert err.startswith("rnn-tutorial: ") and err.count("\n") == 1
    assert printable(err.strip()) == err.strip()


def test_a_bad_line_is_named_and_nothing_is_judged(command, tmp_path):
    path = tmp_path / "reviews.txt"
    path.write_text("A fine film\n\n\N{FILM FRAMES}\n", encoding="utf-8")
    code, out, err = command("predict", "--file", path, "--json", "--model", "simple_rnn")
    assert code == 2 and not out and "reviews.txt, line 3: the model knows" in err


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        (["--file", "gone.txt"], b"", "gone.txt can't be read (No such file or directory)"),
        (["--file", "."], b"", ". can't be read (Is a directory)"),
        (["fine", "--text", "review"], b"", "--text review names a column of a table"),
        (["fine", "--file", "gone.txt"], b"", "both a text and --file are given"),
        ([], b"", "standard input has no review: write one review per line"),
        ([], b"\n \n", "standard input has no review"),
        (["-"], b"\x89PNG\r\n\x1a\n\0", "standard input is not text (byte 8 is 0)"),
        (["--label", "stars", "--model", "gru", "fine"], b"", "give one or the other"),
        ([], b"fine\nfine \x07", "standard input, line 2: character 6 of the review is U+0007"),
        (["fine", "--model", "simple_rnn", "--seed", "1"], b"", "give one or the other"),
    ],
)
def test_wrong_places_are_answered_in_a_line(
    command, stdin, tmp_path, monkeypatch, words, content, said
):
    monkeypatch.chdir(tmp_path)
    stdin(content)
    code, out, err = command("predict", *words)
    assert code == 2 and said in err and err.count("\n") == 1 and not out


@pytest.mark.slow
def test_a_new_user_offline_gets_coloured_words_in_less_than_ten_seconds(offline, home):
    resource = pytest.importorskip("resource", reason="Windows doesn't tell a process's time")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, "-m", "rnn_tutorial", "predict", TEXT],
        env=os.environ | {"FORCE_COLOR": "1", "COLUMNS": "200", "TERM": "xterm-256color"},
        capture_output=True,
        text=True,
        timeout=180,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.returncode == 0 and re.search(r"\x1b\[[0-9;]*mwonderfully", run.stdout)
    # Of one processor's time: how busy the machine is with other things doesn't count.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10
    assert not home.exists()  # nothing was downloaded or stored


@pytest.mark.parametrize("given", [None, 3, b"fine", ["fine"]])
def test_what_is_no_text_is_refused(model, given):
    with pytest.raises(TutorialError, match=f"the review is a {type(given).__name__}: give a text"):
        explain(model, given)


def test_the_old_name_of_the_sentiment_still_works(judged):
    with pytest.warns(DeprecationWarning, match="sentiment"):
        assert judged.verdict == judged.sentiment
    assert judged.to_dict()["verdict"] == judged.sentiment
