"""The book's exercises: the expected answers, and the feedback on an answer."""

import lazy_loader

# The public names and their modules stand in __init__.pyi, where editors look for them, too.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
