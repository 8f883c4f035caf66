"""How far back a trained model's memory reaches."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnn_tutorial import style
from rnn_tutorial.datasets.vocabulary import OOV, START
from rnn_tutorial.errors import TutorialError, check_count, refusal
from rnn_tutorial.experiments.trained import TrainedModel
from rnn_tutorial.inspection.attribution import log_odds
from rnn_tutorial.inspection.checking import check_model
from rnn_tutorial.plotting.axes import finish, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POSITIVE = ("excellent", "wonderful")
NEGATIVE = ("awful", "worst")
FILLERS = 20  # the most frequent words: the, and, a, of, to, ...


def word_influence(
    model: TrainedModel,
    *,
    positive: Sequence[str] = POSITIVE,
    negative: Sequence[str] = NEGATIVE,
    texts: int = 50,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """How much a strong word moves the prediction, by its distance from the end.

    `texts` texts of the model's full length are drawn from its 20 most frequent words. At each
    distance from the end, a word is replaced by each of the positive and negative words. Returns
    the distances in timesteps (0 for the last word, then 1, 2, 4, ...), and at each of them half
    the difference between the mean log odds with positive and with negative words.

    Raises TutorialError for a word that the model doesn't know, and for no words.
    """
    check_model(model)
    check_count("texts", texts)
    check_count("seed", seed, minimum=0)
    for name, words in (("positive", positive), ("negative", negative)):
        if isinstance(words, str) or not len(words):
            raise refusal(name, words, "give a list of at least one word")
    tokens = [[_token(model, word) for word in words] for words in (positive, negative)]
    distances = np.array([0, *(2**power for power in range(20) if 2**power < model.timesteps - 1)])
    draw = np.random.default_rng(seed).integers
    fillers = np.array(model.vocabulary.tokens[:FILLERS])
    x = fillers[draw(len(fillers), size=(texts, model.timesteps))]  # (texts, timesteps)
    x[:, 0] = START

    def with_word(distance: int, words: list[int]) -> np.ndarray:
        changed = np.repeat(x, len(words), axis=0)
        changed[:, model.timesteps - 1 - distance] = np.tile(words, len(x))
        return changed

    rows = [with_word(distance, some) for distance in distances for some in tokens]
    odds = log_odds(model, np.concatenate(rows))
    ends = np.cumsum([len(row) for row in rows])[:-1]
    means = np.array([part.mean() for part in np.split(odds, ends)]).reshape(-1, 2)
    return distances, (means[:, 0] - means[:, 1]) / 2


def plot_word_influence(
    *models: TrainedModel, ax: "Axes | None" = None, title: str | None = None
) -> "Axes":
    """Draw how a word's influence fades with its distance from the end, one curve per model.

    `word_influence` measures it. Returns the Axes.
    """
    if not models:
        raise TutorialError("there is no model to measure: give at least one TrainedModel.")
    curves = {}
    for model in models:
        curves[model.title if model.name in curves else model.name] = word_influence(model)
    ax = ax or new_axes()[0]
    for (distances, influence), look in zip(
        curves.values(), style.model_styles(curves), strict=True
    ):
        form = look.marker + look.line
        ax.plot(distances, influence, form, ms=4, lw=1.4, color=look.colour, label=look.name)
    ax.set_xscale("symlog", linthresh=1, base=2)
    ticks = sorted({int(distance) for distances, _ in curves.values() for distance in distances})
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    label = "timesteps between the word and the end of the review"
    return finish(ax, label, "change of the log odds", title, legend="inside")


def _token(model: TrainedModel, word: str) -> int:
    token = model.vocabulary.token(word)
    if token == OOV:
        raise TutorialError(
            f"{model.name} doesn't know the word {word!r}: give words of its vocabulary."
        )
    return token
