"""The recorded language models: whole, and what the shipped weights and texts belong to."""

import numpy as np
import pytest

from rnn_tutorial.datasets.sequences import encode_text, load_shakespeare
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.language import (
    by_model,
    load_language_runs,
    load_shakespeare_lstm,
    load_texts,
)


def test_every_model_of_the_chapter_is_there_with_its_seeds():
    losses = by_model(load_language_runs("reviews"), "loss")
    assert {name: len(values) for name, values in losses.items()} == {
        "unigram": 1, "bigram": 1, "trigram": 1,
        "SimpleRNN": 3, "LSTM": 3, "GRU": 3, "LSTM, tied": 3,
    }  # fmt: skip
    assert losses["unigram"] > losses["bigram"] > losses["trigram"]
    for run in load_language_runs("reviews"):
        assert run.perplexity == pytest.approx(np.exp(run.loss))
        assert run.known > run.loss  # the unknown word is easy to predict
        assert not run.curve or run.curve[-1][1] < run.curve[0][1]
    losses = by_model(load_language_runs("shakespeare"), "loss")
    assert {name: len(values) for name, values in losses.items()} == {"LSTM": 3, "Transformer": 3}


def test_the_shipped_weights_have_the_recorded_loss():
    text = load_shakespeare()
    last = text[int(0.9 * len(text)) :]
    writer = load_shakespeare_lstm()
    losses = []
    for start in range(0, len(last), len(last) // 10):  # from everywhere: some plays are harder
        passage = last[start : start + 801]
        logits, _ = writer.read(passage[:-1])
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        following = encode_text(passage[1:], writer.alphabet)
        losses.append(-log_p[np.arange(len(following)), following][64:])
    loss = np.concatenate(losses).mean()
    run = next(r for r in load_language_runs("shakespeare") if (r.model, r.seed) == ("LSTM", 0))
    assert loss == pytest.approx(run.loss, abs=0.08)  # a sample, float16
    assert sum(w.size for w in (writer.embedding, *writer.lstm, writer.output, writer.offset)) == (
        run.parameters
    )


def test_the_shipped_texts_are_what_the_weights_write():
    texts, writer = load_texts(), load_shakespeare_lstm()
    assert list(texts) == [k / 10 for k in range(1, 21)]
    for temperature in (0.3, 1.0):
        made = writer.write("ROMEO:\n", 400, temperature=temperature, seed=1)
        assert made[:100] == texts[temperature][:100]  # later, other roundings may decide
    assert {len(text) for text in texts.values()} == {407}


def test_another_text_is_refused():
    with pytest.raises(TutorialError, match="text is 'Shakespeare': choose one of reviews, sh"):
        load_language_runs("Shakespeare")


def test_another_file_is_refused(tmp_path):
    for content in ("", "[1]", '[{"model": "LSTM"}]'):
        (tmp_path / "x.json").write_text(content)
        with pytest.raises(TutorialError, match=r"x\.json"):
            load_language_runs(path=tmp_path / "x.json")
