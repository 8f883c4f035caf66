"""Recurrent neural networks, taught by a small Keras library and a book of notebooks.

Every public name below is loaded when it is first used, so `import rnn_tutorial` is quick and
plots of stored results need no Keras. What is not in the list is reached through its room:
`rt.scratch.rnn_step`, `rt.datasets.sine_waves`.
"""

import sys
import warnings
from collections.abc import Callable
from typing import Any

import lazy_loader

__version__ = "0.1.0"

_RENAMED = {  # old name -> new name; removed in the next release
    "memory_horizon": "plot_word_influence",
}
# The names and where they are defined are listed in __init__.pyi, where editors also look.
_load, _, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["show_messages"]


def __getattr__(name: str) -> Any:
    if name in _RENAMED:
        new = _RENAMED[name]
        warnings.warn(f"{name} is now called {new}", DeprecationWarning, stacklevel=2)
        name = new
    if name not in __all__:
        raise AttributeError(f"rnn_tutorial has no {name!r}; it has {', '.join(__all__)}")
    return _load(name)


def __dir__() -> list[str]:
    return __all__


def show_messages(show: Callable[[str], object] = print) -> None:
    """Show the package's messages, such as "Resuming simple_rnn from epoch 12.", one per line.

    Notebooks and the command line do this by themselves. A script calls it once, or configures
    the logger "rnn_tutorial" in another way. show: called with the text of each message.
    """
    import logging  # here, because the import takes longer than that of this package

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            show(self.format(record))

    logger = logging.getLogger(__name__)
    logger.handlers = [Handler()]
    logger.setLevel(logging.INFO)
    logger.propagate = False  # Colab's root logger would show each message a second time


_ipython = sys.modules.get("IPython")
if _ipython and _ipython.get_ipython():  # a notebook
    show_messages()
