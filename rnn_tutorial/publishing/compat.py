"""What ipypublish 0.10.12 (2020) needs with a current Python and Jupyter.

`pyproject.toml` pins the rest. tests/publishing/test_compat.py fails when a shim here is no
longer needed.
"""

import importlib
import logging
import sys
import warnings
from importlib.machinery import SourceFileLoader
from types import ModuleType


def _load_source(name: str, path: str) -> ModuleType:
    module = ModuleType(name)
    SourceFileLoader(name, path).exec_module(module)
    return module


def provide_imp() -> None:
    """Python 3.12 removed `imp`, but jsonextended, which ipypublish imports, imports it."""
    if sys.version_info >= (3, 12) and "imp" not in sys.modules:
        module = ModuleType("imp", "The one function of `imp` that jsonextended calls.")
        vars(module)["load_source"] = _load_source
        sys.modules["imp"] = module


def answer_nb_setup() -> None:
    """Make `from ipypublish import nb_setup` import rnn_tutorial's module.

    ipypublish's own module calls PIL.Image.ANTIALIAS (removed in Pillow 10) and sets options of
    Matplotlib and pandas that no longer exist. Call this before ipypublish is first imported.
    """
    from rnn_tutorial import nb_setup

    sys.modules["ipypublish.scripts.nb_setup"] = nb_setup
    for name in ("ipypublish", "ipypublish.scripts"):
        if name in sys.modules:
            vars(sys.modules[name])["nb_setup"] = nb_setup


def engine() -> type:
    """ipypublish's converter class, imported with every shim in place and its log silent."""
    provide_imp()
    answer_nb_setup()
    with warnings.catch_warnings():
        # pkg_resources and old regular expressions warn on import; we can't fix either.
        warnings.simplefilter("ignore")
        main = importlib.import_module("ipypublish.convert.main")
    logging.getLogger("ipypublish").setLevel(logging.ERROR)
    return main.IpyPubMain
