"""What ipypublish 0.10.12 (2020) needs beside a current Python and Jupyter.

`pyproject.toml` pins the rest. tests/publishing/test_compat.py fails when a shim here is no
longer needed.
"""

import importlib
import importlib.util
import logging
import sys
import types
import warnings
from types import ModuleType


def _load_source(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def provide_imp() -> None:
    """Python 3.12 dropped `imp`; jsonextended, which ipypublish imports, asks for it."""
    if sys.version_info >= (3, 12) and "imp" not in sys.modules:
        module = types.ModuleType("imp", "The one function of `imp` that jsonextended calls.")
        module.load_source = _load_source
        sys.modules["imp"] = module


def answer_nb_setup() -> None:
    """`from ipypublish import nb_setup` gives rnn_tutorial's.

    ipypublish's own calls PIL.Image.ANTIALIAS (gone since Pillow 10) and sets Matplotlib and
    pandas options that no longer exist. It is answered before ipypublish is first imported.
    """
    from rnn_tutorial import nb_setup

    sys.modules["ipypublish.scripts.nb_setup"] = nb_setup
    for name in ("ipypublish", "ipypublish.scripts"):
        if name in sys.modules:
            sys.modules[name].nb_setup = nb_setup


def engine() -> type:
    """ipypublish's converter class, imported with every shim in place and its log silent."""
    provide_imp()
    answer_nb_setup()
    with warnings.catch_warnings():
        # pkg_resources and old regular expressions warn on import; neither is ours to mend.
        warnings.simplefilter("ignore")
        main = importlib.import_module("ipypublish.convert.main")
    logging.getLogger("ipypublish").setLevel(logging.ERROR)
    return main.IpyPubMain
