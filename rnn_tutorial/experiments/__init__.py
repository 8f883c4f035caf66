"""The book's experiments: one name, one stored result; loaders of what other tasks recorded."""

import lazy_loader

# The public names and their modules are listed in __init__.pyi, where editors also look.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
