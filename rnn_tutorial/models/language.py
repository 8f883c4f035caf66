"""Networks that predict the next token at every timestep."""

from typing import Any

from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.models.layers import embedding, glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras


@keras.saving.register_keras_serializable("rnn_tutorial")
class TiedEmbedding(keras.layers.Embedding):
    """An embedding whose matrix E makes logits, too: h E^T + b with `reverse`.

    Source: Press and Wolf (2017), "Using the output embedding to improve
    language models".
    """

    # An ordinary embedding saves its matrix only.
    save_own_variables = keras.layers.Layer.save_own_variables
    load_own_variables = keras.layers.Layer.load_own_variables

    def build(self, input_shape: Any = None) -> None:
        """Called by Keras. Make E and the bias."""
        super().build(input_shape)
        self.bias = self.add_weight((self.input_dim,), initializer="zeros")

    def call(self, x: Any, reverse: bool = False) -> Any:
        """Tokens -> (..., output_dim). In reverse, such vectors -> logits."""
        if not reverse:
            return super().call(x)
        back = keras.ops.transpose(self.embeddings)
        return keras.ops.matmul(x, back) + self.bias

    def compute_output_spec(self, x: Any, reverse: bool = False) -> Any:
        """Called by Keras: the shape that `call` returns."""
        shape = (*x.shape, self.output_dim)
        if reverse:
            shape = (*x.shape[:-1], self.input_dim)
        return keras.KerasTensor(shape, dtype=self.compute_dtype)


def build_language_model(
    tokens: int,
    *,
    cell: str = "lstm",
    embedding_dim: int = 128,
    units: int = 128,
    tied: bool = False,
    batch_size: int | None = None,
    seed: int | None = None,
) -> keras.Model:
    """Embedding, one recurrent layer, and a logit for each possible next token.

    tokens: the tokens are whole numbers below this. cell: "simple_rnn", "lstm" or "gru". tied:
    the embedding's matrix is the output matrix as well. batch_size: rows of a batch whose states
    are carried to the next batch (a stateful layer); None starts every batch with a state of
    zeros. seed: fixes the first weights.

    Returns an uncompiled model: (batch, timesteps) -> logits (batch, timesteps, tokens).
    Raises TutorialError for a size or a cell that the model can't have.
    """
    if tied and embedding_dim != units:
        raise TutorialError(
            f"embedding_dim is {embedding_dim} and units is {units}: tied matrices need them to be "
            "equal."
        )
    if batch_size is not None:
        check_count("batch_size", batch_size)
    seeds = layer_seeds(seed)
    text = keras.Input(batch_shape=(batch_size, None), dtype="int32", name="tokens")
    kind = TiedEmbedding if tied else keras.layers.Embedding
    embed = embedding(tokens, embedding_dim, seeds, kind=kind)
    options = {"return_sequences": True, "stateful": batch_size is not None, "name": cell}
    h = recurrent(cell, units, seeds, **options)(embed(text))  # (batch, timesteps, units)
    if tied:
        logits = embed(h, reverse=True)
    else:
        output = keras.layers.Dense(tokens, kernel_initializer=glorot(seeds), name="logits")
        logits = output(h)
    return keras.Model(text, logits, name=f"{cell}_language_model")


class WatchedAdam(keras.optimizers.Adam):
    """Adam that keeps the norm of the last gradient, before clipping.

    options: those of `keras.optimizers.Adam`, such as global_clipnorm.
    """

    def __init__(self, learning_rate: Any = 0.001, **options: Any) -> None:
        super().__init__(learning_rate, **options)
        self.norm = self.add_variable((), name="norm")

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """Called by Keras for every batch."""
        # TensorFlow keeps only the rows of the words that occurred; adding
        # zeros fills the rest.
        whole = [keras.ops.zeros(g.shape, g.dtype) + g for g in grads]
        squares = sum(keras.ops.sum(g * g) for g in whole)
        self.norm.assign(keras.ops.sqrt(squares))
        super().apply(whole, trainable_variables)
