"""What chapter 8 says about its language models, tested against the recorded ones.

The thresholds were written down before the models were trained. Losses are in nats; a difference
of 0.05 nats changes a perplexity by about 5%.
"""

from statistics import mean

from rnn_tutorial.claims.testing import FAILS, HOLDS, Claim, compare, judge
from rnn_tutorial.experiments.language import by_model, load_language_runs
from rnn_tutorial.metrics import spread


def _losses(text: str) -> dict[str, list[float]]:
    return by_model(load_language_runs(text), "loss")


def _describe(losses: dict[str, list[float]], *names: str) -> str:
    shown = (
        f"{name} {spread(losses[name]):.3f}" if len(losses[name]) > 1 else
        f"{name} {losses[name][0]:.3f}" for name in names
    )  # fmt: skip
    return f"loss in nats: {'; '.join(shown)}"


def _beats_the_trigram() -> tuple[str, str]:
    losses = _losses("reviews")
    networks = ("SimpleRNN", "LSTM", "GRU")
    limit = losses["trigram"][0] - 0.02
    below = [max(losses[name]) <= limit for name in networks]
    return _describe(losses, "trigram", *networks), judge(all(below), any(below))


def _gates() -> tuple[str, str]:
    losses = _losses("reviews")
    verdicts = [compare(losses["SimpleRNN"], losses[name], 0.02) for name in ("LSTM", "GRU")]
    return _describe(losses, "SimpleRNN", "LSTM", "GRU"), judge(
        all(v == HOLDS for v in verdicts), any(v != FAILS for v in verdicts)
    )


def _tied() -> tuple[str, str]:
    losses = _losses("reviews")
    cost = mean(losses["LSTM, tied"]) - mean(losses["LSTM"])
    return _describe(losses, "LSTM", "LSTM, tied"), judge(cost <= 0.01, cost <= 0.05)


def _below_1_60() -> tuple[str, str]:
    losses = _losses("shakespeare")
    highest = max(losses["LSTM"])
    return _describe(losses, "LSTM"), judge(highest < 1.60, highest < 1.66)


def _ahead_of_the_transformer() -> tuple[str, str]:
    losses = _losses("shakespeare")
    ahead = min(losses["Transformer"]) - max(losses["LSTM"])
    return _describe(losses, "LSTM", "Transformer"), judge(ahead >= 0.05, ahead > 0)


CLAIMS = (
    Claim(
        "Recurrent networks predict the next word better than a Kneser-Ney trigram",
        "every seed of the SimpleRNN, the LSTM and the GRU at least 0.02 nats lower "
        "(in part: of one of them)",
        _beats_the_trigram,
    ),
    Claim(
        "Gates help to predict the next word",
        "mean loss of the LSTM and of the GRU lower than the SimpleRNN's by 0.02 nats, p below "
        "0.05 (in part: one of them lower)",
        _gates,
    ),
    Claim(
        "Tied embeddings cost nothing",
        "mean loss of the tied LSTM at most 0.01 nats higher (in part: 0.05)",
        _tied,
    ),
    Claim(
        "In three minutes of one core, an LSTM of 256 units reaches 1.60 nats a character of "
        "Shakespeare",
        "loss over the last tenth below 1.60 with every seed (in part: below 1.66)",
        _below_1_60,
    ),
    Claim(
        "In three minutes of one core, that LSTM gets further than a Transformer of 4 layers",
        "loss over the last tenth lower by 0.05 nats for every pair of seeds (in part: lower)",
        _ahead_of_the_transformer,
    ),
)
