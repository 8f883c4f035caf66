"""A character LSTM in NumPy: reads a text with given weights, and writes on."""

from collections.abc import Sequence

import numpy as np

from rnn_tutorial.datasets.sequences import encode_text
from rnn_tutorial.errors import TutorialError, check_count
from rnn_tutorial.scratch.cells import lstm_forward, lstm_step

Array = np.ndarray
State = tuple[Array, Array]  # h and c, (1, units) each


class CharacterLSTM:
    """Embedding, an LSTM, and a logit for each character of `alphabet`.

    weights: embedding, kernel, recurrent kernel, bias, output matrix and output bias, in the order
    of `model.get_weights()` of `build_language_model`.
    """

    def __init__(self, alphabet: str, weights: Sequence[Array]) -> None:
        self.alphabet = alphabet
        self.embedding, *self.lstm, self.output, self.offset = weights

    def __repr__(self) -> str:
        return f"CharacterLSTM({len(self.alphabet)} characters, {self.output.shape[0]} units)"

    def read(self, text: str) -> tuple[Array, Array]:
        """The logits after each character, (n, characters), and the memory c, (n, units).

        Raises TutorialError for a character that is not in the alphabet.
        """
        tokens = encode_text(text, self.alphabet)
        h, c, _ = lstm_forward(self.embedding[tokens][None], *self.lstm)
        return h[0] @ self.output + self.offset, c[0]

    def step(self, token: int, state: State | None = None) -> tuple[Array, State]:
        """The logits after one more character, (characters,), and the next state."""
        if state is None:
            empty = np.zeros((1, self.output.shape[0]), self.output.dtype)
            state = empty, empty
        h, c, _ = lstm_step(self.embedding[[token]], *state, *self.lstm)
        return (h @ self.output + self.offset)[0], (h, c)

    def write(self, prompt: str, length: int, *, temperature: float = 1.0, seed: int = 0) -> str:
        """The prompt and `length` further characters, drawn at a temperature.

        The random numbers depend on the seed alone: texts of neighbouring temperatures often begin
        alike. A character with the largest logit / T + g is a draw from the probabilities at T, if
        g is Gumbel noise. Raises TutorialError for an empty prompt or a temperature below 0.01.
        """
        check_count("length", length, minimum=0)
        if not prompt or not temperature >= 0.01:
            raise TutorialError(
                f"prompt is {prompt!r} and temperature is {temperature}: give at least one "
                "character, and a temperature of 0.01 or more."
            )
        state = None
        for token in encode_text(prompt, self.alphabet):
            logits, state = self.step(token, state)
        text = prompt
        for noise in np.random.default_rng(seed).gumbel(size=(length, len(self.alphabet))):
            token = int((logits / temperature + noise).argmax())
            text += self.alphabet[token]
            logits, state = self.step(token, state)
        return text
