"""Plots of histories, comparisons, sweeps and networks' insides.

Each function takes `ax=None` (`axes=None` where it draws two panels) and `title=None`, draws on
those axes or on a new figure, and returns the axes. Nothing is shown or saved.
"""

import lazy_loader

# The public names and their modules are listed in __init__.pyi, where editors also look.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
