"""Builders of Keras models and of the layers in them."""
