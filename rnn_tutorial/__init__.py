"""Recurrent neural networks, taught by a small Keras library and a book of notebooks."""

__version__ = "0.1.0"
