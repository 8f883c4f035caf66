"""Builders of the book's models.

Every builder returns an uncompiled Keras model with a `keras.Input`, so that `model.summary()`
shows shapes and counts at once. A model maps tokens (batch, timesteps) to probabilities
(batch, 1) that a review is positive. The builders share these arguments:

num_words: size of the vocabulary; the tokens are whole numbers below it.
maxlen: timesteps of a review; None accepts reviews of any length.
embedding_dim, units, depth, dropout, recurrent_dropout: see `config.ModelConfig`.
seed: fixes the first weights and the dropout masks; None draws different ones each time.

All raise TutorialError for a value that is not allowed.
"""

from collections.abc import Callable
from dataclasses import replace
from inspect import Parameter, signature
from typing import Any

from rnn_tutorial.config import MAXLEN, MODELS, NUM_WORDS
from rnn_tutorial.models.architecture import build_model
from rnn_tutorial.quiet_keras import keras

SIZES = ("embedding_dim", "units")
RATES = ("dropout", "recurrent_dropout")


def _builder(name: str, doc: str, settings: tuple[str, ...] = SIZES) -> Callable[..., keras.Model]:
    """The builder of the experiment `name`. It has `settings` as keyword arguments.

    Their defaults are the values in `config.MODELS`.
    """

    def build(
        num_words: int = NUM_WORDS,
        maxlen: int | None = MAXLEN,
        *,
        seed: int | None = None,
        **chosen: Any,
    ) -> keras.Model:
        for unknown in chosen.keys() - set(settings):
            raise TypeError(f"build_{name}() got an unexpected keyword argument '{unknown}'")
        return build_model(replace(MODELS[name], **chosen), num_words, maxlen, seed=seed, name=name)

    # `help` and the completion of notebooks show the settings in place of `chosen`.
    shown = signature(build)
    num_words, maxlen, seed, _ = shown.parameters.values()
    defaults = {setting: getattr(MODELS[name], setting) for setting in settings}
    keywords = [
        Parameter(setting, Parameter.KEYWORD_ONLY, default=value, annotation=type(value))
        for setting, value in defaults.items()
    ]
    shown = shown.replace(parameters=[num_words, maxlen, *keywords, seed])
    build.__signature__ = shown  # type: ignore[attr-defined]  # mypy doesn't know it
    build.__name__ = build.__qualname__ = f"build_{name}"
    build.__doc__ = doc
    return build


build_simple_rnn = _builder(
    "simple_rnn",
    "Embedding, one SimpleRNN (Elman, 1990), one sigmoid unit. 322,113 parameters.",
)
build_stacked_rnn = _builder(
    "stacked_rnn",
    """A deep RNN: `depth` SimpleRNN layers, each reading the states of the one below.

    All but the last return sequences of shape (batch, timesteps, units). 328,353 parameters
    at depth 4. Source: El Hihi and Bengio (1996), "Hierarchical recurrent neural networks".
    """,
    (*SIZES, "depth"),
)
build_bidirectional_rnn = _builder(
    "bidirectional_rnn",
    """Two SimpleRNNs in opposite directions, their last states joined. 324,225 parameters.

    Source: Schuster and Paliwal (1997), "Bidirectional recurrent neural networks".
    """,
)
build_dropout_rnn = _builder(
    "dropout_rnn",
    """A SimpleRNN with one dropout mask per review, kept for all timesteps.

    322,113 parameters, as without dropout. Source: Gal and Ghahramani (2016), "A theoretically
    grounded application of dropout".
    """,
    (*SIZES, *RATES),
)
build_lstm = _builder(
    "lstm",
    """Embedding, one LSTM, one sigmoid unit. 328,353 parameters.

    The bias of the forget gate starts at 1, as in Keras. Sources: Hochreiter and Schmidhuber
    (1997), "Long short-term memory"; Gers et al. (2000), "Learning to forget".
    """,
)
build_gru = _builder(
    "gru",
    """Embedding, one GRU, one sigmoid unit. 326,369 parameters.

    Source: Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder".
    """,
)
build_bidirectional_lstm = _builder(
    "bidirectional_lstm",
    """Two LSTMs in opposite directions, their last states joined. 336,705 parameters.

    Source: Graves and Schmidhuber (2005), "Framewise phoneme classification with bidirectional
    LSTM and other neural network architectures".
    """,
)
build_regularised_lstm = _builder(
    "regularised_lstm",
    """An LSTM with one dropout mask per review, as in `build_dropout_rnn`.

    328,353 parameters, as without dropout.
    """,
    (*SIZES, *RATES),
)
build_bag_of_words = _builder(
    "bag_of_words",
    """The mean of a review's word vectors and one sigmoid unit; the order of words is lost.

    320,033 parameters. Source: Iyyer et al. (2015), "Deep unordered composition rivals syntactic
    methods for text classification", without its hidden layers.
    """,
    ("embedding_dim",),
)
build_dense_baseline = _builder(
    "dense_baseline",
    """Embedding, flattened, and two dense layers: each position has weights of its own.

    832,065 parameters. maxlen can't be None.
    """,
)
build_conv1d_baseline = _builder(
    "conv1d_baseline",
    """The 1-D ConvNet baseline: two convolutions of width 7, pooling between, then the maximum.

    1,315,937 parameters. maxlen must be at least 41; the second convolution needs 7 of the
    positions that pooling leaves.
    """,
)
