"""Keras models of reviews, videos, text, series and dates, and their layers."""

import lazy_loader

# The public names and their modules are listed in __init__.pyi, where editors also look.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
